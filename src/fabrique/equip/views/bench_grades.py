"""Grades: every point explained, given to a device; rules seen, added, replayed on the stock."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import can, requires
from fabrique.core.ui.forms import done
from fabrique.equip import grading
from fabrique.equip.actions.grading import add_rules, grade_device
from fabrique.equip.forms.bench import CompareForm, GradeForm, RulesForm
from fabrique.equip.grading import Replay, Rules
from fabrique.equip.models import Device
from fabrique.equip.queries.grading import (
    Moved,
    configuration_of,
    last_grading,
    named,
    replayed,
    rules_for,
    usual_rules,
)
from fabrique.equip.views.bench_common import KEEP, WORK, crumbs, device_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

RULES, KEEP_RULES = "equip.see_rules", "equip.keep_rules"
GET_POST = require_http_methods(["GET", "HEAD", "POST"])
MOST_CHANGES = 200


@requires(WORK)
@never_cache
@GET_POST
def grade(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at the grade point by point (``voir``), then give it."""
    device = device_of(request, WORK, pk)
    rules = rules_for(device.organisation, device.kind)
    form = GradeForm(request.POST or None, rules=rules, initial=_initial(device, rules))
    told = chosen = None
    if form.is_valid():
        chosen = named(rules, form.cleaned_data["rules"])
        assert chosen
        told = grading.grade(chosen, configuration_of(device, form.seen()))
        action = partial(grade_device, device=device, rules=chosen, seen=form.seen(), by=actor(request))
        if request.POST.get("then") == "give" and done(request, form, action, _("La note est donnée.")):
            return redirect("equip:bench-device", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "told": told,
        "may_keep": can(request.user, KEEP, device),
        "meaning": chosen.meaning(told.grade) if chosen and told else "",
        "given": last_grading(device),
        "crumbs": crumbs(device, _("La note")),
    }
    return render(request, "equip/bench/grade.html", context)


def _initial(device: Device, rules: list[Rules]) -> dict[str, object]:
    given, usual = last_grading(device), usual_rules(rules, device.kind)
    return {"rules": f"{usual.key} {usual.version}" if usual else "", **(given.seen if given else {})}


@requires(RULES)
@never_cache
@GET_POST
def rules(request: HttpRequest) -> HttpResponse:
    """The rules that one may use; a coordinator adds a version."""
    organisation = holder_of(request)
    may_add = can(request.user, KEEP_RULES)
    form = RulesForm(request.POST, request.FILES) if request.method == "POST" else RulesForm()
    if may_add and form.is_valid():
        content = form.cleaned_data["file"].read()
        action = partial(add_rules, organisation=organisation, content=content, by=actor(request))
        if done(request, form, action, _("Cette version est ajoutée.")):
            return redirect("equip:grading-rules")
    context = {
        "rules": rules_for(organisation),
        "form": form if may_add else None,
        "crumbs": crumbs(None, _("Règles de notation")),
    }
    return render(request, "equip/bench/rules.html", context)


@requires(RULES)
@never_cache
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two versions on the stock: how many go from which grade to which, and who."""
    organisation = holder_of(request)
    known = rules_for(organisation)
    form = CompareForm(request.GET or None, rules=known)
    found: Replay | None = None
    counts: list[Moved] = []
    if form.is_valid():
        before, after = (named(known, form.cleaned_data[name]) for name in ("before", "after"))
        assert before
        assert after
        found, counts = replayed(organisation, before, after)
    context = {
        "form": form,
        "found": found,
        "counts": counts,
        "changes": found.changes[:MOST_CHANGES] if found else (),
        "crumbs": crumbs(None, _("Comparer des règles")),
    }
    return render(request, "equip/bench/compare.html", context)
