"""What rounds put on the desk: the menu entry, the gesture."""

from django.urls import reverse
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Gesture
from fabrique.equip.queries.rounds import PLAN
from fabrique.people.enums import Role


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist("equip.rounds", Entry(marked("Tournées de collecte"), "equip:rounds", PLAN, 22))
    portal.gestures.enlist(
        "equip.rounds",
        Gesture(
            marked("Préparer une tournée"),
            marked("Les dons à aller chercher"),
            lambda actor: reverse("equip:propose-rounds"),
            PLAN,
            "bus",
            frozenset({Role.REFURBISHER, Role.COORDINATOR}),
            "equip",
            order=60,
        ),
    )
