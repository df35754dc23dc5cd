"""End of life: what a recycler takes away is weighed, and its slip is noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once, unless_taken
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import locked_device, move_device
from fabrique.equip.enums import DeviceState
from fabrique.equip.models import Device, TakeBack, TakeBackLine
from fabrique.people.models import Account, Organisation

MOST_G = 50_000_000  # fifty tonnes
MOST_DEVICE_G = 200_000


@transaction.atomic
def take_back(
    *,
    organisation: Organisation,
    recycler: str,
    slip: str,
    taken_on: date,
    weight_g: int,
    devices: Mapping[UUID, int | None],
    by: Account,
    key: UUID | None = None,
) -> TakeBack:
    """Note that a recycler took these devices (by key, with their own weight in grams if known).

    ``weight_g`` is what the slip says for all. Each device that is not recycled yet becomes so, by ``by``'s
    right.
    """
    who, number = " ".join(recycler.split()), slip.strip()
    _check(who, number, taken_on, weight_g, devices)

    def make(pk: UUID) -> TakeBack:
        made = TakeBack(
            pk=pk, organisation=organisation, recycler=who, slip=number, taken_on=taken_on,
            weight_g=weight_g, noted_at=clock.now(), noted_by=by,
        )  # fmt: skip
        with unless_taken(_("Ce bordereau est déjà noté pour ce recycleur."), field="slip"):
            made.save(force_insert=True)
        _send_all_off(made, devices, by)
        return made

    return once(TakeBack.objects.of(organisation), key, make)


def _send_all_off(made: TakeBack, devices: Mapping[UUID, int | None], by: Account) -> None:
    organisation = made.organisation
    found = Device.objects.of(organisation).filter(pk__in=list(devices)).order_by("pk")
    if found.count() != len(devices):
        raise DomainRefusal(_("Un de ces appareils n’est pas à votre organisation."), field="devices")
    for device in found:
        _send_off(made, device, devices[device.pk], by)
    journal.record(
        "equip.take_back",
        actor=by.pk,
        organisation=organisation.pk,
        subject=f"take_back:{made.pk}",
        summary={"slip": made.slip, "devices": len(devices), "weight_g": made.weight_g},
    )


def _send_off(made: TakeBack, device: Device, weight: int | None, by: Account) -> None:
    held = locked_device(device)
    if held.state != DeviceState.RECYCLED:
        move_device(device=held, verb="recycle", by=by, slip=made.slip, weight_g=weight)
    with unless_taken(_("%(code)s est déjà sur un autre bordereau.") % {"code": held.code}, field="devices"):
        TakeBackLine.objects.create(take_back=made, device=held, weight_g=weight or held.weight_g)


def _check(
    recycler: str, slip: str, taken_on: date, weight_g: int, devices: Mapping[UUID, int | None]
) -> None:
    if not recycler or len(recycler) > 150:
        raise DomainRefusal(_("Écrivez le nom du recycleur ou de l’éco-organisme."), field="recycler")
    if not slip or len(slip) > 40:
        raise DomainRefusal(_("Écrivez le numéro du bordereau de suivi, 40 signes au plus."), field="slip")
    if taken_on > clock.today():
        raise DomainRefusal(_("Ce jour est à venir."), field="taken_on")
    if not devices:
        raise DomainRefusal(_("Choisissez au moins un appareil."), field="devices")
    if not 0 < weight_g <= MOST_G:
        raise DomainRefusal(_("Écrivez le poids pesé, en kilos."), field="weight")
    if any(each is not None and not 0 < each <= MOST_DEVICE_G for each in devices.values()):
        raise DomainRefusal(_("Vérifiez le poids d’un appareil."), field="devices")
    if sum(each or 0 for each in devices.values()) > weight_g:
        raise DomainRefusal(
            _("Les appareils pesés font plus que le poids du bordereau : vérifiez les deux."), field="weight"
        )
