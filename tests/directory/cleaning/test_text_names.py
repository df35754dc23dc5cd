"""Text of cells and names of places."""

import pytest

from fabrique.directory.cleaning.names import clean_name
from fabrique.directory.cleaning.text import (
    clean_presentation,
    clean_text,
    cut_summary,
    fold,
    is_empty,
    strip_html,
    text_of,
    tidy,
)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "null",
        "N/A",
        "#N/D",
        "-",
        "--",
        "…".replace("…", "..."),
        "Néant",
        "NaN",
        "\0",
        "\\",
        "xxx",
        "00:00 - 00:00",
    ],
)
def test_a_cell_that_says_nothing_is_empty(value: str) -> None:
    assert is_empty(value)
    assert tidy(value).value == ""


@pytest.mark.parametrize("value", ["x", "0", "x0", "000", "0x0", "Oui", "Le 139", "1 rue Haute"])
def test_a_short_cell_that_says_something_is_kept(value: str) -> None:
    assert not is_empty(value)


def test_numbers_become_text_without_a_decimal_tail() -> None:
    assert text_of(33630392518) == "33630392518"
    assert text_of(1000.0) == "1000"
    assert text_of(44.5) == "44.5"
    assert text_of(None) == ""
    assert text_of(True) == "oui"
    assert text_of(["a", 2]) == "a|2"


def test_damaged_encodings_are_repaired() -> None:
    assert tidy("43 Rue de la RÃ©publique").value == "43 Rue de la République"
    assert "encoding-repaired" in tidy("MÃ©diathÃ¨que").rules
    assert tidy("Route d\x92Anjou").value == "Route d’Anjou"


def test_null_bytes_and_huge_cells_do_no_harm() -> None:
    assert tidy("Mai\x00rie").value == "Mairie"
    huge = tidy("a" * 1_000_000)
    assert len(huge.value) == 20_000
    assert huge.flags == ("cell-too-long",)


def test_html_becomes_plain_text_with_its_breaks() -> None:
    source = (
        "<p>Ouvert &agrave; tous</p><ul><li>Internet</li><li>Impression</li></ul><script>alert(1)</script>"
    )
    assert clean_text(source).value == "Ouvert à tous\n- Internet\n- Impression"
    assert strip_html("prix < 5 € & plus") == "prix < 5 € & plus"


def test_a_long_summary_is_cut_at_a_sentence_and_kept_whole_in_the_description() -> None:
    sentence = "Le lieu accueille les habitants pour leurs démarches en ligne et leurs impressions. "
    cleaned = clean_presentation(sentence * 6, "Sur inscription.")
    summary, description = cleaned.value
    assert len(summary) <= 280
    assert summary.endswith("impressions.")
    assert (sentence * 6).strip() in description
    assert description.endswith("Sur inscription.")
    assert cleaned.rules == ("summary-shortened",)


def test_a_summary_without_a_sentence_is_cut_at_a_word() -> None:
    cut = cut_summary("mot " * 200)
    assert len(cut) <= 280
    assert cut.endswith("mot…")


def test_folding_ignores_accents_case_and_signs() -> None:
    assert fold("L’Œuvre — N° 2, Été") == "l oeuvre n 2 ete"
    assert fold("Esp@ce") == "espace"
    assert fold("Caf@Ville") == "caf ville"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Maison   des habitants ", "Maison des habitants"),
        ("<b>Maison</b> des&nbsp;habitants", "Maison des habitants"),
        ("MEDIATHEQUE DE L'ILE", "Mediatheque de l'Ile"),
        ("CCAS DE SAINT-OUEN", "CCAS de Saint-Ouen"),
        ("CENTRE SOCIAL HENRI IV", "Centre Social Henri IV"),
        ("EPN", "EPN"),
        ("Le REZO", "Le REZO"),
        ("- La Fabrik -", "La Fabrik"),
        ('Espace "Les Tilleuls', "Espace Les Tilleuls"),
        ("Centre social.", "Centre social"),
    ],
)
def test_names_are_made_readable(raw: str, clean: str) -> None:
    assert clean_name(raw).value == clean
    assert clean_name(clean).value == clean


@pytest.mark.parametrize(
    "raw", ["Wifi", "Ordinateur", "", "12.5", "---", "Réussir mes échanges avec France Travail"]
)
def test_junk_is_not_a_name(raw: str) -> None:
    cleaned = clean_name(raw)
    assert cleaned.value == ""
    assert cleaned.rest == raw or not raw


def test_a_name_that_many_places_share_is_flagged() -> None:
    assert clean_name("Médiathèque").flags == ("name-generic",)
    assert clean_name("Médiathèque des Tilleuls").flags == ()
