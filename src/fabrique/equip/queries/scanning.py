"""What was scanned, found within the rights of who scans it: a device, a shelf, a supply, a lot, a move."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums import BY_VERB, Move
from fabrique.equip.models import Device, Lot, Shelf, Supply
from fabrique.equip.queries.stock import SEE
from fabrique.equip.reading import Read, readings

FEW = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """What a code leads to: one of these at most; several ``devices`` of one serial number."""

    devices: list[Device] = field(default_factory=list)
    shelf: Shelf | None = None
    supply: Supply | None = None
    lot: Lot | None = None
    move: Move | None = None

    def __bool__(self) -> bool:
        return bool(self.devices or self.shelf or self.supply or self.lot or self.move)


def found_by(actor: Actor, text: str) -> Hit:
    """The first thing of one's organisation that the text leads to; an empty hit when it leads nowhere."""
    return next((hit for read in readings(text) if (hit := _found(actor, read))), Hit())


def one_device(actor: Actor, text: str, *, field: str = "") -> Device:
    """The device that the text leads to; ``DomainRefusal`` when it leads to none, or to several."""
    found = found_by(actor, text).devices
    if len(found) > 1:
        codes = ", ".join(each.code for each in found)
        words = _("Plusieurs appareils ont ce numéro de série : %(codes)s. Scannez l’étiquette de l’un.")
        raise DomainRefusal(words % {"codes": codes}, field=field)
    if not found:
        words = _("Aucun appareil d’ici n’a le code « %s ». Relisez l’étiquette.")
        raise DomainRefusal(words % " ".join(text.replace("\0", "").split())[:60], field=field)
    return found[0]


def _found(actor: Actor, read: Read) -> Hit:
    if read.kind == "move":
        return Hit(move=BY_VERB[read.parts[0]])
    if read.kind == "shelf":
        site, code = read.parts
        rows = scope(actor, SEE, Shelf.objects.select_related("site", "organisation"))
        return Hit(shelf=rows.filter(site__code=site, code=code, closed_at__isnull=True).first())
    if read.kind == "supply":
        site, number = read.parts
        supplies = scope(actor, SEE, Supply.objects.select_related("site"))
        return Hit(supply=supplies.filter(site__code=site, number=int(number)).first())
    if read.kind == "lot":
        return Hit(lot=scope(actor, SEE, Lot.objects.all()).filter(code=read.parts[0]).first())
    path = {"device": "code", "key": "pk", "serial": "serial"}[read.kind]
    devices = scope(actor, SEE, Device.objects.select_related("organisation", "site", "shelf"))
    found = devices.filter(**{path: read.parts[0]})[:FEW]  # sorted here: the order would cost the index
    return Hit(devices=sorted(found, key=lambda each: each.code))
