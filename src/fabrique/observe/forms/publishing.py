"""The forms of what is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.observe.texts import one_line
from fabrique.people.models import Agreement, Organisation


class DraftForm(forms.Form):
    """How what was composed would be published: its title, for whom, of what it is a new edition."""

    title = forms.CharField(
        label=gettext_lazy("Titre"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "class": "title-lines"}),
    )
    slug = forms.ChoiceField(
        label=gettext_lazy("Nouvelle édition de"),
        help_text=gettext_lazy("L’édition d’avant reste à sa propre adresse, et dit qu’elle est remplacée."),
        required=False,
    )
    audience = forms.ModelChoiceField(
        label=gettext_lazy("Pour qui"),
        help_text=gettext_lazy("Un partenaire seul, ou tout le monde."),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Tout le monde"),
    )

    def __init__(self, *args: Any, slugs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].choices = [("", _("Rien : c’est nouveau")), *slugs]  # type: ignore[attr-defined]
        partners = Organisation.objects.order_by("name", "pk")
        self.fields["audience"].queryset = partners  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """A title is one line, however many its field shows."""
        return one_line(self.cleaned_data["title"])


class CommentForm(forms.Form):
    """What one says of a publication."""

    text = forms.CharField(
        label=gettext_lazy("Votre commentaire"),
        help_text=gettext_lazy("Lu des organisations du programme. Ne nommez aucune personne."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """What is answered to a comment."""

    answer = forms.CharField(
        label=gettext_lazy("Votre réponse"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(forms.Form):
    """Why a publication is withdrawn: its address will say so."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi elle est retirée"),
        help_text=gettext_lazy("Ce texte est montré à l’adresse de la publication."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RuleForm(forms.Form):
    """The threshold of a partner under an agreement."""

    agreement = forms.ModelChoiceField(
        label=gettext_lazy("Convention"),
        help_text=gettext_lazy("Celle où ce seuil est écrit."),
        queryset=Agreement.objects.none(),
        empty_label=gettext_lazy("Choisissez une convention"),
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("Le plus petit nombre de personnes montré"),
        help_text=gettext_lazy("De 5 à 10. Sans convention, c’est 11."),
        min_value=5,
        max_value=10,
    )

    def __init__(self, *args: Any, agreements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]
        self.fields["agreement"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.organisation.name} : {one}"
        )
