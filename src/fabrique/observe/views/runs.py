"""What an index gave: the ranked list with its intervals, an area, the file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Cell, csv_lines
from fabrique.core.ui.forms import told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.kernels.index.choices import FACTOR_LABELS
from fabrique.observe import words
from fabrique.observe.actions import indices as actions
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.data_sets import doubts_of
from fabrique.observe.queries.indices import SEE_RUN, Place, Places, against, comparable, inputs_seen
from fabrique.observe.queries.mapping import map_of_places
from fabrique.observe.reading_aloud import most_fragile, reading_of
from fabrique.observe.sources.catalogue import catalogue
from fabrique.observe.views.common import chosen_zones, drawn, trail
from fabrique.observe.views.files import csv_response, note_taken
from fabrique.people.views.common import actor

KEEP, ERASE = "observe.keep_run", "observe.erase_run"
SHOWN = 100  # areas on a page of the list


@requires(SEE_RUN)
@never_cache
@require_safe
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The areas from the most fragile, each with how sure its rank is; what the calculation depends on."""
    found = _run(request, pk)
    places = Places(found)
    sought = request.GET.get("zone", "").strip()
    kept = [one for one in places if sought.casefold() in one.name.casefold()] if sought else places
    page: Pages[Place] = page_of(kept, request.GET.get("page"), size=SHOWN)
    chosen = chosen_zones(request, found)
    here = {one.code for one in page.items}
    context = {
        "run": found,
        "summary": found.summary,
        "reading": reading_of(found.summary),
        "among": most_fragile(found.summary["top_count"]),
        "drawing": drawn(map_of_places(found.level, found.definition.title, places)),
        "page": page,
        "lines": [_line(found, place) for place in page.items],
        "effects": _effects(found.summary),
        "removals": _removals(found.summary),
        "others": comparable(request.user, found)[:10],
        "inputs": _inputs(request, found),
        "sought": sought,
        "chosen": chosen,
        "ticked": {code for code, _name in chosen},
        "elsewhere": [each for each in chosen if each[0] not in here],
        "may_keep": can(request.user, KEEP, found),
        "may_erase": can(request.user, ERASE, found),
        "crumbs": _crumbs((found.definition.title, "")),
    }
    return render(request, "observe/run.html", context)


