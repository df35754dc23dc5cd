"""A signature given on a screen: a line that is drawn, or a name that is typed where nothing can be drawn."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.refusals import DomainRefusal

WIDTH, HEIGHT = 900, 300  # of the frame, in the units of a trace
_TRACE = re.compile(r"(?:M\d{1,4} \d{1,4}(?:L\d{1,4} \d{1,4})+)+")
_LONGEST_TRACE, _LONGEST_NAME = 40_000, 200


class SignatureForm(forms.Form):
    """``trace``: the line as ``M x y L x y …`` (``core/sign.js`` writes it); ``name``: typed instead."""

    trace = forms.CharField(required=False, widget=forms.HiddenInput, max_length=_LONGEST_TRACE)
    name = forms.CharField(
        label=gettext_lazy("Ou j’écris mon prénom et mon nom"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("trace") and not data.get("name"):
            self.add_error("name", _("La personne signe dans le cadre, ou écrit son nom."))
        return data

    @property
    def drawn(self) -> str:
        """What is kept, once the form is valid."""
        return str(self.cleaned_data["trace"] or self.cleaned_data["name"])


def check_drawn(drawn: str) -> None:
    """Raises ``DomainRefusal`` for nothing at all, and for a line or a name that is too long."""
    if not drawn.strip():
        raise DomainRefusal(_("La personne signe ici, ou écrit son nom."), field="name")
    if len(drawn) > _LONGEST_TRACE or (not is_trace(drawn) and len(drawn) > _LONGEST_NAME):
        raise DomainRefusal(_("Cette signature est trop longue : recommencez-la."), field="name")


def is_trace(drawn: str) -> bool:
    """Whether a signature was drawn rather than typed."""
    return bool(_TRACE.fullmatch(drawn))


def signature_svg(drawn: str) -> str:
    """A drawn signature as an SVG to be printed; "" for a typed one."""
    if not is_trace(drawn):
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path fill="none" '
        f'stroke="#000" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" d="{drawn}"/></svg>'
    )
