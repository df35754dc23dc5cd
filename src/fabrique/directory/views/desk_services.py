"""The services offered at a place: the list, one in full, one taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fabrique.core import clock
from fabrique.core.policies import can, log_refusal, permitted, requires, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.directory.actions import offers as actions
from fabrique.directory.actions.places import EditConflict
from fabrique.directory.forms import services as forms
from fabrique.directory.forms.offers import ServiceForm, read
from fabrique.directory.forms.residence import zone_words
from fabrique.directory.forms.services import GROUPS, ServiceSheetForm, seen_service
from fabrique.directory.models import Offer, Place, Service
from fabrique.directory.views.desk_offers import confirm, show
from fabrique.directory.views.desk_reach import crumbs_of, reached
from fabrique.directory.views.desk_seen import opened, sealed, tell_conflict
from fabrique.kernels.hours import describe

SALT = "directory.service"


@dataclass(frozen=True, slots=True)
class Part:
    """A group of fields as shown; the rare ones are open when one of them is at fault."""

    slug: str
    title: str
    fields: tuple[BoundField, ...]
    rare: tuple[BoundField, ...]
    more: str
    filled: int
    wrong: bool


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest, code: str) -> HttpResponse:
    """The services offered at a place, and one more."""
    place = reached(request, code, "services")
    known = _known(place, request.GET.get("service", ""))
    data = request.POST if request.method == "POST" else None
    form = ServiceForm(data, initial=known, known=_offerable(request, place))
    if form.is_valid() and done(request, form, lambda: _offer(request, place, form), _("C’est noté.")):
        return redirect("directory:desk-services", code=code)
    return show(request, "services", place, _("Services"), form, _rows(request, place))


def _offerable(request: HttpRequest, place: Place) -> QuerySet[Service]:
    """What one may offer here: services of nobody in particular, those that one edits, those offered here.

    Another organisation says itself where its own are offered.
    """
    mine = scope(request.user, "directory.edit_service", Service.objects.all()).values("pk")
    here = Offer.objects.of(place).values("service")
    return Service.objects.filter(Q(organisation=None) | Q(pk__in=mine) | Q(pk__in=here))


def _rows(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """The services by name, each once: both places of a merge may offer the same."""
    offers = Offer.objects.of(place).select_related("service__organisation").order_by("service__name", "pk")
    once: dict[UUID, Offer] = {}
    for offer in offers:
        once.setdefault(offer.service_id, offer)
    codes = sorted({code for offer in once.values() for code in offer.service.residence_codes})
    names = dict(zip(codes, zone_words(codes), strict=True))
    mine = permitted(request.user, "directory.edit_service", (offer.service for offer in once.values()))
    return [
        {
            "offer": offer,
            "editable": offer.service_id in mine,
            "hours": describe(offer.hours),
            "zones": [names[code] for code in offer.service.residence_codes],
        }
        for offer in once.values()
    ]


def _known(place: Place, service: str) -> dict[str, Any]:
    """What is known here of a service that is to be offered again, or with other hours."""
    try:
        offer = Offer.objects.of(place).filter(service=UUID(service)).order_by("pk").first()
    except ValueError:
        return {}
    if offer is None:  # just taken away
        return {"service": service}
    kept = {"service": service, "hours": "\n".join(describe(offer.hours)), "note": offer.note}
    return {**kept, "osm": offer.hours}


def _offer(request: HttpRequest, place: Place, form: ServiceForm) -> Any:
    data, actor = form.cleaned_data, str(request.user.pk)
    service = data["service"] or actions.create_service(
        name=data["name"],
        description=data["description"],
        organisation=place.organisation,
        updated_on=clock.today(),
        actor=actor,
    )
    # Words that nobody touched are not read again: something might be lost.
    hours = form.initial.get("osm", "") if "hours" not in form.changed_data else read(data)
    return actions.offer_service(service=service, places=[place], hours=hours, note=data["note"], actor=actor)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, code: str, service: UUID) -> HttpResponse:
    """Everything that is known of a service. Only what changed is sent."""
    place, offer = _found(request, code, service)
    if not can(request.user, "directory.edit_service", offer.service):
        log_refusal(request.user, "directory.edit_service", "Service")
        raise Http404
    present = seen_service(offer.service)
    if request.method != "POST":
        return _sheet(request, place, offer.service, ServiceSheetForm(seen=present), present)
    stale = opened(request, f"{SALT}.{service}")
    seen = present if stale is None else stale
    form = ServiceSheetForm(request.POST, seen=seen)
    if form.is_valid():
        seen, saved = _save(request, offer.service, form, seen)
        if saved:
            return redirect("directory:desk-services", code=code)
    return _sheet(request, place, offer.service, form, seen)


def _found(request: HttpRequest, code: str, service: UUID) -> tuple[Place, Offer]:
    place = reached(request, code, "services")
    offers = Offer.objects.of(place).select_related("service").filter(service=service).order_by("pk")
    return place, get_object_or_404(offers[:1])


def _save(
    request: HttpRequest, service: Service, form: ServiceSheetForm, seen: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """Save what changed. On a conflict the form keeps what was typed, and knows what is there now."""
    changes = form.changes()
    if not changes:
        messages.info(request, _("Rien n’a changé."))
        return dict(seen), True
    try:
        actions.edit_service(service=service, changes=changes, seen=seen, actor=str(request.user.pk))
    except EditConflict as conflict:
        tell_conflict(form, conflict, forms.said, {})
        return {**seen, **conflict.present}, False
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return dict(seen), False
    messages.success(request, _("Enregistré : %(fields)s.") % {"fields": forms.labels(changes)})
    return dict(seen), True


def _sheet(
    request: HttpRequest, place: Place, service: Service, form: ServiceSheetForm, seen: Mapping[str, Any]
) -> HttpResponse:
    back = (_("Services"), reverse("directory:desk-services", args=[place.code]))
    context = {
        "place": place,
        "service": service,
        "form": form,
        "parts": [_part(form, group) for group in GROUPS],
        "seen": sealed(seen, f"{SALT}.{service.pk}"),
        "elsewhere": list(
            service.places.exclude(pk=place.pk).order_by("name").values_list("name", flat=True)
        ),
        "back": back[1],
        "crumbs": crumbs_of(request, place, service.name, back),
    }
    return render(request, "directory/desk/service.html", context)


def _part(form: ServiceSheetForm, group: forms.Group) -> Part:
    rare = tuple(form[name] for name in group.rare)
    filled = sum(1 for field in rare if field.value() not in ("", None, []))
    fields = tuple(form[name] for name in group.names)
    wrong = any(field.errors for field in rare)
    return Part(group.slug, str(group.title), fields, rare, str(group.more), filled, wrong)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str, service: UUID) -> HttpResponse:
    """Take a service away from a place, once confirmed; twice is as once."""
    place = reached(request, code, "services")
    found, back = get_object_or_404(Service, pk=service), reverse("directory:desk-services", args=[code])
    if request.method == "POST":
        try:
            actions.withdraw_offer(place=place, service=found, actor=str(request.user.pk))
        except DomainRefusal as refusal:
            messages.info(request, refusal.message)
            return redirect(back)
        text = _("« %(name)s » n’est plus proposé ici.") % {"name": found.name}
        if _offerable(request, place).filter(pk=found.pk).exists():
            text += " " + _("Pour le remettre, il suffit de l’ajouter de nouveau.")
        messages.success(request, text)
        return redirect(f"{back}?service={found.pk}")
    words = {
        "title": _("Ne plus proposer ce service ici ?"),
        "name": found.name,
        "lines": [
            _("Le service lui-même est gardé, et reste dans les autres lieux qui le proposent."),
            _("Ses horaires dans ce lieu seront oubliés. Vous pourrez le proposer de nouveau."),
        ],
        "button": _("Ne plus le proposer ici"),
    }
    return confirm(request, place, back=back, step=(_("Services"), back), **words)
