"""Authorisations come to an end: taken back, replaced, or over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.accompany.actions.drafting import entry, locked
from fabrique.accompany.enums import MANDATE, Asked, End, MandateState
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.people.models import Account

BATCH = 200


@transaction.atomic
def revoke_authorisations(
    *, mandate: Mandate, procedures: Iterable[str] | None, asked: Asked, by: Account | None
) -> list[Authorisation]:
    """Take back some procedures of a mandate, or all (``None``), at once. Gives those that ended now.

    Nobody is asked why. ``by`` is None when the person does it by their own carnet.
    """
    held = locked(mandate)
    if held.state not in (MandateState.SIGNED, MandateState.ENDED):
        raise DomainRefusal(_("Ce mandat n’est pas signé : il n’y a rien à annuler."))
    wanted = None if procedures is None else set(procedures)
    if wanted is not None and not wanted:
        raise DomainRefusal(_("Choisissez ce que la personne annule."), field="procedures")
    now = clock.now()
    found = [each for each in open_of(held) if wanted is None or each.procedure in wanted]
    ended = [each for each in found if each.expires_at and each.expires_at > now]
    end_authorisations(held, ended, End.REVOKED, by=by, asked=asked)
    return ended


@transaction.atomic
def end_expired() -> int:
    """Mark as ended what is past its end; how many authorisations. Safe to run twice."""
    now = clock.now()
    rows = Mandate.objects.everywhere("mandates past their end, whoever signed them")
    rows = rows.filter(state=MandateState.SIGNED, expires_at__lte=now).select_related("organisation")
    count = 0
    for mandate in rows.order_by("expires_at", "pk")[:BATCH]:
        held = locked(mandate)
        over = open_of(held)
        end_authorisations(held, over, End.EXPIRED, by=None)
        count += len(over)
    return count


def open_of(mandate: Mandate) -> list[Authorisation]:
    """The authorisations of a locked mandate that have not ended, locked too: always in this order."""
    rows = Authorisation.objects.of(mandate.organisation)
    rows = rows.filter(mandate=mandate, given_at__isnull=False, ended_at__isnull=True)
    return list(rows.select_for_update(of=("self",)).order_by("procedure"))


def end_authorisations(
    mandate: Mandate, found: list[Authorisation], end: End, *, by: Account | None, asked: Asked | None = None
) -> None:
    """End some of a mandate, with one entry for all, and the mandate with its last."""
    if not found:
        return
    now = clock.now()
    for each in found:
        each.ended_at = each.expires_at if end == End.EXPIRED else now
        each.end, each.ended_by, each.asked = end, by, asked or ""
        each.save(update_fields=["ended_at", "end", "ended_by", "asked"])
    summary = {"end": end, "procedures": [each.procedure for each in found]}
    summary |= {"asked": asked} if asked else {}
    journal.record("accompany.end_authorisations", **entry(mandate, by, summary))
    rows = Authorisation.objects.of(mandate.organisation).filter(mandate=mandate)
    ends: list[datetime | None] = list(rows.values_list("ended_at", flat=True))
    if all(ends):
        advance(MANDATE, mandate, "end", ended_at=max(each for each in ends if each))
