"""« Nos lieux »: those of the organisation for which one acts, those that it asks for, and giving one up."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import acts_for, can, fetch, requires, scope
from fabrique.core.ui.forms import done, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.parts import Crumb
from fabrique.core.ui.words import asked
from fabrique.directory.actions import claims as actions
from fabrique.directory.desk import claims
from fabrique.directory.enums.lifecycle import ClaimState, PlaceState
from fabrique.directory.forms.claims import ClaimForm
from fabrique.directory.models import Place, PlaceClaim
from fabrique.directory.views.desk_offers import confirm
from fabrique.people.models import Organisation


def _crumbs(*words: str) -> list[Crumb]:
    ours = reverse("directory:desk-ours")
    steps = [
        Crumb(_("Ma journée"), reverse("web:desk")),
        Crumb(_("Nos lieux"), ours if words else ""),
    ]
    return [*steps, *(Crumb(one) for one in words)]


@requires("directory.edit_place")
@require_safe
def ours(request: HttpRequest) -> HttpResponse:
    """The organisation's places; for who may ask for one, a search and what was asked."""
    holder = acts_for(request.user)
    asks = can(request.user, "directory.claim_place")
    words = asked(request.GET.get("q", "")) if asks else ""
    rows = Place.objects.filter(organisation=holder) if holder else Place.objects.none()
    rows = rows.exclude(state=PlaceState.MERGED).order_by("name", "pk")
    claimed = scope(request.user, "directory.follow_claim", PlaceClaim.objects.all())
    page: Pages[Place] = page_of(rows, request.GET.get("page"))
    context = {
        "page": page,
        "asks": asks,
        "words": words,
        "found": claims.found_places(words, holder),
        "asked": [
            {"claim": one, "kind": claims.KINDS[ClaimState(one.state)]}
            for one in claimed.select_related("place").order_by("-created_at", "pk")[: claims.SHOWN]
        ],
        "crumbs": _crumbs(),
    }
    return render(request, "directory/desk/ours.html", context)


@requires("directory.claim_place")
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """« C’est notre lieu », for the organisation for which one acts."""
    holder = fetch(
        request.user, "directory.claim_place", Organisation.objects.all(), pk=acts_for(request.user)
    )
    place = get_object_or_404(Place.objects.select_related("organisation"), code=code)
    if place.state != PlaceState.PUBLISHED:
        raise Http404
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {**form.cleaned_data, "place": place, "organisation": holder, "actor": str(request.user.pk)}
        words = _("La demande est partie. La réponse viendra par courriel, et ici.")
        if done(request, form, lambda: actions.claim_place(**data), words):
            return redirect("directory:desk-ours")
    context = {"place": place, "form": form, "holder": holder, "crumbs": _crumbs(_("C’est notre lieu"))}
    return render(request, "directory/desk/claim_ask.html", context)


@requires("directory.follow_claim")
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask no more."""
    rows = PlaceClaim.objects.all()
    found = fetch(request.user, "directory.follow_claim", rows.select_related("place"), pk=pk)
    told(
        request,
        partial(actions.take_back_claim, claim=found, actor=str(request.user.pk)),
        _("La demande est reprise."),
    )
    return redirect("directory:desk-ours")


@requires("directory.release_place")
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, code: str) -> HttpResponse:
    """« Ce n’est plus notre lieu », once confirmed."""
    rows = Place.objects.select_related("organisation")
    place = fetch(request.user, "directory.release_place", rows, code=code)
    back = reverse("directory:desk-place", args=[code])
    if request.method == "POST" and place.organisation:
        told(
            request,
            partial(
                actions.release_place,
                place=place,
                organisation=place.organisation,
                actor=str(request.user.pk),
            ),
            _("C’est noté : ce lieu n’est plus le vôtre."),
        )
        return redirect("directory:desk-ours")
    words: dict[str, Any] = {
        "title": _("Ce n’est plus notre lieu ?"),
        "name": place.name,
        "lines": [
            _("Sa fiche reste dans le guide. Vous ne pourrez plus la modifier."),
            _("Si c’est une erreur, vous pourrez le demander de nouveau."),
        ],
        "button": _("Ce n’est plus notre lieu"),
    }
    return confirm(request, place, back=back, **words)
