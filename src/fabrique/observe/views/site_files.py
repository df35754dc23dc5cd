"""A file of sites: what it would do is shown first, each wrong row with its reason; then it is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core import uploads
from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import sites as actions
from fabrique.observe.models import SiteList
from fabrique.observe.queries.sites import KEEP, located, sites_of
from fabrique.observe.site_files import ReadSites, SiteRow, read_sites
from fabrique.observe.views.common import trail
from fabrique.observe.views.sent import read_sent, sent_with
from fabrique.people.views.common import actor

SALT = "observe.sites"
SHOWN = 100


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: HttpRequest, pk: UUID, token: str) -> HttpResponse:
    """Say what the file would do, write nothing; write once confirmed."""
    found = fetch(request.user, KEEP, SiteList.objects.all().select_related("organisation"), pk=pk)
    values = sent_with(request, token, SALT, list=str(found.pk))
    back = redirect("observe:site-list", pk=pk)
    if "annuler" in request.POST:
        return back
    try:
        stored = uploads.find_upload(values["file"], name=values["name"])
        read = read_sent(stored, read_sites)
        if request.method == "POST" and read.rows:
            done = actions.fill_site_list(site_list=found, rows=read.rows, by=actor(request))
            _say(request, done, read)
            return back
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return back
    return render(request, "observe/sites/examine.html", _context(found, stored.name, read))


def _say(request: HttpRequest, done: actions.Filled, read: ReadSites) -> None:
    say_filled(request, done)
    if read.faults:
        said = _("Lignes laissées, à corriger dans le fichier puis à renvoyer : %(n)d.")
        messages.warning(request, said % {"n": len(read.faults)})


def _context(site_list: SiteList, name: str, read: ReadSites) -> dict[str, Any]:
    known = set(sites_of(site_list).values_list("key", flat=True))
    outside = [
        row for row, (commune, _quarter) in zip(read.rows, located(read.rows), strict=True) if not commune
    ]
    steps = [
        (_("Sites possibles"), reverse("observe:site-lists")),
        (site_list.title, reverse("observe:site-list", kwargs={"pk": site_list.pk})),
    ]
    return {
        "list": site_list,
        "name": name,
        "read": read,
        "new": sum(row.key not in known for row in read.rows),
        "again": sum(row.key in known for row in read.rows),
        "outside": _names(outside),
        "outside_count": len(outside),
        "faults": read.faults[:SHOWN],
        "more": max(len(read.faults) - SHOWN, 0),
        "crumbs": trail(*steps, (_("Essai"), "")),
    }


def _names(rows: list[SiteRow]) -> str:
    return ", ".join(f"« {row.name} »" for row in rows[:5])


def say_filled(request: HttpRequest, done: actions.Filled) -> None:
    """What filling a list did, and how many sites are out of the territory."""
    said = _("Sites ajoutés : %(added)d ; corrigés : %(changed)d ; déjà là : %(same)d.")
    counts = {"added": done.added, "changed": done.changed, "same": done.same}
    messages.success(request, said % counts)
    if done.outside:
        outside = _("Hors du territoire, sans commune connue : %(n)d. Ils sont gardés, et marqués.")
        messages.warning(request, outside % {"n": done.outside})
