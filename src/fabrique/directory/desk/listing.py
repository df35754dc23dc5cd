"""The list of places at the desk: searched, filtered, fifty at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.words import asked as words_asked
from fabrique.core.ui.words import plain
from fabrique.directory.desk.counts import LOW, OPEN, stale
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import ErrorReport, Place
from fabrique.directory.queries import outside_the_territory

SHOWN = (
    *("code", "name", "state", "commune_name", "postal_code", "address", "phone", "completeness"),
    *("verified_on", "updated_on", "flags"),
)
_SEARCHED = ("name", "commune_name", "postal_code", "address", "phone", "code")
STATES = (("publies", _("Publiés")), ("retires", _("Retirés")), ("tous", _("Publiés et retirés")))
OUTSIDE = "hors"
LACKS = (
    ("telephone", _("Sans téléphone")),
    ("horaires", _("Sans horaires")),
    ("vieux", _("Pas confirmés depuis 12 mois")),
    ("incomplets", _("Fiches peu remplies (moins de 50 %)")),
    ("alertes", _("Avec une alerte de qualité")),
    ("signales", _("Avec un signalement ouvert")),
    (OUTSIDE, _("Hors du territoire")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants to see."""

    words: str = ""
    state: str = "publies"
    lacks: tuple[str, ...] = ()

    def query(self) -> str:
        """The same as the query string of an address."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [("etat", self.state)] if self.state != "publies" else []
        return urlencode([*pairs, *(("avec", code) for code in self.lacks)])


def asked(query: Any) -> Asked:
    """Read a request's parameters; what means nothing here is left out."""
    state = query.get("etat", "publies")
    known = dict(LACKS)
    return Asked(
        words=words_asked(query.get("q", "")),
        state=state if state in dict(STATES) else "publies",
        lacks=tuple(code for code in known if code in query.getlist("avec")),
    )


def places(wanted: Asked, number: str | None) -> Pages[Place]:
    """One page of places. The number of queries does not depend on the places."""
    rows = _filtered(wanted).order_by("name", "pk")
    if wanted.words:
        return page_of(_matching(rows, wanted.words), number, load=_load)
    return page_of(rows.only(*SHOWN), number)


def _filtered(wanted: Asked) -> QuerySet[Place]:
    states: Mapping[str, list[str]] = {
        "publies": [PlaceState.PUBLISHED],
        "retires": [PlaceState.WITHDRAWN],
        "tous": [PlaceState.PUBLISHED, PlaceState.WITHDRAWN],
    }
    reported = ErrorReport.objects.filter(place=OuterRef("pk"), state__in=OPEN)
    rows = Place.objects.filter(state__in=states[wanted.state]).annotate(reported=Exists(reported))
    conditions = {
        "telephone": Q(phone=""),
        "horaires": Q(hours=""),
        "vieux": stale(),
        "incomplets": Q(completeness__lt=LOW),
        "alertes": ~Q(flags=[]),
        "signales": Q(reported=True),
    }
    if OUTSIDE in wanted.lacks:
        conditions[OUTSIDE] = outside_the_territory()
    for code in wanted.lacks:
        rows = rows.filter(conditions[code])
    return rows


def _matching(rows: QuerySet[Place], words: str) -> list[Any]:
    """The ids of the places that hold every word, whatever the accents: neither database folds them alike."""
    wanted = plain(words).split()
    digits = "".join(letter for letter in words if letter.isdigit())
    found = []
    for pk, *texts in rows.values_list("pk", *_SEARCHED):
        text = plain(" ".join(texts))
        by_phone = len(digits) >= 6 and digits.lstrip("0") in texts[4]
        if by_phone or all(word in text for word in wanted):
            found.append(pk)
    return found


def _load(identifiers: list[Any]) -> list[Place]:
    reported = ErrorReport.objects.filter(place=OuterRef("pk"), state__in=OPEN)
    known = Place.objects.only(*SHOWN).annotate(reported=Exists(reported)).in_bulk(identifiers)
    return [known[pk] for pk in identifiers if pk in known]
