"""What the guide puts in the shell: its entry in the menu, its door and its figure on the front page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import Door, Figure, FigureProvider
from fabrique.directory.guide import snapshot, wording


def enlist() -> None:
    """Enlist the guide, once, when the app is loaded."""
    title = marked("Trouver de l’aide")
    navigation.menu.enlist("directory.guide", Entry(title, "directory:search", order=10))
    portal.doors.enlist(
        "directory.guide", Door(title, _door_text, "directory:search", "search", "accompany", order=10)
    )
    orient = marked("Orienter une personne")
    navigation.tools.enlist("directory.orient", Entry(orient, "directory:orient", order=10))
    portal.doors.enlist(
        "directory.orient",
        Door(orient, _orient_text, "directory:orient", "compass", "accompany", order=20),
    )
    portal.figures.enlist(
        "directory.places",
        FigureProvider(
            marked("Lieux qui aident"),
            marked(
                "Le nombre de fiches publiées dans le guide. Un lieu connu de plusieurs sources n’est compté "
                "qu’une fois ; un lieu retiré ou hors du territoire n’est pas compté ; un bus compte pour un "
                "lieu."
            ),
            _figure,
            order=10,
        ),
    )


def _door_text() -> str:
    count = snapshot.current().served
    if not count:
        return _("Des lieux, leurs horaires, leur téléphone")
    return _("%(places)s, leurs horaires, leur téléphone") % {"places": wording.places(count)}


def _orient_text() -> str:
    return _("Pour les professionnels : quatre questions, trois lieux, une fiche")


def _figure() -> Figure | None:
    count = snapshot.current().served
    if not count:
        return None
    value = f"{count:,}".replace(",", "\u202f")
    return Figure(value, _("lieux qui aident, près de chez vous"), clock.today())
