"""One scan: what it leads to, what is done with it, and the answer, in words that one reads from afar."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import may
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import formats
from fabrique.equip.actions.placing import put_away
from fabrique.equip.actions.stocktakes import count_device
from fabrique.equip.deeds import by_scan, carry_out
from fabrique.equip.enums import BY_VERB, IN_STOCK, DeviceState
from fabrique.equip.models import Device, DeviceEvent, Shelf, Stocktake
from fabrique.equip.queries.scanning import Hit, found_by
from fabrique.equip.sections import page_for
from fabrique.people.models import Account

LOOK, STORE = "", "ranger"
JUST_DONE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Answer:
    """``kind``: ok, info, warn or bad, as for a pill; ``code``: what was scanned; ``device``: its key."""

    kind: str
    code: str
    text: str
    url: str = ""
    device: str = ""
    at: str = ""

    def as_line(self) -> dict[str, Any]:
        """For the session."""
        return asdict(self)


@dataclass(slots=True)
class Scanner:
    """What each scan does: ``deed`` is a verb, ``ranger``, or nothing; a scanned shelf or move changes it."""

    by: Account
    deed: str = LOOK
    note: str = ""
    shelf: Shelf | None = None

    def scan(self, text: str) -> Answer:
        """The answer to one scan. Refusals are answers: nothing is raised, what the scan did is done."""
        hit = found_by(self.by, text)
        if not hit:
            return self._unknown(text)
        if len(hit.devices) > 1:
            codes = ", ".join(each.code for each in hit.devices)
            words = _("Plusieurs appareils ont ce numéro de série : %(codes)s. Scannez l’étiquette de l’un.")
            return self._answer("warn", text, words % {"codes": codes})
        if hit.devices:
            return self._device(hit.devices[0])
        return self._thing(hit)

    def _device(self, device: Device) -> Answer:
        try:
            kind, words = self._done(device)
        except DomainRefusal as refusal:
            kind, words = "bad", str(refusal.message)
        url = reverse("equip:device", args=[device.pk])
        return self._answer(kind, device.code, words, url, str(device.pk))

    def _done(self, device: Device) -> tuple[str, str]:
        state = DeviceState(device.state).label.lower()
        if self.deed == LOOK:
            return "info", _("%(kind)s, %(state)s.") % {"kind": device.get_kind_display(), "state": state}
        if self.deed == STORE:
            return self._stored(device)
        move = BY_VERB[self.deed]
        if said := self._already(device):
            return "info", said
        if device.state in move.origins and page_for(device, self.deed):
            words = _("« %(move)s » demande plus qu’un scan : ouvrez sa fiche.")
            return "warn", words % {"move": move.words}
        carry_out(device=device, verb=self.deed, by=self.by, note=self.note)
        return "ok", _("%(move)s : maintenant « %(state)s ».") % {
            "move": move.words,
            "state": DeviceState(device.state).label.lower(),
        }

    def _stored(self, device: Device) -> tuple[str, str]:
        if self.shelf is None:
            return "warn", _("Scannez d’abord l’étagère, puis les appareils.")
        if device.shelf_id == self.shelf.pk:
            return "info", _("Déjà rangé sur %(shelf)s.") % {"shelf": self.shelf.scan_code}
        put_away(device=device, site=self.shelf.site, shelf=self.shelf, by=self.by)
        return "ok", _("Rangé sur %(shelf)s.") % {"shelf": self.shelf.scan_code}

    def _already(self, device: Device) -> str:
        """A second scan of what one has just done does nothing twice; of what another has done, says who."""
        move = BY_VERB[self.deed]
        if device.state != move.target or device.state in move.origins:
            return ""
        rows = DeviceEvent.objects.of(device.organisation).filter(device=device).select_related("by")
        last = rows.order_by("-pk").first()
        if last is None or last.verb != self.deed or last.at < clock.now() - JUST_DONE:
            return ""
        if last.by_id == self.by.pk:
            return _("Déjà fait à l’instant : « %(state)s ».") % {"state": move.target.label.lower()}
        hour = formats.clock(timezone.localtime(last.at))
        raise DomainRefusal(
            _("Quelqu’un d’autre vient de le faire, à %(hour)s : « %(state)s ».")
            % {"hour": hour, "state": move.target.label.lower()}
        )

    def _thing(self, hit: Hit) -> Answer:
        if hit.move and not may(self.by, hit.move.action):
            words = _("Votre rôle ne permet pas « %(move)s ».") % {"move": hit.move.words}
            return self._answer("bad", hit.move.words, words)
        if hit.move and not by_scan(hit.move.verb):
            words = _("« %(move)s » demande plus qu’un scan : scannez l’appareil, puis ouvrez sa fiche.")
            return self._answer("warn", hit.move.words, words % {"move": hit.move.words})
        if hit.move:
            self.deed, self.shelf = hit.move.verb, None
            words = _("Chaque appareil scanné maintenant : « %(move)s ».") % {"move": hit.move.words}
            return self._answer("info", hit.move.words, words)
        if hit.shelf:
            self.deed, self.shelf = STORE, hit.shelf
            words = _("Chaque appareil scanné maintenant est rangé ici.")
            return self._answer(
                "info", hit.shelf.scan_code, words, reverse("equip:shelf", args=[hit.shelf.pk])
            )
        if hit.supply:
            words = _("%(name)s : %(number)s en réserve.")
            words %= {"name": hit.supply.name, "number": hit.supply.quantity}
            return self._answer(
                "info", hit.supply.scan_code, words, reverse("equip:supply", args=[hit.supply.pk])
            )
        assert hit.lot
        return self._answer("info", hit.lot.code, _("Un lot."), reverse("equip:lot", args=[hit.lot.pk]))

    def _unknown(self, text: str) -> Answer:
        words = _(
            "Ce code n’est pas dans votre stock. Scannez de nouveau, tapez le code de l’étiquette, ou entrez "
            "l’appareil s’il n’a pas encore la sienne."
        )
        return self._answer("bad", text, words, reverse("equip:enter"))

    def _answer(self, kind: str, code: str, text: str, url: str = "", device: str = "") -> Answer:
        return replace(_plain(kind, code, text), url=url, device=device)


def counted(stocktake: Stocktake, text: str, *, by: Account) -> Answer:
    """The answer to one scan of a stocktaking: seen where it should be or not, or unknown."""
    hit = found_by(by, text)
    if len(hit.devices) != 1:
        words = _("Plusieurs appareils ont ce numéro de série : scannez l’étiquette.")
        if not hit.devices:
            words = _(
                "Ce n’est pas un appareil de votre stock. Mettez-le de côté, et entrez-le s’il n’y est pas."
            )
        return _plain("bad", text, words)
    device = hit.devices[0]
    try:
        line, first = count_device(stocktake=stocktake, device=device, by=by)
    except DomainRefusal as refusal:
        return _plain("bad", device.code, refusal.message)
    if not first:
        return _plain("info", device.code, _("Déjà compté."))
    if line.expected:
        return _plain("ok", device.code, _("À sa place."))
    where = device.shelf.code if device.shelf else _("sans étagère")
    place = {"site": device.site.name, "shelf": where, "state": DeviceState(device.state).label.lower()}
    if device.state in IN_STOCK:
        return _plain("warn", device.code, _("Attendu ailleurs : %(site)s, %(shelf)s.") % place)
    return _plain("warn", device.code, _("Il n’est plus dans le stock : « %(state)s ».") % place)


def _plain(kind: str, code: str, text: str) -> Answer:
    return Answer(kind, " ".join(code.split())[:60], text, at=formats.clock(timezone.localtime(clock.now())))
