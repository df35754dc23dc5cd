"""Campaigns: whom one would ask, asking, results, letters to print, calls to make."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core import clock
from fabrique.core.policies import acts_for, can, fetch, requires, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import new_secret
from fabrique.core.ui.forms import told
from fabrique.core.ui.parts import Choice, Crumb
from fabrique.directory.actions import campaigns as actions
from fabrique.directory.actions import confirming
from fabrique.directory.actions.planning import plan
from fabrique.directory.desk import campaigns
from fabrique.directory.documents import current_setting
from fabrique.directory.documents.letters import letters
from fabrique.directory.enums.lifecycle import CampaignState
from fabrique.directory.forms.campaigns import CampaignForm
from fabrique.directory.models import Campaign, Confirmation, Place
from fabrique.directory.views.desk import trail
from fabrique.directory.views.desk_reach import KEEP
from fabrique.directory.views.documents import in_turn
from fabrique.kernels.hours import describe
from fabrique.people.models import Organisation

RIGHT = "directory.run_campaign"


def _crumbs(request: HttpRequest, *steps: tuple[str, str]) -> list[Crumb]:
    words, url = _("Campagnes"), reverse("directory:desk-campaigns") if steps else ""
    if can(request.user, KEEP):
        return trail((words, url), *steps)
    home = (
        (_("Ma journée"), reverse("web:desk")),
        (_("Nos lieux"), reverse("directory:desk-ours")),
        (words, url),
    )
    return [Crumb(*each) for each in (*home, *steps)]


def _asker(request: HttpRequest) -> tuple[Organisation | None, QuerySet[Place]]:
    """Who asks, and the places that may be asked: the territory all, an organisation its own."""
    rows = scope(request.user, "directory.edit_place", Place.objects.all())
    if can(request.user, KEEP):
        return None, rows
    return get_object_or_404(Organisation, pk=acts_for(request.user)), rows


def _found(request: HttpRequest, pk: UUID) -> Campaign:
    return fetch(request.user, RIGHT, Campaign.objects.all().select_related("organisation"), pk=pk)


@requires(RIGHT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The campaigns, and how to prepare one."""
    rows = scope(request.user, RIGHT, Campaign.objects.all())
    context = {
        "page": campaigns.campaigns(rows, request.GET.get("page")),
        "form": CampaignForm(),
        "crumbs": _crumbs(request),
    }
    return render(request, "directory/desk/campaigns.html", context)


@requires(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Who would be asked, without asking anybody; then, once confirmed, ask."""
    form = CampaignForm(request.POST if request.method == "POST" else request.GET or None)
    organisation, rows = _asker(request)
    if request.method == "POST" and form.is_valid():
        home = request.build_absolute_uri(reverse("directory:confirm", args=["0"])).removesuffix("0/")
        days, once = form.cleaned_data["days"], request.POST.get("once", "")
        try:
            made = actions.start_campaign(
                rows=rows,
                days=days,
                home=home,
                organisation=organisation,
                once=once,
                actor=str(request.user.pk),
            )
        except DomainRefusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("La campagne est commencée : les courriels partent."))
            return redirect("directory:desk-campaign", pk=made.pk)
    context = {
        "form": form,
        "plan": plan(rows, form.cleaned_data["days"]) if form.is_bound and form.is_valid() else None,
        "once": new_secret(),
        "crumbs": _crumbs(request, (_("Préparer"), "")),
    }
    return render(request, "directory/desk/campaign_prepare.html", context)


@requires(RIGHT)
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What came of it."""
    campaign = _found(request, pk)
    wanted = request.GET.get("voir", "tous")
    wanted = wanted if wanted in dict(campaigns.FILTERS) else "tous"
    context = {
        "campaign": campaign,
        "sender": actions.sender_of(campaign),
        "live": campaign.state == CampaignState.OPEN and campaign.ends_at > clock.now(),
        "results": campaigns.results(campaign),
        "reads": can(request.user, "directory.answer_reports"),
        "page": campaigns.lines(campaign, wanted, request.GET.get("page")),
        "filters": [Choice(code, str(label), code == wanted) for code, label in campaigns.FILTERS],
        "base": f"?voir={wanted}&page=",
        "crumbs": _crumbs(request, (_("Résultats"), "")),
    }
    return render(request, "directory/desk/campaign.html", context)


@requires(RIGHT)
@require_safe
def calls(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whom to call, with what is published to read aloud."""
    campaign = _found(request, pk)
    back = (_("Résultats"), reverse("directory:desk-campaign", args=[pk]))
    context = {
        "campaign": campaign,
        "lines": [
            {"asked": each, "hours": describe(each.place.hours)}
            for each in campaigns.to_call(campaign, clock.now())
        ],
        "crumbs": _crumbs(request, back, (_("Appels"), "")),
    }
    return render(request, "directory/desk/campaign_calls.html", context)


@requires(RIGHT)
@require_safe
@in_turn
def letters_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The letters to print, one page each, each with the code of its own link."""
    campaign = _found(request, pk)
    asked = campaigns.to_write(campaign)
    if not asked or campaign.state != CampaignState.OPEN:
        raise Http404
    told = [(each, actions.link_of(each)) for each in asked]
    printed = letters(told, actions.sender_of(campaign), current_setting(request.build_absolute_uri("/")))
    response = HttpResponse(printed.pdf(), content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, printed.name) or "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires(RIGHT)
@require_POST
def answer(request: HttpRequest, pk: UUID, asked: UUID) -> HttpResponse:
    """What a place said on the telephone."""
    campaign, actor = _found(request, pk), str(request.user.pk)
    found = get_object_or_404(
        Confirmation.objects.select_related("campaign", "place__merged_into"), campaign=campaign, pk=asked
    )
    back = redirect("directory:desk-campaign", pk=pk)
    try:
        if "exact" in request.POST:
            confirming.confirm_place(asked=found, actor=actor)
            messages.success(request, _("C’est noté : la fiche est exacte."))
        elif "change" in request.POST:
            confirming.note_change(asked=found, actor=actor)
            messages.success(request, _("C’est noté. Corrigez la fiche avec ce que le lieu vous a dit."))
            back = redirect("directory:desk-place", code=confirming.place_of(found).code)
        elif "silence" in request.POST:
            confirming.refuse_mail(asked=found, actor=actor)
            messages.success(request, _("C’est noté : ce lieu ne sera plus sollicité."))
        elif "autoriser" in request.POST:
            confirming.accept_mail(asked=found, actor=actor)
            messages.success(request, _("C’est noté : les prochaines campagnes lui écriront."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return back


@requires(RIGHT)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End it: its links open nothing any more."""
    told(
        request,
        partial(actions.close_campaign, campaign=_found(request, pk), actor=str(request.user.pk)),
        _("La campagne est finie. Ses liens ne servent plus."),
    )
    return redirect("directory:desk-campaign", pk=pk)
