"""One device: what may be done with it next, and all that happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core.policies import can
from fabrique.equip.enums import BY_VERB, ENDED, DeviceState, Move, moves_from
from fabrique.equip.enums.stock import FINAL
from fabrique.equip.guards import missing_for
from fabrique.equip.models import Device, DeviceEvent, StorageDrive
from fabrique.equip.sections import move_pages
from fabrique.equip.telling import details_of, title_of
from fabrique.people.models import Account

# The way on, before what takes a device out of it.
ASIDE = frozenset({"quarantine", *(each.verb for each in BY_VERB.values() if each.target in ENDED)})


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that the reader's role permits; ``missing``: what stands in its way; ``url``: its own page."""

    move: Move
    missing: list[str]
    url: str

    @property
    def words(self) -> str:
        """What its button says."""
        page = move_pages.get(self.move.verb)
        return _(page.words) if page and page.words else self.move.words

    @property
    def aside(self) -> bool:
        """Whether it takes the device out of the way to a person."""
        return self.move.verb in ASIDE

    @property
    def final(self) -> bool:
        """Whether nothing leads back."""
        return self.move.target in FINAL


def offers_for(device: Device, actor: Account) -> list[Offer]:
    """What the reader may do next, in the order of a device's life, each with what it still needs."""
    moves = list(moves_from(device.state))
    allowed = {action for action in {move.action for move in moves} if can(actor, action, device)}
    return [_offer(device, move, actor) for move in moves if move.action in allowed]


def _offer(device: Device, move: Move, actor: Account) -> Offer:
    page = move_pages.get(move.verb)
    return Offer(move, missing_for(device, move.verb, actor), page.url(device) if page else "")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line: what was done, what it changed (empty when the state stayed), what it adds."""

    event: DeviceEvent
    words: str
    change: str
    details: list[str]


def events_of(device: Device) -> QuerySet[Any]:
    """What happened to a device, the latest first."""
    return (
        DeviceEvent.objects.of(device.organisation).filter(device=device).select_related("by").order_by("-pk")
    )


def told_lines(events: Iterable[DeviceEvent]) -> list[HistoryLine]:
    """Events as people read them."""
    return [HistoryLine(each, title_of(each), _change(each), details_of(each)) for each in events]


def _change(event: DeviceEvent) -> str:
    if event.origin == event.target:
        return ""
    origin, target = DeviceState(event.origin).label, DeviceState(event.target).label
    return f"{origin} → {target}"


def drives_of(device: Device) -> list[StorageDrive]:
    """The drives that a device holds, in the order in which they were seen."""
    return list(StorageDrive.objects.of(device.organisation).filter(device=device).order_by("seen_at", "pk"))


def namesakes_of(device: Device) -> list[Device]:
    """Other devices of the organisation with the same serial number: shown, never merged by themselves."""
    if not device.serial:
        return []
    rows = Device.objects.of(device.organisation).filter(serial=device.serial).exclude(pk=device.pk)
    return list(rows.order_by("code")[:5])
