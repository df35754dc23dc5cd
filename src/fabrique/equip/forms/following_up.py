"""Forms of news after a handover, and of what a recycler takes."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.equip.enums import StillUsed

_KILOS = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?\s*(?:kg|kilos?)?", re.IGNORECASE)


class AnswerForm(forms.Form):
    """Three questions, the same for whoever writes: the holder, or who calls them."""

    still_used = forms.ChoiceField(
        label=gettext_lazy("L’appareil sert-il encore\u00a0?"), choices=StillUsed.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites s’il sert encore.")},
    )  # fmt: skip
    trouble = forms.CharField(
        label=gettext_lazy("Y a-t-il un problème\u00a0? Lequel\u00a0?"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Par exemple\u00a0: il ne s’allume plus, la batterie ne tient pas. Jamais de mot de passe."
        ),
    )  # fmt: skip
    help_wanted = forms.BooleanField(
        label=gettext_lazy("De l’aide pour s’en servir serait bienvenue"), required=False
    )


def grams_of(text: str) -> int | None:
    """« 12 », « 12,5 kg » in grams; None for nothing. Raises ``ValidationError``."""
    bare = "".join(text.split())
    if not bare:
        return None
    found = _KILOS.fullmatch(bare)
    if not found:
        raise forms.ValidationError(_("Écrivez un poids en kilos, comme 12 ou 12,5."))
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))


class TakeBackForm(forms.Form):
    """A recycler, its slip, a day, a weight, and devices by their codes."""

    recycler = forms.CharField(
        label=gettext_lazy("Recycleur ou éco-organisme"), max_length=150,
        error_messages={"required": gettext_lazy("Écrivez le nom du recycleur ou de l’éco-organisme.")},
    )  # fmt: skip
    slip = forms.CharField(
        label=gettext_lazy("Numéro du bordereau de suivi"), max_length=40,
        error_messages={"required": gettext_lazy("Écrivez le numéro du bordereau.")},
    )  # fmt: skip
    taken_on = day_field(gettext_lazy("Enlevé le"))
    weight = forms.CharField(
        label=gettext_lazy("Poids pesé, en kilos"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}),
        error_messages={"required": gettext_lazy("Écrivez le poids que dit le bordereau.")},
    )  # fmt: skip
    devices = forms.CharField(
        label=gettext_lazy("Codes des appareils"), max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=gettext_lazy("Un par ligne\u00a0; un poids en kilos peut suivre\u00a0: ROU-PO-26-0001 2,3"),
        error_messages={"required": gettext_lazy("Écrivez ou lisez au moins un code.")},
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, known: dict[str, UUID] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].required = True
        self.known = known or {}

    def clean_weight(self) -> int:
        """In grams."""
        return grams_of(self.cleaned_data["weight"]) or 0

    def lines(self) -> list[tuple[str, str]]:
        """(code, weight) of each line, as typed."""
        typed: str = self.data.get("devices", "")
        parts = [line.split(None, 1) for line in typed.splitlines() if line.strip()]
        return [(part[0].upper(), part[1] if len(part) > 1 else "") for part in parts]

    def clean_devices(self) -> dict[UUID, int | None]:
        """Grams, or None, by the key of the device; ``known`` gives the keys of the codes."""
        found: dict[UUID, int | None] = {}
        for number, (code, weighed) in enumerate(self.lines(), start=1):
            if code not in self.known:
                text = _("Ligne %(n)s\u00a0: %(code)s n’est pas un appareil de votre organisation.")
                raise forms.ValidationError(text % {"n": number, "code": code[:20]})
            try:
                found[self.known[code]] = grams_of(weighed)
            except forms.ValidationError:
                text = _("Ligne %(n)s\u00a0: le poids se dit en kilos, comme 2,3.")
                raise forms.ValidationError(text % {"n": number}) from None
        return found
