"""What rounds put on the desk: the menu entry, the gesture, what waits, a round by its code."""

from django.urls import reverse
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.equip.giving.sections import DonorSection, donor_sections
from fabrique.equip.queries.round_desk import found_rounds, promises_waiting, rounds_waiting
from fabrique.equip.queries.rounds import DRIVE, PLAN
from fabrique.equip.queries.timetable import coming_to
from fabrique.people.enums import Role


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist("equip.rounds", Entry(marked("Tournées de collecte"), "equip:rounds", PLAN, 22))
    portal.tasks.enlist("equip.to_fetch", WaitingProvider(PLAN, promises_waiting, order=110))
    portal.tasks.enlist("equip.rounds", WaitingProvider(DRIVE, rounds_waiting, order=105))
    donor_sections.enlist("equip.rounds", DonorSection("equip/rounds/gift.html", coming_to, order=10))
    searching.providers.enlist("equip-rounds", _FOUND)
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


_FOUND = Provider(
    marked("Tournées"), marked("Le code d’une tournée de collecte."), PLAN, found_rounds, order=60
)
