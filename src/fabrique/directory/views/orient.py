"""« Orienter »: four questions, three places, a sheet. Every address carries codes only; nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import public
from fabrique.core.ui.parts import Crumb
from fabrique.directory import throttle
from fabrique.directory.documents import current_setting, orientation_sheet
from fabrique.directory.guide import snapshot
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.orienting import proposing, questions, sheets
from fabrique.directory.orienting.answers import (
    UNKNOWN_PLACE,
    Answers,
    Step,
    first,
    read_answers,
    read_chosen,
)
from fabrique.directory.orienting.choosing import SHOWN
from fabrique.directory.orienting.where import Start, start_of
from fabrique.directory.views.documents import in_turn, later

SENT_BACK = "fiche"  # a sheet was asked for with no place, or too many
NOWHERE = Start(UNKNOWN_PLACE)


def _discreet(response: HttpResponse) -> HttpResponse:
    """Answers about a person stay in no cache, no search engine, and no other site's log."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _read(request: HttpRequest, directory: Snapshot) -> tuple[dict[str, list[str]], Answers, Start | None]:
    values = {name: [str(value) for value in given] for name, given in request.GET.lists()}
    answers = read_answers(values)
    start = start_of(answers.where, directory) if answers.where else None
    return values, sheets.reduced(answers, start), start


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The question to answer next, or the places once all have an answer."""
    directory = snapshot.current()
    values, answers, start = _read(request, directory)
    sent, outcome = questions.sent_step(values), None
    if sent:
        outcome = questions.receive(sent, values, answers, directory)
        if not outcome.problem:
            return _discreet(HttpResponseRedirect(questions.address(outcome.answers)))
    asked = first(values, "etape")
    step = sent or (Step(asked) if asked in tuple(Step) else answers.next_step)
    crumbs = {"crumbs": [Crumb(_("Accueil"), "/"), Crumb(_("Orienter une personne"))]}
    if step:
        context = questions.context(step, answers, start, directory, outcome)
        response = _discreet(render(request, "directory/orient/question.html", context | crumbs))
        if not values:  # the blank first question says nothing of anybody: professionals may find it
            del response.headers["X-Robots-Tag"]
        return response
    picked = read_chosen(values) if SENT_BACK in values else None
    site = request.build_absolute_uri("/")
    context = proposing.context(directory, answers, start or NOWHERE, clock.now(), site=site, picked=picked)
    return _discreet(render(request, "directory/orient/places.html", context | crumbs))


def _sheet(request: HttpRequest) -> dict[str, Any] | HttpResponseRedirect:
    """What a sheet is made of; back to the places when none or too many were chosen."""
    directory = snapshot.current()
    values, answers, start = _read(request, directory)
    given = read_chosen(values)
    if not 1 <= len(given) <= SHOWN:
        pairs = [("lieu", code) for code in given]
        return HttpResponseRedirect(questions.address(answers, (SENT_BACK, "1"), *pairs))
    chosen = sheets.survivors(directory, given)
    if not chosen.codes:
        raise Http404
    made = sheets.orientation(directory, chosen.codes, answers, start or NOWHERE, clock.now())
    return {"orientation": made, "answers": answers, "chosen": chosen, "directory": directory}


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The sheet as a page to read and to print."""
    found = _sheet(request)
    if isinstance(found, HttpResponseRedirect):
        return _discreet(found)
    site = request.build_absolute_uri("/")
    answers, codes = found["answers"], found["chosen"].codes
    data = sheets.page_data(found["orientation"], current_setting(site))
    context = {
        "sheet": data,
        "sketch": sheets.picture(data["sketch"]),
        "gone": found["chosen"].gone,
        "share": sheets.share(found["directory"], answers, codes, site),
        "pdf_url": sheets.sheet_address("orient-sheet", answers, codes),
        "back_url": questions.address(answers),
        "complete": answers.next_step is None,
        "lines_to_write": range(data["note_lines"]),
    }
    return _discreet(render(request, "directory/orient/sheet.html", context))


@public
@require_safe
@in_turn
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet in large print, as a PDF made for this request and kept nowhere."""
    found = _sheet(request)
    if isinstance(found, HttpResponseRedirect):
        return _discreet(found)
    if not throttle.allow(request, clock.now(), "document"):
        return _discreet(later(request, 429))
    setting = current_setting(request.build_absolute_uri("/"))
    response = HttpResponse(orientation_sheet(found["orientation"], setting), content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        content_disposition_header(False, "fiche-ou-aller.pdf") or "inline"
    )
    return _discreet(response)


orient_urls = [
    path("guide/orienter/", show, name="orient"),
    path("guide/orienter/fiche/", page, name="orient-page"),
    path("guide/orienter/fiche.pdf", sheet, name="orient-sheet"),
]
