import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.linkage import Record, Result, find_duplicates
from fabrique.kernels.linkage.cluster import _labels
from tests.kernels.linkage.samples import ASSOCIATION, FRANCE_SERVICES, HALL, seen

TOWN = [HALL, FRANCE_SERVICES, ASSOCIATION]
FS_AGAIN = seen(
    FRANCE_SERVICES,
    "b-2",
    name="MAISON FRANCE SERVICES DE CORDERIVE",
    address="14 av. Général Leclerc",
    latitude=48.5043,
    phone="",
    emails=("msap@corderive.example",),
    typologies=("MSAP",),
)


def certain(result: Result) -> list[tuple[str, ...]]:
    return sorted(group.members for group in result.certain)


def possible(result: Result) -> list[tuple[str, ...]]:
    return sorted(group.members for group in result.possible)


def test_nothing_to_find() -> None:
    assert find_duplicates([]) == Result(groups=(), compared=0)
    assert find_duplicates([Record(id="a", source="s")]).groups == ()
    assert find_duplicates([Record(id="a", source="s"), Record(id="b", source="t")]).groups == ()
    assert find_duplicates(TOWN).groups == ()


def test_one_place_in_two_sources_is_certain_and_explained() -> None:
    result = find_duplicates([*TOWN, FS_AGAIN])
    (group,) = result.groups
    assert group.members == ("a-2", "b-2")
    assert group.status == "certain"
    assert 0.95 < group.probability < 1
    (pair,) = group.pairs
    texts = {reason.code: reason.text for reason in pair.reasons}
    assert texts["name.same_common"].endswith(
        "« France services Corderive » et « MAISON FRANCE SERVICES DE CORDERIVE »"
    )
    assert texts["distance.on_the_spot"] == "35 m de distance"
    assert texts["place.same_commune"] == "même commune"
    weights = [abs(reason.weight) for reason in pair.reasons]
    assert weights == sorted(weights, reverse=True)


def test_the_order_of_records_changes_nothing() -> None:
    records = [
        *TOWN,
        FS_AGAIN,
        seen(ASSOCIATION, "c-3", "c", name="Fabrique buissonière"),
        seen(HALL, "c-1", "c"),
    ]
    expected = find_duplicates(records)
    assert len(expected.certain) == 3
    for seed in range(5):
        random.Random(seed).shuffle(records)
        assert find_duplicates(records) == expected


def test_an_id_used_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="a-1"):
        find_duplicates([HALL, HALL])


def test_a_town_hall_and_its_social_service_are_two_places() -> None:
    service = seen(HALL, "b-9", name="CCAS de Corderive", typologies=("CCAS", "MUNI"))
    library = seen(HALL, "c-9", "c", name="Bibliothèque municipale", typologies=("BIB",))
    assert find_duplicates([HALL, service, library]).groups == ()


def test_a_service_that_may_lodge_with_another_is_asked_about() -> None:
    host = replace(FRANCE_SERVICES, name="CCAS de Corderive", typologies=("CCAS",))
    guest = seen(FRANCE_SERVICES, "b-2", typologies=("RFS",))
    result = find_duplicates([HALL, host, guest])
    assert certain(result) == []
    assert possible(result) == [("a-2", "b-2")]


def test_numbers_in_names_tell_places_apart() -> None:
    first = replace(FRANCE_SERVICES, name="France services 1")
    second = seen(FRANCE_SERVICES, "b-2", name="France services 2")
    assert find_duplicates([first, second]).groups == ()
    relays = [
        replace(
            FRANCE_SERVICES, id=letter, source=letter, name=f"Point relais CAF {letter}", typologies=("CAF",)
        )
        for letter in "AB"
    ]
    assert find_duplicates(relays).groups == ()


def test_the_stops_of_a_bus_are_different_places() -> None:
    stops = [
        replace(
            FRANCE_SERVICES,
            id=f"{source}-{stop}",
            source=source,
            name="Bus numérique du Pays de Corderive",
            address="place de la Mairie",
            commune_code=f"6191{stop}",
            latitude=48.5 + stop / 10,
        )
        for stop in range(4)
        for source in "ab"
    ]
    assert certain(find_duplicates(stops)) == [(f"a-{stop}", f"b-{stop}") for stop in range(4)]
    assert possible(find_duplicates(stops)) == []


def test_a_bus_and_an_office_of_one_source_are_two_places() -> None:
    bus = replace(FRANCE_SERVICES, id="a-9", name="Bus France services Corderive", typologies=("RFS", "ENM"))
    assert find_duplicates([FRANCE_SERVICES, bus]).certain == ()


