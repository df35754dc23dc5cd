"""One person's file: read it, correct it, add to it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, log_refusal, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import discretion
from fabrique.core.ui.forms import done
from fabrique.core.ui.parts import Crumb
from fabrique.people import notices
from fabrique.people.actions import merging, residents
from fabrique.people.enums import ConsentPurpose, NoteLevel
from fabrique.people.forms.residents import MergeForm, NoteForm, ResidentForm, written
from fabrique.people.models import Consent, Resident
from fabrique.people.queries.residents import files_of, find_residents, kept_file
from fabrique.people.queries.sheets import Sheet, levels_of, parts_of, sheet_of
from fabrique.people.sections import sections_for
from fabrique.people.views.common import actor, note_read
from fabrique.people.views.residents import trail

EDIT = "people.edit_resident"


def _file(request: HttpRequest, action: str, pk: UUID) -> Resident:
    rows = Resident.objects.filter(emptied_at__isnull=True).select_related(
        "organisation", "informed_by", "merged_into"
    )
    return fetch(request.user, action, rows, pk=pk)


def _read(request: HttpRequest, resident: Resident) -> Sheet:
    """The file as this reader sees it; that it was read is noted."""
    sheet = sheet_of(request.user, resident)
    note_read(request, resident, *sheet.merged)
    return sheet


def _trail(request: HttpRequest, resident: Resident) -> list[Crumb]:
    return trail((discretion.shown(request, resident.called), ""))


@requires("people.see_resident")
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, of which each reader sees the parts that their role reaches."""
    resident = _file(request, "people.see_resident", pk)
    if resident.merged_into_id:
        return redirect("people:resident", pk=kept_file(resident).pk)
    sheet = _read(request, resident)
    return _page(request, sheet, NoteForm(levels=levels_of(sheet.parts)))


def _page(request: HttpRequest, sheet: Sheet, form: NoteForm) -> HttpResponse:
    resident = sheet.resident
    context = {
        "sheet": sheet,
        "resident": resident,
        "notice": notices.CURRENT.said_by(resident.organisation),
        "form": form,
        "may_edit": can(request.user, EDIT, resident) and not resident.limited_at,
        "may_merge": can(request.user, "people.merge_residents", resident),
        "sections": sections_for(request, resident),
        "crumbs": _trail(request, resident),
    }
    return render(request, "people/residents/show.html", context)


@requires(EDIT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct the parts that one reaches."""
    resident = _file(request, EDIT, pk)
    parts = parts_of(request.user, resident)
    form = ResidentForm(
        request.POST if request.method == "POST" else None, initial=written(resident), parts=parts
    )
    if form.is_valid():
        values = form.details()
        act = partial(residents.edit_resident, resident=resident, values=values, by=actor(request))
        if done(request, form, act, _("Le dossier est corrigé.")):
            return redirect("people:resident", pk=pk)
    note_read(request, *files_of(resident))
    context = {"form": form, "resident": resident, "crumbs": _trail(request, resident)}
    return render(request, "people/residents/edit.html", context)


@requires(EDIT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a note, of a level that its writer reads too. Whoever comes back to its address finds the file."""
    resident = _file(request, EDIT, pk)
    if request.method != "POST":
        return redirect("people:resident", pk=pk)
    form = NoteForm(request.POST, levels=levels_of(parts_of(request.user, resident)))
    if form.is_valid():
        level, text = NoteLevel(form.cleaned_data["level"]), form.cleaned_data["text"]
        act = partial(residents.write_note, resident=resident, level=level, text=text, by=actor(request))
        if done(request, form, act, _("La note est ajoutée.")):
            return redirect("people:resident", pk=pk)
    return _page(request, _read(request, resident), form)


@requires(EDIT)
@require_POST
def inform(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notice was read to the person."""
    try:
        residents.inform_resident(resident=_file(request, EDIT, pk), by=actor(request))
        messages.success(request, _("C’est noté : la personne a été informée."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:resident", pk=pk)


@requires(EDIT)
@require_POST
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person accepts one thing, or takes it back."""
    resident = _file(request, EDIT, pk)
    if "consents" not in parts_of(request.user, resident):
        log_refusal(request.user, EDIT, "Consent")
        raise Http404
    purpose = request.POST.get("objet", "")
    held = Consent.objects.of(resident.organisation).filter(
        resident__in=files_of(resident), withdrawn_at__isnull=True
    )
    try:
        if purpose not in ConsentPurpose.values:
            raise DomainRefusal(_("Cet accord n’existe pas."))
        wanted = ConsentPurpose(purpose)
        if "reprendre" in request.POST:
            for each in held.filter(purpose=wanted):
                residents.withdraw_consent(consent=each, by=actor(request))
            words = _("L’accord est retiré\u00a0: «\u00a0%(what)s\u00a0».")
        else:
            residents.give_consent(resident=resident, purpose=wanted, by=actor(request))
            words = _("L’accord est noté\u00a0: «\u00a0%(what)s\u00a0».")
        messages.success(request, words % {"what": wanted.label})
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:resident", pk=pk)


@requires("people.merge_residents")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that another file is about the same person: both are shown before it is done."""
    resident = _file(request, "people.merge_residents", pk)
    form = MergeForm(request.POST if request.method == "POST" else None)
    other: Resident | None = None
    if form.is_valid():
        found = find_residents(request.user, code=form.cleaned_data["code"])
        other = found[0] if found and found[0].pk != resident.pk else None
        if other is None:
            form.add_error("code", _("Aucun autre dossier ne porte ce code."))
        elif "confirmer" in request.POST and _merged(request, form, resident, other):
            return redirect("people:resident", pk=pk)
    context = {"form": form, "resident": resident, "other": other, "crumbs": _trail(request, resident)}
    if other:
        context["sheets"] = [_read(request, each) for each in (resident, other)]
    return render(request, "people/residents/merge.html", context)


def _merged(request: HttpRequest, form: MergeForm, kept: Resident, other: Resident) -> bool:
    try:
        merging.merge_residents(kept=kept, other=other, by=actor(request))
    except DomainRefusal as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("Les deux dossiers n’en font plus qu’un."))
    return True


@requires("people.merge_residents")
@require_POST
def separate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file out of the one into which it went."""
    other = _file(request, "people.merge_residents", pk)
    try:
        merging.separate_residents(other=other, by=actor(request))
        messages.success(
            request, _("Les dossiers sont de nouveau séparés. Les codes de carnet sont annulés.")
        )
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:resident", pk=pk)
