"""What the stock puts elsewhere: the tools and gestures of a workshop, what awaits it, the search by code."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import may
from fabrique.core.ui import navigation, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.equip import telling
from fabrique.equip.actions.erasure import order_erasure
from fabrique.equip.deeds import Deed, deeds
from fabrique.equip.models import Device
from fabrique.equip.queries.enlisted import (
    devices_waiting,
    found_things,
    stocktakes_waiting,
    supplies_waiting,
)
from fabrique.equip.sections import DeviceSection, MovePage, device_sections, move_pages
from fabrique.people.enums import Role

SEE, KEEP = "equip.see_stock", "equip.keep_stock"
WORKSHOP = frozenset({Role.REFURBISHER})


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    telling.enlist()
    deeds.enlist("order_erasure", _ORDER)
    device_sections.enlist("bench", DeviceSection("equip/devices/bench.html", _work, order=10))
    for verb, page in _PAGES.items():
        move_pages.enlist(verb, MovePage(partial(_on_bench, page), scannable=True))
    navigation.tools.enlist("equip.stock", Entry(marked("Le stock"), "equip:stock", SEE, 40))
    navigation.tools.enlist("equip.scan", Entry(marked("Scanner"), "equip:scan", SEE, 41))
    for key, gesture in _GESTURES.items():
        portal.gestures.enlist(f"equip.{key}", gesture)
    for key, provider in _WAITING.items():
        portal.tasks.enlist(f"equip.{key}", provider)
    searching.providers.enlist("equip-stock", _SEARCHED)


# What asks for more than a click has its page on the bench; a scan makes the move once nothing lacks.
_PAGES = {
    "prove_erasure": "bench-erasure",
    "fail_erasure": "bench-erasure",
    "remove_drive": "bench-erasure",
    "pass_check": "bench-quality",
}
_WORK = (
    ("equip.see_stock", marked("L’établi"), "bench-device"),
    ("equip.work_on_device", marked("Effacement et supports"), "bench-erasure"),
    ("equip.see_stock", marked("Relevés"), "device-inventories"),
)


def _on_bench(page: str, device: Device) -> str:
    return reverse(f"equip:{page}", args=[device.pk])


def _work(request: HttpRequest, device: Device) -> list[tuple[str, str]] | None:
    """The pages of the bench and of inventories about a device, of those that the reader may open."""
    return [(_(words), _on_bench(page, device)) for policy, words, page in _WORK if may(request.user, policy)]


_ORDER = Deed(lambda device, by, note: order_erasure(device=device, by=by, note=note))
_GESTURES = {
    "scan": Gesture(
        marked("Scanner"),
        marked("Trouver un appareil, le faire avancer, le ranger"),
        lambda actor: reverse("equip:scan"),
        SEE,
        "search",
        WORKSHOP,
        "equip",
        order=20,
    ),
    "enter": Gesture(
        marked("Entrer des appareils"),
        marked("Un par un, ou plusieurs d’un coup"),
        lambda actor: reverse("equip:enter"),
        KEEP,
        "plus",
        WORKSHOP,
        "equip",
        order=25,
    ),
    "stock": Gesture(
        marked("Voir le stock"),
        marked("Ce qu’il y a, où, depuis quand"),
        lambda actor: reverse("equip:stock"),
        SEE,
        "laptop",
        WORKSHOP,
        "equip",
        order=30,
    ),
}
_WAITING = {
    "identify": WaitingProvider(KEEP, devices_waiting, order=40),
    "supplies": WaitingProvider(KEEP, supplies_waiting, order=60),
    "stocktakes": WaitingProvider(KEEP, stocktakes_waiting, order=65),
}
_SEARCHED = Provider(
    marked("Matériel"),
    marked("Le code d’un appareil, d’une étagère ou d’un lot, ou un numéro de série entier."),
    SEE,
    found_things,
    order=40,
)
