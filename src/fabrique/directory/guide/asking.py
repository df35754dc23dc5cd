"""From an address of the guide to a question: nothing typed there can fail, what is odd gets a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

import numpy as np
from django.utils.translation import gettext as _

from fabrique.directory.guide import search
from fabrique.directory.guide.filters import Selection, read_selection, selected
from fabrique.directory.guide.locating import Located, Origin, locate, position, split_place
from fabrique.directory.guide.needs import BY_CODE, hear
from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.neighbourhoods import middle, named, says_neighbourhood
from fabrique.directory.guide.options import BY_KEY
from fabrique.directory.guide.said import conditions, leaves_some, names_a_place, ticked
from fabrique.directory.guide.search import Basis, Question, Sort
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import stems
from fabrique.directory.guide.wording import of, outside

Values = Mapping[str, Sequence[str]]
HERE = "Ma position"
RADII_KM = (2, 5, 10, 20, 50)
_FIRST_RADII = (10, 20, 50)
EVERYWHERE = "partout"
WHERE_SORTED = "ou-avant"  # the place for which the order was chosen: the form sends it back
MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was typed, what was understood, and what to tell the visitor.

    ``radius`` is the choice in the address ("" for the guide's own), ``widened`` the radius in km that the
    guide had to take (0: everywhere) when nothing was near enough.
    """

    question: Question
    found: Basis
    words: str
    where: str
    located: Located
    others: tuple[Need, ...]
    radius: str
    widened: int | None
    notices: tuple[str, ...]
    understood: bool

    @property
    def origin(self) -> Origin | None:
        return self.question.origin

    @property
    def need(self) -> Need | None:
        return self.question.need

    def pairs(
        self, *, radius: str | None = None, selection: Selection | None = None
    ) -> list[tuple[str, str]]:
        """The question as (name, value) pairs of an address, without the page."""
        radius = self.radius if radius is None else radius
        found = [("q", self.words), ("ou", self.where)]
        if self.where == HERE and self.origin and self.origin.point:
            found += [("lat", f"{self.origin.latitude:.3f}"), ("lon", f"{self.origin.longitude:.3f}")]
        found += [("rayon", radius)] + ([("tri", self.question.sort.value)] if self.sorted_by_hand else [])
        found = [pair for pair in found if pair[1]]
        return found + (self.question.selection if selection is None else selection).pairs()

    @property
    def sorted_by_hand(self) -> bool:
        """Whether the order is the visitor's, not the guide's."""
        return self.question.sort is not default_sort(self.question)

    def link(self, *, radius: str | None = None, selection: Selection | None = None) -> str:
        """An address of the guide with these changes."""
        return "?" + urlencode(self.pairs(radius=radius, selection=selection))


def read(values: Values, snapshot: Snapshot, at: datetime) -> Asked:
    """Understand an address at an aware instant."""
    notices: list[str] = []
    words = _first(values, "q")
    if len(words) > MAX_WORDS:
        words = words[:MAX_WORDS]
        notices.append(_("Votre phrase est longue : nous en avons lu le début."))
    where, located = _where(values, snapshot)
    place_named = bool(words) and names_a_place(words, snapshot)
    said: Mapping[str, tuple[str, ...]] = {}
    if not place_named and words not in BY_CODE:  # the form shows what was understood
        words, said = conditions(words)
    sentence = words
    if not where and words and not place_named:
        sentence, located = split_place(words, snapshot)
        if located.origin:
            words, where = sentence.strip(), located.origin.label
    stranger = located.origin
    if stranger and stranger.point is None and stranger.commune not in snapshot.known_communes:
        located = Located()
        notices.append(_("%(commune)s n’est pas sur notre carte.") % {"commune": stranger.label})
    elif where and located.origin is None:
        text = _("Nous ne trouvons pas « %(where)s ». Essayez une commune ou un code postal.")
        notices.append(text % {"where": where})
    need, others, roots = _what(sentence, snapshot, notices, named=place_named)
    selection = read_selection(values, snapshot.ground.neighbourhoods)
    if selection.unknown:
        shown = ", ".join(f"« {one} »" for one in selection.unknown[:3])
        notices.append(_("Nous avons laissé de côté un filtre inconnu : %(values)s.") % {"values": shown})
    question = Question(need=need, roots=roots, origin=located.origin, selection=selection)
    question = replace(question, sort=_sort(values, question))
    asked_radius = _radius(_first(values, "rayon"))
    question, found, widened = _near_enough(snapshot, question, asked_radius)
    if question.origin is None and question.inside is None and found.mask.any():
        notices.append(_("Rien dans le territoire : voici des lieux %(out)s.") % {"out": outside(snapshot)})
    question = replace(question, selection=_with_said(snapshot, question, found, said, at, notices))
    if located.origin and located.approximate:
        text = _("Nous cherchons autour du centre %(of)s.")
        notices.append(text % {"of": of(located.origin.label)})
    understood = not roots or need is not None or bool(found.scores is not None and found.scores.any())
    return Asked(
        question, found, words, where, located, others, asked_radius, widened, tuple(notices), understood
    )


