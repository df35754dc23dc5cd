"""« Signaler une erreur » : one short screen, a code, a page to follow it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import public
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.parts import Crumb
from fabrique.directory import throttle
from fabrique.directory.actions import reports as actions
from fabrique.directory.enums.lifecycle import PlaceState, ReportMotive, ReportState
from fabrique.directory.forms.reports import ReportForm
from fabrique.directory.models import ErrorReport, Place

STEPS = {
    ReportState.RECEIVED: 1,
    ReportState.IN_PROGRESS: 2,
    ReportState.CORRECTED: 3,
    ReportState.DISMISSED: 3,
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what is wrong, keep it, and lead to the page that follows it."""
    place = get_object_or_404(Place.objects.only("code", "name", "state", "commune_name"), code=code)
    if place.state != PlaceState.PUBLISHED:
        raise Http404
    motive = request.GET.get("motif", "")
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        initial={"motive": motive if motive in ReportMotive.values else ""},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        kept, status = _keep(request, form, place)
        if kept:
            return redirect(f"{reverse('directory:report-follow', args=[kept.code])}?merci=oui")
    crumbs = [
        Crumb(_("Trouver de l’aide"), reverse("directory:search")),
        Crumb(place.name, reverse("directory:place", args=[code])),
        Crumb(_("Signaler une erreur")),
    ]
    context = {"form": form, "place": place, "crumbs": crumbs}
    return render(request, "directory/report_error.html", context, status=status)


def _keep(request: HttpRequest, form: ReportForm, place: Place) -> tuple[ErrorReport | None, int]:
    """Keep the report, or say in the form why not; the HTTP status tells a machine."""
    if form.cleaned_data["site"]:
        form.data = {**{name: form.data.get(name, "") for name in form.fields}, "site": ""}
        form.add_error(None, _("Cet envoi ressemble à celui d’un robot. Si ce n’en est pas un, renvoyez-le."))
        return None, 200
    if not throttle.allow(request, clock.now(), "report"):
        text = _("Beaucoup de signalements viennent d’ici. Attendez dix minutes, puis envoyez de nouveau : ")
        form.add_error(None, text + _("ce que vous avez écrit est resté."))
        return None, 429
    data = {name: form.cleaned_data[name] for name in ("motive", "words", "email")}
    home = request.build_absolute_uri(reverse("directory:report-follow", args=["0"])).removesuffix("0/")
    try:
        return actions.report_error(place=place, follow_home=home, **data), 200
    except DomainRefusal as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return None, 200


@public
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Where a report stands, in words. The code is all that one needs, and nothing personal is shown."""
    found = get_object_or_404(ErrorReport.objects.select_related("place__merged_into"), code=code.lower())
    place = found.place.merged_into or found.place
    context = {
        "report": found,
        "place": place,
        "place_shown": place.state == PlaceState.PUBLISHED,
        "step": STEPS[ReportState(found.state)],
        "spelled": "\u00a0".join(found.code[at : at + 3] for at in range(0, len(found.code), 3)),
        "labels": [_("Reçu"), _("En cours"), _last_step(found)],
        "answer": "" if found.motive == ReportMotive.CONTACT else found.answer,
        "thanks": "merci" in request.GET and found.state == ReportState.RECEIVED,
    }
    return render(request, "directory/report_follow.html", context)


def _last_step(found: ErrorReport) -> str:
    words = {ReportState.DISMISSED: _("Sans suite"), ReportState.CORRECTED: _("Corrigé")}
    return words.get(ReportState(found.state), _("Réponse"))
