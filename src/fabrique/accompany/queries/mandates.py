"""The mandates of a person, and what can be done with each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from fabrique.accompany.enums import End, MandateState
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.authorisations import person_files
from fabrique.people.models import Resident

RENEWABLE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """A mandate and its procedures at an instant. ``live``: it still allows something."""

    mandate: Mandate
    authorisations: tuple[Authorisation, ...]
    live: tuple[Authorisation, ...]
    renewable: bool


def mandates_of(resident: Resident) -> QuerySet[Mandate]:
    """Every mandate of a person with the organisation that holds the file, the newest first."""
    rows = Mandate.objects.of(resident.organisation).filter(resident__in=person_files(resident))
    return rows.select_related("organisation", "signed_by", "drafted_by").order_by("-drafted_at", "pk")


def with_authorisations() -> Prefetch[Any]:
    """Read the authorisations of mandates that the caller may see, for ``prefetch_related``."""
    rows = Authorisation.objects.everywhere("of mandates in hand").select_related("ended_by")
    return Prefetch("authorisations", rows.order_by("procedure"))


def lines_of(resident: Resident, at: datetime) -> list[Line]:
    """The mandates of a person with what each allows at an instant. Two queries, and those of the files."""
    rows = mandates_of(resident).exclude(state=MandateState.ABANDONED)
    return [line_of(mandate, at) for mandate in rows.prefetch_related(with_authorisations())]


def line_of(mandate: Mandate, at: datetime) -> Line:
    """One mandate, its authorisations read with it."""
    order = list(mandate.authorisations.all())
    live = tuple(each for each in order if is_live(each, at))
    return Line(mandate, tuple(order), live, _renewable(mandate, order, at))


def is_live(authorisation: Authorisation, at: datetime) -> bool:
    """Whether an authorisation lets the organisation act at an instant."""
    given, until = authorisation.given_at, authorisation.expires_at
    return bool(given and until and given <= at < until and authorisation.ended_at is None)


def is_renewable(resident: Resident, mandate: Mandate, at: datetime) -> bool:
    """Whether a mandate of this person with this organisation may be taken up again at an instant."""
    own = mandates_of(resident).filter(pk=mandate.pk).prefetch_related(with_authorisations()).first()
    return own is not None and _renewable(own, list(own.authorisations.all()), at)


def _renewable(mandate: Mandate, authorisations: list[Authorisation], at: datetime) -> bool:
    """Until 365 days after its end; what the person took back as a whole, or gave anew, is not renewed."""
    end = mandate.ended_at or mandate.expires_at
    if end is None or at > end + RENEWABLE:
        return False
    return any(each.ended_at is None or each.end == End.EXPIRED for each in authorisations)


def text_of(mandate: Mandate) -> dict[str, Any]:
    """The whole text, as ``texts.render`` set it. Raises ``TamperedValue``."""
    found: dict[str, Any] = json.loads(mandate.text)
    return found


def last_place(resident: Resident) -> str:
    """Where the organisation made its latest mandate: most are made in the same town."""
    latest = Mandate.objects.of(resident.organisation).order_by("-drafted_at", "pk").first()
    return latest.place if latest else ""
