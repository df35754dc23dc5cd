"""The gallery: every component in every state, with its documentation, for whoever writes a page."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fabrique.core.policies import public
from fabrique.core.ui import components, icons
from fabrique.core.ui.components import Component
from fabrique.web.gallery_examples import EXAMPLES, Example


@dataclass(frozen=True, slots=True)
class Specimen:
    """A component and how it looks."""

    component: Component
    examples: list[Example]


class SampleForm(forms.Form):
    """A Django form as the house shows it, errors included."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Par exemple : prenom.nom@exemple.fr"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    needs = forms.MultipleChoiceField(
        label=_("Vous cherchez de l’aide pour"),
        choices=[("demarches", _("Une démarche en ligne")), ("imprimer", _("Imprimer, scanner"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Plusieurs réponses possibles"),
    )
    moment = forms.ChoiceField(
        label=_("Quand ?"),
        choices=[("matin", _("Le matin")), ("soir", _("Le soir"))],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("Dites-nous en plus"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    agreed = forms.BooleanField(label=_("J’ai lu ce qui précède"))


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every component, in the order of the alphabet, then the icons, then a form with its errors."""
    specimens = [Specimen(components.component(name), EXAMPLES[name]) for name in components.names()]
    form = SampleForm({"email": "odette", "moment": "matin"}, prefix="exemple")
    context = {"specimens": specimens, "icon_names": icons.NAMES, "sample_form": form}
    return render(request, "web/gallery.html", context)
