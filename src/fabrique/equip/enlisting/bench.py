"""What the bench puts elsewhere: what a device needs before it moves, the menu, what awaits."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.equip.enums import WITH_SOMEBODY
from fabrique.equip.guards import Guard, guards
from fabrique.equip.models import Device
from fabrique.equip.queries.bench import benches_waiting, unchecked
from fabrique.equip.queries.erasure import lacking, standing_of
from fabrique.people.enums import Role
from fabrique.people.models import Account
from fabrique.people.signing import throttle


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    guards.enlist("erased", _ERASED)
    guards.enlist("emptied", _EMPTIED)
    guards.enlist("not_leaking", _NOT_LEAKING)
    guards.enlist("checked", _CHECKED)
    navigation.tools.enlist("equip.bench", _BENCH)
    portal.tasks.enlist("equip.bench", WaitingProvider("equip.work_on_device", benches_waiting, order=40))
    portal.gestures.enlist("equip.bench", _OPEN)
    throttle.RULES["erasure"] = {"address": (20, throttle.QUARTER)}


_OPEN = Gesture(
    marked("Ma table de travail"),
    marked("Scanner un appareil, prendre ce qui attend"),
    lambda actor: reverse("equip:bench"),
    "equip.work_on_device",
    "tools",
    frozenset({Role.REFURBISHER}),
    "equip",
    order=50,
)
_BENCH = Entry(marked("Ma table de travail"), "equip:bench", "equip.see_stock", 5)


def _erased(device: Device, by: Account | None) -> Sequence[str]:
    return lacking(device)


def _still_inside(device: Device, by: Account | None) -> Sequence[str]:
    return [_("%s : notez d’abord son retrait.") % each.name for each in standing_of(device)]


def _unerased(device: Device, by: Account | None) -> Sequence[str]:
    """What a person recycles by themselves is theirs; what leaves the workshop holds nothing of anybody's."""
    if device.state in WITH_SOMEBODY:
        return []
    return [
        _("%s : effacez, retirez ou détruisez.") % each.name for each in standing_of(device) if not each.proof
    ]


_ERASED = Guard(
    frozenset({"prove_erasure", "pass_check"}),
    "une preuve d’effacement pour chaque support, ou son retrait noté",
    _erased,
    order=10,
)
_EMPTIED = Guard(frozenset({"remove_drive"}), "le retrait de chaque support, noté", _still_inside, order=10)
_NOT_LEAKING = Guard(
    frozenset({"recycle"}), "aucun support qui ne soit effacé, retiré ou détruit", _unerased, order=10
)
_CHECKED = Guard(
    frozenset({"pass_check"}),
    "un contrôle qualité sans défaut qui arrête (compte du propriétaire, mot de passe de démarrage, IMEI, "
    "batterie), fait et déclaré par qui n’a pas réparé",
    unchecked,
    order=20,
)
