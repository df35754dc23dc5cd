"""The stops of an itinerant place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import requires
from fabrique.directory.actions import stops as actions
from fabrique.directory.forms.offers import StopForm, read
from fabrique.directory.models import Place, Stop
from fabrique.directory.views.desk_offers import done, show
from fabrique.kernels.hours import describe


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
        if done(request, form, lambda: actions.add_stop(place=place, **details), _("L’arrêt est ajouté.")):
            return redirect("directory:desk-stops", code=code)
    rows = [
        {"stop": stop, "hours": describe(stop.hours), "visits": list(stop.visits.all())}
        for stop in Stop.objects.of(place).order_by("commune_name", "name").prefetch_related("visits")
    ]
    return show(request, "stops", place, _("Arrêts"), form, rows)
