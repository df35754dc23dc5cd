"""The form with which a file of places is sent at the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.file_forms import TableForm
from fabrique.directory.models import Source


class UploadForm(TableForm):
    """A file of places, and the source that it is."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Un nom court, toujours le même pour un même fichier : departement"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )

    def clean_source(self) -> str:
        slug: str = slugify(self.cleaned_data["source"])
        if not slug:
            raise forms.ValidationError(_("Écrivez un nom avec des lettres ou des chiffres."))
        return slug

    @staticmethod
    def sources() -> Iterable[Source]:
        """The sources that exist, to pick from."""
        return Source.objects.order_by("slug").only("slug", "name")
