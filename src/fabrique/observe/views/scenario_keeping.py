"""What is done with scenarios: asked, adopted or set aside, shared."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse, told
from fabrique.observe.actions import scenarios as actions
from fabrique.observe.enums import ScenarioKind, SitePurpose
from fabrique.observe.forms.scenarios import SitesForm, ToursForm
from fabrique.observe.models import IndexRun, Scenario, SiteList
from fabrique.observe.queries.indices import SEE_RUN, runs_seen
from fabrique.observe.queries.scenarios import SEE_SITES, own_communes, site_lists_seen
from fabrique.observe.queries.weighing import WEIGHS
from fabrique.observe.views.scenarios import KEEP, VERBS, WRITE, crumbs, scenario_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of
from fabrique.territory.naming import fold
from fabrique.territory.queries import commune_middles

PATHS = {"lieux": ScenarioKind.SITES, "vehicule": ScenarioKind.TOURS}


@requires(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Ask where to open, or where a van goes; starting from the usual question, or from another scenario."""
    path = request.GET.get("voie", "lieux")
    if path not in PATHS:
        raise Http404
    kind = PATHS[path]
    form = _form(request, kind)
    if form.is_valid():
        try:
            made = _asked(request, kind, form)
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Le calcul est en route."))
            return redirect("observe:scenario", pk=made.pk)
    context = {
        "form": form,
        "path": path,
        "tours": kind == ScenarioKind.TOURS,
        "crumbs": crumbs(_("Nouveau scénario")),
    }
    return render(request, "observe/new_scenario.html", context)


def _form(request: HttpRequest, kind: ScenarioKind) -> SitesForm | ToursForm:
    made, start = (ToursForm if kind == ScenarioKind.TOURS else SitesForm), _start(request, kind)
    wanted = (
        [SitePurpose.STOP]
        if kind == ScenarioKind.TOURS
        else [p for p in SitePurpose if p != SitePurpose.STOP]
    )
    lists = site_lists_seen(request.user)
    more: dict[str, Any] = {
        "initial": start,
        "lists": [
            (str(one.pk), f"{one.title} ({one.get_purpose_display().lower()})")
            for one in sorted(lists, key=lambda one: one.purpose not in wanted)
        ],
        "runs": [
            (str(one.pk), _("selon « %(title)s », par %(level)s, %(on)s") % _told(one))
            for one in runs_seen(request.user).filter(level__in=WEIGHS)[:30]
        ],
    }
    if kind == ScenarioKind.TOURS:
        names = own_communes()
        middles = commune_middles(names)
        more["towns"] = {fold(names[code]): (names[code], at) for code, at in middles.items()}
    return made(request.POST if request.method == "POST" else None, **more)


def _told(run: IndexRun) -> dict[str, str]:
    return {
        "title": run.definition.title,
        "level": run.get_level_display().lower(),
        "on": f"{run.computed_at:%d/%m/%Y}",
    }


def _start(request: HttpRequest, kind: ScenarioKind) -> dict[str, Any]:
    """What the form shows at first."""
    made = ToursForm if kind == ScenarioKind.TOURS else SitesForm
    wanted = request.GET.get("depuis", "")
    if not wanted:
        return made.start({})
    try:
        key = UUID(wanted)
    except ValueError:
        raise Http404 from None
    found = scenario_of(request, key)
    about = {
        "title": _("%(title)s, autre essai") % {"title": found.title[:180]},
        "question": found.question,
        "site_list": str(found.site_list_id),
        "run": str(found.run_id or ""),
    }
    return {**made.start(found.choices if found.kind == kind else {}), **about}


def _asked(request: HttpRequest, kind: ScenarioKind, form: SitesForm | ToursForm) -> Scenario:
    """The list and the calculation are fetched among those that the account reads."""
    values = form.cleaned_data
    lists = SiteList.objects.all().select_related("organisation")
    runs = IndexRun.objects.all().select_related("definition", "organisation")
    return actions.ask_scenario(
        organisation=holder_of(request),
        site_list=fetch(request.user, SEE_SITES, lists, pk=values["site_list"]),
        run=fetch(request.user, SEE_RUN, runs, pk=values["run"]) if values["run"] else None,
        kind=kind,
        title=values["title"],
        question=values["question"],
        choices=form.choices(),
        by=actor(request),
    )


@requires(KEEP)
@require_POST
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Adopt a plan, release it, set it aside, take it up again."""
    wanted = next((name for name, (address, _label) in VERBS.items() if address == verb), None)
    if wanted is None:
        raise Http404
    found = scenario_of(request, pk, KEEP)
    act = partial(actions.move_scenario, scenario=found, verb=wanted, by=actor(request))
    told(request, act, _("C’est fait."))
    return redirect("observe:scenario", pk=pk)


@requires(KEEP)
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in the programme read it, or one's own organisation only."""
    found = scenario_of(request, pk, KEEP)
    shared = request.POST.get("partage") == "oui"
    said = _("Toutes les organisations le voient.") if shared else _("Votre organisation seule le voit.")
    told(request, partial(actions.share_scenario, scenario=found, shared=shared, by=actor(request)), said)
    return redirect("observe:scenario", pk=pk)
