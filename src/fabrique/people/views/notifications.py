"""What one is told, and how one wants to be told of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import fetch, requires
from fabrique.core.ui.parts import Crumb
from fabrique.people.actions import notifying
from fabrique.people.forms.notifications import DeliveriesForm
from fabrique.people.queries import notifications as queries
from fabrique.people.views.common import actor


def _trail(*steps: tuple[str, str]) -> list[Crumb]:
    return [Crumb(_("Ma journée"), reverse("web:desk")), *(Crumb(words, url) for words, url in steps)]


@requires(queries.READ)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is not read first, then the rest, a year back."""
    context = {
        "page": queries.page_of_notifications(request.user, request.GET.get("page")),
        "unread": queries.count_unread(request.user),
        "crumbs": _trail((_("Notifications"), "")),
    }
    return render(request, "people/desk/notifications.html", context)


@requires(queries.READ)
@require_POST
def follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that one has read it, and go where it leads, or stay."""
    found = fetch(request.user, queries.READ, queries.notifications_of(request.user), pk=pk)
    notifying.mark_read(account=actor(request), only=found)
    shown = next((each.shown for each in queries.told(request.user, [found])), None)
    if shown and "suivre" in request.POST:
        return redirect(shown.url)
    messages.success(request, _("Marquée comme lue."))
    return redirect("people:notifications")


@requires(queries.READ)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that one has read everything, where one acts."""
    count = notifying.mark_read(account=actor(request))
    one, many = _("%(n)s notification marquée comme lue."), _("%(n)s notifications marquées comme lues.")
    messages.success(request, (one if count < 2 else many) % {"n": count})
    return redirect("people:notifications")


@requires(queries.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """For each kind: here only, by e-mail at once, or once a day."""
    account = actor(request)
    known = queries.choices_of(account)
    form = DeliveriesForm(request.POST if request.method == "POST" else None, choices=known)
    if form.is_valid():
        for key, delivery in form.chosen():
            notifying.choose_delivery(account=account, kind=key, delivery=delivery)
        messages.success(request, _("Vos choix sont enregistrés."))
        return redirect("people:notifications")
    home = (_("Notifications"), reverse("people:notifications"))
    context = {"form": form, "email": account.email, "crumbs": _trail(home, (_("Choisir"), ""))}
    return render(request, "people/desk/deliveries.html", context)