def test_one_source_needs_more_evidence_than_two() -> None:
    bare = replace(ASSOCIATION, phone="", emails=(), websites=())
    again = {"id_": "z-3", "address": "27 rue des Tilleuls", "latitude": 48.5103}
    assert find_duplicates([bare, seen(bare, source="b", **again)]).certain
    assert not find_duplicates([bare, seen(bare, source="a", **again)]).certain
    assert find_duplicates([ASSOCIATION, seen(ASSOCIATION, source="a", **again)]).certain


def test_a_switchboard_proves_little() -> None:
    sites = [
        replace(
            ASSOCIATION,
            id=f"{i}",
            source=f"{i}",
            name=name,
            address=f"{i + 3} rue {name}",
            latitude=48.51 + i / 100,
            emails=(),
            websites=(),
        )
        for i, name in enumerate(["Ruche", "Lanterne", "Passerelle", "Boussole", "Escale"])
    ]
    assert find_duplicates(sites).groups == ()


def test_without_commune_nor_coordinates_the_postal_code_and_contacts_do() -> None:
    bare = seen(ASSOCIATION, "b-3", commune_code="", latitude=None, longitude=None, typologies=())
    assert certain(find_duplicates([*TOWN, bare])) == [("a-3", "b-3")]


def test_decisions_of_a_person_are_obeyed() -> None:
    stranger = Record(id="b-7", source="b", name="Chez Nous", commune_code="75056")
    records = [*TOWN, FS_AGAIN, stranger]
    refused = find_duplicates(records, decisions={frozenset({"a-2", "b-2"}): False})
    assert refused.groups == ()
    confirmed = find_duplicates(
        records, decisions={frozenset({"a-1", "b-7"}): True, frozenset({"x", "y"}): True}
    )
    assert certain(confirmed) == [("a-1", "b-7"), ("a-2", "b-2")]
    group = next(group for group in confirmed.groups if "b-7" in group.members)
    assert group.probability == 1
    assert group.pairs[0].reasons[0].text == "confirmé par une personne"


def test_a_refused_pair_never_meets_in_a_group_of_three() -> None:
    third = seen(FRANCE_SERVICES, "c-2", "c")
    records = [FRANCE_SERVICES, FS_AGAIN, third]
    assert certain(find_duplicates(records)) == [("a-2", "b-2", "c-2")]
    for pair in [{"a-2", "b-2"}, {"a-2", "c-2"}, {"b-2", "c-2"}]:
        result = find_duplicates(records, decisions={frozenset(pair): False})
        assert all(not pair <= set(group.members) for group in result.groups)
        assert len(result.certain) == 1


def test_contradictory_decisions_keep_apart_and_are_told() -> None:
    third = seen(FRANCE_SERVICES, "c-2", "c")
    decisions = {
        frozenset({"a-2", "b-2"}): True,
        frozenset({"b-2", "c-2"}): True,
        frozenset({"a-2", "c-2"}): False,
    }
    result = find_duplicates([FRANCE_SERVICES, FS_AGAIN, third], decisions=decisions)
    assert all(not {"a-2", "c-2"} <= set(group.members) for group in result.groups)
    assert len(result.contradictions) == 1


def test_a_doubtful_record_is_asked_about_without_undoing_the_certain_group() -> None:
    doubtful = Record(
        id="d-1",
        source="d",
        name="La Fabrique buissonnière",
        address="5 impasse du Lavoir",
        commune_code="61901",
        postal_code="61910",
        phone="+33261910020",
    )
    result = find_duplicates([*TOWN, seen(ASSOCIATION, "b-3"), doubtful])
    assert certain(result) == [("a-3", "b-3")]
    (asked,) = result.possible
    assert asked.members == ("a-3", "b-3", "d-1")
    assert {(pair.left, pair.right) for pair in asked.pairs} == {("a-3", "d-1"), ("b-3", "d-1")}
    assert 0.5 <= asked.probability < 0.95


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40))
def test_components_are_those_of_walking_from_each_record(links: list[tuple[int, int]]):
    table = np.array(links, dtype=np.int64).reshape(-1, 2)
    reached = {start: {start} for start in range(20)}
    for _step in range(20):
        for one, other in links:
            reached[one] |= reached[other]
            reached[other] |= reached[one]
    lowest = [min(reached[start]) for start in range(20)]
    assert _labels(table[:, 0], table[:, 1], 20).tolist() == lowest
