"""Which places a person reaches at the desk, by which part, and the way back from their pages."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import ALL, acts_for, can, fetch, fields_of, log_refusal
from fabrique.core.ui.parts import Crumb
from fabrique.directory.fields import within
from fabrique.directory.models import Place
from fabrique.directory.views.desk import trail

EDIT, KEEP = "directory.edit_place", "directory.keep_guide"


def reached(request: HttpRequest, code: str, part: str = "", *, rows: QuerySet[Place] | None = None) -> Place:
    """The place of this code that the person keeps, by this part; the 404 of a missing one otherwise.

    What hangs on a place that was merged shows on the sheet of the other: one must keep that one too.
    """
    place = fetch(request.user, EDIT, Place.objects.all() if rows is None else rows, code=code)
    if place.merged_into_id:
        fetch(request.user, EDIT, Place.objects.all(), pk=place.merged_into_id)
    if part and not {part, *ALL} & fields_of(request.user, EDIT, place):
        log_refusal(request.user, EDIT, part)
        raise Http404
    return place


def editable(request: HttpRequest, place: Place) -> frozenset[str]:
    """The fields of a place that the person may write."""
    return within(fields_of(request.user, EDIT, place))


def named_to(request: HttpRequest) -> UUID | None:
    """Whose members are named to the person: her organisation's; everybody (None) if she keeps the guide."""
    return None if can(request.user, KEEP) else acts_for(request.user)


def crumbs_of(request: HttpRequest, place: Place, words: str, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back through the place's sheet, and ``steps`` (words, address) below it."""
    sheet = (place.name, reverse("directory:desk-place", args=[place.code]))
    return above(request, sheet, *steps, (words, ""))


def above(request: HttpRequest, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back to the list that the person has: all places, or those of the organisation."""
    if can(request.user, KEEP):
        return trail((_("Les lieux"), reverse("directory:desk-places")), *steps)
    home = [
        Crumb(_("Ma journée"), reverse("web:desk")),
        Crumb(_("Nos lieux"), reverse("directory:desk-ours")),
    ]
    return [*home, *(Crumb(words, url) for words, url in steps)]
