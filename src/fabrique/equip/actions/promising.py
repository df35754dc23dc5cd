"""Promising a donation: by the public form, from a list, or on the phone with a professional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_number

from fabrique.core import clock
from fabrique.core.once import once as only_once
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, secret_once
from fabrique.equip.actions import gift_acts
from fabrique.equip.actions.writing import acknowledge
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind, DonationState, DonorKind, Handing
from fabrique.equip.giving.fleets import Item
from fabrique.equip.giving.frame import OLDEST_YEARS
from fabrique.equip.models import (
    AnnouncedItem,
    CollectionCampaign,
    Donation,
    DonationLine,
    Donor,
    DropOffPoint,
    GiftFrame,
)
from fabrique.equip.retention import FOLLOW_YEARS
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account, Organisation
from fabrique.people.residents import cleaned, new_code, said

MOST = 20_000
LONGEST = {"name": 200, "contact": 200, "address": 300, "access": 300, "note": 500}
PROMISED = "equip.promised"  # told to those who keep the promises
WHY = "what is waited for at a drop-off point"


@dataclass(frozen=True, slots=True)
class DonorFacts:
    """Who gives; ``email`` or ``phone`` is needed. ``contact``: whom to talk to, when a body gives."""

    kind: DonorKind
    name: str
    email: str = ""
    phone: str = ""
    contact: str = ""
    siret: str = ""


@dataclass(frozen=True, slots=True)
class PromisedLine:
    """So many things of a kind, in one condition."""

    kind: DeviceKind
    number: int
    condition: Condition = Condition.UNKNOWN
    data: DataOnIt = DataOnIt.YES


@dataclass(frozen=True, slots=True)
class HandingFacts:
    """How it arrives. A pick-up needs ``address`` and ``commune_code``; ``free_from`` … are its days."""

    how: Handing = Handing.DROP_OFF
    point: DropOffPoint | None = None
    address: str = ""
    access: str = ""
    commune_code: str = ""
    position: tuple[float, float] | None = None
    free_from: date | None = None
    free_until: date | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """All that a donor announces. ``items``: the list of a fleet, device by device."""

    donor: DonorFacts
    lines: tuple[PromisedLine, ...]
    handing: HandingFacts
    note: str = ""
    items: tuple[Item, ...] = ()


@transaction.atomic
def promise_donation(
    *,
    organisation: Organisation,
    promise: Promise,
    by: Account | None = None,
    campaign: CollectionCampaign | None = None,
    once: str = "",
    key: UUID | None = None,
    follow_home: str = "",
) -> tuple[Donation, str]:
    """Note a promise, and give it with the secret of the donor's page.

    ``once`` and ``key``, drawn with the form, make a form that was sent twice promise once, with one secret.
    ``follow_home``: the address under which the secret leads to the donor's page; an e-mail then says it.
    """
    token = secret_once(once, "donation", key or "")
    address = f"{follow_home}{token}/" if follow_home else ""

    def make(pk: UUID) -> Donation:
        return _promised(pk, organisation, promise, by, campaign, digest_of(token), address)

    return only_once(Donation.objects.of(organisation), key, make), token


def _promised(
    pk: UUID,
    organisation: Organisation,
    promise: Promise,
    by: Account | None,
    campaign: CollectionCampaign | None,
    token_digest: str,
    address: str,
) -> Donation:
    donor, handing = checked_donor(promise.donor), checked_handing(promise.handing)
    check_lines(promise.lines)
    note = checked_text(promise.note, "note")
    if handing.point:
        hold_room(handing.point, sum(line.number for line in promise.lines))
    now = clock.now()
    giver = Donor(organisation=organisation, created_at=now)
    for name in ("kind", "name", "contact", "email", "phone", "siret"):
        setattr(giver, name, getattr(donor, name))
    made = Donation(
        pk=pk,
        organisation=organisation,
        donor=giver,
        code=new_code(),
        campaign=campaign,
        announced_at=now,
        note=note,
        token_digest=token_digest,
        token_until=follow_until(),
    )
    set_handing(made, handing)
    giver.save()
    made.save(force_insert=True)
    _add_lines(made, promise)
    notify(kind=PROMISED, subject=f"donation:{made.pk}", organisation=organisation, by=by)
    gift_acts.record(
        "promise_donation",
        made,
        by,
        {"code": made.code, "promised": sum(line.number for line in promise.lines)},
    )
    acknowledge(made, address)
    return made


def _add_lines(donation: Donation, promise: Promise) -> None:
    organisation = donation.organisation
    DonationLine.objects.of(organisation).bulk_create(
        DonationLine(
            donation=donation, kind=line.kind, condition=line.condition, data=line.data, promised=line.number
        )
        for line in promise.lines
    )
    AnnouncedItem.objects.of(organisation).bulk_create(
        AnnouncedItem(
            donation=donation,
            kind=item.kind,
            make=item.make,
            model=item.model,
            serial=item.serial,
            made_year=item.year,
            quantity=item.number,
        )
        for item in promise.items
    )
    this = clock.today().year
    too_old = sum(item.number for item in promise.items if item.year and this - item.year > OLDEST_YEARS)
    GiftFrame.objects.of(organisation).create(donation=donation, too_old=too_old)


def checked_donor(facts: DonorFacts) -> DonorFacts:
    """The donor as kept. Raises ``DomainRefusal`` naming the field."""
    if facts.kind not in DonorKind.values:
        raise DomainRefusal(_("Dites qui donne."), field="kind")
    name = checked_text(facts.name, "name")
    if not name:
        words = (
            _("Écrivez votre nom.") if facts.kind == DonorKind.PERSON else _("Écrivez le nom de l’organisme.")
        )
        raise DomainRefusal(words, field="name")
    reach = cleaned({"email": facts.email, "phone": facts.phone})
    if not (reach["email"] or reach["phone"]):
        words = _("Donnez une adresse électronique ou un téléphone : il en faut un pour vous répondre.")
        raise DomainRefusal(words, field="email")
    number = siret_number.compact(facts.siret) if facts.siret else ""
    if number and not siret_number.is_valid(number):
        raise DomainRefusal(_("Ce SIRET n’est pas valable : vérifiez ses 14 chiffres."), field="siret")
    return DonorFacts(
        DonorKind(facts.kind),
        name,
        reach["email"],
        reach["phone"],
        checked_text(facts.contact, "contact"),
        number,
    )


def checked_handing(facts: HandingFacts) -> HandingFacts:
    """How it arrives, as kept. Raises ``DomainRefusal`` naming the field."""
    if facts.how == Handing.DROP_OFF:
        return HandingFacts(Handing.DROP_OFF, facts.point)
    address, access = checked_text(facts.address, "address"), checked_text(facts.access, "access")
    if not address:
        raise DomainRefusal(_("Écrivez l’adresse où venir chercher le matériel."), field="address")
    commune = cleaned({"commune_code": facts.commune_code})["commune_code"]
    if not commune:
        raise DomainRefusal(_("Écrivez la commune de l’enlèvement."), field="commune")
    first, last = facts.free_from, facts.free_until
    if last and last < clock.today():
        raise DomainRefusal(_("Cette date est passée."), field="free_until")
    if first and last and last < first:
        raise DomainRefusal(_("La dernière date vient avant la première."), field="free_until")
    return HandingFacts(Handing.PICK_UP, None, address, access, commune, facts.position, first, last)


def check_lines(lines: Sequence[PromisedLine]) -> None:
    """Raises ``DomainRefusal`` for nothing, or for what nobody gives."""
    if not lines:
        raise DomainRefusal(_("Dites ce que vous donnez : au moins une chose."))
    if not all(1 <= line.number <= MOST for line in lines) or sum(line.number for line in lines) > MOST:
        raise DomainRefusal(_("Vérifiez les nombres : entre 1 et 20 000 en tout."))


def checked_text(text: str, field: str) -> str:
    """A text as kept. Raises ``DomainRefusal`` when too long, or when it tells a secret."""
    return said(text, field, most=LONGEST[field])


def hold_room(point: DropOffPoint, number: int, *, but: Donation | None = None) -> None:
    """Make sure that a point still has room, and hold it: of two who take the last room, one is refused."""
    held = DropOffPoint.objects.of(point.organisation).select_for_update().get(pk=point.pk)
    waited = Donation.objects.everywhere(WHY).filter(drop_off=held, state__in=BEFORE_COUNT)
    if but is not None:
        waited = waited.exclude(pk=but.pk)
    taken = waited.aggregate(total=Sum("lines__promised"))["total"] or 0
    if held.closed_at:
        raise DomainRefusal(_("Ce point de collecte est fermé. Choisissez-en un autre."), field="how")
    if taken + number > held.capacity:
        words = _(
            "Ce point n’a plus de place que pour %(left)s choses. Choisissez-en un autre, ou un enlèvement."
        )
        raise DomainRefusal(words % {"left": max(0, held.capacity - taken)}, field="how")


BEFORE_COUNT = (DonationState.ANNOUNCED, DonationState.AWAITED)


def set_handing(donation: Donation, facts: HandingFacts) -> None:
    """Put on a donation how it arrives. Its caller saves."""
    donation.handing, donation.drop_off = facts.how, facts.point
    donation.address, donation.access = facts.address, facts.access
    donation.commune_code = facts.commune_code
    donation.latitude, donation.longitude = facts.position or (None, None)
    donation.free_from, donation.free_until = facts.free_from, facts.free_until


def follow_until() -> date:
    """The last day on which a donor's link opens, given today."""
    return clock.today().replace(day=1, year=clock.today().year + FOLLOW_YEARS)
