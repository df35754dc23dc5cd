"""What the bench puts elsewhere: what a device needs before it moves, the menu, what awaits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import can
from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.equip.enums import WITH_SOMEBODY
from fabrique.equip.giving.sections import DonorSection, donor_sections
from fabrique.equip.guards import Guard, guards
from fabrique.equip.models import Device, Donation
from fabrique.equip.queries.bench import benches_waiting, refurbished, unchecked, without_system
from fabrique.equip.queries.certifying import certificates_of, certificates_of_gift
from fabrique.equip.queries.condition import condition_of
from fabrique.equip.queries.erasure import lacking, standing_of
from fabrique.equip.queries.grading import last_grading
from fabrique.equip.sections import DeviceSection, device_sections
from fabrique.people.enums import Role
from fabrique.people.models import Account
from fabrique.people.signing import throttle


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    guards.enlist("erased", _ERASED)
    guards.enlist("emptied", _EMPTIED)
    guards.enlist("not_leaking", _NOT_LEAKING)
    guards.enlist("checked", _CHECKED)
    guards.enlist("installed", _INSTALLED)
    navigation.tools.enlist("equip.bench", _BENCH)
    portal.tasks.enlist("equip.bench", WaitingProvider("equip.work_on_device", benches_waiting, order=40))
    portal.gestures.enlist("equip.bench", _OPEN)
    device_sections.enlist("proofs", DeviceSection("equip/bench/section.html", _proofs, order=20))
    donor_sections.enlist("equip.erasure", DonorSection("equip/bench/donor.html", _certified, order=30))
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


def _proofs(request: HttpRequest, device: Device) -> dict[str, Any]:
    """On a device's sheet: its grade with each point, the word that may be said, its certificates."""
    certificates = certificates_of(device)[:5] if can(request.user, "equip.certify_erasure") else ()
    return {
        "condition": condition_of(device),
        "grading": last_grading(device),
        "refurbished": refurbished(device),
        "certificates": list(certificates),
    }


def _certified(donation: Donation) -> dict[str, Any] | None:
    """On the page of a gift: the certificates of what it brought."""
    found = certificates_of_gift(donation)
    return {"certificates": found} if found else None


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


def _uninstalled(device: Device, by: Account | None) -> Sequence[str]:
    return without_system(device)


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
_INSTALLED = Guard(
    frozenset({"pass_check"}),
    "pour un ordinateur, un système noté depuis l’effacement, ou dit absent au contrôle",
    _uninstalled,
    order=30,
)
