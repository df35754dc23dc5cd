"""What hangs on a place: closures, stops, services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core import clock
from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.parts import Crumb
from fabrique.directory.actions import offers as actions
from fabrique.directory.forms.offers import ClosureForm, ServiceForm, StopForm, read
from fabrique.directory.models import Closure, Offer, Place, Stop
from fabrique.directory.views.desk import trail
from fabrique.kernels.hours import describe


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest, code: str) -> HttpResponse:
    """The closures of a place, and one more."""
    place = get_object_or_404(Place, code=code)
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on", "reason")}
        details = {**data, "hours": read(form.cleaned_data), "actor": str(request.user.pk)}
        if _done(request, form, lambda: actions.close_place(place=place, **details), _("C’est noté.")):
            return redirect("directory:desk-closures", code=code)
    today = clock.today()
    rows = [
        {"closure": one, "hours": describe(one.hours), "past": one.ends_on < today}
        for one in Closure.objects.of(place).order_by("-ends_on", "-pk")
    ]
    return _show(request, "closures", place, _("Fermetures"), form, rows)


@requires("directory.edit_place")
@require_POST
def reopen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back a closure; twice is as once."""
    place = get_object_or_404(Place, code=code)
    closure = Closure.objects.of(place).select_related("place").filter(pk=pk).first()
    if closure is None:
        messages.info(request, _("Cette fermeture était déjà enlevée."))
    else:
        actions.reopen_place(closure=closure, actor=str(request.user.pk))
        messages.success(request, _("La fermeture est enlevée."))
    return redirect("directory:desk-closures", code=code)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def stops(request: HttpRequest, code: str) -> HttpResponse:
    """The stops of an itinerant place, and one more."""
    place = get_object_or_404(Place, code=code)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        where = {"commune_code": data["commune"].code, "commune_name": data["commune"].name}
        details = {**where, "name": data["name"], "address": data["address"], "hours": read(data)}
        details |= {"visits": form.visits(), "actor": str(request.user.pk)}
        if _done(request, form, lambda: actions.add_stop(place=place, **details), _("L’arrêt est ajouté.")):
            return redirect("directory:desk-stops", code=code)
    rows = [
        {"stop": stop, "hours": describe(stop.hours), "visits": list(stop.visits.all())}
        for stop in Stop.objects.of(place).order_by("commune_name", "name").prefetch_related("visits")
    ]
    return _show(request, "stops", place, _("Arrêts"), form, rows)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest, code: str) -> HttpResponse:
    """The services offered at a place, and one more."""
    place = get_object_or_404(Place, code=code)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(request, form, lambda: _offer(request, place, form), _("C’est noté.")):
        return redirect("directory:desk-services", code=code)
    rows = [
        {"offer": offer, "hours": describe(offer.hours)}
        for offer in Offer.objects.of(place).select_related("service__organisation").order_by("service__name")
    ]
    return _show(request, "services", place, _("Services"), form, rows)


def _offer(request: HttpRequest, place: Place, form: ServiceForm) -> Any:
    data, actor = form.cleaned_data, str(request.user.pk)
    service = data["service"] or actions.create_service(
        name=data["name"],
        description=data["description"],
        organisation=place.organisation,
        actor=actor,
    )
    hours = read(data)
    return actions.offer_service(service=service, places=[place], hours=hours, note=data["note"], actor=actor)


def _done(request: HttpRequest, form: Form, action: Any, words: str) -> bool:
    """Run an action; its refusal goes beside the field that it names."""
    try:
        action()
    except DomainRefusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    messages.success(request, words)
    return True


def _show(
    request: HttpRequest, template: str, place: Place, words: str, form: Form, rows: list[dict[str, Any]]
) -> HttpResponse:
    context = {"place": place, "form": form, "rows": rows, "crumbs": crumbs_of(place, words)}
    return render(request, f"directory/desk/{template}.html", context)


def crumbs_of(place: Place, words: str) -> list[Crumb]:
    """The way back through the place's sheet."""
    sheet = reverse("directory:desk-place", args=[place.code])
    return trail((_("Les lieux"), reverse("directory:desk-places")), (place.name, sheet), (words, ""))
