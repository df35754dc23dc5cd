"""Imports at the desk: examine a file, confirm, read the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import uploads
from fabrique.core.models import StoredFile
from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.pages import page_of
from fabrique.directory import uploading
from fabrique.directory.actions import uploads as actions
from fabrique.directory.desk import runs
from fabrique.directory.forms.uploads import UploadForm
from fabrique.directory.models import ImportRun
from fabrique.directory.views.desk import trail
from fabrique.kernels.hours import describe

SALT = "directory.upload"


@requires("directory.import_places")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The imports that were made, and a file to examine."""
    sent = request.method == "POST"
    named = {"source": request.GET.get("source", "")}  # a refused file keeps the name that was typed
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, initial=named)
    if form.is_valid():
        file = form.cleaned_data["file"]
        stored = uploads.keep_upload(stream=file.file, name=file.name)
        values = {"file": str(stored.pk), "source": form.cleaned_data["source"]}
        values |= {"name": stored.name, "by": str(request.user.pk)}
        return redirect("directory:desk-examine", token=signing.dumps(values, salt=SALT))
    rows = ImportRun.objects.select_related("source").order_by("-finished_at", "-pk")
    context = {
        "form": form,
        "page": page_of(rows, request.GET.get("page")),
        "sources": list(form.sources()),
        "notices": runs.notices(),
        "crumbs": trail((_("Imports"), "")),
    }
    return render(request, "directory/desk/imports.html", context)


@requires("directory.import_places")
@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the import would do, write nothing; then import once confirmed."""
    try:
        values = signing.loads(token, salt=SALT, max_age=uploads.KEPT)
    except signing.BadSignature as error:
        raise Http404 from error
    if values["by"] != str(request.user.pk):
        raise Http404
    source = values["source"]
    if "annuler" in request.POST:
        return redirect("directory:desk-imports")
    try:
        stored = uploads.find_upload(values["file"], name=values["name"])
        found = uploading.examine(stored, source)
        if request.method == "POST" and (not found.shrink or "admettre" in request.POST):
            return _import(request, stored, source, found)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect(reverse("directory:desk-imports", query={"source": source}))
    if found.guessed:
        messages.warning(request, _guess(found))
    context = {
        "found": found,
        "stored": stored,
        "source": source,
        "unticked": request.method == "POST",
        "problems": [_said(line) for line in found.problems],
        "crumbs": trail((_("Imports"), reverse("directory:desk-imports")), (_("Essai"), "")),
    }
    return render(request, "directory/desk/examine.html", context)


def _guess(found: uploading.Examination) -> str:
    """How an unknown file was read, for a person to confirm before importing."""
    read = ", ".join(f"{column} → {field.lower()}" for column, field in found.guessed)
    text = _("Ce fichier est nouveau pour nous. Voici comment nous l’avons lu : %(read)s.") % {"read": read}
    if found.unread:
        text += " " + _("Colonnes laissées de côté : %(columns)s.") % {"columns": ", ".join(found.unread)}
    return text + " " + _("Si c’est juste, importez ; sinon, annulez et renommez les colonnes.")


def _import(
    request: HttpRequest, stored: StoredFile, source: str, found: uploading.Examination
) -> HttpResponse:
    actor, shrink = str(request.user.pk), bool(found.shrink)
    if found.long:
        actions.request_import(stored=stored, source=source, allow_shrink=shrink, actor=actor)
        messages.success(request, _("L’import est en route. Il s’affichera ici quand il sera fini."))
        return redirect("directory:desk-imports")
    summary = uploading.import_upload(stored, source, allow_shrink=shrink, actor=actor)
    text = ngettext("%(count)d ligne lue, c’est fait.", "%(count)d lignes lues, c’est fait.", summary.rows)
    messages.success(request, text % {"count": summary.rows})
    run = ImportRun.objects.filter(source=source).order_by("-pk").first()
    return redirect("directory:desk-run", pk=run.pk) if run else redirect("directory:desk-imports")


@requires("directory.import_places")
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One import and its report."""
    found = get_object_or_404(ImportRun.objects.select_related("source", "report"), pk=pk)
    severity = request.GET.get("gravite", "")
    severity = severity if severity in uploading.SEVERITIES else ""
    page = runs.report_page(found, severity, request.GET.get("page"))
    context = {
        "run": found,
        "page": page,
        "lines": [_said(line) for line in page.lines],
        "severity": severity,
        "severities": [(code, str(label), page.tally[code]) for code, label in uploading.SEVERITIES.items()],
        "base": f"?gravite={severity}&page=" if severity else "?page=",
        "crumbs": trail((_("Imports"), reverse("directory:desk-imports")), (found.source_id, "")),
    }
    return render(request, "directory/desk/run.html", context)


@requires("directory.import_places")
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole report, as a file."""
    found = get_object_or_404(ImportRun.objects.select_related("report"), pk=pk)
    if found.report is None:
        raise Http404
    name = f"import-{found.source_id}-{found.finished_at:%Y-%m-%d}"
    lines = (text.encode() for text in runs.report_text(found))
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.jsonl"'
    return response


def _said(line: uploading.Line) -> dict[str, Any]:
    """A line of a report, in words."""
    refused = line.severity == "error"  # its reason is in « after »
    after = " ; ".join(describe(line.after)) if line.field == "hours" else line.after
    kinds = {"error": "bad", "warning": "warn", "info": ""}
    return {
        "line": line.line,
        "field": runs.field_label(line.field),
        "before": line.before or _("(rien)"),
        "after": _("(refusé)") if refused else after or _("(rien)"),
        "why": line.after if refused else uploading.sentence(line.rule),
        "severity": str(uploading.SEVERITIES.get(line.severity, line.severity)),
        "kind": kinds.get(line.severity, ""),
    }
