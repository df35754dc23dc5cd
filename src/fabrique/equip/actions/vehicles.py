"""The vehicles that collect."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums import COMING
from fabrique.equip.models import Round, Vehicle
from fabrique.people.models import Account, Organisation

MOST_LITRES, MOST_GRAMS = 100_000, 40_000_000  # a lorry of 40 tonnes


@transaction.atomic
def keep_vehicle(
    *,
    organisation: Organisation,
    name: str,
    litres: int,
    grams: int,
    by: Account | None,
    vehicle: Vehicle | None = None,
) -> Vehicle:
    """Add a vehicle, or change ``vehicle``: its name, what it takes in litres and in grams."""
    said = name.strip()
    if not said:
        raise DomainRefusal(_("Donnez un nom à ce véhicule."), field="name")
    if not 0 < litres <= MOST_LITRES:
        raise DomainRefusal(_("Vérifiez le volume\u00a0: entre 1 et 100 000 litres."), field="litres")
    if not 0 < grams <= MOST_GRAMS:
        raise DomainRefusal(_("Vérifiez la charge\u00a0: entre 1 et 40 000 kg."), field="kilos")
    held = vehicle or Vehicle(organisation=organisation, created_at=clock.now())
    held.name, held.litres, held.grams = said[:60], litres, grams
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        raise DomainRefusal(_("Un véhicule porte déjà ce nom."), field="name") from None
    journal.record("equip.keep_vehicle", **_entry(held, by))
    return held


@transaction.atomic
def retire_vehicle(*, vehicle: Vehicle, by: Account | None) -> Vehicle:
    """Take a vehicle out of service; its rounds stay. Twice is as once."""
    held = Vehicle.objects.of(vehicle.organisation).select_for_update().get(pk=vehicle.pk)
    if held.retired_at:
        return held
    if Round.objects.of(held.organisation).filter(vehicle=held, state__in=COMING).exists():
        raise DomainRefusal(_("Une tournée à venir prend ce véhicule\u00a0: changez-la d’abord."))
    held.retired_at = clock.now()
    held.save(update_fields=["retired_at"])
    journal.record("equip.retire_vehicle", **_entry(held, by))
    return held


def _entry(vehicle: Vehicle, by: Account | None) -> dict[str, Any]:
    return {
        "actor": by.pk if by else "",
        "organisation": vehicle.organisation_id,
        "subject": f"vehicle:{vehicle.pk}",
        "summary": {"litres": vehicle.litres, "grams": vehicle.grams},
    }
