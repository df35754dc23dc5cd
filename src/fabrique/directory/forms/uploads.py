"""The form with which a file of places is sent at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.directory.models import Source

LARGEST_UPLOAD = 60 * 1_000_000


class UploadForm(forms.Form):
    """A file of places, and the source that it is."""

    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("CSV, JSON, GeoJSON, XLSX ou ODS, de 60 Mo au plus."),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Un nom court, toujours le même pour un même fichier : departement"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            text = _("Ce fichier est trop lourd : 60 Mo au plus. Au-delà, passez par la ligne de commande.")
            raise forms.ValidationError(text)
        return file

    def clean_source(self) -> str:
        slug: str = slugify(self.cleaned_data["source"])
        if not slug:
            raise forms.ValidationError(_("Écrivez un nom avec des lettres ou des chiffres."))
        return slug

    @staticmethod
    def sources() -> Iterable[Source]:
        """The sources that exist, to pick from."""
        return Source.objects.order_by("slug").only("slug", "name")
