"""Programmes and rules: keep them, try others, publish them; and the public page that says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import fetch, public, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.equip.actions.allocating import calculate
from fabrique.equip.actions.programmes import change_programme, open_programme, publish_rules
from fabrique.equip.allocation.rules import RuleSet
from fabrique.equip.allocation.sharing import Line
from fabrique.equip.enums.asking import Criterion, Use
from fabrique.equip.enums.kinds import DeviceKind
from fabrique.equip.forms.programmes import ProgrammeForm, RulesForm, told
from fabrique.equip.models import EquipmentProgramme
from fabrique.equip.queries.allocating import published_rules, rules_in_force, rules_text
from fabrique.equip.queries.asking import open_programmes, programmes_of
from fabrique.equip.queries.passing import decided_aside
from fabrique.equip.telling import shown
from fabrique.equip.views.asking_parts import ALLOCATE, PROGRAMMES, crumbs, to_allocation
from fabrique.people.models import Organisation
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

MEASURE_WORDS = {
    "ram_mb": marked("Mémoire"),
    "storage_gb": marked("Stockage"),
    "cpu_mark": marked("Puissance du processeur (indice)"),
}
MOST = 200  # lines of a comparison that are shown


@requires(PROGRAMMES)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The programmes of one's organisation."""
    found = list(programmes_of(holder_of(request)))
    context = {"programmes": found, "crumbs": crumbs(_("Programmes"), to_allocation())}
    return render(request, "equip/asking/programmes.html", context)


@requires(PROGRAMMES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """Open a programme, or change one."""
    holder = holder_of(request)
    held = fetch(request.user, PROGRAMMES, EquipmentProgramme.objects.all(), pk=pk) if pk else None
    initial = told(held) if held else {"key": uuid4(), "starts_on": clock.today()}
    form = ProgrammeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        values, by = form.values(), actor(request)
        act = (
            partial(change_programme, programme=held, values=values, by=by)
            if held
            else partial(
                open_programme, organisation=holder, values=values, by=by, key=form.cleaned_data["key"]
            )
        )
        if done(request, form, act, _("Le programme est enregistré.")):
            return redirect("equip:programmes")
    steps = (to_allocation(), (_("Programmes"), reverse("equip:programmes")))
    context = {"form": form, "programme": held, "crumbs": crumbs(_("Programme"), *steps)}
    return render(request, "equip/asking/programme.html", context)


@requires(ALLOCATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Try other rules on what there is now, then publish them: who gains, who loses."""
    holder = holder_of(request)
    form = RulesForm(request.POST if request.method == "POST" else None, initial={"text": rules_text(holder)})
    compared = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if "publish" in request.POST:
                publish_rules(organisation=holder, text=text, by=actor(request))
                messages.success(request, _("Les règles sont publiées. Le prochain calcul les suivra."))
                return redirect("equip:allocation-rules")
            compared = _compared(holder, text)
        except DomainRefusal as refusal:
            refuse(form, refusal)
    context = {
        "form": form,
        "compared": compared,
        "published": list(published_rules(holder)),
        "rules": rules_in_force(holder),
        "crumbs": crumbs(_("Règles"), to_allocation()),
    }
    return render(request, "equip/asking/rules.html", context)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions on the same requests and devices: those who gain a device, those who lose one."""

    before: Any
    after: Any
    gains: Sequence[tuple[Line, Line]]
    losses: Sequence[tuple[Line, Line]]
    moved: int


def _compared(holder: Organisation, text: str) -> Compared:
    before, after = calculate(holder), calculate(holder, text)
    held = {line.place.request.key: line for line in before.sharing.lines}
    pairs = [(held[line.place.request.key], line) for line in after.sharing.lines]
    return Compared(
        before,
        after,
        [pair for pair in pairs if pair[1].device and not pair[0].device][:MOST],
        [pair for pair in pairs if pair[0].device and not pair[1].device][:MOST],
        sum(old.place.rank != new.place.rank for old, new in pairs),
    )


@public
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The rules of each organisation that allocates, as anyone recomputes them by hand."""
    found: dict[UUID, tuple[Organisation, list[EquipmentProgramme]]] = {}
    for each in open_programmes(clock.today()):
        found.setdefault(each.organisation_id, (each.organisation, []))[1].append(each)
    told_ = [
        {
            "organisation": holder,
            "programmes": held,
            "rules": said,
            "aside": decided_aside(holder),
            **_told(said),
        }
        for holder, held in found.values()
        for said in [rules_in_force(holder)]
    ]
    return render(request, "equip/asking/published.html", {"told": told_})


def _told(rules: RuleSet) -> dict[str, Any]:
    """The figures of the rules, with their words and units: nothing that decides is left out."""
    return {
        "criteria": [(Criterion(code).label, points) for code, points in rules.criteria.items()],
        "light": shown("weight_g", rules.light_g),
        "large_screen": shown("screen_tenths", rules.large_screen_tenths),
        "fit": rules.fit,
        "uses": [
            {
                "words": Use(code).label,
                "kinds": ", ".join(str(DeviceKind(kind).label).lower() for kind in use.kinds),
                "measures": [
                    (_(MEASURE_WORDS[name]), shown(name, least), shown(name, good))
                    for name, (least, good) in use.measures.items()
                ],
            }
            for code, use in rules.uses.items()
        ],
    }


@public
@require_safe
def published_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rules of an organisation as the calculation reads them."""
    holder = next(
        (each.organisation for each in open_programmes(clock.today()) if each.organisation_id == pk), None
    )
    if holder is None:
        raise Http404
    response = HttpResponse(rules_text(holder), content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="regles-attribution.toml"'
    return response
