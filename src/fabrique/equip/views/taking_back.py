"""What recyclers take away: all, one, note one."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.core.ui.pages import page_of
from fabrique.core.ui.parts import Crumb
from fabrique.equip.actions.taking_back import take_back
from fabrique.equip.forms.following_up import TakeBackForm
from fabrique.equip.models import TakeBack
from fabrique.equip.queries.taking_back import NOTE, codes_of, lines_of, take_backs_for, untracked
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of


@requires(NOTE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every take-back, the latest first; and what was recycled without a slip."""
    context = {
        "page": page_of(take_backs_for(request.user), request.GET.get("page")),
        "untracked": list(untracked(request.user)[:100]),
        "crumbs": _crumbs(),
    }
    return render(request, "equip/taking_back/index.html", context)


@requires(NOTE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Note what leaves: recycler, slip, weight, devices."""
    waiting = "\n".join(untracked(request.user).values_list("code", flat=True)[:500])
    initial = {"taken_on": clock.today(), "devices": waiting, "key": uuid4()}
    form = TakeBackForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        form.known = codes_of(request.user, [code for code, _weight in form.lines()])
    if form.is_valid() and (made := _noted(request, form)):
        messages.success(request, _("L’enlèvement est noté."))
        return redirect("equip:take-back", pk=made.pk)
    context = {"form": form, "crumbs": _crumbs((_("Nouvel enlèvement"), ""))}
    return render(request, "equip/taking_back/new.html", context)


def _noted(request: HttpRequest, form: TakeBackForm) -> TakeBack | None:
    data = form.cleaned_data
    try:
        return take_back(
            organisation=holder_of(request),
            recycler=data["recycler"],
            slip=data["slip"],
            taken_on=data["taken_on"],
            weight_g=data["weight"],
            devices=data["devices"],
            by=actor(request),
            key=data["key"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(NOTE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One: its slip, its weight, its devices."""
    found = fetch(request.user, NOTE, TakeBack.objects.select_related("noted_by"), pk=pk)
    context = {
        "take_back": found,
        "lines": lines_of(found),
        "crumbs": _crumbs((found.slip, "")),
    }
    return render(request, "equip/taking_back/show.html", context)


def _crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    listed = reverse("equip:take-backs") if steps else ""
    home = [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Enlèvements"), listed)]
    return [*home, *(Crumb(words, url) for words, url in steps)]
