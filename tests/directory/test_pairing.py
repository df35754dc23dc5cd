"""A publisher who gives no ids corrects a row: the place keeps its page and what hangs on it."""

from pathlib import Path
from typing import Any

import pytest

from fabrique.directory.actions import places
from fabrique.directory.imports import ImportSummary, import_places
from fabrique.directory.models import Place, SourceRecord
from tests.factories.directory import entered, entry
from tests.factories.files import LIBRARY, WORKSHOP, national_csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def run(path: Path, *rows: dict[str, Any]) -> ImportSummary:
    return import_places(path=national_csv(path, *rows), source="ville")


def anonymous(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The row of a publisher who gives no id."""
    return {**row, "id": "", **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"adresse": "14 quai des Chanvres"},
        {"nom": "Médiathèque des Deux-Rives Simone-Veil"},
        {"nom": "Bibliothèque", "adresse": "2 rue Neuve"},  # the phone, that nobody else has, tells it
    ],
)
def test_a_corrected_row_stays_the_same_place(tmp_path: Path, changes: dict[str, Any]):
    run(tmp_path / "a.csv", anonymous(LIBRARY), anonymous(WORKSHOP))
    place = Place.objects.get(name__startswith="Médiathèque")
    places.edit_place(place=place, changes={"summary": "Ouvert à tous."})
    for rows in ([LIBRARY | changes, WORKSHOP], [WORKSHOP, LIBRARY | changes]):
        summary = run(tmp_path / "b.csv", *map(anonymous, rows))
        assert (summary.created, summary.withdrawn) == (0, 0)
    assert (summary.updated, summary.unchanged) == (0, 2)
    after = Place.objects.get(pk=place.pk)
    assert (after.summary, after.state) == ("Ouvert à tous.", "published")
    assert after.name == changes.get("nom", place.name)
    assert Place.objects.count() == 2


def outcome_of(before: list[Any], after: list[Any]) -> tuple[int, int, int]:
    entered("ville", *before, entry("auto-stays", name="La Bobine", address="1 rue du Fil", phone=""))
    kept = [*after, entry("auto-stays", name="La Bobine", address="1 rue du Fil", phone="")]
    outcome = entered("ville", *kept, allow_shrink=True)
    assert set(SourceRecord.objects.filter(withdrawn_at=None).values_list("external_id", flat=True)) == {
        *outcome.created, *outcome.updated, *outcome.unchanged,
    }  # fmt: skip
    return len(outcome.created), len(outcome.updated), len(outcome.withdrawn)


def test_a_row_with_another_name_and_another_address_is_another_place():
    new = entry("auto-b", name="Bibliothèque", address="2 rue Neuve", phone="")
    assert outcome_of([entry("auto-a", phone="")], [new]) == (1, 0, 1)


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_candidates_none_is_taken(turn: int):
    old = entry("auto-a", phone="")
    new = [entry("auto-b", address="2 rue Neuve", phone=""), entry("auto-c", address="3 rue Neuve", phone="")]
    assert outcome_of([old], new[::turn]) == (2, 0, 1)


def test_two_that_left_for_one_that_came_are_not_paired():
    old = [entry("auto-a", address="1 rue Neuve", phone=""), entry("auto-b", address="2 rue Neuve", phone="")]
    assert outcome_of(old, [entry("auto-c", address="3 rue Neuve", phone="")]) == (1, 0, 2)


def test_a_phone_that_others_share_tells_nobody():
    shared = entry("auto-twin", name="Mairie", address="9 place Haute")
    new = entry("auto-b", name="Bibliothèque", address="2 rue Neuve")
    assert outcome_of([entry("auto-a"), shared], [new, shared]) == (1, 0, 1)


def test_another_body_under_the_same_roof_is_another_place():
    new = entry("auto-b", name="Mission locale", phone="+33261910099")
    assert outcome_of([entry("auto-a")], [new]) == (1, 0, 1)


def test_a_branch_that_closes_and_one_that_opens_are_two_places():
    new = entry("auto-b", address="2 rue Neuve", phone="+33261910099")
    assert outcome_of([entry("auto-a")], [new]) == (1, 0, 1)


def test_a_number_and_the_phone_corrected_at_once_stay_one_place():
    new = entry("auto-b", address="14 quai des Chanvres", phone="+33261910099")
    assert outcome_of([entry("auto-a")], [new]) == (0, 1, 0)


def test_an_id_of_the_publisher_is_never_second_guessed():
    assert outcome_of([entry("12")], [entry("13", address="2 rue Neuve")]) == (1, 0, 1)


def test_a_part_of_a_source_pairs_nothing():
    entered("ville", entry("auto-a"))
    outcome = entered("ville", entry("auto-b", address="2 rue Neuve"), complete=False)
    assert outcome.created == ("auto-b",)
