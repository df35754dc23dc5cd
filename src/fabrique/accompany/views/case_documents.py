"""Documents of a procedure: received, opened by who may, given back."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.accompany.actions.documents import receive_document, return_document
from fabrique.accompany.actions.screening import screen_file
from fabrique.accompany.forms.cases import DocumentForm
from fabrique.accompany.models import Case, CaseDocument
from fabrique.accompany.views.common import KEEP, SEE_CASES, case_crumbs, case_of, file_of, step_to
from fabrique.accompany.views.papers import as_file
from fabrique.core.crypto import files
from fabrique.core.policies import requires
from fabrique.core.ui.forms import done, told
from fabrique.people.views.common import actor


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, pk: UUID, case: UUID) -> HttpResponse:
    """Receive a document."""
    resident = file_of(request, KEEP, pk)
    found = case_of(request, KEEP, resident, case)
    posted = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if posted else DocumentForm(initial={"key": uuid4()})
    if form.is_valid() and done(
        request, form, partial(_received, request, found, form), _("Le document est enregistré.")
    ):
        return redirect("accompany:case", pk=resident.pk, case=found.pk)
    context = {"form": form, "resident": resident, "case": found}
    context["crumbs"] = case_crumbs(request, resident, step_to(resident, found), (_("Document reçu"), ""))
    return render(request, "accompany/cases/receive.html", context)


def _received(request: HttpRequest, case: Case, form: DocumentForm) -> CaseDocument:
    data, by = form.cleaned_data, actor(request)
    screened = None
    if sent := data["document"]:
        screened = screen_file(content=sent.read(), resident=case.resident, by=by, field="document")
    return receive_document(
        case=case, name=data["name"], screened=screened, original=data["original"], by=by, key=data["key"]
    )


@requires(SEE_CASES)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID, case: UUID, document: UUID) -> HttpResponse:
    """The file, always as a download."""
    found = _document(request, SEE_CASES, pk, case, document)
    if found.file is None:
        raise Http404
    return as_file(files.read(found.file), found.file.media_type, found.file.name)


@requires(KEEP)
@require_POST
def give_back(request: HttpRequest, pk: UUID, case: UUID, document: UUID) -> HttpResponse:
    """The paper goes back to the person."""
    told(
        request,
        partial(return_document, document=_document(request, KEEP, pk, case, document), by=actor(request)),
        _("C’est noté : le papier est rendu."),
    )
    return redirect("accompany:case", pk=pk, case=case)


def _document(request: HttpRequest, action: str, pk: UUID, case: UUID, document: UUID) -> CaseDocument:
    found = case_of(request, action, file_of(request, action, pk), case)
    rows = CaseDocument.objects.of(found.organisation).filter(case=found, pk=document)
    held = rows.select_related("case__organisation", "case__resident__organisation", "file__stored").first()
    if held is None:
        raise Http404
    return held
