"""Preparing a handover: the device is kept for somebody, the agreement is set, the day is agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip.actions.moving import locked_device
from fabrique.equip.actions.reserving import reserve_by_hand
from fabrique.equip.enums import (
    BEFORE_HANDOVER,
    HANDOVER_MACHINE,
    LIVE_HANDOVERS,
    Audience,
    DeviceState,
    HandoverBasis,
    HandoverState,
    Recipient,
    SellerStatus,
    Terms,
)
from fabrique.equip.handing import agreement, checklists, rules
from fabrique.equip.models import Device, DeviceRequest, Handover
from fabrique.equip.queries.asking import audience_of, place_of
from fabrique.equip.queries.handing import agreement_facts, proposed_of, request_for
from fabrique.people.actions import file_acts
from fabrique.people.actions.residents import check_allowed, touch
from fabrique.people.enums import DataCategory
from fabrique.people.models import Account, Resident
from fabrique.people.queries.residents import kept_file
from fabrique.people.residents import new_code, said

MOST_CENTS = 1_000_000
FARTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Who receives: a person's file, or a body with its name, whom to ask for there, its own reference."""

    kind: Recipient
    resident: Resident | None = None
    name: str = ""
    contact: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """On which terms. ``price_cents`` of a sale, ``due_back_on`` of a loan that has an end."""

    terms: Terms
    basis: HandoverBasis
    price_cents: int | None = None
    seller_status: SellerStatus = SellerStatus.NONE
    due_back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What figures keep of the person: how they live, where; what is not said here, a request says."""

    audience: Audience = Audience.UNSAID
    commune_code: str = ""
    qpv_code: str = ""


@transaction.atomic
def prepare_handover(
    *,
    device: Device,
    to: Beneficiary,
    conditions: Conditions,
    by: Account,
    counted: Counted | None = None,
    replaces: Handover | None = None,
    key: UUID | None = None,
    reason: str = "",
) -> Handover:
    """Keep a device for somebody and set the text of the agreement. A device that is ready is reserved first.

    ``reason``: why it goes to them while requests wait (``reserve_by_hand``). ``key``, drawn with the form,
    makes a form that was sent twice prepare one handover. Raises ``DomainRefusal`` for a device that is for
    somebody else, and for what the law forbids.
    """
    person = to.resident if to.kind == Recipient.RESIDENT else None
    resident = file_acts.locked(kept_file(person)) if person else None
    held = locked_device(device)
    rows = Handover.objects.of(held.organisation)
    if key and (known := rows.filter(pk=key, device=held).first()):
        return known
    if rows.filter(device=held, state__in=LIVE_HANDOVERS).exists():
        raise DomainRefusal(_("Cet appareil est déjà pour quelqu’un."), field="device")
    _check_receiver(held, to, resident)
    if held.state == DeviceState.READY:
        held = reserve_by_hand(device=held, by=by, reason=reason)
    elif held.state != DeviceState.RESERVED:
        raise DomainRefusal(
            _("%(code)s n’est pas prêt : on ne remet qu’un appareil prêt ou réservé.") % {"code": held.code},
            field="device",
        )
    request = request_for(held)
    handover = _new(held, to, resident, conditions, _counted(counted or Counted(), request), by)
    handover.pk, handover.replaces, handover.request = key or handover.pk, replaces, request
    _check(handover)
    _set_text(handover)
    try:
        with transaction.atomic():
            handover.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Cet appareil vient d’être pris pour quelqu’un."), field="device") from None
    if resident:
        touch(resident)
    summary = {"terms": handover.terms, "recipient": handover.recipient, "price": handover.price_cents}
    journal.record("equip.prepare_handover", **entry(handover, by, summary))
    device.state = held.state
    return handover


@transaction.atomic
def cancel_handover(*, handover: Handover, by: Account | None) -> Handover:
    """It will not take place: the device stays reserved until somebody frees it. Twice is as once."""
    held = locked_handover(handover)
    if held.state != HandoverState.CANCELLED:
        advance(HANDOVER_MACHINE, held, "cancel", ended_at=clock.now(), ended_by=by)
        journal.record("equip.cancel_handover", **entry(held, by, {}))
    return held


@transaction.atomic
def plan_meeting(
    *, handover: Handover, at: datetime | None, where: str, remind: bool, by: Account
) -> Handover:
    """Agree on the day and the place; ``remind``: by SMS the day before, if the person accepts reminders."""
    held = locked_handover(handover)
    _check_open(held)
    place = where.strip()
    if at is not None and not clock.now() - timedelta(hours=12) <= at <= clock.now() + timedelta(days=366):
        raise DomainRefusal(_("Vérifiez le jour du rendez-vous."), field="day")
    if at is not None and not place:
        raise DomainRefusal(_("Dites où la personne vient chercher l’appareil."), field="where")
    said(place, "where", most=200)
    if (held.meeting_at, held.meeting_where, held.remind) == (at, place, remind):
        return held
    if held.meeting_at != at:
        held.reminded_at = None
    held.meeting_at, held.meeting_where, held.remind = at, place if at else "", remind and at is not None
    held.save(update_fields=["meeting_at", "meeting_where", "remind", "reminded_at"])
    journal.record("equip.plan_handover", **entry(held, by, {"remind": held.remind}))
    return held


@transaction.atomic
def check_items(*, handover: Handover, checked: Collection[str], by: Account) -> Handover:
    """Note what was checked in front of the person, by the codes of the checklist of its kind."""
    held = locked_handover(handover)
    _check_open(held)
    known = [item.code for item in checklists.items_for(held.device.kind)]
    held.checked = [code for code in known if code in checked]
    held.save(update_fields=["checked"])
    journal.record("equip.check_handover", **entry(held, by, {"checked": held.checked}))
    return held


def locked_handover(handover: Handover) -> Handover:
    """The device, then its handover: always in this order; as they are now, held to the end."""
    device = locked_device(handover.device)
    rows = Handover.objects.of(handover.organisation).select_related(
        "organisation", "device__lot__donation__donor", "resident__organisation"
    )
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=handover.pk).first()
    if held is None:
        raise DomainRefusal(_("Cette remise n’existe plus."))
    held.device.state = device.state
    return held


def entry(handover: Handover, by: Account | None, summary: Mapping[str, object]) -> dict[str, Any]:
    """What the journal says of an act on a handover: who, for whom, on whose file, which handover."""
    about = f"resident:{handover.resident_id}" if handover.resident_id else f"handover:{handover.pk}"
    return {
        "actor": by.pk if by else "",
        "organisation": handover.organisation_id,
        "subject": about,
        "summary": {"handover": f"handover:{handover.pk}", "code": handover.code, **summary},
    }


def check_law(handover: Handover) -> None:
    """Raise ``DomainRefusal`` with the first thing that the law forbids."""
    for field, why in rules.faults(proposed_of(handover)):
        raise DomainRefusal(why, field=field)


def _check_receiver(device: Device, to: Beneficiary, resident: Resident | None) -> None:
    """A device that is kept for a request goes to whom it is for, even another organisation's person."""
    request = request_for(device)
    if request and not _is_for(request, to, resident):
        raise DomainRefusal(
            _("%(code)s est gardé pour la demande %(request)s : remettez-le à qui l’attend, ou libérez-le.")
            % {"code": device.code, "request": request.code},
            field="device",
        )
    if to.kind != Recipient.RESIDENT:
        return
    if resident is None or (request is None and resident.organisation_id != device.organisation_id):
        raise DomainRefusal(_("Aucun dossier de votre organisation n’a ce code."), field="resident")
    check_allowed(resident.organisation, DataCategory.EQUIPMENT)


