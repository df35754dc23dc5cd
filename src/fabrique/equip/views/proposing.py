"""Choosing promises to fetch, and having rounds proposed: nothing is kept until somebody keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.equip.actions.rounds import Wish, open_rounds
from fabrique.equip.enums import Slot
from fabrique.equip.forms.rounds import DayForm, FetchFilter, ProposeForm
from fabrique.equip.models import Donation
from fabrique.equip.queries.proposing import Proposal, Wanted, propose
from fabrique.equip.queries.rounds import PLAN, communes_to_fetch, sites_of, to_fetch, vehicles_of
from fabrique.equip.views.round_parts import crumbs
from fabrique.people.models import Organisation
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

SHOWN = 200


@requires(PLAN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The promises that wait, with filters; once some are chosen, the rounds that would fetch them."""
    holder = holder_of(request)
    asked = FetchFilter(request.GET, communes=communes_to_fetch(holder))
    waiting = to_fetch(holder, **asked.wanted())
    count, shown = waiting.count(), list(waiting[:SHOWN])
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        sites=list(sites_of(holder)),
        fleet=list(vehicles_of(holder)),
        donations=shown,
    )
    context: dict[str, Any] = {
        "asked": asked,
        "form": form,
        "count": count,
        "shown": len(shown),
        "slots": Slot.choices,
        "proposal": _proposed(form),
        "crumbs": crumbs(_("Proposer des tournées")),
    }
    return render(request, "equip/rounds/propose.html", context)


def _proposed(form: ProposeForm) -> Proposal | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    wanted = Wanted(
        site=form.sites[data["site"]],
        on=data["on"],
        leaves_from=data["leaves_from"],
        back_before=data["back_before"],
        vehicles=tuple(form.fleet[key] for key in data["vehicles"]),
        chosen=tuple((form.donations[key], form.slot_of(key)) for key in data["chosen"]),
    )
    try:
        return propose(wanted)
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(PLAN)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the rounds that were proposed, as rounds in preparation."""
    holder = holder_of(request)
    form, site = DayForm(request.POST), sites_of(holder).filter(pk=_key(request.POST.get("site"))).first()
    wishes = _wishes(request, holder)
    if not form.is_valid() or site is None or not wishes:
        messages.error(request, _("Cette proposition n’est plus à jour. Demandez-en une autre."))
        return redirect("equip:propose-rounds")
    try:
        opened = open_rounds(site=site, wishes=wishes, by=actor(request), **form.cleaned_data)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("equip:propose-rounds")
    words = ngettext("%(n)s tournée est gardée.", "%(n)s tournées sont gardées.", len(opened))
    messages.success(request, words % {"n": len(opened)})
    return redirect("equip:rounds")


def _wishes(request: HttpRequest, holder: Organisation) -> list[Wish]:
    """The rounds of the hidden fields: « key vehicle donation:slot donation:slot … »."""
    fleet = {str(each.pk): each for each in vehicles_of(holder)}
    donations: dict[str, Donation] = {str(each.pk): each for each in to_fetch(holder)}
    wishes = []
    for written in request.POST.getlist("round"):
        key, vehicle, *stops = [*written.split(), "", ""][: max(2, len(written.split()))]
        pairs = [each.partition(":") for each in stops]
        known = all(pk in donations and slot in Slot.values for pk, _colon, slot in pairs)
        if vehicle not in fleet or not pairs or not known:
            return []  # something changed since the proposal: another is asked for, whole
        chosen = tuple((donations[pk], Slot(slot)) for pk, _colon, slot in pairs)
        wishes.append(Wish(fleet[vehicle], chosen, _key(key)))
    return wishes


def _key(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None
