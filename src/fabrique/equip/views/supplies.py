"""Supplies by number: all, one with what came and went, a new one."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.core.ui.pages import page_of
from fabrique.equip.actions.supplies import edit_supply, move_supply, open_supply
from fabrique.equip.enums import SupplyKind, SupplyWay
from fabrique.equip.forms.supplies import OpenSupplyForm, SupplyForm, SupplyMoveForm
from fabrique.equip.models import Device, Supply
from fabrique.equip.queries.scanning import found_by
from fabrique.equip.queries.stock import sites_of
from fabrique.equip.queries.supplies import moves_of, supplies_of
from fabrique.equip.views.common import KEEP, SEE, crumbs, one
from fabrique.people.views.common import actor


def _supply(request: HttpRequest, action: str, pk: UUID) -> Supply:
    return one(request, action, Supply.objects.select_related("organisation", "site"), pk)


def _step() -> tuple[str, str]:
    return _("Fournitures"), reverse("equip:supplies")


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is kept by number, and what runs short."""
    context = {
        "page": page_of(supplies_of(request.user), request.GET.get("page")),
        "may_keep": can(request.user, KEEP),
        "crumbs": crumbs((_("Fournitures"), "")),
    }
    return render(request, "equip/supplies/index.html", context)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Begin to keep something by number."""
    sites = list(sites_of(request.user))
    data = request.POST if request.method == "POST" else None
    form = OpenSupplyForm(data, initial={"key": uuid4(), "minimum": 0}, sites=sites)
    if form.is_valid() and (made := _opened(request, form)):
        messages.success(request, _("« %(name)s » est créée. Ajoutez ce qu’il y a.") % {"name": made.name})
        return redirect("equip:supply", pk=made.pk)
    context = {
        "form": form,
        "sites": sites,
        "title": _("Nouvelle fourniture"),
        "words": _("Créer cette fourniture"),
    }
    context["crumbs"] = crumbs(_step(), (_("Nouvelle fourniture"), ""))
    return render(request, "equip/supplies/form.html", context)


def _opened(request: HttpRequest, form: OpenSupplyForm) -> Supply | None:
    data = form.cleaned_data
    site, kind = form.sites[data["site"]], SupplyKind(data["kind"])
    name, minimum, key = data["name"], data["minimum"], data["key"]
    try:
        return open_supply(site=site, kind=kind, name=name, minimum=minimum, by=actor(request), key=key)
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One supply: take, add, count; what came and went."""
    supply = _supply(request, SEE, pk)
    data = request.POST if request.method == "POST" else None
    form = SupplyMoveForm(data, initial={"key": uuid4(), "way": SupplyWay.OUT, "number": 1})
    if data is not None:
        _supply(request, KEEP, pk)
    if form.is_valid() and done(request, form, partial(_moved, request, supply, form), _("C’est noté.")):
        return redirect("equip:supply", pk=supply.pk)
    context = {
        "supply": supply,
        "short": supply.quantity < supply.minimum,
        "form": form,
        "page": page_of(moves_of(supply), request.GET.get("page")),
        "may_keep": can(request.user, KEEP, supply),
        "crumbs": crumbs(_step(), (supply.name, "")),
    }
    return render(request, "equip/supplies/show.html", context)


def _moved(request: HttpRequest, supply: Supply, form: SupplyMoveForm) -> None:
    data = form.cleaned_data
    way, device = SupplyWay(data["way"]), None
    if data["device"].strip():
        device = _device(request, data["device"], way)
    number, note, key = data["number"], data["note"], data["key"]
    move_supply(supply=supply, way=way, number=number, by=actor(request), device=device, note=note, key=key)


def _device(request: HttpRequest, text: str, way: SupplyWay) -> Device:
    if way != SupplyWay.OUT:
        raise DomainRefusal(_("Un appareil ne va qu’avec ce que l’on prend."), field="device")
    found = found_by(request.user, text).devices
    if len(found) != 1:
        raise DomainRefusal(_("Ce code n’est pas celui d’un appareil de votre stock."), field="device")
    return found[0]


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change its name, its kind, its minimum."""
    supply = _supply(request, KEEP, pk)
    initial = {"name": supply.name, "kind": supply.kind, "minimum": supply.minimum}
    form = SupplyForm(request.POST if request.method == "POST" else None, initial=initial)
    deed = partial(_edited, request, supply, form)
    if form.is_valid() and done(request, form, deed, _("C’est enregistré.")):
        return redirect("equip:supply", pk=supply.pk)
    context = {"form": form, "sites": [supply.site], "title": supply.name, "words": _("Enregistrer")}
    way = (supply.name, reverse("equip:supply", args=[supply.pk]))
    return render(
        request, "equip/supplies/form.html", context | {"crumbs": crumbs(_step(), way, (_("Modifier"), ""))}
    )


def _edited(request: HttpRequest, supply: Supply, form: SupplyForm) -> None:
    data = form.cleaned_data
    kind = SupplyKind(data["kind"])
    edit_supply(supply=supply, kind=kind, name=data["name"], minimum=data["minimum"], by=actor(request))
