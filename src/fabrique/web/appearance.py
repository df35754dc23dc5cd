"""The page where an administrator chooses the territory's look."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fabrique.core import files
from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.parts import Column
from fabrique.core.ui.theme import Theme, contrasts
from fabrique.territory import actions
from fabrique.web.context import territory
from fabrique.web.forms import AppearanceForm


@requires("web.set_appearance")
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Show the look and its contrasts; change it, or say which pair cannot be read."""
    shown = territory()
    form = AppearanceForm(request.POST or None, request.FILES or None, shown=shown)
    if form.is_valid():
        try:
            actions.present_territory(
                actor=str(request.user.pk),
                helpline_phone=form.cleaned_data["help_phone"],
                helpline_hours=form.cleaned_data["help_hours"],
                theme=form.chosen(_logo_path(form, shown.theme.logo)),
            )
        except DomainRefusal as refusal:
            form.add_error("help_phone" if refusal.field == "helpline_phone" else None, refusal.message)
        else:
            messages.success(request, _("L’apparence est enregistrée."))
            return redirect("web:appearance")
    columns = [Column(_("Paire")), Column(_("Contraste"), numeric=True), Column(_("Minimum"), numeric=True)]
    context = {"form": form, "columns": columns, "rows": _rows(shown.theme)}
    return render(request, "web/appearance.html", context)


def _logo_path(form: AppearanceForm, present: str) -> str:
    """Where the logo lies under the instance's files, once the new one is kept."""
    if form.cleaned_data["no_logo"]:
        return ""
    logo = form.cleaned_data["logo"]
    if logo is None:
        return present
    stored = files.keep(logo.file, name=logo.name, media_type=logo.content_type)
    return f"{stored.sha256[:2]}/{stored.sha256}"


def _rows(theme: Theme) -> list[list[object]]:
    """Each pair of both modes with its ratio, in French."""
    found = [row for mode, palette in theme.modes() for row in contrasts(mode, palette)]
    return [
        [
            name,
            format_html("{}\u00a0pour\u00a01", _number(ratio)),
            format_html("{}\u00a0pour\u00a01", _number(least)),
        ]
        for name, ratio, least in found
    ]


def _number(ratio: float) -> str:
    return f"{ratio:.1f}".replace(".", ",")
