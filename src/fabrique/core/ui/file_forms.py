"""The field with which a table is sent at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST_UPLOAD = 60 * 1_000_000


class TableForm(forms.Form):
    """A table to examine: any format that ``core.tabular`` reads, within its bounds for the desk."""

    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("CSV, JSON, GeoJSON, XLSX ou ODS, de 60 Mo au plus."),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            text = _("Ce fichier est trop lourd : 60 Mo au plus. Au-delà, passez par la ligne de commande.")
            raise forms.ValidationError(text)
        return file
