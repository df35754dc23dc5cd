"""Which places answer, in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.directory.enums import ServiceOffered
from fabrique.directory.guide.filters import Selection
from fabrique.directory.guide.geometry import walking_minutes
from fabrique.directory.guide.locating import Origin, locate, split_place
from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.guide.record import PlaceRecord, StopRecord
from fabrique.directory.guide.search import Question, Sort, ask
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.territory.distances import distance_m
from tests.directory.guide.conftest import record, snapshot_of

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
HERE = Origin("Port-Sablier", 47.2, -1.5, commune="00101")
pytestmark = pytest.mark.usefixtures("communes")


def codes(snapshot: Snapshot, question: Question, first: int | None = None) -> list[str]:
    return [snapshot.places[rank].code for rank in ask(snapshot, question, NOON, first=first).ranks]


def stop(latitude: float, commune: str = "00102") -> StopRecord:
    return StopRecord("Mairie", "", commune, "Corderive", latitude, -1.5, "", ())


def test_nearest_first_and_those_of_the_commune_without_position_last():
    guide = snapshot_of(
        record("loin", latitude=47.25),
        record("pres", latitude=47.201),
        record("bus", latitude=48.0, stops=(stop(47.21), stop(47.9))),
        record("sans", latitude=None, longitude=None),
        record("ailleurs", latitude=None, longitude=None, commune_code="00102"),
        record("hors", latitude=47.5, commune_code="00102"),
    )
    question = Question(origin=HERE, radius_m=10_000)
    assert codes(guide, question) == ["pres", "bus", "loin", "sans"]
    answer = ask(guide, question, NOON)
    assert answer.metres[0] == pytest.approx(distance_m((47.2, -1.5), (47.201, -1.5)), rel=1e-6)
    assert answer.metres[1] == pytest.approx(distance_m((47.2, -1.5), (47.21, -1.5)), rel=1e-6)
    assert np.isnan(answer.metres[3])


def test_a_box_takes_the_stops_too():
    guide = snapshot_of(
        record("a", latitude=47.5), record("bus", latitude=47.9, stops=(stop(47.9), stop(47.5)))
    )
    assert codes(guide, Question(bounds=(-1.6, 47.4, -1.4, 47.6))) == ["a", "bus"]
    assert codes(guide, Question(bounds=(-1.6, 48.4, -1.4, 48.6))) == []


def test_a_need_is_answered_by_what_a_place_declares_or_by_its_own_words():
    guide = snapshot_of(
        record("declare", services=(ServiceOffered.ACCESS,)),
        record("dit", summary="Photocopies et impressions à 10 centimes"),
        record("autre", services=(ServiceOffered.PARENTING,)),
    )
    assert sorted(codes(guide, Question(need=BY_CODE["imprimer"]))) == ["declare", "dit"]


def test_words_rank_names_first_and_forgive_slips():
    guide = snapshot_of(
        record("nom", name="Médiathèque des Deux-Rives"),
        record("texte", name="Le Fil", description="À côté de la médiathèque."),
        record("autre", name="La Bobine"),
    )
    for word in ("mediathequ", "mediateq", "mediath"):
        assert codes(guide, Question(roots=(word,), sort=Sort.RELEVANCE)) == ["nom", "texte"], word
    assert codes(guide, Question(roots=("bobin",))) == ["autre"]
    assert codes(guide, Question(roots=("xyzzyx",))) == []


def test_words_beside_a_need_narrow_it_or_are_dropped():
    guide = snapshot_of(
        record("a", name="Médiathèque", services=(ServiceOffered.ACCESS,)),
        record("b", name="Mairie", services=(ServiceOffered.ACCESS,)),
    )
    need = BY_CODE["imprimer"]
    assert codes(guide, Question(need=need, roots=("mediathequ",))) == ["a"]
    assert sorted(codes(guide, Question(need=need, roots=("zzzzzz",)))) == ["a", "b"]
    told = snapshot_of(
        record("a", services=(ServiceOffered.ACCESS,), summary="Refaire son CV"),
        record("b", services=(ServiceOffered.ACCESS,)),
    )
    assert sorted(codes(told, Question(need=need, roots=("refair",)))) == ["a", "b"]


def test_orders():
    guide = snapshot_of(
        record("b", name="Bravo", updated_on=date(2026, 1, 1)),
        record("a", name="Été", updated_on=date(2025, 1, 1), verified_on=date(2026, 11, 1)),
        record("c", name="alpha", updated_on=None),
    )
    assert codes(guide, Question(sort=Sort.NAME)) == ["c", "b", "a"]
    assert codes(guide, Question(sort=Sort.FRESHNESS)) == ["a", "b", "c"]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(46, 48), st.floats(-3, 0), st.booleans()), max_size=60),
    st.floats(100, 100_000),
    st.integers(1, 12),
)
def test_the_arrays_say_what_a_loop_would(points: list[tuple[float, float, bool]], radius: float, first: int):
    """Radius, filter, order by distance and cut, against the plain definition."""
    places = [
        record(f"{rank:03}", name=f"{rank:03}", latitude=lat, longitude=lon, wheelchair=flag)
        for rank, (lat, lon, flag) in enumerate(points)
    ]
    guide = snapshot_of(*places)
    origin = Origin("", 47.0, -1.5, exact=True)
    selection = Selection({"comment": ("fauteuil",)})
    question = Question(origin=origin, radius_m=radius, selection=selection)

    def metres(place: PlaceRecord) -> float:
        assert place.latitude is not None
        assert place.longitude is not None
        return distance_m((47.0, -1.5), (place.latitude, place.longitude))

    wanted = sorted((metres(one), one.code) for one in places if one.wheelchair and metres(one) <= radius)
    answer = ask(guide, question, NOON, first=first)
    assert answer.total == len(wanted)
    assert answer.metres.tolist() == pytest.approx([far for far, _ in wanted[:first]], rel=1e-5, abs=0.01)


def test_walking_takes_detours():
    assert [walking_minutes(far) for far in (0, 450, 2000, 2001, float("nan"))] == [1, 8, 35, None, None]


def guide_of_communes() -> Snapshot:
    centres = {"00101": (47.2, -1.5), "00102": (47.3, -1.5)}
    return snapshot_of(record("a"), record("c", commune_code="00103", latitude=47.4), centres=centres)


@pytest.mark.parametrize(
    ("typed", "label", "point"),
    [
        ("Port-Sablier", "Port-Sablier", (47.2, -1.5)),
        ("port sablier", "Port-Sablier", (47.2, -1.5)),
        ("Port Sabllier", "Port-Sablier", (47.2, -1.5)),
        ("00100", "Port-Sablier", (47.2, -1.5)),
        ("Ste Ysaure", "Sainte-Ysaure", (47.4, -1.5)),
        ("fresquoy", "Le Fresquoy", None),
        ("12 rue du Métier, 00100 Port-Sablier", "Port-Sablier", (47.2, -1.5)),
        ("12 quai des Chanvres Port-Sablier", "Port-Sablier", (47.2, -1.5)),
        ("3 bis allée du Lin sainte ysaure", "Sainte-Ysaure", (47.4, -1.5)),
        ("47.21, -1.51", "", (47.21, -1.51)),
        ("Sainte", "Sainte-Ysaure", (47.4, -1.5)),
        ("Corderive (00102)", "Corderive", (47.3, -1.5)),
    ],
)
def test_where_is_understood(typed: str, label: str, point: tuple[float, float] | None):
    origin = locate(typed, guide_of_communes()).origin
    assert origin is not None
    assert (origin.label, origin.point) == (label, point)


def test_a_postal_code_of_two_communes_offers_the_other():
    located = locate("00110", guide_of_communes())
    assert located.origin is not None
    assert located.origin.label == "Corderive"
    assert [one.name for one in located.others] == ["Sainte-Ysaure"]


def test_an_address_without_a_known_street_leads_to_its_commune_and_says_so():
    for typed in ("12 quai des Chanvres Port-Sablier", "12 quai des Chanvres, Port-Sablier"):
        assert locate(typed, guide_of_communes()).approximate


@pytest.mark.parametrize("typed", ["", "zzzzqqqq", "95.0, 3.0", "\x00\x00", "🙂" * 50])
def test_nowhere_is_nowhere(typed: str):
    assert locate(typed, guide_of_communes()).origin is None


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("imprimer près de Corderive", "Corderive"),
        ("imprimer à Corderive", "Corderive"),
        ("imprimer Corderive", "Corderive"),
        ("imprimer près du Fresquoy", "Le Fresquoy"),
        ("imprimer un cv", None),
        ("imprimer près de la gare", None),
        ("imprimer près de Montpellier", "Montpellier"),
    ],
)
def test_the_place_inside_a_sentence(said: str, label: str | None):
    _rest, located = split_place(said, guide_of_communes())
    assert (located.origin.label if located.origin else None) == label


def test_a_point_far_from_its_commune_leads_nobody(communes: None):
    assert record("vrai").points
    assert record("loin", flags=("coordinates-far:480 km",)).points == ()
