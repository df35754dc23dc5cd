"""Which news is to be asked for, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, acts_for, scope
from fabrique.core.retention import key_of
from fabrique.core.secrets import digest_of
from fabrique.core.ui.notifying import Shown
from fabrique.equip.enums import OPEN_FOLLOW_UPS, FollowUpState, Means
from fabrique.equip.models import FollowUp, Handover
from fabrique.people.enums import ConsentPurpose, ContactMeans
from fabrique.people.models import Consent, Organisation, Resident
from fabrique.people.residents import takes_texts

FOLLOW = "equip.follow_handovers"
MOST = 200  # of a list of calls
_ROWS = (
    "handover__device", "handover__organisation", "handover__resident__organisation",
    "handover__resident__merged_into", "handover__request__organisation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """One follow-up to be asked for, and how the person is best asked."""

    follow_up: FollowUp
    means: Means


def follow_ups_for(actor: Actor) -> QuerySet[FollowUp]:
    """Those of devices that the actor's organisation handed over, or for which it had asked."""
    return scope(actor, FOLLOW, FollowUp.objects.select_related(*_ROWS))


def due_follow_ups(actor: Actor, today: date) -> list[Due]:
    """What is to be asked for today or was before, the oldest first, with how. Two queries.

    Whoever had asked for the device asks: they know the person and have the number.
    """
    rows = follow_ups_for(actor).filter(state__in=OPEN_FOLLOW_UPS, due_on__lte=today).order_by("due_on", "pk")
    rows = rows.filter(Q(handover__request__isnull=True) | Q(handover__request__organisation=acts_for(actor)))
    return _with_means(rows[:MOST])


def _with_means(rows: QuerySet[FollowUp]) -> list[Due]:
    found = list(rows)
    willing = _willing([each.handover for each in found])
    return [Due(each, _means(each.handover, willing)) for each in found]


def troubles_of(actor: Actor) -> QuerySet[FollowUp]:
    """What holders said that does not work, or that they want help, and nobody saw to yet."""
    rows = follow_ups_for(actor).filter(state=FollowUpState.ANSWERED, handled_at__isnull=True)
    return rows.filter(Q(troubled=True) | Q(help_wanted=True)).order_by("answered_at", "pk")


def asking(handover: Handover) -> Organisation:
    """Who asks for news: whoever had asked for the device, else whoever handed it over."""
    return handover.request.organisation if handover.request else handover.organisation


def concerned(handover: Handover) -> list[Organisation]:
    """The organisations that follow a handover, once each."""
    return list(dict.fromkeys([handover.organisation, asking(handover)]))


def means_of(handover: Handover) -> Means:
    """How a holder is best asked."""
    return _means(handover, _willing([handover]))


def _willing(handovers: Sequence[Handover]) -> frozenset[object]:
    """The files whose person accepts reminders. One query."""
    files = {each.resident_id for each in handovers if each.resident_id}
    rows = Consent.objects.everywhere("of persons whom the reader follows")
    held = rows.filter(resident__in=files, purpose=ConsentPurpose.REMINDERS, withdrawn_at__isnull=True)
    return frozenset(held.values_list("resident", flat=True))


def _means(handover: Handover, willing: frozenset[object]) -> Means:
    resident = handover.resident
    if resident is None:
        return Means.CALL if handover.recipient != "resident" else Means.DESK
    if resident.organisation_id != asking(handover).pk:  # only the instance may use that number
        return Means.SMS if resident.pk in willing and takes_texts(resident.phone) else Means.DESK
    if resident.emptied_at or resident.limited_at or resident.reach_by == ContactMeans.NONE:
        return Means.DESK
    wants = resident.pk in willing or resident.reach_by == ContactMeans.SMS
    if wants and takes_texts(resident.phone) and resident.reach_by in (ContactMeans.SMS, ContactMeans.PHONE):
        return Means.SMS
    if resident.reach_by == ContactMeans.LETTER and resident.address:
        return Means.LETTER
    if resident.phone and resident.reach_by in (ContactMeans.PHONE, ContactMeans.SMS):
        return Means.CALL
    return Means.LETTER if resident.address else Means.DESK


def by_token(token: str) -> FollowUp | None:
    """The follow-up whose page a secret opens."""
    rows = FollowUp.objects.everywhere("the secret of the address is the right").select_related(*_ROWS)
    return rows.filter(token_digest=digest_of(token), state=FollowUpState.ASKED).first()


def may_remind(resident: Resident) -> bool:
    """Whether a reminder may be sent to a person by SMS."""
    rows = Consent.objects.of(resident.organisation).filter(
        resident=resident, purpose=ConsentPurpose.REMINDERS, withdrawn_at__isnull=True
    )
    return takes_texts(resident.phone) and not resident.limited_at and rows.exists()


def troubles_told(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What holders said, by the code of their device. One query."""
    rows = follow_ups_for(actor).filter(pk__in=[key_of(one) for one in subjects])
    return {
        f"follow_up:{each.pk}": Shown(
            _("Appareil %(code)s\u00a0: son détenteur a besoin d’aide.")
            % {"code": each.handover.device.code},
            reverse("equip:follow-up", args=[each.pk]),
        )
        for each in rows
    }