@requires(SEE_RUN)
@never_cache
@require_safe
def place(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """One area: its rank and how sure it is, what makes it so, how many people."""
    found = _run(request, pk)
    where = Places(found).of(code)
    if where is None:
        raise Http404
    labels, estimated = found.summary["labels"], found.summary.get("estimated", {})
    ordered = sorted(where.known_contributions, key=lambda pair: -abs(pair[1]))
    context = {
        "run": found,
        "summary": found.summary,
        "line": _line(found, where),
        "among": most_fragile(found.summary["top_count"]),
        "contributions": [(labels[name], value) for name, value in ordered],
        "persons": [
            (labels[name], round(count), found.summary["counted_as"][name], estimated.get(name, ""))
            for name, count in where.persons.items()
        ],
        "crumbs": _crumbs(
            (found.definition.title, reverse("observe:run", kwargs={"pk": pk})), (where.name, "")
        ),
    }
    return render(request, "observe/place.html", context)


@requires(SEE_RUN)
@never_cache
@require_safe
def compare(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Two calculations side by side: how near they are, which areas move."""
    found, second = _run(request, pk), _run(request, other)
    if found.level != second.level:
        raise Http404
    context = {
        "run": found,
        "other": second,
        "against": against(found, second),
        "crumbs": _crumbs(
            (found.definition.title, reverse("observe:run", kwargs={"pk": pk})), (_("Comparaison"), "")
        ),
    }
    return render(request, "observe/compare.html", context)


@requires(SEE_RUN)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The whole list, as a file."""
    found = _run(request, pk)
    note_taken(request, f"index_run:{pk}", shared=found.shared)
    codes = found.summary["indicators"]
    counted = found.summary["counted"]
    columns = ["id", "nom", "score", "rang", "rang_bas", "rang_haut", "part_des_tirages"]
    columns += ["parmi_les_plus_fragiles", "principal_facteur", "part_estimee", "score_moyen"]
    columns += [*(f"contribution_{code}" for code in codes), "contribution_manquants"]
    columns += [*(f"personnes_{code}" for code in counted), "raison"]
    columns += [f"estimation_{code}" for code in counted]
    return csv_response(csv_lines(columns, _rows(found)), f"indice-{found.definition.slug}.csv")


def _rows(found: IndexRun) -> Iterator[list[Cell]]:
    places, estimated = Places(found), found.summary.get("estimated", {})
    bases: list[Cell] = [estimated.get(code) for code in found.summary["counted"]]
    for each in places[0 : len(places)]:
        shares = [value if value == value else None for _code, value in each.contributions]
        bounds: list[Cell] = [each.score, each.rank, each.low, each.high, each.p_top]
        among = str(words.AMONG.get((each.standing, each.in_top), ("", ""))[0])
        persons: list[Cell] = [each.persons.get(code) for code in found.summary["counted"]]
        start: list[Cell] = [each.code, each.name, *bounds, among, each.driver]
        start += [each.imputed, found.summary["mean_score"]]
        yield [*start, *shares, each.unknown, *persons, each.reason, *bases]


@requires(KEEP)
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in the programme read it, or one's own organisation only."""
    found = _run(request, pk, KEEP)
    shared = request.POST.get("partage") == "oui"
    said = _("Toutes les organisations le voient.") if shared else _("Votre organisation seule le voit.")
    told(request, partial(actions.share_run, run=found, shared=shared, by=actor(request)), said)
    return redirect("observe:run", pk=pk)


@requires(ERASE)
@require_POST
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase a calculation; a box says that one means it."""
    found = _run(request, pk, ERASE)
    if request.POST.get("certain") != "oui":
        messages.error(request, _("Cochez la case pour confirmer : un effacement ne se reprend pas."))
        return redirect("observe:run", pk=pk)
    try:
        actions.erase_run(run=found, by=actor(request))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:run", pk=pk)
    messages.success(request, _("Le calcul est effacé."))
    return redirect("observe:definition", pk=found.definition_id)


def _run(request: HttpRequest, pk: UUID, action: str = SEE_RUN) -> IndexRun:
    rows = IndexRun.objects.all().select_related("definition", "organisation", "computed_by")
    return fetch(request.user, action, rows, pk=pk)


def _inputs(request: HttpRequest, found: IndexRun) -> list[tuple[str, dict[str, Any], bool]]:
    """(indicator in words, where it was taken, whether the reader may open that)."""
    seen, labels = inputs_seen(request.user, found), found.summary["labels"]
    doubts = doubts_of({one["data_set"] for one in found.inputs})
    return [
        (
            labels.get(one["code"]) or _common(one["code"]),
            {**one, "doubts": doubts.get((one["data_set"], one["code"]), [])},
            one["data_set"] in seen,
        )
        for one in found.inputs
    ]


def _common(code: str) -> str:
    """What the common vocabulary calls a number on which persons are counted."""
    return catalogue()[code].measure.label if code in catalogue() else code


def _line(found: IndexRun, where: Place) -> dict[str, Any]:
    label, kind = words.AMONG.get((where.standing, where.in_top), ("", ""))
    ranked = max(found.summary["scored"], 1)
    return {
        "place": where,
        "among": str(label),
        "kind": kind,
        "draws": round(100 * where.p_top) if where.p_top is not None else None,
        "estimated": round(100 * where.imputed),
        "driver": _driver(found.summary, where.driver),
        "bar": _bar(where, ranked),
    }


def _driver(summary: dict[str, Any], code: str) -> str:
    """What raises the score most, in words that say which way."""
    if not code:
        return ""
    label = str(summary["labels"][code])
    return _("trop peu : %(label)s") % {"label": label} if summary["directions"][code] < 0 else label


def _bar(where: Place, ranked: int) -> dict[str, str] | None:
    """The interval of ranks on a line of a hundred units, and where the rank is, as a drawing writes them."""
    if where.rank is None or where.low is None or where.high is None:
        return None
    scale = 100 / max(ranked - 1, 1)
    low, high = (where.low - 1) * scale, (where.high - 1) * scale
    at = min((where.rank - 1) * scale, 99)
    return {"x": f"{low:.1f}", "width": f"{max(high - low, 0.8):.1f}", "at": f"{at:.1f}"}


def _effects(summary: dict[str, Any]) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """(choice, bounds of the share of the moves of ranks that it makes alone, and with the others), in %."""
    return [
        (FACTOR_LABELS.get(each["factor"], each["factor"]), _between(each, "first"), _between(each, "total"))
        for each in summary["sensitivity"]
    ]


def _between(effect: dict[str, Any], name: str) -> tuple[int, int]:
    low, high = effect[f"{name}_interval"]
    return _percent(low), _percent(high)


def _removals(summary: dict[str, Any]) -> list[tuple[str, int]]:
    """(indicator, how many of a hundred of the most fragile would still be so without it)."""
    kept = [(summary["labels"][each["code"]], each["overlap"]) for each in summary["removals"]]
    return [(label, _percent(share)) for label, share in kept if share is not None]


def _percent(share: float) -> int:
    return round(100 * min(max(share, 0.0), 1.0))


def _crumbs(*steps: tuple[str, str]) -> list[Any]:
    return trail((_("Indices"), reverse("observe:indices")), *steps)
