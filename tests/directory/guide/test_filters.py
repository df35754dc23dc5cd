"""Filters: what they leave, what they count, and that none can never match."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.directory.enums import AccessMode, Fee, ServiceOffered, TargetPublic
from fabrique.directory.guide.filters import (
    Selection,
    facets,
    read_selection,
    residence_choices,
    selected,
    ticked_options,
)
from fabrique.directory.guide.options import GROUPS
from fabrique.directory.guide.record import OfferRecord
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import fold
from tests.directory.guide.conftest import record, snapshot_of

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("communes")


def offer(**values: Any) -> OfferRecord:
    texts = "name description type fees fees_detail publics_detail access_conditions mobilisation_detail "
    texts += "mobilisation_url phone email hours note"
    lists = "thematics categories publics residence_codes reception_modes mobilisation_modes"
    return OfferRecord(**{**dict.fromkeys(texts.split(), ""), **dict.fromkeys(lists.split(), ()), **values})


def guide() -> Snapshot:
    return snapshot_of(
        record("a", services=(ServiceOffered.ACCESS,), fees=(Fee.FREE,), hours="Mo-Fr 09:00-18:30"),
        record("b", services=(ServiceOffered.ACCESS, ServiceOffered.PARENTING), wheelchair=True),
        record("c", services=(ServiceOffered.PARENTING,), fees=(Fee.PAID,), wheelchair=False),
        record("d", publics=(TargetPublic.SENIORS,), languages=("uk",), access_modes=(AccessMode.COME,)),
        record(
            "e",
            offers=(offer(name="Prêt", residence_codes=("00101",), publics=("seniors",), fees="gratuit"),),
        ),
    )


def left(selection: Selection) -> list[str]:
    directory = guide()
    mask = selected(directory, selection, NOON)
    kept = directory.everything if mask is None else mask
    return [one.code for one, here in zip(directory.places, kept, strict=True) if here]


@pytest.mark.parametrize(
    ("ticked", "codes"),
    [
        ({}, "abcde"),
        ({"service": ["acces-internet-et-materiel-informatique"]}, "ab"),
        ({"service": ["Parentalité et éducation avec le numérique"]}, "bc"),
        ({"service": [ServiceOffered.ACCESS, ServiceOffered.PARENTING]}, "abc"),
        ({"service": [ServiceOffered.ACCESS], "comment": ["fauteuil"]}, "b"),
        ({"comment": ["gratuit"]}, "ae"),
        ({"comment": ["gratuit", "fauteuil"]}, ""),
        ({"comment": ["sans-rdv"]}, "d"),
        ({"public": ["seniors"]}, "de"),
        ({"langue": ["uk"]}, "d"),
        ({"quand": ["maintenant"]}, "a"),
        ({"quand": ["samedi"]}, ""),
        ({"quand": ["soir"]}, "a"),
        ({"habite": ["00101"]}, "abcde"),
        ({"habite": ["00102"]}, "abcd"),
    ],
)
def test_what_a_tick_leaves(ticked: dict[str, list[str]], codes: str):
    assert "".join(left(read_selection(ticked))) == codes


def test_unknown_values_are_set_apart():
    selection = read_selection(
        {"service": ["zzz", ""], "langue": ["xx" * 500], "habite": ["99999"], "autre": ["x"]}
    )
    assert not selection
    assert [len(one) <= 60 for one in selection.unknown] == [True] * 3


def all_ticks() -> list[tuple[str, str]]:
    directory = guide()
    shown = facets(directory, Selection(), directory.everything, NOON)
    return [(facet.group.key, choice.value) for facet in shown for choice in facet.choices]


def test_every_value_offered_exists_in_the_data():
    directory = guide()
    for key, value in all_ticks():
        mask = selected(directory, read_selection({key: [value]}), NOON)
        assert mask is not None
        assert mask.any(), (key, value)
    offered = {key for key, _value in all_ticks()}
    assert {"quand", "comment", "service", "public", "langue", "frais", "acces"} <= offered
    assert "label" not in offered


@settings(max_examples=40)
@given(st.data())
def test_a_count_is_what_ticking_gives(data: st.DataObject):
    """Whatever is ticked, each option shown leaves what it says."""
    directory = guide()
    ticks = data.draw(st.lists(st.sampled_from(all_ticks()), max_size=4))
    values: dict[str, list[str]] = {}
    for key, value in ticks:
        values.setdefault(key, []).append(value)
    selection = read_selection(values)
    for facet in facets(directory, selection, directory.everything, NOON):
        key = facet.group.key
        for choice in facet.choices:
            others = values.get(key, []) if facet.group.alone else []
            alone = read_selection({**values, key: [*others, choice.value]})
            mask = selected(directory, alone, NOON)
            assert mask is not None
            assert choice.count == int(np.count_nonzero(mask))
            assert choice.count or choice.checked


def test_what_untying_would_leave():
    directory = guide()
    selection = read_selection({"comment": ["gratuit", "fauteuil"]})
    found = ticked_options(directory, selection, directory.everything, NOON)
    assert [(one.code, one.count_without) for one in found] == [("fauteuil", 2), ("gratuit", 1)]


def test_the_residence_is_asked_only_where_it_matters():
    directory = guide()
    shown = residence_choices(directory, Selection(), directory.everything, NOON)
    assert {choice.value: choice.count for choice in shown} == {
        "00101": 5,
        "00102": 4,
        "00103": 4,
        "00104": 4,
    }
    plain = snapshot_of(record("a"))
    assert residence_choices(plain, Selection(), plain.everything, NOON) == []


def test_a_residence_by_epci_holds_for_its_communes():
    directory = snapshot_of(record("a", offers=(offer(name="Prêt", residence_codes=("000000001",)),)))
    served = [directory.residence.serving(code).tolist() for code in ("00101", "00102", "00103")]
    assert served == [[True], [True], [False]]


def test_names_of_options_are_unique_in_an_address():
    for group in GROUPS:
        slugs = [group.slug(code) for code in group.labels]
        assert len(set(slugs)) == len(slugs), group.key


def test_long_lists_are_in_the_order_of_a_dictionary():
    types = ("EPN", "ES", "EVS", "BIB", "CAF", "CCAS", "FABLAB", "ML", "MUNI", "TIERS_LIEUX", "RFS")
    directory = snapshot_of(*(record(code.lower(), typologies=(code,)) for code in types))
    shown = facets(directory, Selection(), directory.everything, NOON)
    labels = [choice.label for facet in shown if facet.group.key == "type" for choice in facet.choices]
    assert labels == sorted(labels, key=fold)
    assert any(label.startswith("É") for label in labels)
    assert not labels[-1].startswith("É")
