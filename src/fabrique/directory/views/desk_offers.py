"""The closures of a place, and what every page of a thing that hangs on a place needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core import clock
from fabrique.core.policies import requires
from fabrique.core.ui.forms import done
from fabrique.directory.actions import offers as actions
from fabrique.directory.forms.offers import ClosureForm, read
from fabrique.directory.models import Closure, Place
from fabrique.directory.views.desk_reach import crumbs_of, reached
from fabrique.kernels.hours import describe


@requires("directory.edit_place")
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest, code: str) -> HttpResponse:
    """The closures of a place, and one more."""
    place = reached(request, code, "closures")
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on", "reason")}
        details = {**data, "hours": read(form.cleaned_data), "actor": str(request.user.pk)}
        if done(request, form, lambda: actions.close_place(place=place, **details), _("C’est noté.")):
            return redirect("directory:desk-closures", code=code)
    today = clock.today()
    rows = [
        {"closure": one, "hours": describe(one.hours), "past": one.ends_on < today}
        for one in Closure.objects.of(place).order_by("-ends_on", "-pk")
    ]
    return show(request, "closures", place, _("Fermetures"), form, rows)


@requires("directory.edit_place")
@require_POST
def reopen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back a closure; twice is as once."""
    place = reached(request, code, "closures")
    closure = Closure.objects.of(place).select_related("place").filter(pk=pk).first()
    if closure is None:
        messages.info(request, _("Cette fermeture était déjà enlevée."))
    else:
        actions.reopen_place(closure=closure, actor=str(request.user.pk))
        messages.success(request, _("La fermeture est enlevée."))
    return redirect("directory:desk-closures", code=code)


def show(
    request: HttpRequest, template: str, place: Place, words: str, form: Form, rows: Sequence[Any]
) -> HttpResponse:
    """The page of a list of such things, with the form that adds one."""
    context = {"place": place, "form": form, "rows": rows, "crumbs": crumbs_of(request, place, words)}
    return render(request, f"directory/desk/{template}.html", context)


def confirm(
    request: HttpRequest, place: Place, *, back: str, step: tuple[str, str] | None = None, **words: Any
) -> HttpResponse:
    """The page that asks before something is removed: ``title``, ``name``, ``lines``, ``button``."""
    context = {
        **words,
        "place": place,
        "back": back,
        "crumbs": crumbs_of(request, place, words["button"], *([step] if step else [])),
    }
    return render(request, "directory/desk/remove.html", context)
