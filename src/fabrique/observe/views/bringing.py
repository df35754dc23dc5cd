"""Bringing a file of figures: choose it, examine it, say what it is, then import it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core import uploads
from fabrique.core.models import StoredFile
from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular.model import Table
from fabrique.core.ui.file_forms import TableForm
from fabrique.core.ui.forms import Problem, problems, refuse
from fabrique.observe import uploading
from fabrique.observe.actions.data_sets import check_lendable, request_import
from fabrique.observe.forms.data import AboutForm, LayoutForm
from fabrique.observe.queries.importing import notices
from fabrique.observe.views.common import BRING, trail
from fabrique.observe.views.sent import sent_with, token_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

SALT = "observe.upload"


@requires(BRING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file; see what became of those that are read in the background."""
    sent = request.method == "POST"
    form = TableForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        return redirect("observe:examine", token=token_of(request, form.cleaned_data["file"], SALT))
    context = {
        "form": form,
        "notices": notices(holder_of(request)),
        "crumbs": trail((_("Apporter des données"), "")),
    }
    return render(request, "observe/bring.html", context)


@requires(BRING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the import would do, write nothing; import once confirmed."""
    values = sent_with(request, token, SALT)
    if "annuler" in request.POST:  # the bytes go within a day: somebody else may examine the same
        return redirect("observe:bring")
    try:
        stored = uploads.find_upload(values["file"], name=values["name"])
        table = uploading.table_of(stored)
        draft = uploading.draft_of(stored, table)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:bring")
    data = request.POST if request.method == "POST" else None
    layout = LayoutForm(draft, data) if draft else None
    return _examined(request, stored, table, layout)


def _examined(
    request: HttpRequest, stored: StoredFile, table: Table, layout: LayoutForm | None
) -> HttpResponse:
    sent = request.method == "POST"
    about = AboutForm(request.user, request.POST) if sent else None
    values, refused, found = _values(layout, about), "", None
    try:
        if values is not None:
            found = uploading.examine(stored, values, whole=False, table=table)
    except DomainRefusal as refusal:
        refused = refusal.message
    digest = found.digest if found else ""
    if about is None:
        about = AboutForm(request.user, initial=_said(found, layout, stored))
    elif found and values is not None and "importer" in request.POST and about.is_valid():
        if request.POST.get("lu") == digest:
            if done := _import(request, stored, about, {**values, **_kept(stored, about)}, found):
                return done
        else:
            changed = _("Vous avez changé la lecture : vérifiez ce qu’elle donne, puis importez.")
            messages.warning(request, changed)
    context = {
        "stored": stored,
        "found": found,
        "digest": digest,
        "refused": refused,
        "layout": layout,
        "about": about,
        "problems": _problems(layout, about) if sent else [],
        "crumbs": trail((_("Apporter des données"), reverse("observe:bring")), (_("Essai"), "")),
    }
    return render(request, "observe/examine.html", context)


def _kept(stored: StoredFile, about: AboutForm) -> dict[str, Any]:
    """What goes with the file into the background: plain values."""
    said = about.cleaned_data
    agreement = str(said["agreement"].pk) if said["agreement"] else ""
    return {**said, "agreement": agreement, "slug": about.slug(), "file_name": stored.name}


def _values(layout: LayoutForm | None, about: AboutForm | None) -> dict[str, Any] | None:
    """What the reading depends on; None when what was typed cannot be read with."""
    values: dict[str, Any] = {}
    if layout is not None:
        if layout.is_bound and not layout.is_valid():
            return None
        values["draft"] = (layout.corrected() if layout.is_bound else layout.draft).to_dict()
    if about is not None:
        about.is_valid()
        values |= {name: about.cleaned_data.get(name) for name in ("vintage", "geography")}
    return values


def _problems(layout: LayoutForm | None, about: AboutForm) -> list[Problem]:
    return [*(layout.problems() if layout else []), *problems(about)]


def _said(
    found: uploading.Examination | None, layout: LayoutForm | None, stored: StoredFile
) -> dict[str, Any]:
    """What the file and its description tell of themselves."""
    if found is None:
        return {"title": layout.draft.title if layout else stored.name}
    spec, year = found.spec, found.read.vintage
    return {
        "title": spec.title,
        "producer": spec.producer,
        "vintage": year or "",
        "geography": found.read.panel.geography or None,
        "licence": spec.licence,
        "url": spec.url,
        "shared": found.draft is None,
    }


def _import(
    request: HttpRequest,
    stored: StoredFile,
    about: AboutForm,
    values: dict[str, Any],
    found: uploading.Examination,
) -> HttpResponse | None:
    """Where to go once it is imported, or will be; None when it is refused, which the form then says."""
    holder, by = holder_of(request), actor(request)
    try:
        if found.draft and values["shared"]:
            check_lendable(values["licence"], about.cleaned_data["agreement"])
        if found.long:
            request_import(stored=stored, values=values, by=by, organisation=holder)
            messages.success(request, _("L’import est en route. Il s’affichera ici quand il sera fini."))
            return redirect("observe:bring")
        made = uploading.import_upload(stored, values, by=by, organisation=holder)
    except DomainRefusal as refusal:
        refuse(about, refusal)
        return None
    messages.success(request, _("C’est fait : les valeurs sont dans l’observatoire."))
    return redirect("observe:data-set", pk=made.pk)
