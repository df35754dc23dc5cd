from __future__ import annotations

import pytest

from fabrique.core.tabular import normalise_header
from fabrique.core.tabular.headers import distinct_names, header_position


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Téléphone ", "telephone"),
        ("N° de Tél._mobile", "n de tel mobile"),
        ("CODE-POSTAL", "code postal"),
        ("Œuvre d’Ælia", "oeuvre d aelia"),
        ("  code__insee\n(commune)", "code insee commune"),
        ("", ""),
        ("Straße", "strasse"),
    ],
)
def test_headers_are_folded(text, folded):
    assert normalise_header(text) == folded


def test_blank_and_repeated_names_become_distinct():
    names, changed = distinct_names(["nom", "", "nom", "nom (2)", " nom "], 6)
    assert names == ("nom", "colonne_2", "nom (3)", "nom (2)", "nom (4)", "colonne_6")
    assert len(set(names)) == 6
    assert changed == ["colonne_2", "nom (3)", "nom (4)", "colonne_6"]


def test_titles_come_before_the_header():
    rows = [["Liste des lieux", "", ""], ["", "", ""], ["nom", "rue", "ville"], ["a", "", ""]]
    assert header_position(rows, padded=True) == 2


def test_a_header_with_a_blank_name_is_not_a_title():
    assert header_position([["nom", "", "ville"], ["a", "b", "c"]], padded=False) == 0


def test_blank_rows_have_no_header():
    assert header_position([["", None], [" "]], padded=True) is None
