"""The figures of the equipment: of one's organisation, of the instance for everybody; and the files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import can, public, requires
from fabrique.core.tabular import csv_lines
from fabrique.core.ui.parts import Crumb
from fabrique.equip.exports.bolc import TECTECH, bolc_lines, tectech_rows
from fabrique.equip.exports.glpi import archived, glpi_inventories
from fabrique.equip.exports.open_data import (
    OPEN_COLUMNS,
    PEOPLE_COLUMNS,
    dictionary,
    open_rows,
    people_rows,
)
from fabrique.equip.queries.figures import people, results, stock
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.showing.carbon import sources
from fabrique.equip.views.showing_parts import lead_of, wait_rows
from fabrique.people.views.residents import holder_of

SEE, EXPORT = "equip.see_figures", "equip.export_devices"
open_to_all = cache_control(max_age=600, public=True)


@requires(SEE)
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The organisation's: stock, waits, lead times, erasures, reuse, persons, carbon. No person is there.

    The instance's, as the public page shows them, for an organisation that has no device.
    """
    holder = holder_of(request)
    reach = Reach(holder)
    # Who funds or steers has no workshop: zeros would be false, and the whole instance's are public.
    mine = reach.devices().exists()
    context = {
        "mine": mine,
        "crumbs": [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Chiffres du matériel"))],
        **(_inside(reach) if mine else {}),
        "may_export": mine and can(request.user, EXPORT, holder),
        **_common(reach if mine else Reach()),
    }
    return render(request, "equip/showing/figures.html", context)


def _inside(reach: Reach) -> dict[str, Any]:
    """What only a workshop's own page shows."""
    now = clock.now()
    return {
        "bands": (bands := stock.band_names()),
        "lines": [
            (line.state.label, list(zip(bands, line.bands, strict=True)), line.total)
            for line in stock.stock_by_state(reach, now)
        ],
        "waits": wait_rows(stock.waits(reach, now)),
        "erasures": results.erasures_of(reach),
        "reuse": results.reuse_by_year(reach),
    }


@public
@open_to_all
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """The instance's, for everybody."""
    return render(request, "equip/showing/counter.html", _common(Reach()))


def _common(reach: Reach) -> dict[str, Any]:
    return {
        "counts": results.counts_of(reach),
        "unlabelled": results.unlabelled_of(reach),
        "lead": lead_of(stock.lead_times(reach, clock.now())),
        "handed": results.handed_over(reach),
        "weight_g": results.recycled_weight_g(reach),
        "equipped": people.equipped(reach),
        "carbon": results.carbon_of(reach),
        "sources": sources(),
    }


@requires(EXPORT)
@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The devices of the organisation, in the format of another tool."""
    devices = Reach(holder_of(request)).devices()
    if form == "bolc":
        return _csv(bolc_lines(devices), "bolc.csv")
    if form == "tectech":
        return _csv(csv_lines(TECTECH, tectech_rows(devices), delimiter=";", bom=True), "tectech.csv")
    if form == "glpi":
        return _file(archived(glpi_inventories(devices)), "glpi.zip", "application/zip")
    raise Http404


@public
@open_to_all
@require_safe
def open_data(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Devices, persons or the dictionary, as CSV."""
    if name == "appareils":
        return _csv(csv_lines(OPEN_COLUMNS, open_rows(Reach())), "appareils.csv")
    if name == "personnes":
        rows = people_rows(people.equipped(Reach()))
        return _csv(csv_lines(PEOPLE_COLUMNS, rows), "personnes.csv")
    if name == "dictionnaire":
        return _csv(csv_lines(("fichier", "colonne", "sens"), dictionary()), "dictionnaire.csv")
    raise Http404


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    return _file(lines, name, "text/csv; charset=utf-8")


def _file(pieces: Iterable[str | bytes], name: str, media_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
