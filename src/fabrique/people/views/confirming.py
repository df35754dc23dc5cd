"""Showing once more who one is, before what is sensitive."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import requires
from fabrique.people import proof_gate
from fabrique.people.forms.signing import ProofForm
from fabrique.people.signing import sessions
from fabrique.people.signing.returning import wanted
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor


@requires("people.manage_own_account")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code, a key or the password, then go back; what was posted there is posted again."""
    fields = proof_gate.posted(request, proof_gate.CARRIED)
    form = ProofForm(request, actor(request), request.POST if request.method == "POST" else None)
    back = wanted(request)
    if not (form.is_bound and form.is_valid()):
        return proof_gate.proof_page(request, form, "people/confirm.html", back=back, fields=fields)
    sessions.prove(request, factor=form.shown)
    if fields:
        return render(request, "people/confirmed.html", {"fields": fields, "next": back})
    return redirect(back)