def _first(values: Values, name: str) -> str:
    """The first value of a name, blanks and control characters made single spaces."""
    text = next(iter(values.get(name) or ()), "")[:10_000]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _where(values: Values, snapshot: Snapshot) -> tuple[str, Located]:
    where = _first(values, "ou")[:MAX_WORDS]
    here = position(_first(values, "lat"), _first(values, "lon"))
    if here and where in ("", HERE):
        return HERE, Located(Origin("", round(here[0], 3), round(here[1], 3), exact=True))
    if says_neighbourhood(where) and (area := _neighbourhood(where)):
        return where, area
    located = locate(where, snapshot)
    return where, located if located.origin or not where else _neighbourhood(where) or located


def _neighbourhood(where: str) -> Located | None:
    area = named(where)
    return Located(Origin(area.name or area.code, *middle(area))) if area else None


def _what(
    sentence: str, snapshot: Snapshot, notices: list[str], *, named: bool
) -> tuple[Need | None, tuple[Need, ...], tuple[str, ...]]:
    """The need, other needs it may be, and the roots to look for besides."""
    if need := BY_CODE.get(sentence):
        return need, (), ()
    heard = hear(sentence, snapshot.text) if sentence else hear("")
    if named:  # « Le Passeur » is a place, not a password
        return None, heard.needs[:3], tuple(stems(sentence))[:12]
    for typed, meant in heard.corrected[:2]:
        text = _("Nous avons lu « %(meant)s » à la place de « %(typed)s ».")
        notices.append(text % {"meant": meant, "typed": typed})
    return heard.need, heard.needs[1:4], heard.rest[:12]


def _with_said(
    snapshot: Snapshot,
    question: Question,
    found: Basis,
    said: Mapping[str, tuple[str, ...]],
    at: datetime,
    notices: list[str],
) -> Selection:
    """The filters, with those that the sentence says; one that leaves nothing is left out, and told."""
    selection = question.selection
    for group, code in [(group, code) for group, codes in said.items() for code in codes]:
        tried = ticked(selection, {group: (code,)})
        if leaves_some(snapshot, found, tried, at):
            selection = tried
        else:
            text = _("Aucun de ces lieux n’annonce « %(filter)s » : les voici sans ce filtre.")
            notices.append(text % {"filter": BY_KEY[group].label(code)})
    return selection


def encode(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as the query of an address."""
    return urlencode(list(pairs))


def default_sort(question: Question) -> Sort:
    """Near and useful first when a place is known, else what answers best, else by name."""
    if question.origin and question.origin.point:
        return Sort.USEFUL if question.need else Sort.DISTANCE
    return Sort.RELEVANCE if question.need or question.roots else Sort.NAME


def sorts(question: Question) -> list[Sort]:
    """The orders that mean something for a question."""
    found = [Sort.NAME, Sort.FRESHNESS]
    if question.need or question.roots:
        found.insert(0, Sort.RELEVANCE)
    if question.origin and question.origin.point:
        found.insert(0, Sort.DISTANCE)
        if question.need:
            found.insert(0, Sort.USEFUL)
    return found


def _sort(values: Values, question: Question) -> Sort:
    """The order asked for. A place newly given undoes « par nom »: it is asked to see what is near."""
    asked = _first(values, "tri")
    before = _first(values, WHERE_SORTED) if WHERE_SORTED in values else None
    if asked == Sort.NAME and question.origin and before is not None and before != _first(values, "ou"):
        asked = ""
    return next((one for one in sorts(question) if one.value == asked), default_sort(question))


def _radius(text: str) -> str:
    return text if text == EVERYWHERE or text in {str(km) for km in RADII_KM} else ""


def _near_enough(snapshot: Snapshot, question: Question, radius: str) -> tuple[Question, Basis, int | None]:
    """The question with its radius: the one asked for, else the first of 10, 20, 50 km with an answer."""
    if question.origin is None:
        return *_of_the_territory(snapshot, question), None
    if radius == EVERYWHERE:
        return question, search.basis(snapshot, question), None
    if radius:
        asked = replace(question, radius_m=float(radius) * 1000)
        return asked, search.basis(snapshot, asked), None
    for km in _FIRST_RADII:
        asked = replace(question, radius_m=km * 1000.0)
        found = search.basis(snapshot, asked)
        if found.mask.any():
            return asked, found, None if km == _FIRST_RADII[0] else km
    found = search.basis(snapshot, question)
    return question, found, 0 if found.mask.any() else None


def _of_the_territory(snapshot: Snapshot, question: Question) -> tuple[Question, Basis]:
    """Nobody says where they are: the territory's own places, or the others when none of them answers."""
    ours = replace(question, inside=True)
    found = search.basis(snapshot, ours)
    if found.mask.any() or snapshot.served == snapshot.size:
        return ours, found
    return question, search.basis(snapshot, question)


def wider(snapshot: Snapshot, asked: Asked, at: datetime) -> list[tuple[str, int]]:
    """(a wider radius, how many places it leaves), each only if it finds more than the one before."""
    if asked.origin is None or asked.question.radius_m is None:
        return []
    left = selected(snapshot, asked.question.selection, at)
    offers: list[tuple[str, int]] = []
    best = 0
    for radius in (*(str(km) for km in RADII_KM if km * 1000 > asked.question.radius_m), EVERYWHERE):
        metres = None if radius == EVERYWHERE else float(radius) * 1000
        mask = search.basis(snapshot, replace(asked.question, radius_m=metres)).mask
        count = int(np.count_nonzero(mask if left is None else mask & left))
        if count > best:
            offers.append((radius, count))
            best = count
    return offers[:3]
