"""The claims that await an answer: those on one place side by side, each decided on its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.core.ui.pages import Pages, page_of
from fabrique.directory.actions import claims as actions
from fabrique.directory.desk import claims
from fabrique.directory.desk.counts import waiting_claims
from fabrique.directory.enums.lifecycle import ClaimState
from fabrique.directory.forms.claims import RefusalForm
from fabrique.directory.models import PlaceClaim
from fabrique.directory.views.desk import trail

RIGHT = "directory.settle_claims"


@requires(RIGHT)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The oldest first; or those that had an answer, the newest first."""
    answered = request.GET.get("etat") == "traitees"
    rows = waiting_claims()
    if answered:
        rows = PlaceClaim.objects.everywhere("those who keep the guide decide for all")
        rows = rows.exclude(state=ClaimState.PENDING).order_by("-decided_at", "pk")
    page: Pages[PlaceClaim] = page_of(rows.select_related("place", "organisation"), request.GET.get("page"))
    context = {
        "page": page,
        "sides": claims.sides(page.items),
        "answered": answered,
        "base": "?etat=traitees&page=" if answered else "?page=",
        "crumbs": trail((_("Demandes de lieux"), "")),
    }
    return render(request, "directory/desk/claims.html", context)


@requires(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A claim, beside the others on the same place and who holds it now."""
    rows = PlaceClaim.objects.all().select_related("place__organisation", "organisation")
    found = fetch(request.user, RIGHT, rows, pk=pk)
    form = RefusalForm(request.POST if "refuser" in request.POST else None)
    if request.method == "POST" and ("accepter" in request.POST or form.is_valid()):
        try:
            words = _decide(request, found, form)
        except DomainRefusal as refusal:
            refuse(form, refusal) if form.is_bound else messages.error(request, refusal.message)
        else:
            messages.success(request, words)
            return redirect("directory:desk-claims")
    found = fetch(request.user, RIGHT, rows, pk=pk)
    others = [one for one in claims.on_place(found.place) if one.pk != found.pk]
    context = {
        "side": claims.sides([found])[0],
        "others": claims.sides(others),
        "place": found.place,
        "open": found.state == ClaimState.PENDING,
        "form": form,
        "crumbs": trail((_("Demandes de lieux"), reverse("directory:desk-claims")), (found.place.name, "")),
    }
    return render(request, "directory/desk/claim.html", context)


def _decide(request: HttpRequest, found: PlaceClaim, form: RefusalForm) -> str:
    actor = str(request.user.pk)
    names = {"place": found.place.name, "organisation": found.organisation.name}
    if "accepter" in request.POST:
        actions.accept_claim(claim=found, actor=actor)
        return _("« %(place)s » est maintenant tenu par %(organisation)s.") % names
    actions.refuse_claim(claim=found, reason=form.cleaned_data["reason"], actor=actor)
    return _("La demande de %(organisation)s est refusée. Elle lira votre réponse.") % names
