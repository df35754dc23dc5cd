"""Members of an organisation, and the invitations that run."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import ALL, can, fetch, log_refusal, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import discretion
from fabrique.core.ui.forms import done
from fabrique.core.ui.words import asked
from fabrique.people.actions.members import end_membership, place_member
from fabrique.people.enums import Role
from fabrique.people.forms.members import PlaceMemberForm
from fabrique.people.models import Membership, Organisation
from fabrique.people.queries.counts import open_invitations
from fabrique.people.queries.members import members
from fabrique.people.views.common import organisation_of, page, step

MANAGE = "people.manage_members"


@requires("people.see_members")
@require_safe
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who works there. Colleagues see a name, a role and a team; who manages members sees the rest."""
    organisation = organisation_of(request, pk)
    words = asked(request.GET.get("q", ""))
    found, fields = members(request.user, organisation, words, request.GET.get("page"))
    manages = can(request.user, MANAGE)
    more: dict[str, Any] = {
        "page": found,
        "wanted": words,
        "base": f"?{urlencode({'q': words})}&page=" if words else "?page=",
        "whole": fields >= ALL,
        "manages": manages,
        "invitations": list(open_invitations(request.user, organisation)) if manages else [],
        "now": clock.now(),
    }
    return page(request, "members", organisation, "members", (_("Membres"), ""), **more)


def _found(request: HttpRequest, pk: UUID, member: UUID) -> tuple[Organisation, Membership]:
    organisation = organisation_of(request, pk)
    live = Membership.objects.of(organisation).filter(ended_at__isnull=True)
    rows = live.select_related("account", "team", "organisation")
    return organisation, fetch(request.user, MANAGE, rows, pk=member)


def may_touch(request: HttpRequest, organisation: Organisation, role: Role) -> bool:
    """Whether this role may be changed or taken back: who gives administration takes it back. Says no."""
    if role != Role.ADMINISTRATOR or can(request.user, "people.grant_administration", organisation):
        return True
    log_refusal(request.user, "people.grant_administration", "Membership")
    text = _("Ce rôle se donne et se retire par l’administration du territoire seulement.")
    messages.error(request, text)
    return False


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Change a member's team or quality."""
    organisation, membership = _found(request, pk, member)
    if not may_touch(request, organisation, Role(membership.role)):
        return redirect("people:members", pk=pk)
    form = PlaceMemberForm(
        request.POST if request.method == "POST" else None,
        organisation=organisation,
        initial={"team": membership.team, "position": membership.position},
    )
    if form.is_valid():
        data = {**form.cleaned_data, "membership": membership, "actor": str(request.user.pk)}
        if done(request, form, lambda: place_member(**data), _("C’est enregistré.")):
            return redirect("people:members", pk=pk)
    steps = (step("members", organisation), (_shown(request, membership), ""))
    return page(request, "member", organisation, "members", *steps, form=form, member=membership)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Take a role back, once confirmed."""
    organisation, membership = _found(request, pk, member)
    if not may_touch(request, organisation, Role(membership.role)):
        return redirect("people:members", pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            end_membership(membership=membership, actor=str(request.user.pk))
        except DomainRefusal as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Le rôle est retiré. La personne n’agit plus pour l’organisation."))
            return redirect("people:members", pk=pk)
    steps = (step("members", organisation), (_shown(request, membership), ""))
    return page(request, "end_role", organisation, "members", *steps, member=membership, refused=refused)


def _shown(request: HttpRequest, membership: Membership) -> str:
    return discretion.shown(request, membership.account.name)
