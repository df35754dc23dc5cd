"""Organisations: the administrators' list, and the sheet of each."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import can, fetch, requires
from fabrique.core.ui.forms import done
from fabrique.core.ui.parts import Crumb
from fabrique.core.ui.words import asked
from fabrique.people.actions.organisations import edit_organisation, register_organisation
from fabrique.people.forms.organisations import OrganisationForm
from fabrique.people.models import Organisation
from fabrique.people.queries.agreements import coverage_of
from fabrique.people.queries.counts import counts_of
from fabrique.people.queries.organisations import organisations, siret_words
from fabrique.people.views.common import organisation_of, page

MANAGE = "people.manage_organisations"


@requires("people.see_organisation")
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The organisation for which one acts."""
    found = getattr(request.user, "organisation_id", None)
    if found is None:
        raise Http404
    return redirect("people:organisation", pk=found)


@requires(MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All organisations, searched, by pages."""
    words = asked(request.GET.get("q", ""))
    found = organisations(Organisation.objects.all(), words, request.GET.get("page"), on=clock.today())
    context = {
        "wanted": words,
        "page": found,
        "base": f"?{urlencode({'q': words})}&page=" if words else "?page=",
        "crumbs": [*_way(), Crumb(_("Organisations"))],
    }
    return render(request, "people/desk/organisations.html", context)


def _way() -> list[Crumb]:
    return [Crumb(_("Ma journée"), reverse("web:desk"))]


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Enter an organisation. One that is known by its SIRET or its name is shown instead."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    made: list[Organisation] = []
    if form.is_valid():
        data = {**form.cleaned_data, "actor": str(request.user.pk)}
        words = _("C’est enregistré. Vous pouvez inviter ses premiers membres.")
        if done(request, form, lambda: made.append(register_organisation(**data)), words):
            if made[0].name != form.cleaned_data["name"].strip():
                messages.info(request, _("Une organisation était déjà connue sous ce SIRET\u00a0: la voici."))
            return redirect("people:organisation", pk=made[0].pk)
    crumbs = [*_way(), Crumb(_("Organisations"), reverse("people:organisations")), Crumb(_("Nouvelle"))]
    return render(request, "people/desk/register.html", {"form": form, "crumbs": crumbs})


@requires("people.see_organisation")
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An organisation's sheet: who it is, whether an agreement holds, and how many of what."""
    organisation = organisation_of(request, pk)
    today, user = clock.today(), request.user
    context = {
        "siret": siret_words(organisation.siret),
        "counts": counts_of(user, organisation),
        "coverage": coverage_of([organisation], today)[pk] if can(user, "people.see_agreements") else None,
        "may_edit": can(user, MANAGE),
        "may_agree": can(user, "people.manage_agreements"),
    }
    return page(request, "organisation", organisation, "organisation", **context)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what is said of an organisation."""
    organisation = fetch(request.user, MANAGE, Organisation.objects.all(), pk=pk)
    initial = {name: getattr(organisation, name) for name in ("name", "siret", "type")}
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = {**form.cleaned_data, "organisation": organisation, "actor": str(request.user.pk)}
        if done(request, form, lambda: edit_organisation(**data), _("C’est enregistré.")):
            return redirect("people:organisation", pk=pk)
    steps = ((_("Modifier"), ""),)
    return page(request, "edit", organisation, "organisation", *steps, form=form)
