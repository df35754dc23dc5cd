"""Searching the guide: results, and their map on demand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import public
from fabrique.directory.documents.editions import any_edition
from fabrique.directory.guide import asking, results, snapshot
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import contours_geojson


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The answers to what was asked, as a list or (``carte=1``) as a list beside a map."""
    directory, now = snapshot.current(), clock.now()
    asked = asking.read(dict(request.GET.lists()), directory, now)
    on_map = request.GET.get("carte") == "1"
    page = results.page_of(directory, asked, now, number=request.GET.get("page", ""), on_map=on_map)
    context = results.context(directory, asked, page, now) | {"has_booklet": any_edition(now)}
    if on_map:
        return render(request, "directory/map.html", context | results.map_context(asked, page))
    return render(request, "directory/search.html", context)


@public
@require_safe
def contours(request: HttpRequest) -> HttpResponse:
    """The outlines of the communes, for the map."""
    response = HttpResponse(contours_geojson(AreaKind.COMMUNE), content_type="application/geo+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
