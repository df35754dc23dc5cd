"""Tying a person's file to the one that another organisation holds: the person carries the code."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done
from fabrique.people.actions import linking
from fabrique.people.codes import spaced
from fabrique.people.enums import LinkEnd
from fabrique.people.forms.carnets import LinkForm
from fabrique.people.forms.fields import OnceForm
from fabrique.people.models import FileLink, Resident
from fabrique.people.queries.links import links_of, readiness
from fabrique.people.queries.residents import files_of
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked
from fabrique.people.views.carnets import person_of
from fabrique.people.views.common import actor, note_read
from fabrique.people.views.residents import crumbs_of

LINK = "people.link_files"


@requires(LINK)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The structures that know that they help this person; what a tie needs."""
    resident = person_of(request, LINK, pk)
    note_read(request, *files_of(resident))
    return _page(request, "show", resident, form=OnceForm(), links=links_of(resident))


def _page(request: HttpRequest, template: str, resident: Resident, **more: object) -> HttpResponse:
    back = "" if template == "show" else reverse("people:links", args=[resident.pk])
    context = {
        "resident": resident,
        "ready": readiness(resident),
        "crumbs": crumbs_of(request, resident, (_("Autres structures"), back)),
        **more,
    }
    return render(request, f"people/links/{template}.html", context)


@requires(LINK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the person a code to carry; the page that answers is the only one that shows it."""
    resident = person_of(request, LINK, pk)
    form = OnceForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("people:links", pk=resident.pk)
    try:
        once = form.cleaned_data["once"]
        made, code = linking.issue_link_code(resident=resident, by=actor(request), once=once)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("people:links", pk=resident.pk)
    return _page(request, "issued", resident, made=made, spaced=spaced(code))


@requires(LINK)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def link(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Type the code that the person brings."""
    resident = person_of(request, LINK, pk)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keys = {"account": str(actor(request).pk), "organisation": str(resident.organisation_id)}
        throttle.check("link", **keys)
        data = {"resident": resident, "code": form.cleaned_data["code"], "by": actor(request)}
        words = _("C’est fait : les deux structures savent qu’elles accompagnent la personne.")
        if done(request, form, lambda: linking.link_files(**data), words):
            throttle.passed("link", **keys)
            return redirect("people:links", pk=resident.pk)
    return _page(request, "link", resident, form=form)


@requires(LINK)
@require_POST
def end(request: HttpRequest, pk: UUID, link: UUID) -> HttpResponse:
    """The person, or the organisation, wants the tie no more."""
    resident = person_of(request, LINK, pk)
    own = FileLink.objects.of(resident.organisation).filter(resident__in=files_of(resident))
    found = get_object_or_404(own.select_related("resident"), pk=link)
    linking.end_link(link=found, end=LinkEnd.ASKED, by=actor(request))
    messages.success(request, _("Le lien est arrêté, des deux côtés."))
    return redirect("people:links", pk=resident.pk)
