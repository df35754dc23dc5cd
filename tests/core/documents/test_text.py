"""Strangers' text, made fit for a document that refuses what it cannot show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core.documents import engine
from fabrique.core.documents.text import characters, tidy, tidy_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Médiathèque « l’Écluse »", "Médiathèque « l’Écluse »"),
        ('#import "x" * $a$ [b] @r \\ `c` <l> _e_', '#import "x" * $a$ [b] @r \\ `c` <l> _e_'),
        ("a\x00b\x1bc", "abc"),
        ("nom\u202eà l’envers\u202c", "nomà l’envers"),
        ("e\u0301", "é"),
        ("deux\r\nlignes\tet fin", "deux\nlignes et fin"),
        ("\ue000\ufffe\u0378", ""),
        ("lone\ud800half", "lonehalf"),
    ],
)
def test_text_is_kept_as_it_is_read(text: str, shown: str):
    assert tidy_text(text) == shown


def test_a_word_wider_than_a_line_may_break():
    assert tidy_text("a" * 90).replace("\u200b", "") == "a" * 90
    assert max(len(part) for part in tidy_text("a" * 90).split("\u200b")) == 20
    address = "https://guide.estuaire.example/guide/lieu/mediatheque-des-deux-rives/"
    assert tidy_text(address) == address


def test_what_no_font_has_becomes_one_mark_and_symbols_go():
    engine.learn(characters("日本語 😀 مكتبة ✓"))
    assert tidy_text("日本語", engine.drawable) == "?"
    assert tidy_text("Atelier 😀!", engine.drawable) == "Atelier !"
    assert tidy_text("مكتبة", engine.drawable) == "مكتبة"


def test_a_drawing_is_not_broken_and_hides_nothing():
    path = "M0,0" + "L10,10" * 20
    drawn = f'<svg viewBox="0 0 9 9"><path d="{path}"/><text>Les Joncs</text></svg>'
    assert tidy_text(drawn) == drawn
    assert tidy_text("<svg \u202eabc\x00 \ue000>") == "<svg abc >"


def test_questions_of_a_text_are_its_own():
    assert tidy_text("Vraiment ??") == "Vraiment ??"


def test_all_strings_of_the_data_are_made_fit_and_numbers_stay():
    data = {"a": ["x\x00", {"b": "y\x00", "n": 3, "t": True, "z": None}]}
    assert tidy(data) == {"a": ["x", {"b": "y", "n": 3, "t": True, "z": None}]}
    assert characters({"a": ["é", {"b": "ï"}], "n": 1}) == {"é", "ï"}


@given(st.text(max_size=40))
def test_nothing_that_is_left_is_unseen(text: str):
    shown = tidy_text(text)
    assert all(one == "\n" or one.isprintable() or one.isspace() or one == "\u200b" for one in shown)
    assert tidy_text(shown) == shown
