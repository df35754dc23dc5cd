"""A territory's look: two palettes, a radius, fonts from a closed list, a logo. Refused if it cannot be read.

Contrast is WCAG 2.2's: relative luminance of sRGB colours, (lighter + 0.05) / (darker + 0.05).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from fabrique.core.refusals import DomainRefusal

TEXT, EDGE = 4.5, 3.0
MAXIMUM_RADIUS = 28
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LOGO = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}")  # where core.files keeps it

# No font is downloaded: each stack names what devices already have, and ends on a generic family.
FONTS: dict[str, str] = {
    "systeme": 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
    "humaniste": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif',
    "geometrique": 'Avenir, Montserrat, Corbel, "URW Gothic", sans-serif',
    "lisible": '"Atkinson Hyperlegible", Luciole, Verdana, "DejaVu Sans", sans-serif',
    "livre": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, "DejaVu Serif", serif',
}

# What a territory does not choose, and against which its colours must be read (same values as fabrique.css).
FIXED: dict[str, dict[str, str]] = {
    "light": {"card": "#ffffff", "soft": "#f1ebe0", "muted": "#55606e", "bad": "#9b1c26", "edge": "#6b7480"},
    "dark": {"card": "#1a222b", "soft": "#202a34", "muted": "#b3bdc8", "bad": "#ff9c9c", "edge": "#9aa6b2"},
}

_FRENCH = {
    "paper": "papier",
    "ink": "encre",
    "brand": "couleur principale",
    "on_brand": "texte sur couleur principale",
    "accent": "accent",
    "card": "carte",
    "soft": "fond doux",
    "muted": "texte discret",
    "bad": "texte d’erreur",
    "edge": "bord des champs",
    "light": "clair",
    "dark": "sombre",
}

# (what is read, on what, least ratio)
_PAIRS = (
    ("ink", "paper", TEXT), ("ink", "card", TEXT), ("ink", "soft", TEXT),
    ("muted", "paper", TEXT), ("bad", "paper", TEXT), ("paper", "bad", TEXT),
    ("brand", "paper", TEXT), ("brand", "card", TEXT), ("brand", "soft", TEXT),
    ("on_brand", "brand", TEXT), ("edge", "paper", EDGE),
)  # fmt: skip


class ThemeRefusal(DomainRefusal):
    """The theme cannot be used; the message names the colour or the pair at fault."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One mode's colours, each ``#rrggbb`` in lower case."""

    paper: str
    ink: str
    brand: str
    on_brand: str
    accent: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A territory's look. ``radius`` in CSS pixels; ``font`` and ``display`` are keys of ``FONTS``.

    ``logo`` is the path of a picture under the instance's files, empty for the project's own mark.
    """

    light: Palette = Palette("#fbf8f2", "#1b2430", "#0f4c5c", "#ffffff", "#f4a259")
    dark: Palette = Palette("#12181f", "#eef1f4", "#8fd3e0", "#0b2027", "#f4a259")
    radius: int = 14
    font: str = "systeme"
    display: str = "systeme"
    logo: str = ""

    def __post_init__(self) -> None:
        for mode, palette in self.modes():
            _check_colours(mode, palette)
            _check_contrasts(mode, palette)
        if isinstance(self.radius, bool) or not isinstance(self.radius, int):
            raise ThemeRefusal("L’arrondi des coins est un nombre entier de pixels.")
        if not 0 <= self.radius <= MAXIMUM_RADIUS:
            raise ThemeRefusal(f"L’arrondi des coins va de 0 à {MAXIMUM_RADIUS} pixels.")
        for font in (self.font, self.display):
            if font not in FONTS:
                raise ThemeRefusal(
                    f"La police « {font} » n’existe pas. Choisissez parmi : {', '.join(FONTS)}."
                )
        if self.logo and not _LOGO.fullmatch(self.logo):
            raise ThemeRefusal("Le logo se choisit sur la page « Apparence du site ».")

    def modes(self) -> tuple[tuple[str, Palette], ...]:
        """The two palettes with the name of their mode."""
        return (("light", self.light), ("dark", self.dark))

    def to_json(self) -> dict[str, Any]:
        """A JSON object that ``from_json`` reads back."""
        return asdict(self)

    def css(self) -> str:
        """Custom properties for the whole site, from checked colours, a number and our own list."""
        lines = [
            f"--{field.name.replace('_', '-')}-{mode}:{getattr(palette, field.name)}"
            for mode, palette in self.modes()
            for field in fields(Palette)
        ]
        lines += [
            f"--t-radius:{self.radius}px",
            f"--t-font:{FONTS[self.font]}",
            f"--t-display:{FONTS[self.display]}",
        ]
        return ":root{" + ";".join(lines) + "}\n"


def from_json(stored: Mapping[str, Any]) -> Theme:
    """Read a stored theme; what it leaves out keeps the default. Raises ``ThemeRefusal``."""
    default = Theme()
    known = {field.name for field in fields(Theme)}
    if unknown := sorted(set(stored) - known):
        raise ThemeRefusal(f"Le thème ne connaît pas « {unknown[0]} ».")
    values: dict[str, Any] = dict(stored)
    for name in ("font", "display", "logo"):
        if not isinstance(values.get(name, ""), str):
            raise ThemeRefusal(f"Le thème attend un mot pour « {name} ».")
    for mode, palette in default.modes():
        values[mode] = _palette(mode, palette, values.get(mode, {}))
    return Theme(**values)


def _palette(mode: str, default: Palette, stored: Any) -> Palette:
    if not isinstance(stored, Mapping):
        raise ThemeRefusal(
            f"Les couleurs du mode {_FRENCH[mode]} sont attendues sous la forme « nom : couleur »."
        )
    if unknown := sorted(set(stored) - {field.name for field in fields(Palette)}):
        raise ThemeRefusal(f"Le mode {_FRENCH[mode]} ne connaît pas la couleur « {unknown[0]} ».")
    colours = {
        name: value.strip().lower() if isinstance(value, str) else value
        for name, value in {**asdict(default), **stored}.items()
    }
    return Palette(**colours)


def luminance(colour: str) -> float:
    """WCAG relative luminance (0 black, 1 white) of ``#rrggbb``."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio (1 to 21) of two ``#rrggbb`` colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def contrasts(mode: str, palette: Palette) -> Iterator[tuple[str, float, float]]:
    """For each pair that a page shows: its French name, its ratio, the least ratio that WCAG AA asks."""
    colours = {**FIXED[mode], **asdict(palette)}
    for front, back, least in _PAIRS:
        name = f"{_FRENCH[front]} sur {_FRENCH[back]}, mode {_FRENCH[mode]}"
        yield name, contrast(colours[front], colours[back]), least
    # The accent is an edge and a ring: it always touches both ink and paper, and must stand out from one.
    best = max(contrast(palette.accent, palette.ink), contrast(palette.accent, palette.paper))
    yield f"accent sur encre ou papier, mode {_FRENCH[mode]}", best, EDGE


def _check_colours(mode: str, palette: Palette) -> None:
    for field in fields(Palette):
        value = getattr(palette, field.name)
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            name = f"« {_FRENCH[field.name]} » du mode {_FRENCH[mode]}"
            raise ThemeRefusal(f"La couleur {name} s’écrit #rrvvbb, par exemple #0f4c5c.")


def _check_contrasts(mode: str, palette: Palette) -> None:
    for name, ratio, least in contrasts(mode, palette):
        if ratio < least:
            found, wanted = (f"{number:.2f}".replace(".", ",") for number in (ratio, least))
            raise ThemeRefusal(
                f"Contraste trop faible : {name}. Il est de {found} pour 1, il en faut {wanted}."
            )
