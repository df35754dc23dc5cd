"""A definition that is read, refused, and recognised by its hash."""

from __future__ import annotations

import json

import pytest

from fabrique.kernels.index import Refusal, canonical, from_mapping, parse
from fabrique.kernels.index.definition import Mean, Method
from tests.kernels.index.samples import NESTED, content, definition

TEXT = """
name = "x"
title = "X"
version = "1"
normalisation = "percentile"
[[indicators]]
code = "a"
direction = 1
[[indicators]]
code = "b"
direction = -1
[groups.index]
parts = ["a", "b"]
[alternatives]
normalisations = ["z", { method = "minmax", winsor = 0.01 }]
"""
SHUFFLED = """
# commentaire
version="1"
title = "X"
name   = "x"

normalisation = { method = "percentile" }
[alternatives]
normalisations = [ {winsor = 0.01, method = "minmax"}, "z", "z"]
[groups.index]
parts = ["b","a"]
weights = "equal"
[[indicators]]
direction = -1
code = "b"
[[indicators]]
code = "a"
direction = 1
[[sign_offs]]
name = "Marie Exemple"
role = "présidente"
on = 2026-03-01
hash = "abc"
"""


def test_the_hash_depends_on_what_is_said_not_on_how_it_is_written():
    first, second = parse(TEXT), parse(SHUFFLED)
    assert first.hash == second.hash
    assert len(first.hash) == 64
    assert second.sign_offs[0].on == "2026-03-01"
    for changed in (
        TEXT.replace("direction = -1", "direction = 1"),
        TEXT.replace('"percentile"', '"rank"'),
        TEXT.replace("0.01", "0.02"),
        TEXT.replace('title = "X"', 'title = "Y"'),
    ):
        assert parse(changed).hash != first.hash


def test_the_canonical_text_says_only_what_is_not_by_default():
    told = json.loads(canonical(parse(TEXT)))
    assert set(told) == {
        "name", "title", "version", "description", "reasons", "indicators", "groups", "top", "normalisation",
        "alternatives",
    }  # fmt: skip
    assert told["indicators"][0] == {"code": "a", "direction": 1, "label": "a"}
    assert told["alternatives"] == {"normalisations": [{"method": "minmax", "winsor": 0.01}, {"method": "z"}]}


def test_groups_nest_and_weights_sum_to_one():
    found = definition("abcde", groups=NESTED)
    assert found.top == "index"
    assert found.leaves("haut") == ("c", "d", "e")
    assert [part.weight for part in found.groups["index"].parts] == [0.25, 0.75]
    assert found.groups["deux"].mean is Mean.GEOMETRIC
    assert found.normalisation.method is Method.MINMAX


def indicator(**changes):
    return content(indicators=[{"code": "a", "direction": 1}, {"code": "b", "direction": 1} | changes])


def expert(parts, **more):
    return content(groups={"index": {"parts": parts, "weights": "expert"} | more})


SIGNED = {"decided_by": "x", "decided_on": "2026", "reason": "y"}
REFUSED = [
    (content(groups={"index": {"parts": ["a", "zz"]}}), "« zz » n’est ni un indicateur ni un groupe"),
    (content(groups={"index": {"parts": ["a"]}}), "« b » n’est dans aucun groupe"),
    (content(groups={"index": {"parts": []}}), "le groupe est vide"),
    (content(groups={"index": {"parts": ["a", "a", "b"]}}), "« a » est nommé deux fois"),
    (content(groups={"g": {"parts": ["a"]}, "index": {"parts": ["a", "b", "g"]}}), "dans deux groupes"),
    (content(groups={"g": {"parts": ["a"]}, "index": {"parts": ["b"]}}), "un seul groupe au sommet"),
    (content(groups={"g": {"parts": ["h", "a"]}, "h": {"parts": ["g", "b"]}}), "trouvé : aucun"),
    (content(groups={}), "Aucun groupe"),
    (content(groups={"a": {"parts": ["a", "b"]}}), "à la fois un groupe et un indicateur"),
    (content(top="autre"), "le sommet est « index »"),
    (content(indicators=[]), "aucun indicateur"),
    (
        content(indicators=[{"code": "a", "direction": 1}] * 2, groups={"index": {"parts": ["a"]}}),
        "deux fois",
    ),
    (indicator(direction=0), "« direction » manque"),
    (indicator(direction=True), "« direction » manque"),
    (indicator(goalposts=[5, 5]), "égales ou inversées"),
    (indicator(goalposts=[5]), "deux nombres"),
    (indicator(goalpost=[1, 2]), "« goalpost » : réglage inconnu"),
    (indicator(missing="oublier"), "« missing » vaut « oublier »"),
    (expert({"a": 0, "b": 0}, **SIGNED), "tous les poids sont nuls"),
    (expert({"a": -1, "b": 2}, **SIGNED), "le poids de « a » doit être un nombre positif"),
    (expert({"a": "x", "b": 2}, **SIGNED), "le poids de « a » doit être un nombre positif"),
    (expert({"a": 1, "b": 2}), "qui, quand, pourquoi"),
    (expert(["a", "b"], **SIGNED), "parts = { nom = poids"),
    (content(groups={"index": {"parts": {"a": 1, "b": 2}}}), 'weights = "expert"'),
    (content(normalisation="goalposts"), "n’a pas de « goalposts »"),
    (content(alternatives={"normalisations": ["goalposts"]}), "n’a pas de « goalposts »"),
    (content(normalisation="magie"), "« method » vaut « magie »"),
    (
        content(normalisation={"method": "bands", "cuts": [0.5, 0.2], "scores": [1, 2, 3]}),
        "plus petite à la plus",
    ),
    (
        content(normalisation={"method": "bands", "cuts": [0.5], "scores": [1]}),
        "un nombre de plus que « cuts »",
    ),
    (content(normalisation={"method": "bands", "cuts": [5.0], "scores": [0, 1]}), "parts entre 0 et 1"),
    (content(normalisation={"method": "bands", "cuts": [0.5], "scores": [2, 2]}), "note la plus basse"),
    (content(normalisation={"method": "ratio", "reference": "mode"}), "« reference » est un nombre"),
    (content(output={"rescale": [1, 1]}), "égales ou inversées"),
    (content(least_known=2), "« least_known » doit être un nombre"),
    (content(alternatives={"removal": True}), "au moins trois"),
    (content(alternatives={"missing": ["refuse"]}), "n’est pas une façon de compléter"),
    (content(name=""), "« name » manque"),
    (content(surprise=1), "« surprise » : réglage inconnu"),
    (content(groups=3), "il faut une table"),
    (content(indicators=3), "doit être une liste"),
]


@pytest.mark.parametrize(("tables", "words"), REFUSED)
def test_a_definition_that_makes_no_sense_is_refused_in_french(tables, words):
    with pytest.raises(Refusal) as refused:
        from_mapping(tables)
    assert words in str(refused.value)


def test_what_is_no_toml_is_refused():
    with pytest.raises(Refusal, match="TOML"):
        parse("name = ")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('title = "X"', r'title = "X\u0000"'),
        ('code = "a"', r'code = "a\u202e"'),
        ('parts = ["a", "b"]', r'parts = ["a", "b", "\u0007"]'),
        ("[groups.index]", r'[groups."inde\u0000x"]'),
        ("direction = -1", 'direction = -1\nlabel = "\u2066"'),
    ],
)
def test_no_sign_is_hidden_in_a_text_that_is_signed(was: str, now: str):
    with pytest.raises(Refusal, match="ne se voit pas"):
        parse(TEXT.replace(was, now))
