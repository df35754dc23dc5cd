"""The carnet of a person, read by its code: what an organisation holds for them, and « ce n’est pas moi »."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.clients import client_of
from fabrique.core.policies import public
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import formats
from fabrique.core.ui.forms import refuse
from fabrique.people.actions import carnets, credentials
from fabrique.people.carnet import CarnetLine, CarnetPart, parts_of
from fabrique.people.enums import AlertKind
from fabrique.people.models import CarnetAccess, Resident
from fabrique.people.queries.carnets import find_carnet, waiting_of
from fabrique.people.queries.residents import files_of, kept_file
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked
from fabrique.web import carnet_visit
from fabrique.web.carnet_forms import EnterForm, SayForm
from fabrique.web.carnet_visit import in_visit, private

FORM = ["GET", "HEAD", "POST"]
SAID = "dit"  # in the address of the carnet, once something was said of a line


@public
@sensitive_post_parameters("code")
@private
@require_http_methods(FORM)
@braked
def enter(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code. It is never in an address: the printed square leads to this page only."""
    if request.method != "POST":
        return redirect("web:carnet-read") if carnet_visit.visit_of(request) else _ask(request, EnterForm())
    form = EnterForm(request.POST)
    if form.is_valid():
        access = _found(request, form.cleaned_data["code"])
        if access is not None:
            carried = form.cleaned_data["subject"]
            response = _say(request, access, SayForm(initial=form.cleaned_data)) if carried else None
            response = response or redirect("web:carnet-read")
            carnet_visit.begin(request, response, access)
            return response
        form.add_error("code", _("Ce code n’ouvre aucun carnet. Relisez-le, ou demandez-en un autre."))
    return _ask(request, form)


def _ask(request: HttpRequest, form: EnterForm) -> HttpResponse:
    return render(request, "web/carnet/enter.html", {"form": form})


def _found(request: HttpRequest, code: str) -> CarnetAccess | None:
    """The access of a code. Raises ``Throttled`` for a visitor who tries many."""
    address = client_of(request)
    counted = throttle.check("carnet", address=address)
    access = find_carnet(code)
    if access is not None:
        throttle.passed("carnet", address=address)
    for bucket in counted.filled if access is None else ():
        credentials.note_brake(kind=bucket.kind)
    return access


@public
@require_safe
@in_visit
def read(request: HttpRequest, access: CarnetAccess) -> HttpResponse:
    """The carnet. That it was read is noted."""
    resident = kept_file(access.resident)
    carnets.note_reading(access=access)
    context = {
        "resident": resident,
        "parts": _shown(resident),
        "former": carnet_visit.former_reading(request),
        "said": SAID in request.GET,
        "AlertKind": AlertKind,
    }
    return render(request, "web/carnet/read.html", context)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line, what may still be said of it, and whether something was that waits for its answer."""

    line: CarnetLine
    dispute: bool
    stop: bool
    said: bool


def _shown(resident: Resident) -> list[tuple[CarnetPart, list[Shown]]]:
    waiting = {(each.subject, each.kind) for each in waiting_of(files_of(resident))}

    def show(line: CarnetLine) -> Shown:
        said = {kind for kind in AlertKind if (line.subject, kind) in waiting}
        dispute = bool(line.subject) and AlertKind.NOT_ME not in said
        return Shown(line, dispute, bool(line.stop) and AlertKind.STOP not in said, bool(said))

    return [(part, [show(line) for line in part.lines]) for part in parts_of(resident)]


@public
@private
@require_http_methods(FORM)
@braked
def say(request: HttpRequest) -> HttpResponseBase:
    """« Ce n’est pas moi », or « je veux que cela s’arrête »: one question, then it is sent."""
    if request.method != "POST":
        return redirect("web:carnet-read")
    form = SayForm(request.POST)
    access = carnet_visit.visit_of(request)
    if access is None:  # the visit ended while they wrote: their words wait for the code
        messages.info(request, _("Votre carnet s’est fermé tout seul. Tapez votre code : rien n’est perdu."))
        return _ask(request, EnterForm(initial=request.POST.dict()))
    line = _line(access, form)
    if "envoyer" not in request.POST:
        form = SayForm(initial=request.POST.dict())
    elif line and _sent(access, form, line):
        response: HttpResponse = redirect(f"{redirect('web:carnet-read').url}?{SAID}")
        carnet_visit.go_on(request)
        return response
    response = _say(request, access, form) or redirect("web:carnet-read")
    carnet_visit.go_on(request)
    return response


def _say(request: HttpRequest, access: CarnetAccess, form: SayForm) -> HttpResponse | None:
    """The question about a line; None when the carnet has no such line, or no longer."""
    line = _line(access, form)
    if line is None:
        messages.info(request, _("Cette ligne n’est plus dans votre carnet."))
        return None
    context = {"form": form, "line": line, "stop": form["kind"].value() == AlertKind.STOP}
    context["organisation"] = access.resident.organisation.name
    return render(request, "web/carnet/say.html", context)


def _line(access: CarnetAccess, form: SayForm) -> CarnetLine | None:
    """The line that is told of: of this very carnet, and of one that may be stopped if that is asked."""
    subject, kind = form["subject"].value(), form["kind"].value()
    if not subject or kind not in AlertKind.values:
        return None
    lines = (line for part in parts_of(kept_file(access.resident)) for line in part.lines)
    found = next((line for line in lines if line.subject == subject), None)
    return None if found and kind == AlertKind.STOP and not found.stop else found


def _sent(access: CarnetAccess, form: SayForm, line: CarnetLine) -> bool:
    if not form.is_valid():
        return False
    throttle.check("carnet_alert", carnet=str(access.pk))
    try:
        carnets.raise_alert(
            access=access,
            resident=kept_file(access.resident),
            kind=AlertKind(form.cleaned_data["kind"]),
            subject=line.subject,
            told=_told(line),
            words=form.cleaned_data["words"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return False
    return True


def _told(line: CarnetLine) -> str:
    """The line as it was read, in one sentence."""
    facts = [formats.dated(line.on) if line.on else "", line.by]
    said = ", ".join(each for each in facts if each)
    return f"{line.whole} ({said})" if said else line.whole


@public
@require_POST
@private
def leave(request: HttpRequest) -> HttpResponseBase:
    """Close the carnet."""
    messages.success(request, _("Votre carnet est fermé. Cet appareil n’en garde rien."))
    response = redirect("web:carnet")
    carnet_visit.finish(request, response)
    return response
