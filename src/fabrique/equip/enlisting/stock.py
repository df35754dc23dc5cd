"""What the stock puts elsewhere: the tools and gestures of a workshop, what awaits it, the search by code."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.equip import telling
from fabrique.equip.actions.erasure import order_erasure
from fabrique.equip.deeds import Deed, deeds
from fabrique.equip.queries.enlisted import (
    devices_waiting,
    found_things,
    stocktakes_waiting,
    supplies_waiting,
)
from fabrique.people.enums import Role

SEE, KEEP = "equip.see_stock", "equip.keep_stock"
WORKSHOP = frozenset({Role.REFURBISHER})


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    telling.enlist()
    deeds.enlist("order_erasure", _ORDER)
    navigation.tools.enlist("equip.stock", Entry(marked("Le stock"), "equip:stock", SEE, 40))
    navigation.tools.enlist("equip.scan", Entry(marked("Scanner"), "equip:scan", SEE, 41))
    for key, gesture in _GESTURES.items():
        portal.gestures.enlist(f"equip.{key}", gesture)
    for key, provider in _WAITING.items():
        portal.tasks.enlist(f"equip.{key}", provider)
    searching.providers.enlist("equip-stock", _SEARCHED)


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
