"""The front page, the professional's desk, the reading comfort."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import public, requires
from fabrique.core.ui import navigation
from fabrique.people.enums import Role
from fabrique.people.signing.sessions import former_visit, second_factor
from fabrique.people.views.common import actor
from fabrique.web import queries
from fabrique.web.context import COMFORT, COMFORT_COOKIE


@public
@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """The resident's first page: one question, the phone, the doors, the figures."""
    figures = queries.public_figures()
    context = {
        "doors": queries.open_doors(),
        "figures": figures,
        "figures_on": min((figure.on for figure in figures), default=None),
    }
    return render(request, "web/portal.html", context)


@requires("people.see_desk")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What awaits the person who signed in, what she does most, what has changed, what waits elsewhere."""
    account, since = actor(request), former_visit(request.session)
    waiting, gestures = queries.waiting_for(account), queries.gestures_for(account)
    offered = {each.url for each in gestures}
    tools = navigation.links_for(account, request.path, navigation.tools)
    proved = bool(second_factor(request.session))
    context = {
        "today": clock.today(),
        "roles": [Role(each).label for each in Role.values if each in account.roles],
        "waiting": waiting,
        "lines": queries.first_lines(waiting),
        "gestures": gestures,
        "tools": [each for each in tools if each.url not in offered],
        "since": since,
        "told": queries.news_of(account, waiting),
        "changes": queries.changes_for(account, since),
        "elsewhere": queries.waiting_elsewhere(account, proved=proved) if account.must_choose else [],
    }
    return render(request, "web/desk.html", context)


@public
@require_safe
def comfort(request: HttpRequest) -> HttpResponse:
    """Turn the reading comfort on or off, and come back. Twice is as once, so a link may do it."""
    back = request.GET.get("retour", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = reverse("web:portal")
    response = HttpResponseRedirect(back)
    response.headers["Cache-Control"] = "no-store"
    if request.GET.get("choix") == "oui":
        response.set_cookie(
            COMFORT_COOKIE,
            COMFORT,
            max_age=timedelta(days=365),
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    else:
        response.delete_cookie(COMFORT_COOKIE, samesite="Lax")
    return response
