"""Inviting members: the form, the page of the link, sending again, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core import clock
from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.people.actions.invitation_mail import invite_by_mail, resend_invitation
from fabrique.people.actions.invitations import revoke_invitation
from fabrique.people.enums import SECOND_FACTOR_ROLES, Role
from fabrique.people.forms.members import InvitationForm, ResendForm
from fabrique.people.models import Invitation, Organisation
from fabrique.people.queries.agreements import coverage_of
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor, organisation_of, page, step
from fabrique.people.views.members import MANAGE, may_touch


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def invite(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Invite a person; the answer shows the link once, for whoever stands beside."""
    organisation = organisation_of(request, pk)
    form = InvitationForm(
        request.POST if request.method == "POST" else None,
        organisation=organisation,
        administration=_may_name_administrators(request, organisation),
    )
    if form.is_valid():
        data = {
            **form.cleaned_data,
            "organisation": organisation,
            "by": actor(request),
            "link": _link(request),
        }
        _count(request, organisation, data["email"])
        try:
            invitation, address = invite_by_mail(**data)
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            return _shown_once(request, organisation, invitation, address)
    more: dict[str, Any] = {
        "form": form,
        "uncovered": coverage_of([organisation], clock.today())[pk].missing,
        "light_roles": [role.label for role in Role if role not in SECOND_FACTOR_ROLES],
    }
    steps = (step("members", organisation), (_("Inviter"), ""))
    return page(request, "invite", organisation, "members", *steps, **more)


def _count(request: HttpRequest, organisation: Organisation, email: str) -> None:
    """Nobody's mailbox is flooded. Raises ``Throttled``."""
    throttle.check("invite", account=str(request.user.pk), target=f"{organisation.pk}:{email}")


def _may_name_administrators(request: HttpRequest, organisation: Organisation) -> bool:
    return organisation.carries_instance and can(request.user, "people.grant_administration", organisation)


def _link(request: HttpRequest) -> Any:
    return lambda secret: request.build_absolute_uri(reverse("people:invitation", args=[secret]))


def _shown_once(
    request: HttpRequest, organisation: Organisation, invitation: Invitation, address: str
) -> HttpResponse:
    """The link itself: no browser keeps this page, no address leads to it again."""
    steps = (step("members", organisation), (_("Invitation"), ""))
    more = {"invitation": invitation, "address": address}
    response = page(request, "invited", organisation, "members", *steps, **more)
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(request: HttpRequest, pk: UUID, invitation: UUID) -> tuple[Organisation, Invitation]:
    organisation = organisation_of(request, pk)
    rows = Invitation.objects.of(organisation).select_related("organisation", "team")
    return organisation, fetch(request.user, MANAGE, rows, pk=invitation)


@requires(MANAGE)
@require_POST
@braked
def resend(request: HttpRequest, pk: UUID, invitation: UUID) -> HttpResponseBase:
    """Send a new link; the former one closes."""
    organisation, found = _found(request, pk, invitation)
    _count(request, organisation, found.email)
    form = ResendForm(request.POST)
    once = form.cleaned_data["once"] if form.is_valid() else ""
    try:
        made, address = resend_invitation(invitation=found, by=actor(request), link=_link(request), once=once)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("people:members", pk=pk)
    return _shown_once(request, organisation, made, address)


@requires(MANAGE)
@require_POST
def revoke(request: HttpRequest, pk: UUID, invitation: UUID) -> HttpResponse:
    """Close a link that was not used; twice is as once."""
    organisation, found = _found(request, pk, invitation)
    if not may_touch(request, organisation, Role(found.role)):
        return redirect("people:members", pk=pk)
    try:
        revoke_invitation(invitation=found, by=actor(request))
    except DomainRefusal as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("L’invitation est annulée\u00a0: son lien ne sert plus."))
    return redirect("people:members", pk=pk)
