"""Sending inventories, settling what they disagree on, saying whose a measure is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.equip.actions.settling import HIGHEST_MARK, Choices
from fabrique.equip.models import Site
from fabrique.equip.queries.intake import Comparison

MOST_FILES, MOST_BYTES = 50, 60_000_000
PLAIN = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})


class SeveralFiles(forms.ClearableFileInput):
    """A field that takes several files at once, dropped or chosen."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class FilesField(forms.FileField):
    """Files, all of them; an empty one is refused later with the others, by its own name."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        found: list[UploadedFile[Any]] = [each for each in data or [] if each]
        if not found:
            raise forms.ValidationError(_("Choisissez au moins un fichier."))
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("Cinquante fichiers au plus à la fois : envoyez le reste ensuite."))
        if sum(each.size or 0 for each in found) > MOST_BYTES:
            raise forms.ValidationError(
                _("Ces fichiers pèsent plus de 60 Mo : envoyez-les en plusieurs fois.")
            )
        return found


class IntakeForm(forms.Form):
    """The files, and the workshop where new devices enter."""

    sent = FilesField(
        label=gettext_lazy("Fichiers"),
        help_text=gettext_lazy(
            "lshw, GLPI, eReuse, inxi, dmidecode, smartctl, journaux nwipe, relevés de batterie, "
            "tableaux CSV ou Excel. Cinquante au plus."
        ),
    )
    site = forms.ChoiceField(label=gettext_lazy("Atelier où entrent les appareils nouveaux"))

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.pk): site for site in sites}
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, f"{site.name} ({site.code})") for key, site in self.sites.items()]
        if len(self.sites) == 1:
            field.initial = next(iter(self.sites))
            field.widget = forms.HiddenInput()

    def wanted(self) -> Site:
        """The workshop that was chosen."""
        return self.sites[self.cleaned_data["site"]]


class SettleForm(forms.Form):
    """For each field on which inventories disagree, the value to keep."""

    def __init__(self, *args: Any, found: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices = {line.field: line.options for line in found.lines if line.options}
        for line in found.lines:
            if line.options:
                self.fields[line.field] = forms.ChoiceField(
                    label=line.label,
                    choices=[(str(rank), text) for rank, (_value, text) in enumerate(line.options)],
                    widget=forms.RadioSelect,
                    initial="0",
                )

    def values(self) -> Choices:
        """Field → the value to keep."""
        return {field: options[int(self.cleaned_data[field])][0] for field, options in self._choices.items()}


class AttachForm(forms.Form):
    """The label of the device whose measure it is."""

    code = forms.CharField(label=gettext_lazy("Étiquette de l’appareil"), max_length=16, widget=PLAIN)


class MarkForm(forms.Form):
    """The mark of a processor, by hand."""

    mark = forms.IntegerField(
        label=gettext_lazy("Note du processeur"),
        min_value=1,
        max_value=HIGHEST_MARK,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
