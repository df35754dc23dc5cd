"""The sheet that a person leaves with: up to three places, why, how to get there. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.documents import render
from fabrique.directory.documents.printed import HERE
from fabrique.directory.documents.setting import Setting
from fabrique.directory.documents.sketch import Point, sketch_svg
from fabrique.directory.documents.words import CARD, clipped, place_words
from fabrique.directory.guide.record import PlaceRecord
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area

MOST = 3
_NOTES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A place proposed: why (short sentences), and the way there in words, step by step."""

    place: PlaceRecord
    reasons: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Orientation:
    """What the sheet says. ``choices`` are in order of preference; ``need`` ends « Vous voulez… ».

    ``person`` is where the person starts from (degrees), if it was given: it is drawn, never stored.
    """

    choices: tuple[Choice, ...]
    need: str = ""
    person: Point | None = None


def orientation_sheet(choices: Orientation, setting: Setting, *, large: bool = True) -> bytes:
    """The PDF: 18 pt, or 15 pt if not ``large``. Made each time, kept nowhere. One query.

    Raises ValueError without a choice, or with more than three.
    """
    if not 1 <= len(choices.choices) <= MOST:
        raise ValueError(f"from 1 to {MOST} choices, not {len(choices.choices)}")
    return render(HERE / "orientation.typ", orientation_data(choices, setting, large=large), at=setting.at)


def orientation_data(choices: Orientation, setting: Setting, *, large: bool) -> dict[str, Any]:
    """What the template reads."""
    dots = [
        (str(rank), one.place.points[0])
        for rank, one in enumerate(choices.choices, start=1)
        if one.place.points
    ]
    return {
        "title": _("Où aller pour trouver de l’aide"),
        "subject": _("Fiche d’orientation"),
        "large": large,
        "setting": setting.as_data(),
        "heading": _("Où aller"),
        "need": _("Vous voulez %(need)s.") % {"need": choices.need} if choices.need else "",
        "choices": [_choice(one, setting) for one in choices.choices],
        "sketch": sketch_svg(_outlines(choices.choices), dots, choices.person),
        "sketch-alt": _alternative(choices, len(dots)),
        "sketch-legend": _legend(choices),
        "note-lines": _NOTES,
    }


def _choice(one: Choice, setting: Setting) -> dict[str, Any]:
    said = list(one.directions)
    if one.place.directions and one.place.directions not in said:
        said.append(clipped(one.place.directions, 300))
    return {"place": place_words(one.place, setting, CARD), "reasons": list(one.reasons), "directions": said}


def _outlines(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The simplified contours of the communes of the choices, the latest vintage of each."""
    codes = {one.place.commune_code for one in choices if one.place.commune_code}
    rows = Area.objects.filter(kind=AreaKind.COMMUNE, code__in=codes).order_by("code", "vintage")
    return list(dict(rows.values_list("code", "simplified")).values())


def _legend(choices: Orientation) -> str:
    words = _("Les numéros sont ceux des lieux ci-dessous.")
    return f"{words} {_('Le rond : vous.')}" if choices.person else words


def _alternative(choices: Orientation, drawn: int) -> str:
    towns = list(dict.fromkeys(one.place.commune_name for one in choices.choices if one.place.commune_name))
    words = _("Plan simple de %(towns)s : %(count)s lieu(x) numéroté(s) dans l’ordre de cette fiche.") % {
        "towns": ", ".join(towns),
        "count": drawn,
    }
    return f"{words} {_('Un rond montre votre point de départ.')}" if choices.person else words
