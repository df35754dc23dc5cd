"""The stock: what there is, filtered; the same as a file; entering devices."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import SheetOut, csv_lines, write_xlsx
from fabrique.core.ui.forms import refuse
from fabrique.equip.actions.batches import enter_devices
from fabrique.equip.enums import DeviceKind
from fabrique.equip.exports.stock import COLUMNS, rows_of
from fabrique.equip.forms.stock import EnterForm, StockFilter
from fabrique.equip.models import Device, Lot
from fabrique.equip.queries.stock import devices_wanted, page_wanted, shelves_of, sites_of, tally
from fabrique.equip.views.common import KEEP, SEE, crumbs, lot_of
from fabrique.people.views.common import actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _filter(request: HttpRequest) -> StockFilter:
    data = request.GET if set(request.GET) - {"page"} else None
    bound = data.copy() if data is not None else None
    if bound is not None:
        bound.setdefault("etat", "stock")
        bound.setdefault("tri", "attente")
    return StockFilter(bound if bound is not None else {"etat": "stock", "tri": "attente"},
                       sites=sites_of(request.user), shelves=shelves_of(request.user))  # fmt: skip


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The devices that one asks for, fifty a page, and how many are in each state."""
    form = _filter(request)
    wanted = form.wanted()
    asked = request.GET.copy()
    number = asked.pop("page", [None])[-1]
    counts = tally(request.user, wanted)
    context = {
        "form": form,
        "page": page_wanted(request.user, wanted, counts, number),
        "tally": counts,
        "asked": asked.urlencode(),
        "filtered": bool(set(asked) - {"tri"}),
        "may_keep": can(request.user, KEEP),
        "today": clock.today(),
        "crumbs": crumbs(),
    }
    return render(request, "equip/stock/index.html", context)


@requires(SEE)
@never_cache
@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """What the list shows, whole, as CSV or XLSX."""
    rows = rows_of(devices_wanted(request.user, _filter(request).wanted()))
    name = f"stock-{clock.today():%Y-%m-%d}.{ending}"
    response: HttpResponseBase
    if ending == "csv":
        response = StreamingHttpResponse(
            csv_lines(COLUMNS, rows, bom=True), content_type="text/csv; charset=utf-8"
        )
    elif ending == "xlsx":
        file = BytesIO()
        write_xlsx(file, [SheetOut("Stock", COLUMNS, rows)])
        response = HttpResponse(file.getvalue(), content_type=XLSX)
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter devices, one or several alike, into a lot or by themselves."""
    lot = lot_of(request, KEEP, request.GET["lot"]) if request.GET.get("lot") else None
    sites = list(sites_of(request.user))
    initial = {"key": uuid4(), "site": str(lot.site_id) if lot else "", "number": 1}
    form = EnterForm(request.POST if request.method == "POST" else None, initial=initial, sites=sites)
    if form.is_valid() and (made := _entered(request, form, lot)):
        several = "%(n)s appareils sont entrés : %(first)s à %(last)s."
        words = ngettext("%(n)s appareil est entré : %(first)s.", several, len(made))
        messages.success(request, words % {"n": len(made), "first": made[0].code, "last": made[-1].code})
        return redirect(f"{reverse('equip:labels')}?codes={','.join(each.code for each in made)}")
    way = [(lot.code, reverse("equip:lot", args=[lot.pk]))] if lot else []
    context = {
        "form": form,
        "lot": lot,
        "sites": sites,
        "crumbs": crumbs(*way, (_("Entrer des appareils"), "")),
    }
    return render(request, "equip/stock/enter.html", context)


def _entered(request: HttpRequest, form: EnterForm, lot: Lot | None) -> list[Device]:
    data = form.cleaned_data
    try:
        return enter_devices(
            site=form.sites[data["site"]],
            kind=DeviceKind(data["kind"]),
            number=data["number"],
            values={name: value for name, value in form.values().items() if name not in ("kind", "serial")},
            serials=data["serials"],
            by=actor(request),
            key=data["key"],
            lot=lot,
            drives=form.drives(),
            known=data["known"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return []
