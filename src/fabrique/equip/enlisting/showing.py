"""What the figures put elsewhere: the front page, open data, the menu, the donor's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Dataset, Figure, FigureProvider
from fabrique.equip.giving.sections import DonorSection, donor_sections
from fabrique.equip.models import Donation
from fabrique.equip.queries.figures import people, results
from fabrique.equip.queries.figures.reach import Reach
from fabrique.territory.facts import AreaFact, facts


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    portal.figures.enlist("equip.handed_over", _HANDED)
    portal.datasets.enlist("equip.devices", _OPEN)
    navigation.tools.enlist(
        "equip.figures", Entry(marked("Chiffres du matériel"), "equip:figures", "equip.see_figures", 34)
    )
    label, unit = marked("Personnes équipées"), marked("personnes")
    facts.enlist("personnes-equipees", AreaFact(label, unit, persons=people.told_by_commune, order=30))
    donor_sections.enlist("equip.carbon", DonorSection("equip/showing/donor.html", _of_donor, order=200))


def _handed() -> Figure | None:
    number = results.handed_over(Reach())
    words = _("appareils remis à quelqu’un")
    return Figure(f"{number:,}".replace(",", "\u00a0"), words, clock.today()) if number else None


_HANDED = FigureProvider(
    marked("Appareils remis"),
    marked(
        "Les appareils donnés, remis en état ici et remis à une personne ou à un organisme. Un "
        "appareil rendu puis remis à quelqu’un d’autre n’est compté qu’une fois."
    ),
    _handed,
    order=40,
)
_OPEN = Dataset(
    marked("Matériel donné et remis"),
    marked("Les appareils par mois, sorte et état ; les personnes équipées, aucun nombre de moins de 11."),
    "Licence Ouverte 2.0",
    (
        (marked("Appareils, CSV"), "equip:open-appareils"),
        (marked("Personnes équipées, CSV"), "equip:open-personnes"),
        (marked("Dictionnaire des colonnes, CSV"), "equip:open-dictionnaire"),
    ),
    order=40,
)


def _of_donor(donation: Donation) -> Mapping[str, Any] | None:
    """What the devices of one gift avoid; nothing before one of them was handed over."""
    found = results.carbon_of(Reach(donation.organisation), Q(lot__donation=donation))
    return {"carbon": found} if found.counted else None
