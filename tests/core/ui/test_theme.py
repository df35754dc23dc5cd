"""A territory's theme is readable in both modes, or refused in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core.ui import theme
from fabrique.core.ui.theme import Palette, Theme, ThemeRefusal, from_json

SHEET = Path(theme.__file__).parents[1] / "static/core/fabrique.css"


def _colours(*values: str) -> dict[str, str]:
    return dict(zip(("paper", "ink", "brand", "on_brand", "accent"), values, strict=True))


ESTUARY = {
    "light": _colours("#f6f8fb", "#10222b", "#1f3f8a", "#ffffff", "#e8b23a"),
    "dark": _colours("#0e1420", "#edf0f7", "#a9c1ff", "#0c1630", "#e8b23a"),
    "radius": 4,
    "display": "livre",
}
ORCHARD = {
    "light": _colours("#ffffff", "#221a1a", "#7a1f3d", "#fff7f2", "#6fa86a"),
    "dark": _colours("#181214", "#f5eeee", "#ffb3c7", "#34101c", "#8fce88"),
    "radius": 22,
    "font": "humaniste",
}
THEMES = {"default": Theme(), "estuary": from_json(ESTUARY), "orchard": from_json(ORCHARD)}

# Beside the theme's own pairs, what the stylesheet sets on what: (front, back, least ratio).
SURFACES = ("paper", "card", "soft")
FIXED_PAIRS = (
    [(tone, f"{tone}-bg", 4.5) for tone in ("ok", "warn", "bad", "info")]
    + [("ink", f"{tone}-bg", 4.5) for tone in ("ok", "warn", "bad", "info")]
    + [("muted", surface, 4.5) for surface in SURFACES]
    + [(trade, "card", 4.5) for trade in ("observe", "equip", "connect", "accompany", "pilot")]
    + [("ink", surface, 4.5) for surface in SURFACES]
    + [("brand", surface, 4.5) for surface in SURFACES]
    + [("on-brand", "brand", 4.5), ("ink", "field", 4.5), ("muted", "field", 4.5)]
    + [("edge", surface, 3) for surface in ("paper", "card", "field")]
)


def tokens(mode: str) -> dict[str, str]:
    """The colours that the stylesheet sets for a mode."""
    text = SHEET.read_text(encoding="utf-8")
    light, _, rest = text.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("\n/* ground")[0]
    colour = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    return dict(colour.findall(light)) | (dict(colour.findall(dark)) if mode == "dark" else {})


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_of_the_page_is_readable(name: str, mode: str):
    palette: Palette = getattr(THEMES[name], mode)
    own = {"paper": palette.paper, "ink": palette.ink, "brand": palette.brand, "on-brand": palette.on_brand}
    colours = tokens(mode) | own
    weak = [
        (front, back, round(theme.contrast(colours[front], colours[back]), 2))
        for front, back, least in FIXED_PAIRS
        if theme.contrast(colours[front], colours[back]) < least
    ]
    assert weak == []
    assert all(ratio >= least for _, ratio, least in theme.contrasts(mode, palette))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_rules_know_the_colours_of_the_stylesheet(mode: str):
    sheet = tokens(mode)
    assert {name: sheet[name] for name in theme.FIXED[mode]} == theme.FIXED[mode]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_default_theme_is_the_stylesheets(mode: str):
    palette: Palette = getattr(Theme(), mode)
    sheet = tokens("light")
    assert (sheet[f"paper-{mode}"], sheet[f"brand-{mode}"]) == (palette.paper, palette.brand)
    assert (sheet[f"ink-{mode}"], sheet[f"on-brand-{mode}"]) == (palette.ink, palette.on_brand)
    assert sheet[f"accent-{mode}"] == palette.accent


def test_contrast_is_wcags():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_weak_pair_is_named_with_its_ratio():
    with pytest.raises(ThemeRefusal) as refusal:
        from_json({"light": {"brand": "#9aa0a6"}})
    assert "couleur principale sur papier, mode clair" in refusal.value.message
    assert "2,4" in refusal.value.message
    assert "4,50" in refusal.value.message


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"light": {"ink": "noir"}}, "#rrvvbb"),
        ({"light": {"ink": "#123"}}, "#rrvvbb"),
        ({"light": {"ink": "#000000;}body{display:none"}}, "#rrvvbb"),
        ({"light": {"ink": 3}}, "#rrvvbb"),
        ({"light": {"encre": "#000000"}}, "encre"),
        ({"light": "#000000"}, "nom"),
        ({"couleur": "#000000"}, "couleur"),
        ({"radius": 90}, "28"),
        ({"radius": "4px"}, "entier"),
        ({"radius": True}, "entier"),
        ({"font": "Comic Sans"}, "systeme"),
        ({"font": ["systeme"]}, "font"),
        ({"logo": "../secret.png"}, "logo"),
        ({"logo": f"ab/cd{'0' * 62}"}, "logo"),
        ({"logo": 3}, "logo"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(stored: dict[str, object], words: str):
    with pytest.raises(ThemeRefusal, match=re.escape(words)):
        from_json(stored)


@pytest.mark.parametrize("name", THEMES)
def test_a_stored_theme_reads_back(name: str):
    assert from_json(THEMES[name].to_json()) == THEMES[name]


def test_colours_may_be_typed_in_capitals():
    assert from_json({"light": {"ink": " #10222B "}}).light.ink == "#10222b"


@given(st.text(max_size=20))
def test_no_text_gets_into_the_stylesheet(text: str):
    try:
        css = from_json({"light": {"paper": text}}).css()
    except ThemeRefusal:
        return
    assert re.search(r"--paper-light:#[0-9a-f]{6};", css)


def test_the_stylesheet_of_a_theme():
    css = THEMES["estuary"].css()
    assert css.startswith(":root{--paper-light:#f6f8fb;")
    assert "--on-brand-dark:#0c1630" in css
    assert "--t-radius:4px" in css
    assert '--t-display:Charter, "Bitstream Charter"' in css
