"""What a paper proves: found by the secret that is printed on it, told in initials and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fabrique.accompany import sealing
from fabrique.accompany.enums import MandateState
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.mandates import is_live, line_of, text_of, with_authorisations
from fabrique.core.secrets import digest_of
from fabrique.core.ui import discretion


@dataclass(frozen=True, slots=True)
class Told:
    """One procedure: whether it holds, and else since when it does not."""

    label: str
    live: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Proof:
    """``signed``: the person signed it; ``authentic``: not a letter of it was changed since."""

    code: str
    signed: bool
    authentic: bool
    initials: str
    organisation: str
    signed_on: date | None
    until: date | None
    procedures: tuple[Told, ...]

    @property
    def holds(self) -> bool:
        """Whether it still allows something."""
        return self.authentic and any(each.live for each in self.procedures)


def find_proof(token: str, at: datetime) -> Proof | None:
    """What the page of a printed address says at an instant; None for an address that proves nothing."""
    rows = Mandate.objects.everywhere("the printed address is the right").filter(
        token_digest=digest_of(token)
    )
    rows = rows.select_related("organisation", "resident")
    mandate = rows.prefetch_related(with_authorisations()).first()
    if mandate is None:
        return None
    signed = mandate.state in (MandateState.SIGNED, MandateState.ENDED)
    authentic = signed and sealing.is_authentic(mandate)
    return Proof(
        code=mandate.code,
        signed=signed,
        authentic=authentic,
        initials=discretion.initials(text_of(mandate)["person"]) if authentic else "",
        organisation=mandate.organisation.name,
        signed_on=_day(mandate.signed_at),
        until=_day(mandate.expires_at),
        procedures=tuple(
            _told(each, mandate.resident.emptied_at, at) for each in line_of(mandate, at).authorisations
        )
        if authentic
        else (),
    )


def _told(each: Authorisation, erased_at: datetime | None, at: datetime) -> Told:
    """Nobody acts any more for a person whose file was erased: the mandate stays as a proof alone."""
    ends = [end for end in (each.ended_at or each.expires_at, erased_at) if end]
    live = is_live(each, at) and erased_at is None
    return Told(each.get_procedure_display(), live, _day(min(ends, default=None)))


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
