"""What stops an account that has the right: no second factor where its role wants one, or a proof too old.

A view says ``@requires("app.action", fresh=True)`` before what is sensitive. Put it on the page of the form
as well as on what it posts to: the proof is then asked for before anything is typed. If it grows old since,
what was posted is carried by the page that asks for a new one, and posted again from there: nothing is lost,
nothing is kept here. Files alone are not carried; a form with files says so itself.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from fabrique.people.acting import FOR_ITSELF
from fabrique.people.factors import factors_of, must_have_factor
from fabrique.people.forms.signing import ProofForm
from fabrique.people.models import Account
from fabrique.people.signing import entering, sessions
from fabrique.people.signing.oidc.proof import provers

CARRIED = "porte-"  # prefix of what was typed, while a fresh proof is asked for
Fields = list[tuple[str, str]]


def second_factor_gate(request: HttpRequest, action: str, fresh: bool) -> HttpResponseBase | None:
    """Ask whoever sees personal data for a second factor, and for a fresh proof before what is sensitive."""
    account = request.user
    if not isinstance(account, Account):
        return None
    if action not in FOR_ITSELF and must_have_factor(account) and not sessions.second_factor(request.session):
        if not factors_of(account):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('people:security')}?{query}")
        return _ask(request, account)
    return _ask(request, account) if fresh and not sessions.is_fresh(request.session) else None


def proof_page(
    request: HttpRequest, form: ProofForm, template: str, *, back: str, fields: Fields | None = None
) -> HttpResponseBase:
    """The page that asks for a code, a key or the password, with what it carries."""
    asked = entering.key_request(form.account) if form.by_key else None
    context = {"form": form, "next": back, "carried": fields or [], "asked": asked}
    context["provers"] = provers(form.account)
    return render(request, template, context)


def posted(request: HttpRequest, prefix: str = "") -> Fields:
    """What was posted under names with this prefix, without it, but for the token of the form."""
    return [
        (name.removeprefix(prefix), value)
        for name, values in request.POST.lists()
        if name.startswith(prefix) and name != "csrfmiddlewaretoken"
        for value in values
    ]


def _ask(request: HttpRequest, account: Account) -> HttpResponseBase:
    back = request.get_full_path()
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(f"{reverse('people:confirm')}?{urlencode({'next': back})}")
    form = ProofForm(request, account)
    return proof_page(request, form, "people/confirm.html", back=back, fields=posted(request))
