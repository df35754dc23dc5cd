"""The sheet of one place."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.core.documents import qr_svg
from fabrique.directory.documents.printed import Printed
from fabrique.directory.documents.setting import Setting
from fabrique.directory.documents.words import more_hours, place_words
from fabrique.directory.guide.record import PlaceRecord


def place_sheet(place: PlaceRecord, setting: Setting, *, large: bool = False) -> Printed:
    """One A4 page; in large print (18 pt), as few as its text allows."""
    words = place_words(place, setting)
    data = {
        "title": f"{words['name']} – {place.commune_name}" if place.commune_name else words["name"],
        "subject": _("Fiche d’un lieu où trouver de l’aide"),
        "large": large,
        "setting": setting.as_data(),
        "place": words,
        "more-hours": more_hours(),
        "qr": qr_svg(words["url"]),
    }
    parts = ["fiche", slugify(place.name)[:60], slugify(place.commune_name)[:40], "grands-caracteres" * large]
    name = "-".join(part for part in parts if part) + ".pdf"
    return Printed("sheet", data, name, setting.at)
