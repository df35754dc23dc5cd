"""Keys of the API."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core import clock
from fabrique.core.policies import can, fetch, requires, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.people.actions.tokens import make_token, revoke_token
from fabrique.people.enums import TokenScope
from fabrique.people.forms.tokens import TokenForm
from fabrique.people.models import ApiToken, Organisation
from fabrique.people.queries.waiting import KEY_SOON
from fabrique.people.views.common import actor, organisation_of, page, step


@requires("people.see_tokens")
@require_safe
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The keys, those that are live first."""
    organisation = organisation_of(request, pk)
    rows = scope(request.user, "people.see_tokens", ApiToken.objects.of(organisation))
    lines = sorted(
        (_line(each) for each in rows.order_by("expires_at", "pk")), key=lambda one: not one["live"]
    )
    more = {
        "lines": lines,
        "may_make": can(request.user, "people.make_token", organisation),
        "may_revoke": can(request.user, "people.revoke_token"),
    }
    return page(request, "tokens", organisation, "tokens", (_("Clés de l’API"), ""), **more)


def _line(token: ApiToken) -> dict[str, object]:
    now = clock.now()
    scopes = [TokenScope(code).label for code in token.scopes]
    state = (_("en service"), "ok")
    if token.revoked_at:
        state = (_("révoquée"), "bad")
    elif token.expires_at <= now:
        state = (_("échue"), "")
    elif token.expires_at <= now + KEY_SOON:
        state = (_("bientôt échue"), "warn")
    live = not token.revoked_at and token.expires_at > now
    return {"token": token, "scopes": scopes, "state": state[0], "kind": state[1], "live": live}


@requires("people.make_token", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a key; the answer shows its secret, once."""
    organisation = fetch(request.user, "people.make_token", Organisation.objects.all(), pk=pk)
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {**form.cleaned_data, "organisation": organisation, "by": actor(request)}
        try:
            token, secret = make_token(**data)
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            steps = (step("tokens", organisation), (token.name, ""))
            more = {"token": token, "secret": secret}
            response = page(request, "token_made", organisation, "tokens", *steps, **more)
            response.headers["Cache-Control"] = "no-store"
            return response
    steps = (step("tokens", organisation), (_("Nouvelle clé"), ""))
    return page(request, "token", organisation, "tokens", *steps, form=form)


@requires("people.revoke_token")
@require_POST
def revoke(request: HttpRequest, pk: UUID, token: UUID) -> HttpResponse:
    """Close a key at once; twice is as once."""
    organisation = organisation_of(request, pk)
    rows = ApiToken.objects.of(organisation).select_related("organisation")
    found = fetch(request.user, "people.revoke_token", rows, pk=token)
    try:
        revoke_token(token=found, by=actor(request))
    except DomainRefusal as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("La clé est révoquée\u00a0: elle n’ouvre plus rien."))
    return redirect("people:tokens", pk=pk)
