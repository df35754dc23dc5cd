"""What is read of handovers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.core.ui import formats
from fabrique.core.ui.pages import Pages, page_of
from fabrique.equip.enums import (
    BEFORE_HANDOVER,
    LIVE_HANDOVERS,
    DeviceKind,
    DeviceState,
    DonorKind,
    HandoverBasis,
    HandoverState,
    Recipient,
    SellerStatus,
    Terms,
)
from fabrique.equip.enums.asking import ProposalState
from fabrique.equip.handing import agreement, rules
from fabrique.equip.handing.caps import SET, caps_on
from fabrique.equip.models import Device, DeviceRequest, Handover, Proposal
from fabrique.equip.queries.condition import known_faults
from fabrique.equip.retention import HANDOVER_YEARS, LOAN_YEARS
from fabrique.people.models import Resident
from fabrique.people.queries.residents import files_of, kept_file

HAND = "equip.hand_over"
WHOLE = (
    "organisation", "device__lot__donation__donor", "resident__organisation", "resident__merged_into",
    "request__organisation",
)  # fmt: skip


def handovers_for(actor: Actor) -> QuerySet[Handover]:
    """Those of the actor's organisation, with what a page shows of each."""
    return scope(actor, HAND, Handover.objects.select_related(*WHOLE, "prepared_by", "first_steps_place"))


def page_of_handovers(actor: Actor, state: str, number: str | None) -> Pages[Handover]:
    """One page: those with an appointment first, the nearest, then the latest."""
    rows = handovers_for(actor)
    wanted = [state] if state in HandoverState.values else list(BEFORE_HANDOVER)
    order = ("meeting_at", "-prepared_at", "pk") if state in ("", "prepared", "signed") else ("-prepared_at",)
    return page_of(rows.filter(state__in=wanted).order_by(*order), number)


def live_handover(device: Device) -> Handover | None:
    """The handover that a device is in, or was handed over by, if it is not over."""
    rows = Handover.objects.of(device.organisation).select_related(*WHOLE)
    return rows.filter(device=device, state__in=LIVE_HANDOVERS).first()


def handovers_of(resident: Resident) -> QuerySet[Any]:
    """Every handover to a person, whichever of their files it was made on; the latest first."""
    rows = Handover.objects.everywhere("the devices of one person, whoever handed them over")
    rows = rows.filter(resident__in=files_about(resident))
    return rows.select_related(*WHOLE, "first_steps_place", "handed_by").order_by("-prepared_at", "pk")


def files_about(resident: Resident) -> list[Resident]:
    """Every file of one person in one organisation, whichever of them is given; the kept one first."""
    return files_of(kept_file(resident))


def request_for(device: Device) -> DeviceRequest | None:
    """The request for which a device is kept: its person may be another organisation's, and has no name
    here.
    """
    rows = Proposal.objects.everywhere("the device that its caller hands over")
    kept = rows.filter(device=device, state=ProposalState.ACCEPTED).select_related(
        "request__resident__organisation", "request__resident__merged_into", "request__organisation"
    )
    found = kept.first()
    return found.request if found else None


def is_ours(handover: Handover) -> bool:
    """Whether the person of a handover has their file here; another organisation's is a code and no more."""
    resident = handover.resident
    return resident is not None and resident.organisation_id == handover.organisation_id


def free_devices(actor: Actor, words: str = "") -> QuerySet[Device]:
    """Devices that are ready or reserved, and for nobody yet: no handover, no request."""
    rows = scope(actor, HAND, Device.objects.select_related("site"))
    taken = Handover.objects.everywhere("whether a device is for somebody").filter(state__in=LIVE_HANDOVERS)
    rows = rows.filter(state__in=[DeviceState.READY, DeviceState.RESERVED]).exclude(
        pk__in=taken.values("device")
    )
    kept = Proposal.objects.everywhere("whether a device is kept").filter(state=ProposalState.ACCEPTED)
    rows = rows.exclude(pk__in=kept.values("device"))
    return rows.filter(code__icontains=words) if words else rows


def kept_devices(actor: Actor) -> QuerySet[Any]:
    """What is kept for a request, with no handover yet: the proposals, the first to expire first."""
    devices = scope(actor, HAND, Device.objects.all())
    taken = Handover.objects.everywhere("whether a device is for somebody").filter(state__in=LIVE_HANDOVERS)
    rows = Proposal.objects.everywhere("the devices that the actor hands over")
    rows = rows.filter(state=ProposalState.ACCEPTED, device__in=devices.values("pk"))
    rows = rows.exclude(device__in=taken.values("device")).select_related("device", "request__organisation")
    return rows.order_by("expires_at", "pk")


def is_public(device: Device) -> bool:
    """Whether a public body gave the device: the law then says to whom it may be sold."""
    donation = device.lot.donation if device.lot else None
    return bool(donation and donation.donor.kind == DonorKind.PUBLIC_BODY)


