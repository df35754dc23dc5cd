"""For which of one's organisations one acts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import fetch, requires
from fabrique.core.ui import discretion
from fabrique.core.ui.parts import Crumb
from fabrique.people.acting import CHOSEN
from fabrique.people.actions.choosing import switch_organisation
from fabrique.people.models import Membership, Organisation
from fabrique.people.queries.members import own_memberships
from fabrique.people.signing.oidc.proof import proposed_organisation
from fabrique.people.signing.returning import wanted
from fabrique.people.signing.sessions import renew_key
from fabrique.people.views.common import actor


@requires("people.choose_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Say explicitly for whom one acts; the session gets a new key with its new rights."""
    account = actor(request)
    if request.method == "POST":
        chosen = take(request, _uuid(request.POST.get("organisation", "")))
        messages.success(request, _("Vous agissez maintenant pour %(name)s.") % {"name": chosen.name})
        return redirect(wanted(request))
    context = {
        "organisations": own_memberships(account),
        "proposed": proposed_organisation(request),
        "next": wanted(request, default=""),
        "crumbs": [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Choisir une organisation"))],
    }
    return render(request, "people/desk/choose.html", context)


def take(request: HttpRequest, organisation: UUID) -> Organisation:
    """Act for this organisation from now on. Without a role there, it looks like a missing page."""
    live = Membership.objects.filter(ended_at__isnull=True).select_related("organisation").order_by("role")
    membership = fetch(request.user, "people.choose_organisation", live, organisation=organisation)
    chosen = switch_organisation(account=actor(request), membership=membership)
    request.session[CHOSEN] = str(chosen.pk)
    renew_key(request)
    return chosen


def _uuid(text: str) -> UUID:
    """An id of no organisation where the text is no id: both look the same."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@requires("people.manage_own_account")
@require_POST
def names(request: HttpRequest) -> HttpResponse:
    """Hide the names of people on the pages of this session, or show them again."""
    request.session[discretion.KEY] = request.POST.get("choix") == "masquer"
    return redirect(wanted(request))
