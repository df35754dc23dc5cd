"""Needs in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.directory.guide.needs import BY_CODE, hear
from fabrique.directory.guide.needs_table import NEEDS
from fabrique.directory.guide.text import nearest, stem, stems

SAID = {
    "imprimer un CV": "imprimer",
    "je voudrais scanner des papiers": "imprimer",
    "imprimantes": "imprimer",
    "déclarer mes impôts": "impots",
    "DECLARATION IMPOT": "impots",
    "réparer mon téléphone": "reparer",
    "mon ordinateur est en panne": "reparer",
    "apprendre à utiliser un ordinateur": "apprendre",
    "cours d’informatique": "apprendre",
    "faire une visio": "visio",
    "trouver un ordinateur pas cher": "ordinateur-pas-cher",
    "connexion Wi-Fi": "wifi",
    "mots de passe, arnaques": "arnaques",
    "aide pour mon enfant": "enfant",
    "CAF": "caf",
    "toucher le RSA": "caf",
    "France Travail": "france-travail",
    "pole emploi": "france-travail",
    "Ameli": "sante",
    "carte vitale": "sante",
    "carte grise": "carte-grise",
    "titre de séjour": "titre-sejour",
    "passeport": "identite",
    "ma retraite": "retraite",
    "demander un logement": "logement",
    "refaire mon CV": "emploi",
    "CV imprimer": "imprimer",
    "inprimer un document": "imprimer",
    "visioconférance": "visio",
}


@pytest.mark.parametrize(("sentence", "need"), SAID.items())
def test_a_resident_is_understood(sentence: str, need: str):
    heard = hear(sentence)
    assert heard.need is not None
    assert heard.need.code == need


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.code)
def test_every_way_to_say_a_need_leads_to_it(need):
    for phrase in need.phrases:
        assert need in hear(phrase).needs[:3], phrase


def test_every_need_names_codes_that_answer_it():
    assert len(BY_CODE) == len(NEEDS)
    assert all(need.options() or need.mentions for need in NEEDS)


def test_words_that_are_no_need_are_kept_for_the_search_of_words():
    heard = hear("médiathèque où imprimer")
    assert heard.need is BY_CODE["imprimer"]
    assert heard.rest == ("mediatheque",) or heard.rest == (stem("mediatheque"),)
    assert hear("La Bobine") == hear("bobine")
    assert hear("La Bobine").needs == ()


def test_a_slip_is_mended_and_told():
    assert hear("inprimer").corrected == (("inprimer", "imprimer"),)
    assert hear("imprimer").corrected == ()
    assert hear("inprimer", known={stem("inprimer")}).corrected == ()


@given(st.text(max_size=300))
def test_no_sentence_is_too_odd(sentence: str):
    hear(sentence)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("imprimantes", "imprimer"),
        ("réparation", "réparer"),
        ("déclarations", "déclarer"),
        ("ateliers", "atelier"),
        ("téléphones", "téléphone"),
        ("Médiathèques", "mediatheque"),
        ("l’ordinateur", "ordinateurs"),
    ],
)
def test_words_of_one_family_have_one_root(one: str, other: str):
    assert stems(one) == stems(other)


def test_a_short_word_must_be_right():
    assert nearest("cif", ["caf", "cafe"]) == ""
    assert nearest("passport", ["passeport"]) == "passeport"
