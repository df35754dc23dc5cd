"""A list of places, in the order given: four to a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.directory.documents.printed import Printed
from fabrique.directory.documents.setting import Setting, shown
from fabrique.directory.documents.words import CARD, place_words
from fabrique.directory.guide.record import PlaceRecord

MOST = 120
SHORT = 12  # beyond, the list is made in a process of its own


@dataclass(frozen=True, slots=True)
class PlaceList:
    """What to print: a heading, the places in order (the first ``MOST``), the full address of the page.

    ``kept`` is for lists that have a name; those of a search are as many as what one may type.
    ``commune``: the one whose stops are shown.
    """

    heading: str
    places: Sequence[PlaceRecord]
    url: str
    subtitle: str = ""
    kept: bool = True
    commune: str = ""


def place_list(asked: PlaceList, setting: Setting, *, large: bool = False) -> Printed:
    """The list as a document."""
    left_out = len(asked.places) - MOST
    subtitle = asked.subtitle
    if left_out > 0:
        more = _("Les %(shown)s premiers ; les autres sont sur Internet.") % {"shown": MOST}
        subtitle = f"{subtitle} {more}".strip()
    data = {
        "title": asked.heading,
        "subject": _("Liste de lieux où trouver de l’aide"),
        "large": large,
        "setting": setting.as_data(),
        "heading": asked.heading,
        "subtitle": subtitle,
        "places": [place_words(place, setting, CARD, commune=asked.commune) for place in asked.places[:MOST]],
        "url": asked.url,
        "shown-url": shown(asked.url),
    }
    name = f"{slugify(asked.heading)[:90] or 'liste'}{'-grands-caracteres' * large}.pdf"
    return Printed("listing", data, name, setting.at, long=len(asked.places) > SHORT, kept=asked.kept)
