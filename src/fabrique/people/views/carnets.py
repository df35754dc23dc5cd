"""The carnet on the side of the organisation: its code, its paper, the answers to what the person says."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done
from fabrique.people.actions import carnets
from fabrique.people.codes import spaced, typed
from fabrique.people.forms.carnets import AnswerForm
from fabrique.people.forms.fields import OnceForm
from fabrique.people.models import CarnetAlert, Resident
from fabrique.people.papers import carnet_pdf
from fabrique.people.queries.carnets import opens, state_of
from fabrique.people.queries.residents import files_of, kept_file
from fabrique.people.views.common import actor, note_read
from fabrique.people.views.residents import crumbs_of

GIVE, REVOKE, ANSWER = "people.give_carnet", "people.revoke_carnet", "people.answer_alert"


def person_of(request: HttpRequest, action: str, pk: UUID) -> Resident:
    """The file of an address, or the one into which it went; another organisation's is as a missing one."""
    rows = Resident.objects.filter(emptied_at__isnull=True).select_related("organisation", "merged_into")
    return kept_file(fetch(request.user, action, rows, pk=pk))


@requires(GIVE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code in use, when the carnet was last read; give another, print, revoke."""
    resident = person_of(request, GIVE, pk)
    context = {
        "resident": resident,
        "state": state_of(resident),
        "form": OnceForm(),
        "crumbs": crumbs_of(request, resident, (_("Carnet"), "")),
    }
    return render(request, "people/carnet/show.html", context)


@requires(GIVE, fresh=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a code; the page that answers is the only one that shows it."""
    resident = person_of(request, GIVE, pk)
    form = OnceForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("people:carnet", pk=resident.pk)
    try:
        once = form.cleaned_data["once"]
        access, code = carnets.issue_carnet(resident=resident, by=actor(request), once=once)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("people:carnet", pk=resident.pk)
    context = {
        "resident": resident,
        "access": access,
        "code": code,
        "spaced": spaced(code),
        "address": _address(request).partition("://")[2],
        "crumbs": crumbs_of(request, resident, (_("Carnet"), "")),
    }
    return render(request, "people/carnet/issued.html", context)


def _address(request: HttpRequest) -> str:
    """The page that asks for a code: what is printed, and scanned."""
    return request.build_absolute_uri(reverse("web:carnet"))


@requires(GIVE)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The carnet as a PDF; with its code for who comes from the page that has just shown it."""
    resident = person_of(request, GIVE, pk)
    code = typed(request.POST.get("code", ""))
    access = opens(resident, code) if code else None
    if request.method == "POST" and access is None:
        messages.error(request, _("Ce code n’ouvre plus ce carnet. Donnez-en un autre, puis imprimez."))
        return redirect("people:carnet", pk=resident.pk)
    note_read(request, *files_of(resident))
    content = carnet_pdf(resident, _address(request), access, code)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="carnet-{resident.code}.pdf"'
    return response


@requires(REVOKE)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person lost the paper, or wants it no more: the code opens nothing from now on."""
    resident = person_of(request, REVOKE, pk)
    try:
        if carnets.revoke_carnet(resident=resident, by=actor(request)):
            messages.success(request, _("Le code est annulé. Il n’ouvre plus rien."))
        else:
            messages.info(request, _("Aucun code n’était en service."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    back = "people:carnet" if can(request.user, GIVE, resident) else "people:resident"
    return redirect(back, pk=resident.pk)


@requires(ANSWER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID, alert: UUID) -> HttpResponse:
    """What the person says, and what one answers them."""
    rows = CarnetAlert.objects.filter(resident__emptied_at__isnull=True)
    rows = rows.select_related("resident__organisation", "resident__merged_into", "answered_by")
    found = fetch(request.user, ANSWER, rows, pk=alert, resident=pk)
    resident = kept_file(found.resident)
    note_read(request, found.resident)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {**form.cleaned_data, "alert": found, "by": actor(request)}
        if done(request, form, lambda: carnets.answer_alert(**data), _("La réponse est dans son carnet.")):
            return redirect("people:resident", pk=resident.pk)
    crumbs = crumbs_of(request, resident, (_("Signalement"), ""))
    others = not found.answered_at and carnets.is_left_to_others(found, actor(request))
    context = {"alert": found, "resident": resident, "form": form, "others": others, "crumbs": crumbs}
    return render(request, "people/carnet/answer.html", context)
