"""The history of a place, and coming back to a value that it had."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.pages import Pages, page_of
from fabrique.directory.actions import places as actions
from fabrique.directory.desk import history
from fabrique.directory.desk.history import HIDDEN, Moment
from fabrique.directory.desk.sheet import said
from fabrique.directory.fields import BY_NAME
from fabrique.directory.models import Place
from fabrique.directory.views.desk_reach import crumbs_of, editable, named_to, reached
from fabrique.directory.views.desk_seen import opened, sealed

SALT = "directory.restore"


@requires("directory.edit_place")
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that changed, the latest first."""
    place = reached(request, code)
    told = history.moments(place, colleagues_of=named_to(request))
    page: Pages[Moment] = page_of(told, request.GET.get("page"))
    context = {"place": place, "page": page, "crumbs": crumbs_of(request, place, _("Historique"))}
    return render(request, "directory/desk/history.html", context)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, code: str, rank: int) -> HttpResponse:
    """Come back to what a field was before a change, once confirmed."""
    place = reached(request, code)
    salt = f"{SALT}.{code}.{rank}"
    present = _present(place, rank)
    if not editable(request, place) >= present.keys():
        raise Http404
    moved: list[dict[str, str]] = []
    if request.method == "POST":
        seen = opened(request, salt) or present
        try:
            actions.restore_value(place=place, rank=rank, seen=seen, actor=str(request.user.pk))
        except actions.EditConflict as conflict:
            moved = _moved(seen, conflict)
        except DomainRefusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("C’est fait : la valeur d’avant est revenue."))
            return redirect("directory:desk-history", code=code)
    context = {
        "place": place,
        "lines": _lines(place, rank),
        "moved": moved,
        "seen": sealed(present, salt),
        "crumbs": crumbs_of(
            request, place, _("Revenir"), (_("Historique"), reverse("directory:desk-history", args=[code]))
        ),
    }
    return render(request, "directory/desk/restore.html", context, status=409 if moved else 200)


def _present(place: Place, rank: int) -> dict[str, Any]:
    """What the fields that would change say now, as JSON."""
    try:
        return {name: getattr(place, name) for name in actions.earlier_values(place, rank)}
    except LookupError as error:
        raise Http404 from error


def _moved(seen: dict[str, Any], conflict: actions.EditConflict) -> list[dict[str, str]]:
    """What the person saw, and what somebody else wrote meanwhile."""
    return [
        {"label": BY_NAME[name].label, "seen": said(name, seen[name]), "now": said(name, now)}
        for name, now in conflict.present.items()
        if name not in HIDDEN
    ]


def _lines(place: Place, rank: int) -> list[dict[str, Any]]:
    """Each field that would change: what it says now, what it would say."""
    found = []
    for name, value in actions.earlier_values(place, rank).items():
        now = getattr(place, name)
        if now != value and name not in HIDDEN:
            found.append({"label": BY_NAME[name].label, "now": said(name, now), "then": said(name, value)})
    return found
