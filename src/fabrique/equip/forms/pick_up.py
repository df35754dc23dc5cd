"""Counting at the door, and signing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.signature import SignatureForm
from fabrique.equip.enums import DeviceKind, PickUpProof
from fabrique.equip.models import DonationLine

PLAIN = forms.TextInput(attrs={"autocomplete": "off"})
MOST = 20_000


class PickUpForm(SignatureForm):
    """How many of each kind, what came besides, who hands it over, the signature on screen or on paper."""

    extra_kind = forms.ChoiceField(
        label=gettext_lazy("Autre chose que promis"), required=False,
        choices=[("", gettext_lazy("Rien d’autre")), *DeviceKind.choices],
    )  # fmt: skip
    extra_number = forms.IntegerField(
        label=gettext_lazy("Combien"), required=False, min_value=0, max_value=MOST
    )
    gap = forms.CharField(
        label=gettext_lazy("Pourquoi le compte diffère"), required=False, max_length=500, widget=PLAIN,
        help_text=gettext_lazy("Seulement si le compte n’est pas celui de la promesse."),
    )  # fmt: skip
    handed_by = forms.CharField(
        label=gettext_lazy("Qui remet le matériel"), max_length=120, widget=PLAIN,
        error_messages={"required": gettext_lazy("Écrivez qui remet le matériel.")},
    )  # fmt: skip
    on_paper = forms.BooleanField(
        label=gettext_lazy("Signé sur papier, sur la feuille de route"), required=False
    )

    def __init__(self, *args: Any, lines: Sequence[DonationLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"count-{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            words = _("%(kind)s\u00a0: combien, sur %(promised)s promis") % {
                "kind": line.words,
                "promised": line.promised,
            }
            self.fields[name] = forms.IntegerField(
                label=words, min_value=0, max_value=MOST, initial=line.promised
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if data.get("on_paper") and "name" in self.errors:
            del self._errors["name"]  # type: ignore[attr-defined] # paper asks for nothing on the screen
            data["name"] = ""
        if data.get("extra_kind") and not data.get("extra_number"):
            self.add_error("extra_number", _("Combien y en a-t-il\u00a0?"))
        if data.get("extra_number") and not data.get("extra_kind"):
            self.add_error("extra_kind", _("De quoi s’agit-il\u00a0?"))
        return data

    @property
    def count_fields(self) -> list[forms.BoundField]:
        """The field of each line, in order."""
        return [self[name] for name in self.lines]

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        data = self.cleaned_data
        extra = {DeviceKind(data["extra_kind"]): data["extra_number"]} if data["extra_kind"] else {}
        return {
            "counts": {line.pk: data[name] for name, line in self.lines.items()},
            "extra": extra,
            "gap": data["gap"],
            "handed_by": data["handed_by"],
            "proof": PickUpProof.PAPER if data["on_paper"] else PickUpProof.SCREEN,
            "drawn": "" if data["on_paper"] else self.drawn,
        }


class MissForm(forms.Form):
    """Why nothing is taken."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi rien n’est enlevé"), max_length=300, widget=PLAIN,
        error_messages={"required": gettext_lazy("Dites pourquoi rien n’est enlevé.")},
        help_text=gettext_lazy("«\u00a0Personne à l’adresse\u00a0», «\u00a0plus rien à donner\u00a0»."),
    )  # fmt: skip
