"""Tables of travel times: brought as a file, examined, kept, shared, given back, erased."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core import uploads
from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import csv_lines
from fabrique.core.ui.file_forms import TableForm
from fabrique.core.ui.forms import refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.actions import travel_times as actions
from fabrique.observe.forms.travel_times import TimesForm
from fabrique.observe.models import TravelTimes
from fabrique.observe.queries import travel_times as queries
from fabrique.observe.queries.travel_times import KEEP, SEE, WRITE
from fabrique.observe.time_files import COLUMNS, ReadTimes, read_times
from fabrique.observe.views.common import trail
from fabrique.observe.views.files import csv_response, note_taken
from fabrique.observe.views.sent import read_sent, sent_with, token_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

SALT = "observe.times"
SHOWN = 100  # rows at fault
NAMED = 12  # ends that the territory does not know


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The tables that one may measure with."""
    page: Pages[TravelTimes] = page_of(queries.tables_seen(request.user), request.GET.get("page"))
    access, _tables = _steps()
    context = {
        "page": page,
        "may_write": can(request.user, WRITE),
        "crumbs": trail(access, (_("Temps de trajet"), "")),
    }
    return render(request, "observe/times/index.html", context)


@requires(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is written."""
    sent = request.method == "POST"
    form = TableForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        return redirect("observe:examine-times", token=token_of(request, form.cleaned_data["file"], SALT))
    context = {"form": form, "crumbs": trail(*_steps(), (_("Apporter un tableau"), ""))}
    return render(request, "observe/times/bring.html", context)


@requires(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the table holds, write nothing; keep it once confirmed."""
    values = sent_with(request, token, SALT)
    if "annuler" in request.POST:
        return redirect("observe:bring-times")
    try:
        stored = uploads.find_upload(values["file"], name=values["name"])
        read = read_sent(stored, read_times)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:bring-times")
    ends = queries.ends_of(read.origins, read.destinations)
    form = TimesForm(request.POST if request.method == "POST" else None)
    if ends.usable and form.is_valid() and (kept := _kept(request, form, read, stored.name)):
        return kept
    context = {
        "name": stored.name,
        "read": read,
        "ends": ends,
        "strange": [(_("Départs"), ends.strange_origins), (_("Arrivées"), ends.strange_places)],
        "named": NAMED,
        "faults": read.faults[:SHOWN],
        "form": form,
        "crumbs": trail(*_steps(), (_("Essai"), "")),
    }
    return render(request, "observe/times/examine.html", context)


def _kept(request: HttpRequest, form: TimesForm, read: ReadTimes, name: str) -> HttpResponse | None:
    """Keep the table and go to its page; None when it is refused, which the form then says."""
    about = form.about()
    try:
        made = actions.keep_travel_times(
            organisation=holder_of(request), about=about, read=read, file_name=name, by=actor(request)
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None
    messages.success(request, _("Le tableau est gardé : l’accès peut se mesurer avec lui."))
    return redirect("observe:times", pk=made.pk)


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a table is, and what it knows of the territory."""
    found = _times_of(request, pk)
    context: dict[str, Any] = {
        "times": found,
        "key": str(found.pk),
        "ends": queries.ends_of(found.origins, found.destinations),
        "may_keep": can(request.user, KEEP, found),
        "crumbs": trail(*_steps(), (found.title, "")),
    }
    return render(request, "observe/times/show.html", context)


@requires(SEE)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The trips as a file that can be brought again."""
    found = _times_of(request, pk)
    note_taken(request, f"travel_times:{found.pk}", shared=found.shared)
    lines = queries.lines_out(queries.time_table(found))
    return csv_response(csv_lines(COLUMNS, lines), f"{slugify(found.title)[:60] or 'trajets'}.csv")


@requires(WRITE)
@require_safe
def points(request: HttpRequest) -> HttpResponseBase:
    """From where and to where a table may go, for whoever makes it."""
    try:
        lines = list(queries.ends_out())
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:bring-times")
    return csv_response(csv_lines(queries.END_COLUMNS, lines), "departs-et-arrivees.csv")


@requires(KEEP)
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in the programme measure with it, or one's own organisation only."""
    found = _times_of(request, pk, KEEP)
    shared = request.POST.get("partage") == "oui"
    said = _("Toutes les organisations s’en servent.") if shared else _("Votre organisation seule s’en sert.")
    told(request, partial(actions.share_travel_times, times=found, shared=shared, by=actor(request)), said)
    return redirect("observe:times", pk=pk)


@requires(KEEP)
@require_POST
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase a table; a box says that one means it."""
    found = _times_of(request, pk, KEEP)
    if request.POST.get("certain") != "oui":
        messages.error(request, _("Cochez la case pour confirmer : un effacement ne se reprend pas."))
        return redirect("observe:times", pk=pk)
    erasing = partial(actions.erase_travel_times, times=found, by=actor(request))
    told(request, erasing, _("Le tableau est effacé."))
    return redirect("observe:travel-times")


def _times_of(request: HttpRequest, pk: UUID, action: str = SEE) -> TravelTimes:
    """The table of an address, on which the account may act."""
    return fetch(request.user, action, TravelTimes.objects.all().select_related("organisation"), pk=pk)


def _steps() -> list[tuple[str, str]]:
    """The way back: the page of access, then the tables."""
    return [
        (_("Accès"), reverse("observe:access")),
        (_("Temps de trajet"), reverse("observe:travel-times")),
    ]
