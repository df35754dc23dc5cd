"""Editing one place: its sheet, its state, what was entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core import clock
from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.directory.actions import places as actions
from fabrique.directory.cleaning.messages import describe_flag
from fabrique.directory.desk.sheet import Story, labels, said, stories
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.fields import BY_NAME
from fabrique.directory.forms.place import FOLDED, SECTIONS, PlaceForm, seen_values
from fabrique.directory.models import Closure, Offer, Place, Stop
from fabrique.directory.resolving import freshness, missing
from fabrique.directory.views.desk_reach import KEEP, above, crumbs_of, editable, named_to, reached
from fabrique.directory.views.desk_seen import opened, sealed, tell_conflict

SALT = "directory.place"
TOGETHER = (("hours", "hours_text"), ("commune_name", "commune_code"), ("latitude", "longitude"))


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the sheet with its story; a long list is ``folded``."""

    name: str
    field: BoundField
    story: Story
    folded: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields."""

    slug: str
    title: str
    rows: tuple[Row, ...]


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet. Only what changed is sent; what somebody else changed meanwhile is shown beside."""
    place = reached(request, code, rows=Place.objects.select_related("merged_into", "organisation"))
    if place.state == PlaceState.MERGED and place.merged_into:
        messages.info(request, _("Cette fiche a été réunie avec celle-ci."))
        return redirect("directory:desk-place", code=place.merged_into.code)
    if request.method != "POST":
        seen = seen_values(place)
        return _show(request, place, PlaceForm(seen=seen, names=editable(request, place)), seen)
    stale = opened(request, f"{SALT}.{place.code}")
    seen = seen_values(place) if stale is None else stale
    form = PlaceForm(request.POST, seen=seen, names=editable(request, place))
    if form.is_valid() and "apercu" not in request.POST:
        seen, saved = _save(request, place, form, seen)
        if saved:
            return redirect("directory:desk-place", code=code)
    return _show(request, place, form, seen)


def _save(
    request: HttpRequest, place: Place, form: PlaceForm, seen: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """Save what changed. On a conflict the form keeps what was typed, and knows what is there now."""
    changes = form.changes()
    if not changes:
        messages.info(request, _("Rien n’a changé."))
        return dict(seen), True
    try:
        actions.edit_place(place=place, changes=changes, seen=seen, actor=str(request.user.pk))
    except actions.EditConflict as conflict:
        tell_conflict(form, conflict, said, {"hours_text": "hours"})
        return {**seen, **conflict.present}, False
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return dict(seen), False
    messages.success(request, _("Enregistré : %(fields)s.") % {"fields": labels(changes)})
    if "address" in changes and not {"latitude", "longitude"} & changes.keys() and place.latitude is not None:
        text = _("L’adresse a changé, la position sur la carte est restée : corrigez latitude et longitude.")
        messages.warning(request, text)
    if form.read_hours and form.read_hours.flags and "hours" in changes:
        messages.warning(request, _("Une partie des horaires n’a pas été comprise : relisez-les plus bas."))
    return dict(seen), True


def _show(request: HttpRequest, place: Place, form: PlaceForm, seen: Mapping[str, Any]) -> HttpResponse:
    known = stories(place, colleagues_of=named_to(request))
    sections = [
        Section(
            slug, str(title), tuple(Row(n, form[n], known[n], n in FOLDED) for n in names if n in form.fields)
        )
        for slug, title, names in SECTIONS
        if not form.fields.keys().isdisjoint(names)
    ]
    stops = Stop.objects.of(place).count()
    context = {
        "place": place,
        "form": form,
        "sections": sections,
        "seen": sealed(seen, f"{SALT}.{place.code}"),
        "hours_lines": form.hours_lines(),
        "hours_previewed": form.is_bound and "hours" in form.changed_data,
        "missing": missing(place, stops=bool(stops)),
        "freshness": freshness(place, clock.today()),
        "alerts": [describe_flag(flag) for flag in place.flags],
        "crumbs": above(request, (place.name, "")),
        "keeps": can(request.user, KEEP),
        "releases": can(request.user, "directory.release_place", place),
        "types": said("typologies", place.typologies),
        "closures": Closure.objects.of(place).count(),
        "stops": stops,
        "offers": Offer.objects.of(place).count(),
    }
    return render(request, "directory/desk/place.html", context)


@requires("directory.edit_place")
@require_POST
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody checked the whole sheet today."""
    place = reached(request, code)
    actions.verify_place(place=place, actor=str(request.user.pk))
    messages.success(request, _("C’est noté : fiche vérifiée aujourd’hui."))
    return redirect("directory:desk-place", code=code)


@requires("directory.keep_guide")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take the place out of the guide, or show it again, once confirmed."""
    place = get_object_or_404(Place, code=code)
    published = place.state == PlaceState.PUBLISHED
    if request.method == "POST":
        action = actions.withdraw_place if "retirer" in request.POST else actions.publish_place
        done = _("Le lieu est retiré du guide.") if "retirer" in request.POST else _("Le lieu est publié.")
        try:
            action(place=place, actor=str(request.user.pk))
        except DomainRefusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, done)
        return redirect("directory:desk-place", code=code)
    words = _("Retirer du guide") if published else _("Publier de nouveau")
    context = {"place": place, "published": published, "crumbs": crumbs_of(request, place, words)}
    return render(request, "directory/desk/withdraw.html", context)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Forget what was entered by hand for a field, once confirmed."""
    place = reached(request, code)
    if field not in editable(request, place):
        return redirect("directory:desk-place", code=code)
    if request.method == "POST":
        try:
            names = next((group for group in TOGETHER if field in group), (field,))
            present = actions.drop_edit(place=place, fields=names, actor=str(request.user.pk))
        except DomainRefusal as refusal:
            messages.error(request, refusal.message)
        else:
            value = said(field, getattr(present, field))
            messages.success(request, _("Valeur de la source : %(value)s.") % {"value": value})
        return redirect("directory:desk-place", code=code)
    context = {
        "place": place,
        "label": BY_NAME[field].label,
        "value": said(field, getattr(place, field)),
        "crumbs": crumbs_of(request, place, _("Revenir à la source")),
    }
    return render(request, "directory/desk/drop.html", context)
