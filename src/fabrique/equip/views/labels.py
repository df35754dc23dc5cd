"""Labels: what to print and on what, the PDF, the sheet of moves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import may, requires
from fabrique.equip.deeds import by_scan
from fabrique.equip.documents.labels import FORMATS, MOST, Label, gestures_pdf, labels_pdf
from fabrique.equip.enums import MOVES
from fabrique.equip.forms.labels import CodesForm, LabelsForm
from fabrique.equip.queries.labels import SOURCES, labels_for, lots_behind
from fabrique.equip.views.common import SEE, crumbs
from fabrique.people.views.common import actor

KEPT = "equip_labels"  # the format that one printed on last


def _codes(request: HttpRequest, labels: list[Label]) -> CodesForm:
    """The question of the codes; what was written and leads to no label is wrong."""
    form = CodesForm(request.GET if "codes" in request.GET and not labels else None)
    if form.is_valid():
        form.add_error("codes", _("Aucun appareil de votre stock n’a ce code."))
    return form


def _asked(request: HttpRequest) -> tuple[str, str, list[Label]]:
    """Where the labels come from, and the labels."""
    source = next((name for name in SOURCES if request.GET.get(name)), "codes")
    value = request.GET.get(source, "")
    return source, value, labels_for(request.user, source, value, request.build_absolute_uri)


@requires(SEE)
@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What is to be printed, and on what."""
    source, value, labels = _asked(request)
    last = request.session.get(KEPT, "")
    form = LabelsForm(initial={"format": last if last in FORMATS else next(iter(FORMATS)), "depart": 1})
    context = {
        "form": form,
        "codes": _codes(request, labels),
        "labels": labels,
        "source": source,
        "value": value,
        "most": MOST,
        "lots": lots_behind(request.user, source, value),
        "crumbs": crumbs((_("Étiquettes"), "")),
    }
    return render(request, "equip/labels/choose.html", context)


@requires(SEE)
@never_cache
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The labels, ready to print."""
    source, value, labels = _asked(request)
    form = LabelsForm(request.GET)
    if not form.is_valid() or not labels:
        context = {"form": form, "labels": labels, "source": source, "value": value, "most": MOST}
        context |= {"codes": _codes(request, labels), "lots": lots_behind(request.user, source, value)}
        context["crumbs"] = crumbs((_("Étiquettes"), ""))
        return render(request, "equip/labels/choose.html", context)
    name, start = form.cleaned_data["format"], form.cleaned_data["depart"] or 1
    request.session[KEPT] = name
    holder = actor(request).organisation_name
    return _pdf(labels_pdf(labels, name, start=start, territory=holder, at=clock.now()), "etiquettes.pdf")


@requires(SEE)
@never_cache
@require_safe
def gestures(request: HttpRequest) -> HttpResponse:
    """The moves that one may do, as barcodes to pin above the bench."""
    moves = [each for each in MOVES if by_scan(each.verb) and may(request.user, each.action)]
    if not moves:
        raise Http404
    holder = actor(request).organisation_name
    return _pdf(gestures_pdf(moves, territory=holder, at=clock.now()), "gestes.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
