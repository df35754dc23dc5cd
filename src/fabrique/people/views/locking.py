"""The lock of a shared desk: choosing its code, closing, opening again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.clients import page_behind
from fabrique.core.policies import requires
from fabrique.core.ui.forms import done
from fabrique.core.ui.parts import Crumb
from fabrique.people import interrupted, locking
from fabrique.people.actions.locking import MOST_TRIES, note_closed_session, set_desk_lock, try_code
from fabrique.people.forms.locking import LockForm, UnlockForm
from fabrique.people.models import DeskLock
from fabrique.people.signing.returning import wanted
from fabrique.people.signing.sessions import renew_key
from fabrique.people.views.choosing import take
from fabrique.people.views.common import actor

OWN = "people.manage_own_account"


@requires(OWN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Choose the code, and after how long the desk locks by itself."""
    account = actor(request)
    lock = DeskLock.objects.filter(account=account).first()
    initial = {"idle_minutes": lock.idle_minutes if lock else None}
    form = LockForm(request.POST if request.method == "POST" else None, known=bool(lock), initial=initial)
    if form.is_valid():
        data = {**form.cleaned_data, "account": account}
        if done(request, form, lambda: set_desk_lock(**data), _("Votre verrou est prêt.")):
            return redirect("people:lock-settings")
    crumbs = [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Verrou"))]
    return render(request, "people/desk/lock.html", {"form": form, "lock": lock, "crumbs": crumbs})


@requires(OWN)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Close the desk, at once; whoever has no code yet is asked to choose one first."""
    if not DeskLock.objects.filter(account=actor(request)).exists():
        messages.info(request, _("Choisissez d’abord le code qui rouvrira votre session."))
        return redirect("people:lock-settings")
    locking.close(request)
    renew_key(request)  # a page under way, which read the session before, cannot write it back open
    return redirect(f"{reverse('people:unlock')}?{_query(wanted(request))}")


def _query(path: str) -> str:
    return urlencode({"next": path})


@locking.while_locked
@requires(OWN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """The screen of a locked desk."""
    if not locking.is_locked(request):
        return redirect(wanted(request))
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        account = actor(request)
        if try_code(account=account, code=form.cleaned_data["code"]):
            locking.reopen(request)
            return _resumed(request)
        left = MOST_TRIES - DeskLock.objects.values_list("failures", flat=True).get(account=account)
        if left <= 0:
            note_closed_session(account=account)
            logout(request)
            messages.warning(
                request, _("Trop de codes faux\u00a0: la session est fermée. Connectez-vous de nouveau.")
            )
            return redirect("people:sign-in")
        form.add_error("code", _("Ce n’est pas le bon code. Essais restants\u00a0: %(n)s.") % {"n": left})
    return _screen(request, form, wanted(request), request.POST.get("held", ""))


def refused(request: HttpRequest) -> HttpResponse:
    """What a form meets that was sent to a locked desk: nothing was done, and it can go on after the code."""
    return _screen(request, UnlockForm(), page_behind(request), interrupted.held(request), status=423)


def _screen(request: HttpRequest, form: UnlockForm, path: str, held: str, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "next": path, "held": held}
    response = render(request, "people/unlock.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _resumed(request: HttpRequest) -> HttpResponse:
    """Back to the page that one was on; a form that was under way can be sent now."""
    return _offered(request, interrupted.opened(request, request.POST.get("held", "")))


@requires(OWN)
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """After signing in again: the form that came too late for the session before."""
    sent, organisation = interrupted.taken_up(request)
    if organisation and not actor(request).organisation_id:
        with suppress(Http404):  # no role there any more: they are asked for which one they act
            take(request, UUID(organisation))
    return _offered(request, sent)


def _offered(request: HttpRequest, sent: interrupted.Sent | None) -> HttpResponse:
    if sent is None:
        return redirect(wanted(request))
    response = render(request, "people/resume.html", {"sent": sent, "back": wanted(request)})
    response.headers["Cache-Control"] = "no-store"
    return response
