"""Sheets, lists and the booklet, as PDF files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fabrique.core import clock, files, jobs
from fabrique.core.documents import Busy, room
from fabrique.core.policies import can, public, requires
from fabrique.core.ui.parts import Crumb
from fabrique.directory import throttle
from fabrique.directory.documents import PlaceList, Printed, Setting, current_setting, place_list, place_sheet
from fabrique.directory.documents.editions import ACTION, editions, volume_file
from fabrique.directory.documents.found import neighbourhood_list, search_list
from fabrique.directory.guide import snapshot, wording
from fabrique.territory.cog import cog

LARGE = "grande"
ListView = Callable[..., HttpResponseBase]


def _large(request: HttpRequest) -> bool:
    return request.GET.get("taille") == LARGE


def _setting(request: HttpRequest) -> Setting:
    return current_setting(request.build_absolute_uri("/"))


def _answer(request: HttpRequest, printed: Printed) -> HttpResponseBase:
    """The PDF, or 304: it is made only if the visitor has not got this very one."""
    etag = quote_etag(printed.key)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        if printed.costly and not throttle.allow(request, clock.now(), "document"):
            return later(request, 429)
        response = HttpResponse(printed.pdf(), content_type="application/pdf")
        response.headers["Content-Disposition"] = content_disposition_header(False, printed.name) or "inline"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def in_turn(view: ListView) -> ListView:
    """A document is refused before its data are gathered, when many are under way: that alone takes time."""

    @wraps(view)
    def turned(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with room():
                return view(request, *args, **kwargs)
        except Busy:
            return later(request, 503)

    return turned


def later(request: HttpRequest, status: int) -> HttpResponse:
    """Too many documents at once, from everybody (503) or from this visitor (429)."""
    response = render(request, "directory/later.html", {"all": status == 503}, status=status)
    response.headers["Retry-After"] = "30" if status == 503 else "600"
    response.headers["Cache-Control"] = "no-store"
    return response


@public
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponseBase:
    """The sheet of a place, in large print with ``taille=grande``."""
    place = snapshot.current().place(code)
    if place is None:
        raise Http404
    return _answer(request, place_sheet(place, _setting(request), large=_large(request)))


@public
@require_safe
@in_turn
def commune(request: HttpRequest, code: str) -> HttpResponseBase:
    """The places of a commune, by name."""
    directory, named = snapshot.current(), cog().commune(code)
    places = [directory.places[rank] for rank in directory.in_commune(code).tolist()]
    if not places or named is None:
        raise Http404
    heading = f"{wording.places(len(places))} {wording.at(named.name)}"
    url = request.build_absolute_uri(reverse("directory:commune", args=[code]))
    return _answer(
        request,
        place_list(PlaceList(heading, places, url, commune=code), _setting(request), large=_large(request)),
    )


@public
@require_safe
@in_turn
def neighbourhood(request: HttpRequest, code: str) -> HttpResponseBase:
    """The places inside of a priority neighbourhood."""
    found = neighbourhood_list(snapshot.current(), code, request.build_absolute_uri("/"))
    if found is None:
        raise Http404
    return _answer(request, place_list(found, _setting(request), large=_large(request)))


@public
@require_safe
@in_turn
def search(request: HttpRequest) -> HttpResponseBase:
    """The answers to a search, in their order; the address takes the search's own parameters."""
    values = {name: value for name, value in request.GET.lists() if name != "taille"}
    found = search_list(snapshot.current(), values, clock.now(), request.build_absolute_uri("/"))
    return _answer(request, place_list(found, _setting(request), large=_large(request)))


@public
@require_safe
def booklets(request: HttpRequest) -> HttpResponse:
    """The booklet's last editions; an administrator may ask for a new one."""
    crumbs = [Crumb(_("Trouver de l’aide"), reverse("directory:search")), Crumb(_("Le livret"))]
    context = {
        "crumbs": crumbs,
        "editions": editions(),
        "may_make": can(request.user, "directory.import_places"),
        "total": snapshot.current().served,
    }
    return render(request, "directory/booklet.html", context)


@requires("directory.import_places")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Ask for a new booklet, in the background."""
    large = request.POST.get("taille") == LARGE
    jobs.enqueue(ACTION, request.build_absolute_uri("/"), large, str(request.user.pk))
    messages.success(
        request, _("Le livret est en préparation. Il sera sur cette page dans quelques minutes.")
    )
    return HttpResponseRedirect(reverse("directory:booklet"))


@public
@require_safe
def volume(request: HttpRequest, identifier: UUID) -> HttpResponseBase:
    """A volume on offer."""
    found = volume_file(identifier)
    if found is None:
        raise Http404
    shown, stored = found
    etag = quote_etag(stored.sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        stream = files.path_of(stored).open("rb")
        response = FileResponse(stream, filename=shown.name, content_type="application/pdf")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


document_urls = [
    path("guide/liste.pdf", search, name="search-pdf"),
    path("guide/lieu/<slug:code>/fiche.pdf", sheet, name="place-pdf"),
    path("guide/commune/<slug:code>/liste.pdf", commune, name="commune-pdf"),
    path("guide/quartier/<slug:code>/liste.pdf", neighbourhood, name="neighbourhood-pdf"),
    path("guide/livret/", booklets, name="booklet"),
    path("guide/livret/refaire/", make, name="make-booklet"),
    path("guide/livret/<uuid:identifier>.pdf", volume, name="booklet-volume"),
]
