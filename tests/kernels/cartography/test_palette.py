"""Colours: rising lightness, contrasts, colour blindness, and the page's stylesheet says the same."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from fabrique.kernels.cartography.palette import DARK, GREY, LIGHT
from tests.conftest import ROOT

CSS = (ROOT / "src/fabrique/observe/static/observe/map.css").read_text(encoding="utf-8")
THEMES = {"light": LIGHT, "dark": DARK, "grey": GREY}
SHADES = [f"c{rank}" for rank in range(1, 6)]
PAIRS = [f"b{need}{access}" for access in (1, 2, 3) for need in (1, 2, 3)]
# Machado, Oliveira, Fernandes 2009, severity 1.
BLIND = {
    "none": (1, 0, 0, 0, 1, 0, 0, 0, 1),
    "protan": (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
    "deutan": (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    "tritan": (1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900),
}
XYZ = np.array([(0.41246, 0.35758, 0.18044), (0.21267, 0.71515, 0.07218), (0.01933, 0.11919, 0.95030)])


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = XYZ @ np.clip(rgb, 0, 1) / (0.95047, 1, 1.08883)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colour: str) -> float:
    return float(lab(linear(colour))[0])


def contrast(one: str, two: str) -> float:
    low, high = sorted(float(linear(colour) @ (0.2126, 0.7152, 0.0722)) for colour in (one, two))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_shades_go_one_way_in_lightness(name):
    steps = [after - before for before, after in pairwise(lightness(THEMES[name][shade]) for shade in SHADES)]
    assert all(step <= -11 for step in steps) or all(step >= 11 for step in steps)


@pytest.mark.parametrize("name", THEMES)
def test_what_must_be_seen_is_seen(name):
    colours = THEMES[name]
    assert contrast(colours["edge"], colours["ground"]) >= 3
    assert contrast(colours["ink"], colours["ground"]) >= 7
    assert contrast(colours["muted"], colours["ground"]) >= 4.5
    assert contrast(colours["c5"], colours["ground"]) >= 7
    assert contrast(colours["circle"], colours["land"]) >= 3
    assert max(contrast(colours["mark"], colours["casing"]), contrast(colours["mark"], colours["c3"])) >= 3
    assert contrast(colours["band"], colours["ground"]) >= 2


@pytest.mark.parametrize("name", THEMES)
def test_a_hatch_is_seen_on_every_shade(name):
    colours = THEMES[name]
    for shade in SHADES:
        line = "over" if shade in ("c4", "c5") else "hatch"
        assert contrast(colours[line], colours[shade]) >= 3


@pytest.mark.parametrize("sight", BLIND)
@pytest.mark.parametrize("name", ["light", "dark"])
def test_colours_stay_apart_for_the_colour_blind(name, sight):
    seen = np.reshape(BLIND[sight], (3, 3))
    for family in (SHADES, PAIRS):
        labs = [lab(seen @ linear(THEMES[name][one])) for one in family]
        assert min(np.linalg.norm(one - two) for one, two in combinations(labs, 2)) >= 12


@pytest.mark.parametrize("name", ["light", "grey"])
def test_a_grey_print_keeps_the_order_of_need_within_each_texture(name):
    for access in (1, 2, 3):
        row = [lightness(THEMES[name][f"b{need}{access}"]) for need in (1, 2, 3)]
        assert all(before - after >= 10 for before, after in pairwise(row))


def test_the_stylesheet_has_the_same_colours():
    found = re.findall(r"--map-([a-z0-9]+): (#[0-9a-f]{6});", CSS)
    light, dark = found[: len(LIGHT)], found[len(LIGHT) :]
    assert dict(light) == dict(LIGHT)
    assert dict(dark) == dict(DARK)
    assert set(re.findall(r"var\(--map-([a-z0-9]+)\)", CSS)) == set(LIGHT)
