"""French sentences of the guide that need grammar: elisions, plurals, titles."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.ui import formats
from fabrique.core.ui.formats import NBSP
from fabrique.directory.guide.locating import Origin
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import fold

STALE_DAYS = 365


def of(name: str) -> str:
    """« de Port-Sablier », « d’Ombreval », « du Fresquoy », « des Deux-Écluses »."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    return f"d’{name}" if fold(name)[:1] in "aeiouyh" else f"de {name}"


def at(name: str) -> str:
    """« à Port-Sablier », « au Fresquoy », « aux Deux-Écluses »."""
    if name.startswith("Le "):
        return f"au {name[3:]}"
    return f"aux {name[4:]}" if name.startswith("Les ") else f"à {name}"


def near(origin: Origin) -> str:
    """« près de Port-Sablier », « près de vous »."""
    return _("près %(of)s") % {"of": of(origin.label)} if origin.label else _("près de vous")


def outside(directory: Snapshot) -> str:
    """« hors de Bordeaux Métropole », « hors du Val-d’Estuaire »."""
    return _("hors %(of)s") % {"of": of(directory.ground.name)}


def places(count: int) -> str:
    """« Aucun lieu », « 1 lieu », « 7 lieux »."""
    if not count:
        return _("Aucun lieu")
    number = f"{count:,}".replace(",", "\u202f")
    return ngettext("%(count)s lieu", "%(count)s lieux", count) % {"count": number}


def freshness(place: PlaceRecord, today: date) -> tuple[str, bool]:
    """(when the sheet was last looked at, whether that is so long ago that one should call first)."""
    on = place.fresh_on
    if on is None:
        return _("Date inconnue") + f"{NBSP}: {_before(place)}", True
    ago = formats.ago(min(on, today), today=today)
    words = (_("Vérifié %(ago)s") if on == place.verified_on else _("Mis à jour %(ago)s")) % {"ago": ago}
    if (today - on).days > STALE_DAYS:
        return f"{words}{NBSP}: {_before(place)}", True
    return words, False


def _before(place: PlaceRecord) -> str:
    """What to do before going; nobody is told to call a place whose number is unknown."""
    return _("appelez avant de venir") if place.phone else _("à vérifier avant de venir")


def walking(minutes: int | None) -> str:
    """« 6 min à pied », or nothing."""
    return "" if minutes is None else _("%(minutes)s à pied") % {"minutes": f"{minutes}{NBSP}min"}


def only_visits(place: PlaceRecord) -> bool:
    """Whether one meets this place at its stops alone: its address is that of its office."""
    return bool(place.stops) and not place.hours
