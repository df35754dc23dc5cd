"""Blocking, clustering and the whole on invented places, where the truth is known."""

import itertools
import re

import numpy as np
from bench.duplicates import grouped_pairs, queued, records_of, true_pairs
from bench.generate_places import generate

from fabrique.kernels.linkage import find_duplicates
from fabrique.kernels.linkage.blocking import FULL_BLOCK, WINDOW, candidate_pairs
from fabrique.kernels.linkage.cluster import clusters
from fabrique.kernels.linkage.explain import SENTENCES
from fabrique.kernels.linkage.prepare import prepare
from fabrique.kernels.linkage.weights import WEIGHTS
from tests.kernels.linkage.samples import HALL, seen


def test_on_invented_places_certain_groups_are_right_and_nearly_all_found() -> None:
    rows = generate(3_000, seed=9)
    true = true_pairs(rows)
    result = find_duplicates(records_of(rows))
    found = grouped_pairs(group.members for group in result.certain)
    assert len(true) == 600
    assert len(found & true) / len(found) >= 0.99
    assert len(found & true) / len(true) >= 0.94
    assert len(queued(result) & true) / len(true) >= 0.97


def test_the_generator_is_seeded() -> None:
    assert generate(300, seed=4) == generate(300, seed=4)
    assert generate(300, seed=4) != generate(300, seed=5)


def test_each_pair_once_and_in_order() -> None:
    columns = prepare(records_of(generate(500, seed=3)))
    left, right = candidate_pairs(columns)
    assert (left < right).all()
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)


def test_a_large_block_does_not_explode() -> None:
    crowd = [seen(HALL, f"{i:04d}", latitude=48.5, longitude=0.1) for i in range(400)]
    left, _ = candidate_pairs(prepare(crowd))
    assert len(left) <= 400 * WINDOW
    few, _ = candidate_pairs(prepare(crowd[:FULL_BLOCK]))
    assert len(few) == FULL_BLOCK * (FULL_BLOCK - 1) // 2


def test_near_places_meet_across_the_lines_of_the_grid() -> None:
    for shift in np.linspace(0, 0.004, 9):
        one = seen(
            HALL, "1", name="Alpha", latitude=48.5 + shift, address="", phone="", emails=(), websites=()
        )
        other = seen(
            HALL,
            "2",
            name="Beta",
            commune_code="61902",
            postal_code="61920",
            latitude=48.5 + shift + 0.0019,
            address="",
            phone="",
            emails=(),
            websites=(),
        )
        assert len(candidate_pairs(prepare([one, other]))[0]) == 1


def test_a_chain_is_not_one_group() -> None:
    # Each record is like the next and unlike all others: single linkage would make one group of 30.
    count = 30
    left = np.arange(count - 1)
    odds = np.full(count - 1, 6.0)
    sources = np.arange(count, dtype=np.int32)
    found = clusters(
        left, left + 1, odds, sources, lambda one, other: np.where(other - one == 1, 6.0, -9.0), {}
    )
    assert {len(cluster.members) for cluster in found} == {2}
    members = list(itertools.chain.from_iterable(cluster.members for cluster in found))
    assert len(members) == len(set(members))


def test_a_huge_component_is_cut_at_its_weakest_links() -> None:
    count = 400
    left = np.arange(count - 1)
    odds = np.where(left % 2 == 0, 9.0, 0.5)
    sources = np.arange(count, dtype=np.int32)
    found = clusters(
        left,
        left + 1,
        odds,
        sources,
        lambda one, other: np.where((other - one == 1) & (one % 2 == 0), 9.0, -9.0),
        {},
    )
    assert sorted(cluster.members for cluster in found) == [(i, i + 1) for i in range(0, count, 2)]


def test_each_level_that_weighs_has_its_sentence() -> None:
    weighing = {
        f"{feature}.{entry.name}"
        for feature, table in WEIGHTS.items()
        for entry in table
        if entry.weight and feature != "distance"
    }
    assert weighing <= SENTENCES.keys()
    assert not [text for text in SENTENCES.values() if re.search(r"[A-Z]{6,}|  |'", text)]
