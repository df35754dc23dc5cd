"""The scanner's form: what was scanned, and what each scan does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.policies import Actor, may
from fabrique.equip.actions.moving import LONGEST_NOTE
from fabrique.equip.actions.placing import KEEP
from fabrique.equip.deeds import by_scan
from fabrique.equip.enums import MOVES
from fabrique.equip.scanning import LOOK, STORE

AT_ONCE = 200


def deeds_for(actor: Actor) -> list[tuple[str, str]]:
    """What a scan may do, for this actor: see, put away, then the moves of a device's life."""
    found = [(LOOK, _("Montrer l’appareil, sans rien changer"))]
    if may(actor, KEEP):
        found.append((STORE, _("Ranger sur l’étagère que je scanne d’abord")))
    return [
        *found,
        *((each.verb, each.words) for each in MOVES if by_scan(each.verb) and may(actor, each.action)),
    ]


class ScannedForm(forms.Form):
    """What was scanned: one scan, or one a line when a scanner keeps many and gives them all at once."""

    one_is_enough = True

    code = forms.CharField(
        label=gettext_lazy("Scannez, ou tapez le code"),
        required=False,
        max_length=20_000,
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
    )
    many = forms.CharField(
        label=gettext_lazy("Plusieurs codes à la fois"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Un par ligne, pour un scanner qui les garde en mémoire. Deux cents au plus."),
    )

    def scans(self) -> list[str]:
        """What was scanned, in order, the same one twice in a row once."""
        lines = [*self.cleaned_data["code"].splitlines(), *self.cleaned_data["many"].splitlines()]
        found: list[str] = []
        for line in (each.strip() for each in lines):
            if line and (not found or found[-1] != line):
                found.append(line)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"code", "many"} <= set(data) and len(self.scans()) > AT_ONCE:
            self.add_error("many", _("Deux cents codes au plus à la fois : envoyez le reste ensuite."))
        return data


class ScanForm(ScannedForm):
    """What was scanned, and what each scan does."""

    geste = forms.ChoiceField(label=gettext_lazy("Que fait chaque scan ?"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note pour chacun"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Ni nom, ni mot de passe."),
    )
    etagere = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, deeds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["geste"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(deeds)
