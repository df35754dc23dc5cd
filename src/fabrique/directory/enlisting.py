"""What the guide puts in the shell: its entry in the menu, its door and its figure on the front page."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.policies import PUBLIC, Actor
from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import ChangeProvider, Door, Figure, FigureProvider, Gesture
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.guide import snapshot, wording
from fabrique.directory.models import Place
from fabrique.directory.queries import places_by_commune, places_part
from fabrique.people import carnet
from fabrique.people.carnet import CarnetProvider
from fabrique.people.enums import Role
from fabrique.people.signing import throttle
from fabrique.territory.facts import AreaFact, facts


def enlist() -> None:
    """Enlist the guide, once, when the app is loaded."""
    throttle.RULES["confirmation"] = {"address": (20, throttle.QUARTER)}
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
    _enlist_day()
    label, unit = marked("Lieux de médiation publiés"), marked("lieux")
    facts.enlist("lieux", AreaFact(label, unit, things=places_by_commune, order=10))
    carnet.parts.enlist("directory.places", CarnetProvider(places_part, order=800))
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


def _enlist_day() -> None:
    """The guide on « Ma journée »: everybody may look for a place, those who send people may orient them."""
    orient = Gesture(
        marked("Orienter une personne"),
        marked("Quatre questions, trois lieux, une fiche à remettre"),
        lambda actor: reverse("directory:orient"),
        PUBLIC,
        "compass",
        frozenset(_SENDING),
        "accompany",
        order=40,
    )
    find = Gesture(
        marked("Chercher un lieu"),
        marked("Un besoin, une commune : qui aide, et quand"),
        lambda actor: reverse("directory:search"),
        PUBLIC,
        "search",
        frozenset(Role),
        "connect",
        order=50,
    )
    portal.gestures.enlist("directory.orient", orient)
    portal.gestures.enlist("directory.find", find)
    portal.changes.enlist("directory.places", ChangeProvider("people.see_desk", _changed, order=50))


_SENDING = (Role.PRESCRIBER, Role.RECEPTION, Role.MEDIATOR, Role.SOCIAL_WORKER, Role.SURVEYOR)


def _changed(actor: Actor, since: datetime) -> tuple[str, str] | None:
    count = Place.objects.filter(state=PlaceState.PUBLISHED, changed_at__gt=since).count()
    if not count:
        return None
    words = ngettext(
        "%(n)s fiche nouvelle ou modifiée dans le guide",
        "%(n)s fiches nouvelles ou modifiées dans le guide",
        count,
    )
    return words % {"n": count}, reverse("directory:search")


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
