"""The mandates of a person: all, one, prepare, renew, abandon, take back."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.accompany.actions.conditions import check_conditions, protection_of
from fabrique.accompany.actions.drafting import abandon_mandate, draft_mandate
from fabrique.accompany.actions.ending import revoke_authorisations
from fabrique.accompany.enums import Asked, Duration, End
from fabrique.accompany.forms.mandates import DraftForm, RevokeForm
from fabrique.accompany.models import Mandate
from fabrique.accompany.queries.mandates import is_renewable, last_place, line_of, lines_of, text_of
from fabrique.accompany.queries.remote import is_offered
from fabrique.accompany.views.common import DRAFT, OPEN, REVOKE, SEE, SIGN, crumbs, file_of, mandate_of
from fabrique.core import clock
from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse, told
from fabrique.people.models import Resident
from fabrique.people.views.common import actor


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All mandates of a person, the newest first."""
    resident = file_of(request, SEE, pk)
    context = {
        "resident": resident,
        "lines": lines_of(resident, clock.now()),
        "may_draft": can(request.user, DRAFT, resident) and not protection_of(resident),
        "crumbs": crumbs(request, resident),
    }
    return render(request, "accompany/mandates/index.html", context)


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """One mandate: what it allows now, its text, and what can be done with it."""
    resident = file_of(request, SEE, pk)
    found = mandate_of(request, SEE, resident, mandate)
    line = line_of(found, clock.now())
    context = {
        "resident": resident,
        "mandate": found,
        "line": line,
        "text": text_of(found),
        "revoked": [each for each in line.authorisations if each.end == End.REVOKED],
        "may_sign": can(request.user, SIGN, found),
        "by_sms": is_offered(),
        "may_revoke": can(request.user, REVOKE, found),
        "may_open": can(request.user, OPEN, resident),
        "crumbs": crumbs(request, resident, (found.code, "")),
    }
    return render(request, "accompany/mandates/show.html", context)


@requires(DRAFT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Prepare a mandate; who may not sign one is said before anything is typed. ``pour``: what it is for."""
    resident = file_of(request, DRAFT, pk)
    initial: dict[str, Any] = {"procedures": [request.GET.get("pour", "")]}
    initial |= {"duration": Duration.MONTH, "place": last_place(resident), "language": ""}
    return _draft(request, resident, initial)


@requires(DRAFT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """Take up a mandate again, in a new one."""
    resident = file_of(request, DRAFT, pk)
    former = mandate_of(request, DRAFT, resident, mandate)
    if not is_renewable(resident, former, clock.now()):
        messages.error(request, _("Ce mandat ne se renouvelle plus : préparez-en un nouveau."))
        return redirect("accompany:mandate", pk=resident.pk, mandate=former.pk)
    initial = {
        "procedures": [each.procedure for each in line_of(former, clock.now()).authorisations],
        "duration": former.duration,
        "language": former.language,
        "place": last_place(resident),
    }
    return _draft(request, resident, initial, former)


def _draft(
    request: HttpRequest, resident: Resident, initial: dict[str, Any], renews: Mandate | None = None
) -> HttpResponse:
    refused = _refusal(request, resident)
    form = DraftForm(request.POST if request.method == "POST" else None, initial={"key": uuid4(), **initial})
    if not refused and form.is_valid() and (made := _drafted(request, resident, form, renews)):
        return redirect("accompany:mandate", pk=resident.pk, mandate=made.pk)
    words = _("Renouveler") if renews else _("Nouveau mandat")
    context = {
        "form": form,
        "resident": resident,
        "renews": renews,
        "refused": refused,
        "crumbs": crumbs(request, resident, (words, "")),
    }
    return render(request, "accompany/mandates/draft.html", context)


def _refusal(request: HttpRequest, resident: Resident) -> str:
    try:
        check_conditions(resident, actor(request))
    except DomainRefusal as refusal:
        return refusal.message
    return ""


def _drafted(
    request: HttpRequest, resident: Resident, form: DraftForm, renews: Mandate | None
) -> Mandate | None:
    data = dict(form.cleaned_data)
    duration = Duration(data.pop("duration"))
    try:
        return draft_mandate(resident=resident, duration=duration, renews=renews, by=actor(request), **data)
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(SIGN)
@require_POST
def abandon(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The person does not sign."""
    resident = file_of(request, SIGN, pk)
    told(
        request,
        partial(abandon_mandate, mandate=mandate_of(request, SIGN, resident, mandate), by=actor(request)),
        _("Le mandat préparé est abandonné."),
    )
    return redirect("accompany:mandates", pk=resident.pk)


@requires(REVOKE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The person takes back some procedures, or all of them. Sent twice, it is told once more."""
    resident = file_of(request, REVOKE, pk)
    found = mandate_of(request, REVOKE, resident, mandate)
    live = line_of(found, clock.now()).live
    named, held = set(request.POST.getlist("procedures")), {each.procedure for each in live}
    if not held or (named and not named & held):
        messages.info(request, _("C’est déjà fini : plus rien n’est autorisé ici."))
        return redirect("accompany:mandate", pk=resident.pk, mandate=found.pk)
    only = {"procedures": list(held)} if len(held) == 1 else {}
    form = RevokeForm(request.POST if request.method == "POST" else None, live=live, initial=only)
    if form.is_valid():
        revoke_authorisations(
            mandate=found,
            procedures=form.cleaned_data["procedures"],
            asked=Asked(form.cleaned_data["asked"]),
            by=actor(request),
        )
        messages.success(request, _("C’est annulé dès maintenant. Remettez l’attestation à la personne."))
        return redirect("accompany:mandate", pk=resident.pk, mandate=found.pk)
    context = {"form": form, "resident": resident, "mandate": found}
    context["crumbs"] = crumbs(request, resident, (_("Annuler"), ""))
    return render(request, "accompany/mandates/revoke.html", context)
