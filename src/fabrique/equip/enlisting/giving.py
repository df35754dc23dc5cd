"""What giving puts elsewhere: the way in for donors, what awaits an answer, notifications, the search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, notifying, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import Door, Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.equip.actions import deciding, promising
from fabrique.equip.queries.promises import found_promises, promises_told, promises_waiting
from fabrique.people.enums import Delivery, Role
from fabrique.people.signing import throttle

SEE, KEEP = "equip.see_donations", "equip.keep_donations"


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    throttle.RULES["donation_draft"] = {"address": (30, throttle.HOUR)}
    throttle.RULES["donation_list"] = {"address": (30, throttle.HOUR)}  # reading one takes seconds
    throttle.RULES["donation"] = {"address": (20, throttle.HOUR)}
    throttle.RULES["donation_code"] = {"address": (20, throttle.QUARTER)}
    portal.doors.enlist("equip.give", _DOOR)
    navigation.tools.enlist("equip.donations", Entry(marked("Dons de matériel"), "equip:donations", SEE, 20))
    navigation.tools.enlist(
        "equip.collections", Entry(marked("Collectes"), "equip:collections", "equip.run_collections", 21)
    )
    navigation.tools.enlist(
        "equip.points", Entry(marked("Points de collecte"), "equip:desk-points", "equip.keep_drop_offs", 22)
    )
    navigation.tools.enlist(
        "equip.receiver", Entry(marked("Cadre des dons"), "equip:receiver", "equip.keep_receiver", 23)
    )
    portal.tasks.enlist("equip.to_answer", WaitingProvider(KEEP, promises_waiting, order=110))
    portal.gestures.enlist("equip.donations", _ANSWER)
    for key, kind in _KINDS.items():
        notifying.kinds.enlist(key, kind)
    searching.providers.enlist("equip-donations", _SEARCHED)


def _door_text() -> str:
    return _("Un ordinateur, un écran, un téléphone : cinq questions")


_DOOR = Door(marked("Donner du matériel"), _door_text, "equip:give", "laptop", "equip", order=30)
_ANSWER = Gesture(
    marked("Répondre aux dons"),
    marked("Les promesses, celles qui attendent d’abord"),
    lambda actor: reverse("equip:donations"),
    SEE,
    "laptop",
    frozenset({Role.REFURBISHER, Role.COORDINATOR}),
    "equip",
    order=55,
)
_KINDS = {
    promising.PROMISED: Kind(
        marked("Un don est promis"),
        KEEP,
        promises_told,
        marked("Un don de matériel a été promis à votre organisation."),
        delivery=Delivery.DAILY,
        order=110,
    ),
    deciding.WITHDRAWN: Kind(
        marked("Un donateur renonce à son don"),
        KEEP,
        promises_told,
        marked("Un donateur a renoncé à un don promis à votre organisation."),
        order=111,
    ),
}
_SEARCHED = Provider(
    marked("Dons"), marked("Le numéro d’un don, par exemple K7F-2QX."), SEE, found_promises, order=40
)
