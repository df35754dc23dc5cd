"""The pages of studies: their list, one study, writing it, saying where it stands."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.actions import studies as actions
from fabrique.observe.enums import STUDY, StudyState
from fabrique.observe.forms.studies import AbandonForm, StudyForm
from fabrique.observe.models import Study
from fabrique.observe.queries.studies import SEE_STUDY, data_used, studies_seen
from fabrique.observe.views.common import trail
from fabrique.people.models import Organisation
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

KEEP, WRITE = "observe.keep_study", "observe.write_study"
VERBS = {
    "commencer": "start",
    "terminer": "finish",
    "abandonner": "abandon",
    "rouvrir": "reopen",
    "reprendre": "take_up",
}


@requires(SEE_STUDY)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The studies that one sees, the latest changed first."""
    state = request.GET.get("etat", "")
    page: Pages[Study] = page_of(studies_seen(request.user, state), request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": [("", _("Toutes")), *StudyState.choices],
        "may_write": can(request.user, WRITE),
        "crumbs": trail((_("Études"), "")),
    }
    return render(request, "observe/studies.html", context)


@requires(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Begin a study."""
    holder = holder_of(request)
    form = StudyForm(request.user, holder, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = actions.write_study(organisation=holder, **_sent(form), by=actor(request))
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("observe:study", pk=found.pk)
    context = {"form": form, "crumbs": _crumbs((_("Commencer une étude"), ""))}
    return render(request, "observe/write_study.html", context)


@requires(SEE_STUDY)
@never_cache
@require_safe
def study(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One study, whole: it prints on a sheet."""
    return _page(request, _study(request, pk), AbandonForm())


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a study says."""
    found = _study(request, pk, KEEP)
    sent = request.POST if request.method == "POST" else None
    form = StudyForm(request.user, found.organisation, sent, study=found)
    if form.is_valid():
        act = partial(actions.edit_study, study=found, **_sent(form), by=actor(request))
        if done(request, form, act, _("C’est enregistré.")):
            return redirect("observe:study", pk=pk)
    way = (_("L’étude"), reverse("observe:study", args=[pk]))
    context = {"form": form, "study": found, "crumbs": _crumbs(way, (_("Corriger"), ""))}
    return render(request, "observe/write_study.html", context)


@requires(KEEP)
@never_cache
@require_POST
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Say where a study stands."""
    if verb not in VERBS:
        raise Http404
    found, said, form = _study(request, pk, KEEP), _("C’est noté."), AbandonForm(request.POST)
    act = partial(actions.move_study, study=found, verb=VERBS[verb], by=actor(request))
    if verb != "abandonner":
        told(request, act, said)
    elif not (form.is_valid() and done(request, form, partial(act, **form.cleaned_data), said)):
        return _page(request, found, form)
    return redirect("observe:study", pk=pk)


@requires(KEEP)
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in the programme read a study, or its organisation and its partners only."""
    found, shared = _study(request, pk, KEEP), request.POST.get("partage") == "oui"
    said = _("Toutes les organisations la voient.") if shared else _("Vous et vos partenaires la voyez.")
    told(request, partial(actions.share_study, study=found, shared=shared, by=actor(request)), said)
    return redirect("observe:study", pk=pk)


def _page(request: HttpRequest, found: Study, abandoning: AbandonForm) -> HttpResponse:
    used, others = data_used(request.user, found)
    may_keep = can(request.user, KEEP, found)
    context = {
        "study": found,
        "used": used,
        "unseen": others,
        "partners": found.partners.order_by("name"),
        "verbs": STUDY.verbs(found.state) if may_keep else (),
        "may_keep": may_keep,
        "may_edit": may_keep and found.state in actions.OPEN,
        "abandoning": abandoning,
        "crumbs": _crumbs((found.title, "")),
    }
    return render(request, "observe/study.html", context)


def _sent(form: StudyForm) -> dict[str, Any]:
    chosen: list[Organisation] = list(form.cleaned_data["partners"])
    return {"said": form.said(), "data_sets": list(form.cleaned_data["data_sets"]), "partners": chosen}


def _study(request: HttpRequest, pk: UUID, action: str = SEE_STUDY) -> Study:
    rows = Study.objects.all().select_related("organisation", "agreement__organisation", "created_by")
    return fetch(request.user, action, rows, pk=pk)


def _crumbs(*steps: tuple[str, str]) -> list[Any]:
    return trail((_("Études"), reverse("observe:studies")), *steps)
