"""The vehicles that collect."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done
from fabrique.equip.actions.vehicles import keep_vehicle, retire_vehicle
from fabrique.equip.forms.rounds import VehicleForm
from fabrique.equip.models import Vehicle
from fabrique.equip.queries.rounds import PLAN, vehicles_of
from fabrique.equip.views.round_parts import crumbs
from fabrique.people.models import Organisation
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of


@requires(PLAN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The vehicles in service, and one more."""
    holder = holder_of(request)
    form = VehicleForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request, form, lambda: _keep(request, form, holder), _("Le véhicule est ajouté.")
    ):
        return redirect("equip:vehicles")
    context = {"form": form, "vehicles": list(vehicles_of(holder)), "crumbs": crumbs(_("Véhicules"))}
    return render(request, "equip/rounds/vehicles.html", context)


@requires(PLAN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a vehicle."""
    vehicle = fetch(request.user, PLAN, Vehicle.objects.select_related("organisation"), pk=pk)
    form = VehicleForm.of(vehicle, request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request,
        form,
        lambda: _keep(request, form, vehicle.organisation, vehicle),
        _("Le véhicule est corrigé."),
    ):
        return redirect("equip:vehicles")
    context = {"form": form, "vehicle": vehicle, "crumbs": crumbs(vehicle.name)}
    return render(request, "equip/rounds/vehicle.html", context)


@requires(PLAN)
@require_POST
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a vehicle out of service."""
    vehicle = fetch(request.user, PLAN, Vehicle.objects.select_related("organisation"), pk=pk)
    try:
        retire_vehicle(vehicle=vehicle, by=actor(request))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("equip:vehicle", pk=vehicle.pk)
    messages.success(request, _("Le véhicule n’est plus en service."))
    return redirect("equip:vehicles")


def _keep(
    request: HttpRequest, form: VehicleForm, holder: Organisation, vehicle: Vehicle | None = None
) -> Vehicle:
    data = form.cleaned_data
    return keep_vehicle(
        organisation=holder,
        name=data["name"],
        litres=data["litres"],
        grams=1000 * data["kilos"],
        by=actor(request),
        vehicle=vehicle,
    )
