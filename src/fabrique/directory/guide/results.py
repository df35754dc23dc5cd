"""The page of results: its title, its cards, its filters, and the ways out when nothing answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import slug_re
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.core.ui.parts import Choice
from fabrique.directory.guide import asking, filters, search, wording
from fabrique.directory.guide.asking import EVERYWHERE, RADII_KM, Asked
from fabrique.directory.guide.cards import Card, cards
from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.guide.options import QUARTER
from fabrique.directory.guide.search import Answer, Sort
from fabrique.directory.guide.snapshot import Snapshot

PAGE, MAP_PAGE = 20, 100
OFTEN = (
    "imprimer", "demarches", "apprendre", "emploi", "ordinateur-pas-cher", "arnaques", "wifi", "reparer"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the answer; ``base`` is its address up to the number, ``first`` its first card's rank."""

    cards: list[Card]
    total: int
    number: int
    last: int
    base: str
    first: int


def page_of(directory: Snapshot, asked: Asked, at: datetime, *, number: str, on_map: bool = False) -> Page:
    """The page of this number; the first if it makes no sense, the last if it is beyond the end."""
    size = MAP_PAGE if on_map else PAGE
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    wanted = max(1, min(wanted, -(-len(directory) // size)))
    answer = search.ask(directory, asked.question, at, first=size * wanted, found=asked.found)
    last = max(1, -(-answer.total // size))
    wanted = min(wanted, last)
    part = slice(size * (wanted - 1), size * wanted)
    answer = Answer(answer.ranks[part], answer.metres[part], answer.total)
    point = asked.origin.point if asked.origin else None
    moments = asked.question.selection.chosen.get("quand", ())
    shown = cards(directory, answer, at, origin=point, need=asked.need, moments=moments)
    pairs = asked.pairs() + ([("carte", "1")] if on_map else [])
    base = f"?{asking.encode(pairs)}&page=" if pairs else "?page="
    return Page(shown, answer.total, wanted, last, base, size * (wanted - 1) + 1)


def _title(asked: Asked, total: int) -> str:
    parts = [wording.places(total)]
    if asked.need:
        parts.append(_("pour %(goal)s") % {"goal": asked.need.goal})
    elif asked.question.roots:
        parts.append(_("pour « %(words)s »") % {"words": asked.words[:80]})
    elif not asked.origin:
        parts.append(_("où trouver de l’aide"))
    if asked.origin:
        parts.append(wording.near(asked.origin))
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out of an empty answer, or another reading of the question: words, address, how many places."""

    words: str
    url: str
    count: int | None = None


def context(directory: Snapshot, asked: Asked, page: Page, at: datetime) -> dict[str, Any]:
    """The variables of the page of results."""
    selection, base = asked.question.selection, asked.found.mask
    facets = filters.facets(directory, selection, base, at)
    return {
        "asked": asked,
        "title": _title(asked, page.total),
        "page": page,
        "order": _order(asked),
        "notices": _notices(asked, page.total),
        "facets": [facet for facet in facets if not facet.group.folded],
        "folded_facets": [facet for facet in facets if facet.group.folded],
        "folded_open": any(facet.ticked for facet in facets if facet.group.folded),
        "residence": filters.residence_choices(directory, selection, base, at),
        "radii": _radii(asked),
        "sorts": _sorts(asked),
        "ticked": _ticked(directory, asked, at),
        "wider": _wider(directory, asked, at) if not page.total else [],
        "communes": _communes(asked),
        "others": _others(asked),
        "often": [] if page.total else _often(),
        "clear_url": asked.link(selection=filters.Selection()),
        "map_url": "?" + asking.encode([*asked.pairs(), ("carte", "1")]),
        "print_url": reverse("directory:search-pdf") + "?" + asking.encode(asked.pairs()),
        "quarter_lists": quarter_lists(directory, selection.chosen.get(QUARTER, ())),
        "list_url": asked.link(),
        "here": asking.HERE,
    }


def quarter_lists(directory: Snapshot, codes: Iterable[str]) -> list[Offer]:
    """The printed lists of priority neighbourhoods; a code that no address can hold has none."""
    names = directory.ground.neighbourhoods
    return [
        Offer(names.get(code, code), reverse("directory:neighbourhood-pdf", args=[code]))
        for code in codes
        if slug_re.fullmatch(code)
    ]


def _order(asked: Asked) -> str:
    if asked.question.sort is Sort.DISTANCE and asked.origin:
        if asked.origin.exact:
            return _("Du plus proche au plus loin")
        return _("Du plus proche au plus loin du centre %(of)s") % {"of": wording.of(asked.origin.label)}
    if asked.question.sort is Sort.USEFUL and asked.origin:
        if asked.origin.exact:
            return _("Les plus utiles près d’ici d’abord")
        return _("Les plus utiles près du centre %(of)s d’abord") % {"of": wording.of(asked.origin.label)}
    words = {Sort.NAME: _("Par ordre alphabétique"), Sort.FRESHNESS: _("Les fiches récentes d’abord")}
    return words.get(asked.question.sort, _("Les réponses les plus sûres d’abord"))


def _notices(asked: Asked, total: int) -> list[str]:
    found = list(asked.notices)
    if not total:  # « voici les lieux » would announce nothing
        return found
    if asked.widened and asked.origin:
        text = _("Rien à moins de 10 km : voici les lieux à moins de %(km)s km.")
        found.append(text % {"km": asked.widened})
    elif asked.widened == 0 and asked.origin:
        found.append(_("Rien à moins de 50 km : voici les lieux plus lointains."))
    return found


def _radii(asked: Asked) -> list[Choice]:
    if not asked.origin or not asked.origin.point:
        return []
    words = [("", _("Pas trop loin"))]
    words += [(str(km), _("À moins de %(km)s km") % {"km": km}) for km in RADII_KM]
    words.append((EVERYWHERE, _("À toute distance")))
    return [Choice(value, label, checked=value == asked.radius) for value, label in words]


def _sorts(asked: Asked) -> list[Choice]:
    words = {
        Sort.USEFUL: _("Les plus utiles, près d’ici"),
        Sort.DISTANCE: _("Le plus proche"),
        Sort.RELEVANCE: _("Les réponses les plus sûres"),
        Sort.NAME: _("Par nom"),
        Sort.FRESHNESS: _("Les fiches récentes"),
    }
    usual = asking.default_sort(asked.question)  # sent as nothing: it is no choice of the visitor's
    return [
        Choice("" if one is usual else one.value, words[one], checked=one is asked.question.sort)
        for one in asking.sorts(asked.question)
    ]


def _ticked(directory: Snapshot, asked: Asked, at: datetime) -> list[Offer]:
    selection = asked.question.selection
    if not selection:
        return []
    rows = filters.ticked_options(directory, selection, asked.found.mask, at)
    return [
        Offer(row.label, asked.link(selection=selection.without(row.group, row.code)), row.count_without)
        for row in rows
    ]


def _wider(directory: Snapshot, asked: Asked, at: datetime) -> list[Offer]:
    return [
        Offer(
            _("À toute distance") if radius == EVERYWHERE else _("À moins de %(km)s km") % {"km": radius},
            asked.link(radius=radius),
            count,
        )
        for radius, count in asking.wider(directory, asked, at)
    ]


def _communes(asked: Asked) -> list[Offer]:
    """Other communes that the words may mean; the département tells those of one name apart."""
    base, others = dict(asked.pairs()), asked.located.others
    names = [one.name for one in others] + [asked.origin.label if asked.origin else ""]
    return [
        Offer(
            one.name if names.count(one.name) == 1 else f"{one.name} ({one.departement})",
            "?" + asking.encode((base | {"ou": f"{one.name} ({one.code})"}).items()),
        )
        for one in others
    ]


def _others(asked: Asked) -> list[Offer]:
    """Other needs that the words may mean."""
    base = dict(asked.pairs())
    return [
        Offer(need.goal, "?" + asking.encode((base | {"q": need.phrases[0]}).items()))
        for need in asked.others
    ]


def _often() -> list[Offer]:
    return [
        Offer(BY_CODE[code].goal, "?" + asking.encode([("q", BY_CODE[code].phrases[0])])) for code in OFTEN
    ]


def map_context(asked: Asked, page: Page) -> dict[str, Any]:
    """What the map needs besides; ``undrawn`` is how many places of the list have no known position."""
    markers = [
        {
            "n": card.place.name,
            "p": [round(card.point[0], 6), round(card.point[1], 6)],
            "u": card.url,
            "i": number,
            "t": card.where,
            "h": card.now.text,
            "f": formats.phone(card.place.phone) if card.place.phone else "",
        }
        for number, card in enumerate(page.cards, start=1)
        if card.point
    ]
    point = asked.origin.point if asked.origin else None
    return {
        "markers": {
            "places": markers,
            "origin": point,
            "originName": asked.origin.label if asked.origin else "",
        },
        "contours_url": reverse("directory:contours"),
        "tiles_url": settings.MAP_TILES_URL,
        "tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
        "drawn": len(markers),
        "undrawn": len(page.cards) - len(markers),
    }
