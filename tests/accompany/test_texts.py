"""The text of a mandate: the fourteen things that it must say, in French, and the same beside it."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fabrique.accompany import texts
from fabrique.accompany.enums import DETAILS, Duration, Procedure
from fabrique.accompany.texts.templates import FRENCH
from tests.factories.accompany import helper, person, signed

FACTS = texts.Facts(
    person="Odette Marsonval", organisation="La Bobine", helper="Inès Karouane", place="Grandmesnil",
    on=date(2026, 11, 30), until=date(2027, 5, 31), duration=Duration.SEMESTER,
    procedures=(Procedure.PAPERS, Procedure.HOUSING),
)  # fmt: skip


def spoken(text: str) -> str:
    """All that it says, as one text."""
    return "\n".join(strings(json.loads(text))).replace("\u00a0", " ").replace("\u202f", " ")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


@pytest.mark.parametrize(
    "said",
    [
        ("Je suis Odette Marsonval", "mandant"),
        ("l’organisation La Bobine, et non à une seule personne", "mandataire"),
        ("articles 1984 et suivants du Code civil",),
        (DETAILS[Procedure.PAPERS].description, DETAILS[Procedure.HOUSING].examples),
        ("FranceConnect", "autres sites", "téléphone", "papier", "courriel"),
        ("Je peux annuler mon autorisation à tout moment",),
        ("majeur", "sauvegarde de justice", "curatelle", "tutelle", "habilitation familiale"),
        ("le lire", "le corriger", "limiter l’usage", "effacer", "CNIL", "six ans"),
        ("J’accepte que l’organisation utilise",),
        ("juge civil", "juge pénal"),
        ("Fait à Grandmesnil, le 30 novembre 2026", "deux exemplaires"),
        ("Pour l’organisation mandataire, La Bobine : Inès Karouane",),
        ("La personne qui donne mandat : Odette Marsonval",),
        ("pas un mandat Aidants Connect",),
    ],
)
def test_it_says(said: tuple[str, ...]):
    whole = spoken(texts.render(FACTS))
    assert [each for each in said if each not in whole] == []


def test_it_says_the_duration_twice_and_the_last_day():
    whole = spoken(texts.render(FACTS))
    assert whole.count("182 jours") == 2
    assert "il finit le 31 mai 2027" in whole


def test_it_says_six_duties_and_four_causes_of_an_early_end():
    blocks = {block["key"]: block for block in json.loads(texts.render(FACTS))["blocks"]}
    assert (len(blocks["duties"]["items"]), len(blocks["causes"]["items"])) == (6, 4)
    assert len(blocks["procedures"]["items"]) == 2


def test_over_indebtedness_is_only_filled_in_and_only_said_where_it_matters():
    money = spoken(texts.render(replace(FACTS, procedures=(Procedure.MONEY,))))
    assert "R. 721-2 et R. 761-1 du Code de la consommation" in money
    assert "R. 721-2" not in spoken(texts.render(FACTS))


def test_the_number_of_an_aidants_connect_mandate_is_said_where_there_is_one():
    assert "AC-2026-17" in spoken(texts.render(replace(FACTS, aidants_connect_number="AC-2026-17")))
    assert "sous le numéro" not in spoken(texts.render(FACTS))


def shape(content: Any) -> Any:
    """Keys, lengths and ``{…}``, without the words."""
    if isinstance(content, dict):
        return {
            key: value if key in ("key", "list", "only") else shape(value) for key, value in content.items()
        }
    if isinstance(content, list):
        return [shape(each) for each in content]
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(content) if name)


@pytest.mark.parametrize("version", texts.VERSIONS)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_translation_says_the_same_things_and_that_it_is_only_a_help(version: str, language: str):
    other = dict(texts.template(version, language).content)
    assert set(other.pop("procedures")) == set(Procedure.values)
    assert set(other.pop("durations")) == set(Duration.values)
    assert shape(other) == shape(dict(texts.template(version, FRENCH).content))
    assert "Traduction indicative" in other["translated"]


def test_the_translation_stands_beside_each_block():
    read = json.loads(texts.render(FACTS, language="en"))
    assert all(block["beside"]["heading"] for block in read["blocks"])
    french = json.loads(texts.render(FACTS))
    assert [block["lines"] for block in read["blocks"]] == [block["lines"] for block in french["blocks"]]
    with pytest.raises(KeyError):
        texts.render(FACTS, language="xx")


def test_braces_in_a_name_are_only_braces():
    whole = spoken(texts.render(replace(FACTS, person="{helper} {0} {place.__class__}")))
    assert "Je suis {helper} {0} {place.__class__}." in whole


@pytest.mark.django_db
def test_a_later_version_changes_nothing_that_was_signed(monkeypatch: pytest.MonkeyPatch):
    mandate = signed(person(), by=helper())
    before = mandate.text
    monkeypatch.setattr(texts.rendering, "CURRENT", "2099-01")
    mandate.refresh_from_db()
    assert (mandate.text, mandate.template_version) == (before, "2026-11")


@pytest.mark.parametrize(
    ("version", "digest"),
    [("2026-11", "9219aeab19d1f510a62f2ce60829b9d4b83f2cef4036a3cbd11d6b744382dfdd")],
    ids=["2026-11"],
)
def test_a_published_version_does_not_change(version: str, digest: str):
    """If this fails: undo the change, and write a new version beside this one."""
    assert texts.digest_of_text(texts.render(FACTS, version=version, language="en")) == digest
