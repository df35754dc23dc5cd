"""Many devices alike that enter the stock together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.once import once
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, new_device
from fabrique.equip.actions.sites import held_open
from fabrique.equip.enums import DeviceKind
from fabrique.equip.models import Device, Lot, Shelf, Site
from fabrique.people.models import Account

MOST = 200


@transaction.atomic
def enter_devices(
    *,
    site: Site,
    kind: DeviceKind,
    number: int,
    values: Mapping[str, Any],
    serials: Sequence[str],
    by: Account | None,
    key: UUID,
    lot: Lot | None = None,
    shelf: Shelf | None = None,
    drives: tuple[DriveFacts, ...] = (),
    known: bool = False,
) -> list[Device]:
    """Enter ``number`` devices with the same facts, each with its code, in the order of their ``serials``.

    ``drives``: those that each one holds, alike. ``known``: a serial number that the stock has already is
    another device all the same. ``key``, drawn with the form: a form that was sent twice enters them once.
    """
    if not 1 <= number <= MOST:
        raise DomainRefusal(_("Entrez de 1 à %(most)s appareils à la fois.") % {"most": MOST}, field="number")
    rows = Device.objects.of(site.organisation)
    keys = [uuid5(key, str(rank)) for rank in range(number)]
    named = [*serials, *[""] * (number - len(serials))]

    def enter(_first: UUID) -> Device:
        held_open(site, shelf, field="site")
        _check_serials(site, serials, number, known=known)
        facts = [DeviceFacts(kind, {**values, "serial": each, "shelf": shelf}, drives) for each in named]
        made = [new_device(pk, site, each, by, lot) for pk, each in zip(keys, facts, strict=True)]
        journal.record(
            "equip.enter_devices",
            actor=by.pk if by else "",
            organisation=site.organisation_id,
            subject=f"lot:{lot.pk}" if lot else f"site:{site.pk}",
            summary={"number": number, "kind": kind.value, "first": made[0].code, "last": made[-1].code},
        )
        return made[0]

    once(rows, keys[0], enter)
    return list(rows.filter(pk__in=keys).order_by("code"))


def _check_serials(site: Site, serials: Sequence[str], number: int, *, known: bool) -> None:
    if len(serials) > number:
        text = _("Vous donnez %(given)s numéros de série pour %(number)s appareils.")
        raise DomainRefusal(text % {"given": len(serials), "number": number}, field="serials")
    if twice := next((each for each in serials if list(serials).count(each) > 1), ""):
        raise DomainRefusal(
            _("Le numéro de série %(serial)s est là deux fois.") % {"serial": twice}, field="serials"
        )
    same = Device.objects.of(site.organisation).filter(serial__in=serials).order_by("code").first()
    if same and not known:
        text = _(
            "Le numéro de série %(serial)s est déjà celui de %(code)s. Si c’est un autre appareil, cochez "
            "« Ce sont d’autres appareils »."
        )
        raise DomainRefusal(text % {"serial": same.serial, "code": same.code}, field="serials")
