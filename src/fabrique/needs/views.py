"""The pages of needs: their list, noting one, saying where it stands."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.parts import Crumb
from fabrique.needs.actions.needs import Where, note_need, say_need
from fabrique.needs.enums import NEED, VERBS, NeedKind
from fabrique.needs.forms import NeedFilter, NeedForm
from fabrique.needs.models import Need
from fabrique.needs.queries import area_names, needs_seen, tally
from fabrique.needs.trades import moved_by
from fabrique.people.models import Organisation, Resident
from fabrique.people.views.common import actor, note_read
from fabrique.people.views.residents import crumbs_of, holder_of

SEE, NOTE, KEEP = "needs.see_needs", "needs.note_need", "needs.keep_need"


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The needs of one's organisation, the oldest first, and their numbers."""
    form = NeedFilter(request.GET)
    form.is_valid()
    kind, state = form.cleaned_data.get("sorte", ""), form.cleaned_data.get("etat", "")
    page: Pages[Need] = page_of(needs_seen(request.user, kind=kind, state=state), request.GET.get("page"))
    names = area_names(page.items)
    context = {
        "form": form,
        "page": page,
        "lines": [(each, names.get((each.area_kind, each.area_code), "")) for each in page.items],
        "base": f"?sorte={kind}&etat={state}&page=",
        "tally": tally(request.user),
        "may_note": can(request.user, NOTE),
        "crumbs": _crumbs(_("Besoins")),
    }
    return render(request, "needs/index.html", context)


@requires(NOTE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note what is lacking in an area."""
    form = NeedForm(_data(request), initial={"key": uuid4()}, person=False)
    if form.is_valid() and (need := _noted(request, holder_of(request), form)):
        return redirect("needs:need", pk=need.pk)
    context = {"form": form, "crumbs": _crumbs(_("Noter un besoin"), (_("Besoins"), reverse("needs:needs")))}
    return render(request, "needs/note.html", context)


@requires(NOTE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what a person lacks."""
    rows = Resident.objects.filter(emptied_at__isnull=True).select_related("organisation", "merged_into")
    resident = fetch(request.user, NOTE, rows, pk=pk)
    note_read(request, resident)
    form = NeedForm(_data(request), initial={"key": uuid4()}, person=True)
    if form.is_valid() and _noted(request, resident.organisation, form, resident):
        return redirect("people:resident", pk=resident.pk)
    crumbs = crumbs_of(request, resident, (_("Noter un besoin"), ""))
    return render(request, "needs/note.html", {"form": form, "resident": resident, "crumbs": crumbs})


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One need: what it is, for whom, and what may be said of it."""
    need = _need(request, SEE, pk)
    follows = moved_by(need)
    verbs = NEED.verbs(need.state) if can(request.user, KEEP, need) and not follows else ()
    context = {
        "need": need,
        "area": area_names([need]).get((need.area_kind, need.area_code), ""),
        "follows": follows,
        "verbs": [(verb, VERBS[verb]) for verb in verbs],
        "crumbs": _crumbs(need.get_kind_display(), (_("Besoins"), reverse("needs:needs"))),
    }
    return render(request, "needs/show.html", context)


@requires(KEEP)
@require_POST
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Say where a need stands."""
    need = _need(request, KEEP, pk)
    if verb not in VERBS:
        raise Http404
    told(request, partial(say_need, need=need, verb=verb, by=actor(request)), _("C’est noté."))
    return redirect("needs:need", pk=need.pk)


def _need(request: HttpRequest, action: str, pk: UUID) -> Need:
    rows = Need.objects.all().select_related("organisation", "resident", "noted_by")
    need = fetch(request.user, action, rows, pk=pk)
    if need.resident:
        note_read(request, need.resident)
    return need


def _noted(
    request: HttpRequest, holder: Organisation, form: NeedForm, resident: Resident | None = None
) -> Need | None:
    data = form.cleaned_data
    where = Where(resident, data["area"], data.get("people", 1))
    try:
        need = note_need(
            organisation=holder,
            kind=NeedKind(data["kind"]),
            where=where,
            note=data["note"],
            by=actor(request),
            key=data["key"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None
    messages.success(request, _("Le besoin est noté."))
    return need


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _crumbs(last: str, *steps: tuple[str, str]) -> list[Crumb]:
    return [Crumb(_("Ma journée"), reverse("web:desk")), *(Crumb(*each) for each in steps), Crumb(last)]
