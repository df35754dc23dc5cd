"""The queue of errors that visitors reported: oldest first, each answered once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.pages import Pages, page_of
from fabrique.directory.actions import confirming
from fabrique.directory.actions import reports as actions
from fabrique.directory.desk import proposals
from fabrique.directory.desk.counts import OPEN, open_reports
from fabrique.directory.enums.lifecycle import ReportMotive
from fabrique.directory.forms.reports import AnswerForm
from fabrique.directory.models import ErrorReport
from fabrique.directory.views.desk import trail
from fabrique.directory.views.desk_seen import opened, sealed
from fabrique.kernels.hours import describe

SALT = "directory.proposal"
KINDS = {"received": "warn", "in_progress": "info", "corrected": "ok", "dismissed": ""}


@requires("directory.answer_reports")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What awaits an answer, the oldest first; or what was answered, the newest first."""
    answered = request.GET.get("etat") == "traites"
    rows = ErrorReport.objects.exclude(state__in=OPEN) if answered else open_reports()
    order = ("-answered_at", "-pk") if answered else ("created_at", "pk")
    page: Pages[ErrorReport] = page_of(rows.select_related("place").order_by(*order), request.GET.get("page"))
    context = {
        "page": page,
        "answered": answered,
        "rows": [{"report": one, "kind": KINDS[one.state]} for one in page.items],
        "base": "?etat=traites&page=" if answered else "?page=",
        "crumbs": trail((_("Signalements"), "")),
    }
    return render(request, "directory/desk/reports.html", context)


@requires("directory.answer_reports")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One report: take it, correct the sheet, answer."""
    report = get_object_or_404(ErrorReport.objects.select_related("place__merged_into"), code=code)
    answering = request.method == "POST" and "prendre" not in request.POST
    thanks = {"answer": _("C’est corrigé. Merci de votre réponse.")} if report.proposed else None
    form = AnswerForm(request.POST if answering else None, initial=thanks)
    if "plus-tard" in request.POST:
        return _onward(report)
    if request.method == "POST" and (not answering or form.is_valid()):
        try:
            words = _act(request, report, form)
        except DomainRefusal as refusal:
            messages.error(request, refusal.message)
            report.refresh_from_db()
        else:
            messages.success(request, words)
            return _onward(report) if answering else redirect("directory:desk-report", code)
    place = report.place.merged_into or report.place
    context = {
        "report": report,
        "place": place,
        "proposals": proposals.proposals(report, place),
        "ticked": request.POST.getlist("retenir") if request.method == "POST" else None,
        "seen": sealed(proposals.present(report, place), f"{SALT}.{code}"),
        "kind": KINDS[report.state],
        "hours": describe(place.hours),
        "waiting": open_reports().count(),
        "open": report.state in OPEN,
        "objects": report.motive == ReportMotive.CONTACT,
        "form": form,
        "crumbs": trail((_("Signalements"), reverse("directory:desk-reports")), (report.code, "")),
    }
    return render(request, "directory/desk/report.html", context)


def _onward(report: ErrorReport) -> HttpResponse:
    """To the report that waits longest after this one; to the list when nothing waits."""
    waiting = list(open_reports().order_by("created_at", "pk").values_list("code", "created_at"))
    later = [code for code, at in waiting if at > report.created_at and code != report.code]
    following = [*later, *(code for code, _at in waiting if code != report.code)]
    return (
        redirect("directory:desk-report", following[0]) if following else redirect("directory:desk-reports")
    )


def _act(request: HttpRequest, report: ErrorReport, form: AnswerForm) -> str:
    """Take or close the report; returns what was done, in words."""
    actor = str(request.user.pk)
    if "prendre" in request.POST:
        actions.take_report(report=report, actor=actor)
        return _("Vous vous occupez de ce signalement.")
    corrected = "corrige" in request.POST
    answer = form.cleaned_data["answer"]
    if corrected and (ticked := request.POST.getlist("retenir")):
        place = report.place.merged_into or report.place
        seen = opened(request, f"{SALT}.{report.code}") or proposals.present(report, place)
        confirming.apply_proposal(
            report=report,
            fields=proposals.accepted(report, ticked),
            closure=proposals.CLOSURE in ticked,
            answer=answer,
            seen=seen,
            actor=actor,
        )
        return _("La fiche est corrigée avec ce que vous avez retenu, et le signalement est clos.")
    actions.close_report(report=report, corrected=corrected, answer=answer, actor=actor)
    return _("Le signalement est clos : fiche corrigée.") if corrected else _("Le signalement est clos.")
