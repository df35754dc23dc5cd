"""The queue of duplicates: one pair on a screen, a decision, the next one; and what was merged."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.directory.actions import merging
from fabrique.directory.desk import pairs
from fabrique.directory.desk.counts import waiting_pairs
from fabrique.directory.enums.lifecycle import PairState
from fabrique.directory.models import DuplicatePair
from fabrique.directory.views.desk import trail
from fabrique.people.models import Account


@requires("directory.settle_duplicates")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Go straight to the first pair that waits, or say that none does."""
    first = pairs.next_pair()
    if first is not None:
        return redirect("directory:desk-pair", pk=first)
    context = {"crumbs": trail((_("Doublons"), "")), "merged": _merged_count(), "refused": _refused_count()}
    return render(request, "directory/desk/pairs_empty.html", context)


@requires("directory.settle_duplicates")
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair side by side. A decision leads to the next pair; the database settles a race."""
    found = pairs.find_pair(pk)
    if found is None:
        raise Http404
    if request.method == "POST":
        following = pairs.next_pair(after=found)
        _decide(request, found)
        if following is None:
            return redirect("directory:desk-pairs")
        return redirect("directory:desk-pair", pk=following)
    context = {
        "shown": pairs.side_by_side(found),
        "waiting": waiting_pairs().count(),
        "open": found.state == PairState.QUEUED,
        "merged": _merged_count(),
        "refused": _refused_count(),
        "crumbs": trail((_("Doublons"), reverse("directory:desk-pairs")), (_("Deux fiches à comparer"), "")),
    }
    return render(request, "directory/desk/pair.html", context)


def _decide(request: HttpRequest, found: DuplicatePair) -> None:
    actor = str(request.user.pk)
    try:
        if "meme" in request.POST:
            merging.confirm_pair(pair=found, actor=actor)
            found.refresh_from_db()
            if found.state == PairState.QUEUED:
                text = _("Cette réponse contredit un refus d’avant : les deux fiches restent séparées.")
                messages.warning(request, text)
            else:
                messages.success(request, _("Les deux fiches sont réunies. Cela se défait dans « Réunis »."))
        elif "deux" in request.POST:
            merging.refuse_pair(pair=found, actor=actor)
            messages.success(request, _("C’est noté : ce sont deux lieux. Cela se défait : « différentes »."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)


@requires("directory.settle_duplicates")
@require_safe
def merged(request: HttpRequest) -> HttpResponse:
    """What was merged, by hand or by itself, the latest first."""
    kind = request.GET.get("par", "")
    rows = DuplicatePair.objects.filter(state=PairState.MERGED)
    if kind in ("personne", "machine"):
        rows = rows.filter(automatic=kind == "machine")
    rows = rows.select_related("left__source", "right__source", "left__place")
    page: Pages[DuplicatePair] = page_of(rows.order_by("-decided_at", "-pk"), request.GET.get("page"))
    people = {str(account.pk): account.name for account in Account.objects.only("name")}
    lines = [
        {
            "pair": one,
            "sure": pairs.likelihood(one.probability)[0],
            "who": _("seul") if one.automatic else people.get(one.decided_by, _("une personne")),
            "why": [reason["text"] for reason in one.reasons[:3] if reason.get("text")],
        }
        for one in page.items
    ]
    base = f"?par={kind}&page=" if kind in ("personne", "machine") else "?page="
    crumbs = trail((_("Doublons"), reverse("directory:desk-pairs")), (_("Réunis"), ""))
    context = {"page": page, "lines": lines, "kind": kind, "base": base, "crumbs": crumbs}
    return render(request, "directory/desk/merged.html", context)


@requires("directory.settle_duplicates")
@require_POST
def separate(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge; each record goes home."""
    found = pairs.find_pair(pk)
    if found is None:
        raise Http404
    told(
        request,
        partial(merging.undo_merge, pair=found, actor=str(request.user.pk)),
        _("Les deux fiches sont séparées, et le resteront."),
    )
    return redirect("directory:desk-merged")


@requires("directory.settle_duplicates")
@require_safe
def refused(request: HttpRequest) -> HttpResponse:
    """The pairs that somebody called two places, the latest first."""
    rows = DuplicatePair.objects.filter(state=PairState.REFUSED).select_related(
        "left__source", "right__source"
    )
    page: Pages[DuplicatePair] = page_of(rows.order_by("-decided_at", "-pk"), request.GET.get("page"))
    crumbs = trail((_("Doublons"), reverse("directory:desk-pairs")), (_("Deux lieux différents"), ""))
    return render(request, "directory/desk/refused.html", {"page": page, "crumbs": crumbs})


@requires("directory.settle_duplicates")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Examine again a pair that was refused."""
    found = pairs.find_pair(pk)
    if found is None:
        raise Http404
    try:
        merging.reopen_pair(pair=found, actor=str(request.user.pk))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("directory:desk-refused")
    return redirect("directory:desk-pair", pk=pk)


def _refused_count() -> int:
    return DuplicatePair.objects.filter(state=PairState.REFUSED).count()


def _merged_count() -> int:
    return DuplicatePair.objects.filter(state=PairState.MERGED).count()
