"""Receiving a person: find their file, or open one."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import discretion
from fabrique.core.ui.forms import refuse
from fabrique.core.ui.parts import Crumb
from fabrique.people import notices, searches
from fabrique.people.actions.residents import file_of_form, receive_resident
from fabrique.people.enums import Origin
from fabrique.people.forms.residents import FindForm, ReceiveForm
from fabrique.people.models import Organisation, Resident
from fabrique.people.queries.residents import find_residents
from fabrique.people.queries.sheets import parts_of
from fabrique.people.views.common import actor, note_read

KEYS = ("last_name", "birth_year", "phone")


def trail(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back; ``steps`` are (words, address) pairs."""
    home = [
        Crumb(_("Ma journée"), reverse("web:desk")),
        Crumb(_("Recevoir une personne"), reverse("people:find-resident")),
    ]
    return [*home, *(Crumb(words, url) for words, url in steps)]


def crumbs_of(request: HttpRequest, resident: Resident, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back through a person's file."""
    name = discretion.shown(request, resident.called)
    return trail((name, reverse("people:resident", args=[resident.pk])), *steps)


def holder_of(request: HttpRequest) -> Organisation:
    """The organisation for which the account acts; the policy made sure that there is one."""
    holder = actor(request).organisation_id
    assert holder is not None
    return Organisation.objects.get(pk=holder)


@requires("people.see_resident")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for exact keys; show the files that have them, and offer to open one.

    What is found has an address of its own, without the keys: « back » returns to it from a file.
    """
    form = FindForm(
        request.POST if request.method == "POST" else searches.last(request), parts=parts_of(request.user)
    )
    if not form.is_bound:
        form.fields["last_name"].widget.attrs["autofocus"] = True  # what one comes here for
    found: list[Resident] | None = None
    if form.is_valid():
        found = find_residents(request.user, **form.cleaned_data)
        if len(found) == 1 and form.cleaned_data["code"]:
            return redirect("people:resident", pk=found[0].pk)
        if request.method == "POST":
            return redirect(searches.keep(request, form.cleaned_data))
        note_read(request, *found)  # whom a search has shown was read, if little
    context = {
        "form": form,
        "found": found,
        "typed": {} if found is None else {name: form.cleaned_data.get(name, "") for name in KEYS},
        "crumbs": [*trail()[:1], Crumb(_("Recevoir une personne"))],
    }
    return render(request, "people/residents/find.html", context)


@requires("people.receive_resident")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Open a file. From the search, what was typed there is carried over; known persons are shown first."""
    parts, holder = parts_of(request.user), holder_of(request)
    if request.method != "POST" or "depuis" in request.POST:
        initial = {"key": uuid4(), "holder": holder.pk, "origin": Origin.DESK}
        initial |= {name: request.POST.get(name, "")[:120] for name in KEYS}
        return _receive_page(request, holder, ReceiveForm(initial=initial, parts=parts), [])
    form, known = ReceiveForm(request.POST, parts=parts), []
    if form.is_valid() and form.check_holder(holder):
        known = [] if "autre" in request.POST else _known(request, holder, form)
        if not known and (resident := _opened(request, holder, form)):
            messages.success(request, _("Le dossier est ouvert."))
            return redirect("people:resident", pk=resident.pk)
    return _receive_page(request, holder, form, known)


def _receive_page(
    request: HttpRequest, holder: Organisation, form: ReceiveForm, known: list[Resident]
) -> HttpResponse:
    notice = notices.CURRENT.said_by(holder)
    crumbs = trail((_("Nouvelle personne"), ""))
    context = {"form": form, "known": known, "notice": notice, "crumbs": crumbs}
    return render(request, "people/residents/receive.html", context)


def _known(request: HttpRequest, holder: Organisation, form: ReceiveForm) -> list[Resident]:
    """Files of the same keys, but for the one that this very form has just opened."""
    keys = {name: form.cleaned_data.get(name, "") for name in KEYS}
    own = file_of_form(holder, form.cleaned_data["key"])
    found = [each for each in find_residents(request.user, **keys) if each.pk != own]
    note_read(request, *found)
    return found


def _opened(request: HttpRequest, holder: Organisation, form: ReceiveForm) -> Resident | None:
    data = form.cleaned_data
    try:
        return receive_resident(
            organisation=holder,
            values=form.details(),
            origin=Origin(data["origin"]),
            informed=data["informed"],
            by=actor(request),
            key=data["key"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None
