"""What the stock puts on a professional's day, and what it gives to the search of the space."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.policies import Actor, scope
from fabrique.core.ui.portal import Waiting, WaitingLine
from fabrique.core.ui.searching import Found
from fabrique.equip.enums import DeviceState
from fabrique.equip.models import Device, Stocktake, Supply
from fabrique.equip.queries.scanning import found_by
from fabrique.equip.queries.supplies import SHORT

KEEP = "equip.keep_stock"
FEW = 5


def devices_waiting(actor: Actor) -> Waiting | None:
    """Devices that came in and that nobody has identified, the oldest first."""
    rows = scope(actor, KEEP, Device.objects.filter(state=DeviceState.RECEIVED)).order_by("state_at", "code")
    count = rows.count()
    if not count:
        return None
    lines = tuple(
        WaitingLine(
            timezone.localdate(each.state_at),
            each.code,
            _("%(kind)s reçu : quelle machine est-ce ?") % {"kind": each.get_kind_display()},
            _("à identifier"),
            "warn",
            _("Ouvrir"),
            reverse("equip:device", args=[each.pk]),
        )
        for each in rows[:FEW]
    )
    words = ngettext("appareil à identifier", "appareils à identifier", count)
    url = f"{reverse('equip:stock')}?etat={DeviceState.RECEIVED.value}"
    return Waiting(count, words, url, since=lines[0].since, lines=lines)


def supplies_waiting(actor: Actor) -> Waiting | None:
    """Supplies below their minimum."""
    rows = scope(actor, KEEP, Supply.objects.filter(SHORT)).order_by("name", "pk")
    found = list(rows)
    if not found:
        return None
    lines = tuple(
        WaitingLine(
            None,
            each.name,
            _("Il en reste %(left)s, moins de %(minimum)s.")
            % {"left": each.quantity, "minimum": each.minimum},
            _("à commander"),
            "warn",
            _("Ouvrir"),
            reverse("equip:supply", args=[each.pk]),
        )
        for each in found[:FEW]
    )
    words = ngettext("fourniture qui manque", "fournitures qui manquent", len(found))
    return Waiting(len(found), words, reverse("equip:supplies"), lines=lines)


def stocktakes_waiting(actor: Actor) -> Waiting | None:
    """Stocktakings that were begun and not closed."""
    rows = scope(actor, KEEP, Stocktake.objects.filter(closed_at__isnull=True)).order_by("opened_at")
    found = list(rows.select_related("site", "shelf__site"))
    if not found:
        return None
    lines = tuple(
        WaitingLine(
            timezone.localdate(each.opened_at),
            each.shelf.scan_code if each.shelf else each.site.name,
            _("Un inventaire est ouvert : le finir ?"),
            _("ouvert"),
            "info",
            _("Continuer"),
            reverse("equip:stocktake", args=[each.pk]),
        )
        for each in found[:FEW]
    )
    words = ngettext("inventaire ouvert", "inventaires ouverts", len(found))
    return Waiting(len(found), words, lines[0].url, since=lines[0].since, lines=lines)


def found_things(actor: Actor, words: str, most: int) -> list[Found]:
    """The device, shelf, supply or lot of this very code; the devices of this serial number."""
    hit = found_by(actor, words)
    found = [
        Found(
            reverse("equip:device", args=[each.pk]),
            title=each.code,
            detail=f"{each.get_kind_display()}, {each.get_state_display().lower()}",
        )
        for each in hit.devices
    ]
    if hit.shelf:
        url = reverse("equip:shelf", args=[hit.shelf.pk])
        found.append(Found(url, title=hit.shelf.scan_code, detail=hit.shelf.site.name))
    if hit.supply:
        url = reverse("equip:supply", args=[hit.supply.pk])
        found.append(Found(url, title=hit.supply.name, detail=hit.supply.scan_code))
    if hit.lot:
        title = _("Lot %(code)s") % {"code": hit.lot.code}
        found.append(Found(reverse("equip:lot", args=[hit.lot.pk]), title=title, detail=hit.lot.label))
    return found[:most]
