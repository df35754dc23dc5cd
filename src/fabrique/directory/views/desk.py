"""The desk of the guide: its home, the list of places, a new place, the people who asked not to be named."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.parts import Choice, Crumb
from fabrique.directory.actions import objections
from fabrique.directory.actions import places as actions
from fabrique.directory.desk import listing
from fabrique.directory.desk.counts import counts
from fabrique.directory.forms.offers import NewPlaceForm
from fabrique.directory.forms.reports import ObjectionForm
from fabrique.directory.models import Place


def trail(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back to the desk of the guide; ``steps`` are (words, address) pairs."""
    home = [
        Crumb(_("Ma journée"), reverse("web:desk")),
        Crumb(_("Tenir le guide"), reverse("directory:desk")),
    ]
    return [*home, *(Crumb(words, url) for words, url in steps)]


@requires("directory.keep_guide")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What awaits, and the state of the guide."""
    return render(
        request,
        "directory/desk/home.html",
        {"counts": counts(), "crumbs": [trail()[0], Crumb(_("Tenir le guide"))]},
    )


@requires("directory.keep_guide")
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The list of places, searched and filtered."""
    wanted = listing.asked(request.GET)
    query = wanted.query()
    context = {
        "asked": wanted,
        "page": listing.places(wanted, request.GET.get("page")),
        "states": [Choice(code, str(label), code == wanted.state) for code, label in listing.STATES],
        "lacks": [Choice(code, str(label), code in wanted.lacks) for code, label in listing.LACKS],
        "base": f"?{query}&page=" if query else "?page=",
        "crumbs": trail((_("Les lieux"), "")),
    }
    return render(request, "directory/desk/places.html", context)


@requires("directory.keep_guide")
@require_http_methods(["GET", "HEAD", "POST"])
def new_place(request: HttpRequest) -> HttpResponse:
    """Enter a place by hand: its name and commune first, its sheet afterwards."""
    form = NewPlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            place = actions.create_place(values=form.cleaned_data, actor=str(request.user.pk))
        except DomainRefusal as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("Le lieu est créé et publié. Complétez sa fiche."))
            return redirect("directory:desk-place", code=place.code)
    crumbs = trail((_("Les lieux"), reverse("directory:desk-places")), (_("Nouveau lieu"), ""))
    return render(request, "directory/desk/new_place.html", {"form": form, "crumbs": crumbs})


@requires("directory.keep_guide")
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest) -> HttpResponse:
    """Take out of the directory somebody who asks not to be named, once seen where; nothing typed is kept."""
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    named: list[Place] | None = None
    if form.is_valid():
        try:
            if "confirmer" in request.POST:
                removal = objections.object_contact(**form.cleaned_data, actor=str(request.user.pk))
                _say_removed(request, removal)
                return redirect("directory:desk-objection")
            if "corriger" not in request.POST:
                named = objections.places_naming(**form.cleaned_data)
        except DomainRefusal as refusal:
            form.add_error(refusal.field or None, refusal.message)
    crumbs = trail((_("Ne plus nommer une personne"), ""))
    context = {"form": form, "crumbs": crumbs, "named": named, "asked": named is not None}
    return render(request, "directory/desk/objection.html", context)


def _say_removed(request: HttpRequest, removal: objections.Removal) -> None:
    if not removal.places:
        text = _("Aucune fiche ne contenait ce nom. Les prochains imports respecteront cette demande.")
        messages.warning(request, text)
        return
    text = ngettext(
        "C’est fait : %(count)d fiche corrigée. Les prochains imports respecteront cette demande.",
        "C’est fait : %(count)d fiches corrigées. Les prochains imports respecteront cette demande.",
        removal.places,
    )
    messages.success(request, text % {"count": removal.places})
