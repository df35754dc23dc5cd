"""The pages of composite indices: definitions, what one says, writing one, calculating it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.kernels.index import Definition
from fabrique.observe import words
from fabrique.observe.actions import indices as actions
from fabrique.observe.enums import DEFINITION
from fabrique.observe.forms.data import ComputeForm, DefinitionForm, SignForm
from fabrique.observe.models import IndexDefinition
from fabrique.observe.queries.indicators import catalogue
from fabrique.observe.queries.indices import (
    SEE_DEFINITION,
    SEE_RUN,
    definitions_seen,
    parsed,
    runs_seen,
    shipped,
    shipped_text,
    signatures_of,
    waiting_runs,
)
from fabrique.observe.views.common import trail
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

KEEP, WRITE, SIGN = "observe.keep_definition", "observe.write_definition", "observe.sign_definition"


@requires(SEE_RUN)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was calculated, the definitions in use, those that come with the project."""
    context = {
        "runs": runs_seen(request.user)[:20],
        "definitions": definitions_seen(request.user),
        "shipped": [(name, each) for name, each in shipped().items()],
        "may_write": can(request.user, WRITE),
        "crumbs": trail((_("Indices"), "")),
    }
    return render(request, "observe/indices.html", context)


@requires(SEE_RUN)
@never_cache
@require_safe
def model(request: HttpRequest, name: str) -> HttpResponse:
    """A definition that comes with the project, in words and as a text."""
    if name not in shipped():
        raise Http404
    text = shipped_text(name)
    context = {
        "said": _said(parsed(text)),
        "text": text,
        "name": name,
        "start": reverse("observe:write", query={"depuis": name}),
        "may_write": can(request.user, WRITE),
        "crumbs": _crumbs(parsed(text).title),
    }
    return render(request, "observe/definition.html", context)


@requires(WRITE)
@require_POST
def adopt(request: HttpRequest, name: str) -> HttpResponse:
    """Take a definition that comes with the project as one's own."""
    if name not in shipped():
        raise Http404
    found = actions.adopt_definition(organisation=holder_of(request), name=name, by=actor(request))
    messages.success(request, _("Cette définition est la vôtre : signez-la, calculez-la."))
    return redirect("observe:definition", pk=found.pk)


@requires(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a definition, starting from another one."""
    sent = request.method == "POST"
    form = DefinitionForm(request.POST if sent else None, initial={"text": _start(request)})
    if form.is_valid():
        try:
            found = actions.write_definition(
                organisation=holder_of(request), text=form.cleaned_data["text"], by=actor(request)
            )
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("observe:definition", pk=found.pk)
    context = {
        "form": form,
        "entries": catalogue(request.user),
        "crumbs": _crumbs(_("Écrire une définition")),
    }
    return render(request, "observe/write.html", context)


def _start(request: HttpRequest) -> str:
    """The text from which one starts: a definition that one sees, a shipped one, or the project's own."""
    wanted = request.GET.get("depuis", "fabrique")
    if wanted in shipped():
        return shipped_text(wanted)
    try:
        key = UUID(wanted)
    except ValueError:
        raise Http404 from None
    return _definition(request, key).text


@requires(SEE_DEFINITION)
@never_cache
@require_safe
def definition(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a definition says, who stands behind it, what it gave."""
    return _page(request, _definition(request, pk), ComputeForm(), SignForm())


def _page(
    request: HttpRequest, found: IndexDefinition, computing: ComputeForm, signing: SignForm
) -> HttpResponse:
    may_keep, may_sign = can(request.user, KEEP, found), can(request.user, SIGN, found)
    context = {
        "definition": found,
        "said": _said(parsed(found.text)),
        "text": found.text,
        "signed": signatures_of(found),
        "runs": runs_seen(request.user, found)[:20],
        "waiting": waiting_runs(found) if may_keep else (),
        "verbs": DEFINITION.verbs(found.state) if may_keep else (),
        "compute": computing if may_keep else None,
        "sign": signing if may_sign else None,
        "signer": actor(request).pk if may_sign else None,
        "start": reverse("observe:write", query={"depuis": str(found.pk)}),
        "may_write": can(request.user, WRITE),
        "crumbs": _crumbs(found.title),
    }
    return render(request, "observe/definition.html", context)


@requires(KEEP)
@never_cache
@require_POST
def compute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Calculate a definition."""
    found, form = _definition(request, pk, KEEP), ComputeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, SignForm())
    level = form.cleaned_data["level"]
    if form.cleaned_data["everywhere"]:
        actions.request_index(definition=found, level=level, by=actor(request))
        messages.success(request, _("Le calcul est en route. Il s’affichera ici quand il sera fini."))
        return redirect("observe:definition", pk=pk)
    try:
        run = actions.compute_index(definition=found, level=level, by=actor(request))
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return _page(request, found, form, SignForm())
    return redirect("observe:run", pk=run.pk)


@requires(SIGN)
@never_cache
@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stand behind a definition."""
    found, form = _definition(request, pk, SIGN), SignForm(request.POST)
    if form.is_valid():
        act = partial(actions.sign_definition, definition=found, by=actor(request), **form.cleaned_data)
        if done(request, form, act, _("Votre signature est notée.")):
            return redirect("observe:definition", pk=pk)
    return _page(request, found, ComputeForm(), form)


@requires(SIGN)
@require_POST
def unsign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stand behind a definition no longer."""
    found = _definition(request, pk, SIGN)
    act = partial(actions.withdraw_signature, definition=found, by=actor(request))
    told(request, act, _("Votre signature est retirée. La page garde qu’elle a été donnée."))
    return redirect("observe:definition", pk=pk)


@requires(KEEP)
@require_POST
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Set a definition aside, or take it up again."""
    wanted = {"ecarter": "set_aside", "reprendre": "take_up"}.get(verb)
    if wanted is None:
        raise Http404
    found = _definition(request, pk, KEEP)
    told(
        request,
        partial(actions.move_definition, definition=found, verb=wanted, by=actor(request)),
        _("C’est fait."),
    )
    return redirect("observe:definition", pk=pk)


def _definition(request: HttpRequest, pk: UUID, action: str = SEE_DEFINITION) -> IndexDefinition:
    rows = IndexDefinition.objects.all().select_related("organisation", "created_by")
    return fetch(request.user, action, rows, pk=pk)


def _crumbs(label: str) -> list[Any]:
    return trail((_("Indices"), reverse("observe:indices")), (label, ""))


def _said(found: Definition) -> dict[str, Any]:
    """A definition in words."""
    labels = {one.code: one.label for one in found.indicators}
    labels |= {code: group.label for code, group in found.groups.items()}
    groups = []
    for group in found.downwards():
        total = sum(part.weight for part in group.parts) or 1.0
        parts = [(labels[part.code], round(100 * part.weight / total)) for part in group.parts]
        groups.append({"group": group, "parts": parts, "mean": words.MEANS[group.mean]})
    indicators = [
        {"indicator": one, "method": words.METHODS[(one.normalisation or found.normalisation).method]}
        for one in found.indicators
    ]
    return {
        "definition": found,
        "groups": groups,
        "indicators": indicators,
        "missing": words.MISSING_RULES[found.missing],
        "top_share": round(100 * found.top_share),
        "least_known": round(100 * found.least_known),
        "alternatives": words.alternatives(found),
    }
