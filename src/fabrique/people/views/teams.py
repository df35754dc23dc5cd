"""Teams of an organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import fetch, requires, scope
from fabrique.core.ui.forms import done
from fabrique.people.actions.organisations import create_team, rename_team
from fabrique.people.forms.organisations import TeamForm
from fabrique.people.models import Team
from fabrique.people.queries.members import live_members
from fabrique.people.views.common import organisation_of, page, step

MANAGE = "people.manage_teams"


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The teams, and one more."""
    organisation = organisation_of(request, pk)
    form = TeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {**form.cleaned_data, "organisation": organisation, "actor": str(request.user.pk)}
        if done(request, form, lambda: create_team(**data), _("L’équipe est créée.")):
            return redirect("people:teams", pk=pk)
    rows = scope(request.user, MANAGE, Team.objects.of(organisation))
    live = Count("memberships__account", distinct=True, filter=Q(memberships__ended_at__isnull=True))
    teams = list(rows.annotate(members=live).order_by("name"))
    return page(request, "teams", organisation, "teams", (_("Équipes"), ""), teams=teams, form=form)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID, team: UUID) -> HttpResponse:
    """A team: its name, to change, and its members."""
    organisation = organisation_of(request, pk)
    found = fetch(request.user, MANAGE, Team.objects.of(organisation), pk=team)
    form = TeamForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    title = found.name
    if form.is_valid():
        data = {"team": found, "name": form.cleaned_data["name"], "actor": str(request.user.pk)}
        if done(request, form, lambda: rename_team(**data), _("C’est enregistré.")):
            return redirect("people:team", pk=pk, team=team)
    more = {"team": title, "form": form, "members": list(live_members(request.user, organisation, found))}
    return page(request, "team", organisation, "teams", step("teams", organisation), (title, ""), **more)
