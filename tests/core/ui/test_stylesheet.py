"""The stylesheet stays small, local and complete."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import fabrique.core.ui

SHEET = Path(fabrique.core.ui.__file__).parents[1] / "static/core/fabrique.css"
TEXT = SHEET.read_text(encoding="utf-8")


def test_it_weighs_less_than_15_kilobytes_gzipped():
    assert len(gzip.compress(SHEET.read_bytes(), 9)) <= 15 * 1024


def test_it_asks_for_nothing_else():
    assert "@import" not in TEXT
    assert "url(" not in TEXT


def test_braces_are_balanced():
    assert TEXT.count("{") == TEXT.count("}")


def test_every_custom_property_is_defined():
    used = set(re.findall(r"var\((--[a-z0-9-]+)", TEXT))
    set_ = set(re.findall(r"(--[a-z0-9-]+):", TEXT))
    assert used <= set_


def test_it_answers_each_way_of_seeing():
    for query in (
        "prefers-color-scheme: dark",
        "forced-colors: active",
        "prefers-reduced-motion",
        "prefers-contrast: more",
        "@media print",
        '[data-reading="comfort"]',
    ):
        assert query in TEXT, query
