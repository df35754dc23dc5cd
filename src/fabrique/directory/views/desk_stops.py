"""The stops of an itinerant place and their dated visits: added, corrected, removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import requires
from fabrique.core.ui.forms import done
from fabrique.directory.actions import stops as actions
from fabrique.directory.desk.stops import StopLine, stop_lines, visit_words
from fabrique.directory.forms.stops import NewStopForm, StopForm, VisitsForm, shown_stop
from fabrique.directory.models import Place, Stop, StopVisit
from fabrique.directory.views.desk_offers import confirm, show
from fabrique.directory.views.desk_reach import crumbs_of, reached


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def stops(request: HttpRequest, code: str) -> HttpResponse:
    """The stops of an itinerant place, and one more."""
    place = reached(request, code, "stops")
    form = NewStopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        details = {**form.stop(), "visits": form.cleaned_data["visits"], "actor": str(request.user.pk)}
        if done(request, form, lambda: actions.add_stop(place=place, **details), _("L’arrêt est ajouté.")):
            return redirect("directory:desk-stops", code=code)
    return show(request, "stops", place, _("Arrêts"), form, stop_lines(place))


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One stop, to correct; its visits, and some more."""
    place, line = _found(request, code, pk)
    shown = shown_stop(line.stop, at_middle=line.at_middle)
    form = StopForm(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_valid():
        changes = form.stop()
        if "hours" not in form.changed_data:  # words that were read again might lose something
            del changes["hours"]
        action = {"stop": line.stop, "actor": str(request.user.pk), **changes}
        if done(request, form, lambda: actions.edit_stop(**action), _("C’est enregistré.")):
            return redirect("directory:desk-stop", code=code, pk=pk)
    return _page(request, place, line, form, VisitsForm())


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Add dated visits to a stop."""
    place, line = _found(request, code, pk)
    form = VisitsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data["visits"]
        count = len(given)
        words = ngettext("%(n)d passage est noté.", "%(n)d passages sont notés.", count) % {"n": count}
        action = {"stop": line.stop, "visits": given, "actor": str(request.user.pk)}
        if done(request, form, lambda: actions.add_visits(**action), words):
            return redirect("directory:desk-stop", code=code, pk=pk)
    shown = shown_stop(line.stop, at_middle=line.at_middle)
    return _page(request, place, line, StopForm(initial=shown), form)


def _found(request: HttpRequest, code: str, pk: int) -> tuple[Place, StopLine]:
    place = reached(request, code, "stops")
    for line in stop_lines(place, pk):
        return place, line
    raise Http404


def _page(
    request: HttpRequest, place: Place, line: StopLine, form: StopForm, visits_form: VisitsForm
) -> HttpResponse:
    context = {
        "place": place,
        "line": line,
        "form": form,
        "visits_form": visits_form,
        "crumbs": crumbs_of(request, place, line.stop.name, _above(place)),
    }
    return render(request, "directory/desk/stop.html", context)


def _above(place: Place) -> tuple[str, str]:
    return _("Arrêts"), reverse("directory:desk-stops", args=[place.code])


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take away a stop, once confirmed; twice is as once."""
    place = reached(request, code, "stops")
    found = Stop.objects.of(place).select_related("place").filter(pk=pk).first()
    if found is None:
        messages.info(request, _("Cet arrêt était déjà enlevé."))
        return redirect("directory:desk-stops", code=code)
    if request.method == "POST":
        actions.remove_stop(stop=found, actor=str(request.user.pk))
        messages.success(request, _("L’arrêt « %(name)s » est enlevé.") % {"name": found.name})
        return redirect("directory:desk-stops", code=code)
    words: dict[str, Any] = {
        "title": _("Enlever cet arrêt ?"),
        "name": str(found),
        "lines": [_("Ses passages datés disparaîtront avec lui. Cela ne se défait pas.")],
        "button": _("Enlever l’arrêt"),
    }
    return confirm(request, place, back=_above(place)[1], step=_above(place), **words)


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_visit(request: HttpRequest, code: str, pk: int, visit: int) -> HttpResponse:
    """Take away a dated visit, once confirmed; twice is as once."""
    place, line = _found(request, code, pk)
    back = reverse("directory:desk-stop", args=[code, pk])
    found = StopVisit.objects.select_related("stop__place").filter(stop=line.stop, pk=visit).first()
    if found is None:
        messages.info(request, _("Ce passage était déjà enlevé."))
        return redirect(back)
    if request.method == "POST":
        actions.remove_visit(visit=found, actor=str(request.user.pk))
        messages.success(request, _("Le passage est enlevé : %(when)s.") % {"when": visit_words(found)})
        return redirect(back)
    words: dict[str, Any] = {
        "title": _("Enlever ce passage ?"),
        "name": f"{visit_words(found)}, {line.stop}",
        "lines": [],
        "button": _("Enlever le passage"),
    }
    return confirm(request, place, back=back, step=(line.stop.name, back), **words)
