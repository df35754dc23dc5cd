"""The page of a place, its QR code, and the lists by commune."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import acts_for, can, public
from fabrique.core.ui.parts import Column, Crumb
from fabrique.directory import queries
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.guide import search, sharing, snapshot, wording
from fabrique.directory.guide.asking import encode
from fabrique.directory.guide.cards import Card, cards
from fabrique.directory.guide.linked_data import linked_data
from fabrique.directory.guide.locating import Origin
from fabrique.directory.guide.results import quarter_lists
from fabrique.directory.guide.search import Answer, Question
from fabrique.directory.guide.sheet import bare, sheet_of
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import fold
from fabrique.directory.models import Place

NEARBY = 3


@public
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about a place; a merged one leads to its survivor, a withdrawn one says so."""
    directory = snapshot.current()
    place = directory.place(code)
    if place is None:
        return _absent(request, directory, code)
    sheet = sheet_of(place, clock.now(), directory.calendar)
    url = request.build_absolute_uri(reverse("directory:place", args=[code]))
    background = queries.background_of(code)
    asks = can(request.user, "directory.claim_place") and background.holder_id != acts_for(request.user)
    context = {
        "asks": asks,
        "sheet": sheet,
        "place": place,
        "outside": "" if place.inside else wording.outside(directory),
        "background": background,
        "origin_columns": [Column(_("Information")), Column(_("Source")), Column(_("Date"))],
        "json_ld": linked_data(sheet, url, directory.calendar),
        "email_url": sharing.email_link(sheet, url),
        "page_url": url,
        "page_words": bare(url),
        "crumbs": _crumbs(directory, place.commune_code, place.commune_name, place.name),
    }
    return render(request, "directory/place.html", context)


def _absent(request: HttpRequest, directory: Snapshot, code: str) -> HttpResponse:
    """301 to the survivor of a merge, 410 with places nearby for a withdrawn place, 404 otherwise."""
    place = queries.unpublished(code)
    if place is None:
        raise Http404
    if place.state == PlaceState.MERGED and place.merged_into:
        return HttpResponsePermanentRedirect(reverse("directory:place", args=[place.merged_into.code]))
    context = {"place": place, "nearby": _nearby(directory, place)}
    return render(request, "directory/gone.html", context, status=410)


def _nearby(directory: Snapshot, place: Place) -> list[Card]:
    """The places nearest to one that is gone, or those of its commune."""
    if place.latitude is None or place.longitude is None:
        question = Question(communes=(place.commune_code,))
    else:
        question = Question(origin=Origin(place.name, place.latitude, place.longitude, exact=True))
    answer = search.ask(directory, question, clock.now(), first=NEARBY)
    return cards(directory, answer, clock.now(), origin=question.origin.point if question.origin else None)


@public
@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The address of a place as a QR code."""
    if snapshot.current().place(code) is None:
        raise Http404
    url = request.build_absolute_uri(reverse("directory:place", args=[code]))
    response = HttpResponse(sharing.qr_svg(url), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """A commune that has places."""

    name: str
    url: str
    count: int


@public
@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """The communes of the territory, with how many places each has."""
    directory = snapshot.current()
    ours = directory.ground.communes
    counts = {code: count for code, count in directory.communes.items() if not ours or code in ours}
    found = [(name, code) for code in counts if (name := directory.commune_name(code))]
    lines = [
        CommuneLine(name, reverse("directory:commune", args=[code]), counts[code])
        for name, code in sorted(found, key=lambda pair: fold(pair[0]))
    ]
    crumbs = [Crumb(_("Trouver de l’aide"), reverse("directory:search")), Crumb(_("Communes"))]
    return render(
        request, "directory/communes.html", {"lines": lines, "crumbs": crumbs, "total": directory.served}
    )


@public
@require_safe
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """All the places of a commune, by name."""
    directory = snapshot.current()
    ranks = directory.in_commune(code)
    name = directory.commune_name(code)
    if not len(ranks) or not name:
        raise Http404
    answer = Answer(ranks, np.full(len(ranks), nan), len(ranks))
    context = {
        "title": f"{wording.places(len(ranks))} {wording.at(name)}",
        "name": name,
        "code": code,
        "cards": cards(directory, answer, clock.now()),
        "quarter_lists": quarter_lists(directory, _quarters(directory, ranks.tolist())),
        "crumbs": _crumbs(directory, "", "", name),
        "search_url": f"{reverse('directory:search')}?{encode([('ou', name)])}",
    }
    return render(request, "directory/commune.html", context)


def _quarters(directory: Snapshot, ranks: list[int]) -> list[str]:
    """The priority neighbourhoods of these places, by name."""
    found = {one for rank in ranks for one in directory.places[rank].neighbourhoods}
    return [one.code for one in sorted(found, key=lambda one: (fold(one.name), one.code))]


def _crumbs(directory: Snapshot, code: str, name: str, here: str) -> list[Crumb]:
    crumbs = [Crumb(_("Trouver de l’aide"), reverse("directory:search"))]
    if code in directory.communes:
        crumbs.append(Crumb(name, reverse("directory:commune", args=[code])))
    elif not code:
        crumbs.append(Crumb(_("Communes"), reverse("directory:communes")))
    return [*crumbs, Crumb(here)]