def proposed_of(handover: Handover) -> rules.Proposed:
    """A handover as the rules see it, with what is sold beside it on the same day."""
    kinds = {str(handover.device.kind)}
    beside = 0
    if handover.terms == Terms.SALE and handover.device.kind in SET:
        others = _sold_beside(handover)
        kinds |= set(others.values_list("device__kind", flat=True))
        beside = others.aggregate(total=Sum("price_cents"))["total"] or 0
    return rules.Proposed(
        kind=DeviceKind(handover.device.kind),
        recipient=Recipient(handover.recipient),
        terms=Terms(handover.terms),
        basis=HandoverBasis(handover.basis),
        on=clock.today(),
        price_cents=handover.price_cents,
        beside_cents=beside,
        with_desktop=DeviceKind.DESKTOP in kinds,
        seller_status=SellerStatus(handover.seller_status),
        public=is_public(handover.device),
    )


def _sold_beside(handover: Handover) -> QuerySet[Handover]:
    day = timezone.localdate(handover.prepared_at)
    rows = Handover.objects.of(handover.organisation).filter(
        terms=Terms.SALE,
        state__in=LIVE_HANDOVERS,
        device__kind__in=list(SET),
        prepared_at__gte=clock.midnight(day),
        prepared_at__lt=clock.midnight(day, after=True),
    )
    if handover.resident:
        rows = rows.filter(resident__in=files_about(handover.resident))
    else:
        rows = rows.filter(body_name=handover.body_name, recipient=handover.recipient)
    return rows.exclude(pk=handover.pk)


def recipient_name(handover: Handover) -> str:
    """Who receives, by name: for the papers that they sign."""
    if handover.resident is None:
        reference = handover.reference
        pupil = _(", pour l’élève %(reference)s") % {"reference": reference} if reference else ""
        return f"{handover.body_name}{pupil}" or _("une personne")
    resident = handover.resident
    if not is_ours(handover):
        return _("la personne du dossier %(code)s") % {"code": resident.code}
    return f"{resident.first_name} {resident.last_name}".strip() or resident.called


def device_words(device: Device) -> str:
    """What a device is, in words."""
    named = " ".join(part for part in (device.make, device.model) if part)
    return f"{device.get_kind_display()} {named}".strip()


def faults_words(device: Device) -> str:
    """What is known not to work, as the agreement says it; empty when nothing is."""
    faults = ", ".join(known_faults(device))
    return _("On m’a dit et montré ce qui ne marche pas : %s.") % faults if faults else ""


def agreement_facts(handover: Handover) -> agreement.Facts:
    """What the agreement of a handover says."""
    version = caps_on(clock.today())
    cap = version.cap(handover.device.kind) if version else None
    sale = handover.terms == Terms.SALE
    return agreement.Facts(
        organisation=handover.organisation.name,
        recipient=recipient_name(handover),
        person=handover.recipient == Recipient.RESIDENT,
        device=device_words(handover.device),
        code=handover.device.code,
        serial=handover.device.serial,
        terms=Terms(handover.terms),
        public=is_public(handover.device),
        kept=_kept(handover),
        faults=faults_words(handover.device),
        back=_back(handover),
        price=formats.money(handover.price_cents) if handover.price_cents else "",
        cap=formats.money(cap) if sale and cap else "",
        source=version.title if sale and version else "",
    )


def _kept(handover: Handover) -> str:
    return {
        Terms.GIFT: _("%(years)s ans") % {"years": HANDOVER_YEARS},
        Terms.LOAN: _("jusqu’à %(years)s an après le retour de l’appareil") % {"years": LOAN_YEARS},
        Terms.SALE: _("jusqu’à la fin de la garantie"),
    }[Terms(handover.terms)]


def _back(handover: Handover) -> str:
    if handover.terms != Terms.LOAN:
        return ""
    if handover.due_back_on:
        return _("Je le rends le %(day)s au plus tard, ou plus tôt si je n’en ai plus besoin.") % {
            "day": formats.dated(handover.due_back_on)
        }
    return _("Je le rends quand je n’en ai plus besoin.")


@dataclass(frozen=True, slots=True)
class Agenda:
    """What awaits who hands over: appointments of the day or past, loans that should be back."""

    meetings: int
    late_loans: int
    oldest: date | None


def agenda_of(actor: Actor, today: date) -> Agenda:
    """Two queries."""
    rows = scope(actor, HAND, Handover.objects.all())
    met = rows.filter(
        state__in=[HandoverState.PREPARED, HandoverState.SIGNED],
        meeting_at__lt=clock.midnight(today, after=True),
    ).order_by("meeting_at")
    found = list(met.values_list("meeting_at", flat=True))
    late = rows.filter(state=HandoverState.DONE, due_back_on__lt=today).count()
    return Agenda(len(found), late, timezone.localdate(found[0]) if found else None)
