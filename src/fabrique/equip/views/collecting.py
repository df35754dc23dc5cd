"""Collections and drop-off points: what the public sees, what the desk keeps."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core import clock
from fabrique.core.documents import qr_svg
from fabrique.core.policies import fetch, public, requires, scope
from fabrique.core.ui.forms import done, told
from fabrique.core.ui.parts import Crumb
from fabrique.directory import throttle
from fabrique.directory.views.documents import in_turn, later
from fabrique.equip.actions.campaigning import (
    change_campaign,
    change_point,
    close_point,
    open_campaign,
    open_point,
)
from fabrique.equip.documents.poster import poster_pdf
from fabrique.equip.forms.collections import CampaignForm, NewPointForm, PointForm
from fabrique.equip.models import CollectionCampaign, DropOffPoint
from fabrique.equip.queries.giving import (
    Collection,
    collection_of,
    collections,
    open_points,
    public_collections,
    receivers,
    with_expected,
)
from fabrique.equip.views.desk_common import trail
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

RUN, POINTS = "equip.run_collections", "equip.keep_drop_offs"
FORM = ["GET", "HEAD", "POST"]


def _collection(slug: str) -> Collection:
    found = collection_of(slug)
    if found is None:
        raise Http404
    return found


@public
@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """A campaign: its days, how it goes, where to leave things, how to promise."""
    found = _collection(slug)
    crumbs = [Crumb(_("Donner du matériel"), reverse("equip:give")), Crumb(found.row.title)]
    context = {"found": found, "points": open_points(found.row.organisation), "crumbs": crumbs}
    return render(request, "equip/giving/collection.html", context)


@public
@require_safe
@in_turn
def poster(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The poster of a campaign, in A4."""
    found = _collection(slug)
    if not throttle.allow(request, clock.now(), "document"):
        return later(request, 429)
    address = request.build_absolute_uri(reverse("equip:collection", args=[slug]))
    points = open_points(found.row.organisation)
    made = poster_pdf(found.row, points, address, request.build_absolute_uri("/"))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="affiche-{slug}.pdf"'
    return response


@public
@require_safe
def square(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code of a campaign's page."""
    found = _collection(slug)
    address = request.build_absolute_uri(reverse("equip:collection", args=[found.row.slug]))
    return HttpResponse(qr_svg(address), content_type="image/svg+xml")


@public
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """Where one may leave equipment: hours as the guide says them, and the room that is left."""
    known = receivers()
    context = {
        "points": [point for point in open_points() if point.row.organisation in known],
        "collections": public_collections(),
        "crumbs": [Crumb(_("Donner du matériel"), reverse("equip:give")), Crumb(_("Points de collecte"))],
    }
    return render(request, "equip/giving/points.html", context)


@requires(RUN)
@never_cache
@require_http_methods(FORM)
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of the organisation, and a new one."""
    form = CampaignForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        make = partial(open_campaign, organisation=holder_of(request), by=actor(request), **form.cleaned_data)
        if done(request, form, make, _("La collecte est annoncée : sa page est publique.")):
            return redirect("equip:collections")
    rows = scope(request.user, RUN, CollectionCampaign.objects.all()).order_by("-starts_on", "pk")
    context = {"form": form, "found": collections(rows), "crumbs": trail((_("Collectes"), ""))}
    return render(request, "equip/giving/campaigns.html", context)


@requires(RUN)
@never_cache
@require_http_methods(FORM)
def campaign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a campaign."""
    rows = CollectionCampaign.objects.all().select_related("organisation")
    found = fetch(request.user, RUN, rows, pk=pk)
    names = ("title", "words", "starts_on", "ends_on", "target")
    initial = {name: getattr(found, name) for name in names}
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        change = partial(change_campaign, campaign=found, by=actor(request), **form.cleaned_data)
        if done(request, form, change, _("La collecte est changée.")):
            return redirect("equip:collections")
    step = (_("Collectes"), reverse("equip:collections"))
    context = {"form": form, "campaign": found, "crumbs": trail(step, (found.title, ""))}
    return render(request, "equip/giving/campaign.html", context)


@requires(POINTS)
@never_cache
@require_http_methods(FORM)
def desk_points(request: HttpRequest) -> HttpResponse:
    """The drop-off points of the organisation, what they wait for, and a new one."""
    form = NewPointForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        make = partial(open_point, organisation=holder_of(request), by=actor(request), **form.cleaned_data)
        if done(request, form, make, _("Le point de collecte est ouvert.")):
            return redirect("equip:desk-points")
    rows = scope(request.user, POINTS, DropOffPoint.objects.all()).filter(closed_at__isnull=True)
    context = {
        "form": form,
        "rows": with_expected(rows).select_related("place").order_by("place__name"),
        "crumbs": trail((_("Points de collecte"), "")),
    }
    return render(request, "equip/giving/desk_points.html", context)


def _point(request: HttpRequest, pk: UUID) -> DropOffPoint:
    return fetch(
        request.user, POINTS, DropOffPoint.objects.all().select_related("place", "organisation"), pk=pk
    )


@requires(POINTS)
@never_cache
@require_http_methods(FORM)
def desk_point(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change how much a point can hold."""
    found = _point(request, pk)
    initial = {"capacity": found.capacity, "words": found.words}
    form = PointForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        change = partial(change_point, point=found, by=actor(request), **form.cleaned_data)
        if done(request, form, change, _("Le point de collecte est changé.")):
            return redirect("equip:desk-points")
    step = (_("Points de collecte"), reverse("equip:desk-points"))
    context = {"form": form, "point": found, "crumbs": trail(step, (found.place.name, ""))}
    return render(request, "equip/giving/desk_point.html", context)


@requires(POINTS)
@require_POST
def shut(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a point; what was promised there stays."""
    told(
        request,
        partial(close_point, point=_point(request, pk), by=actor(request)),
        _("Le point de collecte est fermé."),
    )
    return redirect("equip:desk-points")


collecting_urls = [
    path("donner/points/", points, name="points"),
    path("collecte/<slug:slug>/", collection, name="collection"),
    path("collecte/<slug:slug>/affiche.pdf", poster, name="collection-poster"),
    path("collecte/<slug:slug>/qr.svg", square, name="collection-qr"),
    path("espace/collectes/", campaigns, name="collections"),
    path("espace/collectes/<uuid:pk>/", campaign, name="collection-change"),
    path("espace/points-de-collecte/", desk_points, name="desk-points"),
    path("espace/points-de-collecte/<uuid:pk>/", desk_point, name="desk-point"),
    path("espace/points-de-collecte/<uuid:pk>/fermer/", shut, name="desk-point-close"),
]