def _is_for(request: DeviceRequest, to: Beneficiary, resident: Resident | None) -> bool:
    if request.resident:
        return to.kind == Recipient.RESIDENT and resident == kept_file(request.resident)
    pupil = (Recipient.SCHOOL, request.organisation.name, request.reference)
    return (to.kind, to.name.strip(), to.reference.strip()) == pupil


def _new(
    device: Device, to: Beneficiary, resident: Resident | None, on: Conditions, counted: Counted, by: Account
) -> Handover:
    return Handover(
        pk=uuid4(),
        organisation=device.organisation,
        device=device,
        code=new_code(),
        recipient=to.kind,
        resident=resident,
        body_name="" if resident else _said(to.name, "body_name", _("Écrivez le nom de l’organisme.")),
        body_contact="" if resident else _said(to.contact, "body_contact"),
        reference="" if resident else _said(to.reference, "reference", _reference_missing(to.kind)),
        terms=on.terms,
        basis=on.basis,
        seller_status=on.seller_status,
        price_cents=on.price_cents or None,
        due_back_on=on.due_back_on,
        audience=counted.audience,
        commune_code=counted.commune_code or (resident.commune_code if resident else ""),
        qpv_code=counted.qpv_code,
        prepared_at=clock.now(),
        prepared_by=by,
    )


def _counted(said: Counted, request: DeviceRequest | None) -> Counted:
    """What the request that is served said of the person, where nothing else is said now."""
    if request is None:
        return said
    audience, (commune, quarter) = said.audience or audience_of(request), place_of(request)
    if said.qpv_code or said.commune_code not in ("", commune):
        return replace(said, audience=audience)
    return Counted(Audience(audience), commune, quarter)


def _check(handover: Handover) -> None:
    if (handover.price_cents or 0) > MOST_CENTS:
        raise DomainRefusal(_("Vérifiez le prix."), field="price")
    if handover.due_back_on and handover.terms != Terms.LOAN:
        raise DomainRefusal(_("Seul un prêt a un jour de retour."), field="due_back_on")
    if handover.due_back_on and not clock.today() < handover.due_back_on <= clock.today() + FARTHEST:
        raise DomainRefusal(_("Vérifiez le jour du retour : il est à venir."), field="due_back_on")
    check_law(handover)


def _set_text(handover: Handover) -> None:
    handover.text = agreement.render(agreement_facts(handover))
    handover.digest = agreement.digest_of(handover.text)
    handover.text_version = agreement.CURRENT


def _check_open(handover: Handover) -> None:
    if handover.state not in BEFORE_HANDOVER:
        raise DomainRefusal(_("Cette remise a déjà eu lieu, ou n’aura pas lieu."))


def _reference_missing(kind: Recipient) -> str:
    """A pupil without a name is told from another by the school's own reference: figures count each once."""
    return _("Écrivez la référence de l’élève, sans son nom.") if kind == Recipient.SCHOOL else ""


def _said(text: str, field: str, missing: str = "") -> str:
    return said(" ".join(text.split()), field, most=150, missing=missing)
