"""Which organisation holds a place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.directory.actions import organisations as actions
from fabrique.directory.forms.organisation import OrganisationForm
from fabrique.directory.models import Place
from fabrique.directory.views.desk_reach import crumbs_of


@requires("people.manage_organisations")
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the organisation that holds the place, register one, or say that none is known."""
    place = get_object_or_404(Place.objects.select_related("organisation"), code=code)
    initial = {"organisation": place.organisation}
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            held = _attach(place, form.cleaned_data, str(request.user.pk)).organisation
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            words = _("Ce lieu est géré par %(name)s.") if held else _("Aucune organisation n’est notée.")
            messages.success(request, words % {"name": held})
            return redirect("directory:desk-place", code=code)
    context = {"place": place, "form": form, "crumbs": crumbs_of(request, place, _("Organisation"))}
    return render(request, "directory/desk/organisation.html", context)


def _attach(place: Place, data: dict[str, Any], actor: str) -> Place:
    if data["name"]:
        new = {"name": data["name"], "siret": data["siret"]}
        return actions.attach_new_organisation(place=place, actor=actor, **new)
    return actions.attach_organisation(place=place, organisation=data["organisation"], actor=actor)
