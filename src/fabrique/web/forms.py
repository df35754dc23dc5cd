"""The form with which a territory chooses its look."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fabrique.core.ui import formats
from fabrique.core.ui.theme import FONTS, MAXIMUM_RADIUS, Palette, Theme
from fabrique.web.context import ShownTerritory

LARGEST_LOGO = 512 * 1024
_COLOURS = {
    "paper": _("Papier"),
    "ink": _("Encre"),
    "brand": _("Couleur principale"),
    "on_brand": _("Texte sur la couleur principale"),
    "accent": _("Accent"),
}
_FONTS = {
    "systeme": _("Celle de l’appareil"),
    "humaniste": _("Humaniste"),
    "geometrique": _("Géométrique"),
    "lisible": _("Très lisible"),
    "livre": _("De livre, avec empattements"),
}


class AppearanceForm(forms.Form):
    """Help line, logo, shapes, and the two palettes (``light_paper``, ``dark_ink``…)."""

    help_phone = forms.CharField(
        label=_("Téléphone de la ligne d’aide"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    help_hours = forms.CharField(
        label=_("Quand quelqu’un répond"),
        help_text=_("Par exemple\u00a0: du lundi au vendredi, de 9\u00a0h à 17\u00a0h"),
        required=False,
        max_length=200,
    )
    logo = forms.FileField(
        label=_("Logo"), help_text=_("PNG, WebP, JPEG ou SVG, de 512\u00a0ko au plus"), required=False
    )
    no_logo = forms.BooleanField(label=_("Revenir à la marque de la Fabrique"), required=False)
    radius = forms.IntegerField(
        label=_("Arrondi des coins, en pixels"), min_value=0, max_value=MAXIMUM_RADIUS
    )
    font = forms.ChoiceField(label=_("Police du texte"), choices=[(name, _FONTS[name]) for name in FONTS])
    display = forms.ChoiceField(
        label=_("Police des titres"), choices=[(name, _FONTS[name]) for name in FONTS]
    )

    def __init__(self, *args: Any, shown: ShownTerritory, **kwargs: Any) -> None:
        self.theme = shown.theme
        initial = {"help_phone": formats.phone(shown.help_phone), "help_hours": shown.help_hours}
        initial |= {name: getattr(shown.theme, name) for name in ("radius", "font", "display")}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for mode, palette in shown.theme.modes():
            for name, value in asdict(palette).items():
                self.fields[f"{mode}_{name}"] = forms.CharField(
                    label=_COLOURS[name], initial=value, widget=forms.ColorInput
                )

    def groups(self) -> dict[str, list[forms.BoundField]]:
        """The fields by part of the page."""
        own = ["help_phone", "help_hours", "logo", "no_logo", "radius", "font", "display"]
        names = [field.name for field in fields(Palette)]
        modes = {mode: [self[f"{mode}_{name}"] for name in names] for mode in ("light", "dark")}
        return {"own": [self[name] for name in own], **modes}

    def clean_logo(self) -> UploadedFile[Any] | None:
        """A small picture, recognised by its first bytes rather than by its name."""
        logo: UploadedFile[Any] | None = self.cleaned_data["logo"]
        if logo is None:
            return None
        if (logo.size or 0) > LARGEST_LOGO:
            raise forms.ValidationError(_("Ce logo est trop lourd\u00a0: 512\u00a0ko au plus."))
        logo.content_type = _kind(logo.read(1024))
        logo.seek(0)
        if not logo.content_type:
            raise forms.ValidationError(_("Ce fichier n’est pas une image PNG, WebP, JPEG ou SVG."))
        return logo

    def chosen(self, logo_path: str) -> dict[str, Any]:
        """The theme as stored; ``logo_path`` is where the logo lies, empty for none. Call once valid."""
        data = self.cleaned_data
        names = [field.name for field in fields(Palette)]
        palettes = {mode: {name: data[f"{mode}_{name}"] for name in names} for mode in ("light", "dark")}
        shapes = {name: data[name] for name in ("radius", "font", "display")}
        return {**Theme().to_json(), **palettes, **shapes, "logo": logo_path}


def _kind(start: bytes) -> str:
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if text.startswith((b"<svg", b"<?xml")) and b"<svg" in start else ""
