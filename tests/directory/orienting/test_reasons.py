"""The words: for the professional on the page, for the person on the sheet."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from fabrique.directory.enums import Fee, ServiceOffered, TargetPublic
from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.orienting.answers import Answers, Condition, Moment
from fabrique.directory.orienting.choosing import choose
from fabrique.directory.orienting.facts import Facts
from fabrique.directory.orienting.reasons import reasons
from fabrique.directory.orienting.spoken import said_to_person, to_you
from fabrique.directory.orienting.where import Start
from tests.conftest import NOON
from tests.directory.guide.conftest import record, snapshot_of
from tests.directory.orienting.test_choosing import ADMIN, HERE, NOWHERE, TOWN, asked

QUARTER = Start("Q", "Les Cordiers", (47.2, -1.5), "00101", small=True)
pytestmark = pytest.mark.usefixtures("communes")


def facts(answers: Answers, start: Start = HERE, **values: Any) -> Facts:
    place = record("un", **{"phone": "+33261910001", **ADMIN, **values})
    return choose(snapshot_of(place), answers, start, NOON).facts["un"]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(answers: Answers | None = None, start: Start = HERE, **values: Any) -> list[str]:
    answers = answers or asked()
    return [plain(one.words) for one in reasons(facts(answers, start, **values), answers)]


def spoken(answers: Answers | None = None, start: Start = HERE, **values: Any) -> list[str]:
    answers = answers or asked()
    return [plain(one) for one in said_to_person(facts(answers, start, **values), answers)]


@pytest.mark.parametrize(
    ("start", "latitude", "words"),
    [
        (HERE, 47.20405, "À 450 m, 8 min à pied"),
        (HERE, 47.2001, "À moins de 100 m, 1 min à pied"),
        (HERE, 47.23, "À 3,3 km"),
        (HERE, 47.3, "Loin : 11 km"),
        (TOWN, 47.20405, "À 450 m du centre de Port-Sablier"),
        (QUARTER, 47.20405, "À 450 m du quartier Les Cordiers"),
    ],
)  # fmt: skip
def test_how_far(start: Start, latitude: float, words: str):
    assert words in said(start=start, latitude=latitude, longitude=-1.5)


def test_nothing_is_said_of_a_distance_that_nobody_knows():
    assert not [one for one in said(start=NOWHERE) if "km" in one or " m" in one.split(",")[0][-4:]]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("Mo-Fr 09:00-18:00", "Ouvert maintenant, jusqu’à 18 h"),
        ("Tu 14:00-18:00", "Ouvert cet après-midi, de 14 h à 18 h"),
        ("Tu 18:30-20:00", "Ouvert ce soir, de 18 h 30 à 20 h"),
        ("We 09:00-12:00", "Ouvert demain, 9 h – 12 h"),
        ("Th 09:00-12:00", "Ouvert jeudi, 9 h – 12 h"),
        ("24/7", "Ouvert jour et nuit"),
        ("", "Horaires : à vérifier au téléphone"),
        ("2026 Dec 04 09:00-12:00", "Ouvert vendredi 4 décembre, 9 h – 12 h"),
        ("2027 Jun 04 09:00-12:00", "Fermé pendant les deux semaines qui viennent"),
    ],
)
def test_when_it_is_open(hours: str, words: str):
    assert words in said(hours=hours)


def test_unknown_is_to_check_and_no_speaks_against():
    answers = asked(Condition.WHEELCHAIR, Condition.WALK_IN, Condition.READING)
    found = reasons(facts(answers, access_modes=("Téléphoner",)), answers)
    by_kind = {plain(one.words): one.kind.name for one in found}
    assert by_kind["Accès en fauteuil : à vérifier au téléphone"] == "UNKNOWN"
    assert by_kind["Il faut prendre contact avant de venir"] == "NO"
    assert by_kind["Aide pour lire et écrire : à vérifier au téléphone"] == "UNKNOWN"
    kinds = [one.kind.name for one in found]
    assert kinds == sorted(kinds, key=["YES", "NO", "UNKNOWN"].index)


def test_a_place_without_a_telephone_is_checked_otherwise():
    assert "Horaires : à vérifier par courriel" in said(phone="", emails=("a@lieu.example",), hours="")
    assert "Horaires : à vérifier sur place" in said(phone="", hours="")
    assert "Pas de téléphone connu" in said(phone="")


def test_cost_audience_age_and_prescription():
    assert "Gratuit" in said(fees=(Fee.FREE,))
    assert "Payant" in said(fees=(Fee.PAID,))
    assert "S’adresse d’abord à : jeunes" in said(publics=(TargetPublic.YOUNG_PEOPLE,))
    assert "Vérifié il y a 2 ans : appelez avant de venir" in said(
        updated_on=None, verified_on=date(2024, 10, 1)
    )
    paper = "Envoyer un mail avec une fiche de prescription"
    assert "Demande une fiche de prescription" in said(access_modes=(paper,))
    assert "Accepte une fiche de prescription" in said(access_modes=(paper, "Se présenter"))


def test_what_it_offers_is_said_in_plain_words():
    assert "Propose : aide aux démarches" in said()
    repair = asked(need="reparer")
    assert "En parle dans sa présentation : à vérifier au téléphone" in said(
        repair, services=(ServiceOffered.LEISURE,), summary="Atelier de réparation"
    )


def test_nobody_is_told_that_a_place_is_open_now_on_paper():
    answers = asked(Condition.WHEELCHAIR, Condition.LANGUAGE, moment=Moment.TODAY, language="ar")
    words = spoken(answers, latitude=47.20405, wheelchair=True, fees=(Fee.FREE,))
    assert words[0] == "C’est à 8 minutes à pied."
    assert "Vous pouvez entrer en fauteuil." in words
    assert "Demandez si quelqu’un parle arabe." in words
    assert "C’est gratuit." in words
    assert not [one for one in words if "Ouvert" in one or "ouvert" in one]


def test_the_sheet_says_you():
    assert to_you("déclarer ses impôts") == "déclarer vos impôts"
    assert to_you("se servir d’un smartphone") == "vous servir d’un smartphone"
    assert to_you("créer ou se divertir avec le numérique") == "créer ou vous divertir avec le numérique"
    for need in BY_CODE.values():
        assert not re.search(r"\b(se|ses|son|sa)\b|\bs’", to_you(need.goal)), need.goal


def test_sentences_of_the_sheet_are_short():
    everything = asked(*Condition, language="ar")
    for words in spoken(everything) + spoken(everything, start=TOWN):
        assert len(words) <= 70, words
        assert words.endswith(".")
