"""Searching the whole directory: certain groups merge, the rest waits, people are obeyed."""

from itertools import permutations

import pytest

from fabrique.core.models import JournalEntry
from fabrique.directory.actions import merging
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.actions.places import edit_place
from fabrique.directory.models import DuplicatePair, Place, Source, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair

pytestmark = pytest.mark.django_db

FAR = {"address": "3 rue du Métier", "phone": "+33261910077", "latitude": 47.3, "longitude": -1.4}


def two_sources() -> None:
    """A library known twice, a workshop known once."""
    entered("ville", entry("1"), entry("2", 1, name="Atelier Le Rouet", **FAR))
    entered("nation", entry("x", name="MEDIATHEQUE DES DEUX RIVES", hours="Mo 09:00-12:00"))


def test_without_being_asked_nothing_merges():
    two_sources()
    (group,) = search_duplicates()
    assert group.status == "queued"
    assert {(m.source, m.row, m.id) for m in group.members} == {("ville", 0, "1"), ("nation", 0, "x")}
    assert group.reasons
    assert DuplicatePair.objects.get().state == "queued"
    assert place_of("ville", "1") != place_of("nation", "x")


def test_certain_groups_merge_once():
    two_sources()
    for _again in range(2):
        (group,) = search_duplicates(merge_certain=True)
        assert group.status == "merged"
    assert place_of("ville", "1") == place_of("nation", "x")
    assert place_of("ville", "1").hours == "Mo 09:00-12:00"
    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.automatic) == ("merged", True)
    assert JournalEntry.objects.filter(action="directory.search_duplicates").count() == 2


def test_what_a_person_separated_stays_apart():
    two_sources()
    search_duplicates(merge_certain=True)
    merging.undo_merge(pair=DuplicatePair.objects.get(), actor="someone")
    assert search_duplicates(merge_certain=True) == []
    assert place_of("ville", "1") != place_of("nation", "x")
    assert DuplicatePair.objects.get().state == "refused"


def test_what_a_person_confirmed_stays_together():
    entered("ville", entry("1"))
    entered("nation", entry("x", name="Atelier Le Rouet", **FAR))
    left, right = SourceRecord.objects.order_by("pk")
    pair = queue_pair(left=left, right=right, probability=0.5, reasons=[])
    merging.confirm_pair(pair=pair, actor="someone")
    search_duplicates(merge_certain=True)
    assert place_of("ville", "1") == place_of("nation", "x")


def test_a_merge_that_no_longer_holds_is_undone():
    two_sources()
    search_duplicates(merge_certain=True)
    entered("nation", entry("x", name="Déchèterie de Noirsable", **FAR | {"commune_code": "00122"}))
    assert search_duplicates(merge_certain=True) == []
    assert place_of("ville", "1").name == "Médiathèque des Deux-Rives"
    assert place_of("nation", "x").name == "Déchèterie de Noirsable"
    assert Place.objects.filter(state="merged").count() == 0


def test_an_edit_by_hand_is_not_a_double_of_its_place():
    entered("ville", entry("1"))
    edit_place(place=place_of("ville", "1"), changes={"phone": "+33261910044"})
    assert search_duplicates(merge_certain=True) == []


def test_the_order_of_imports_does_not_change_the_places():
    rows = {
        "a": entry("1", updated_on="2026-01-01"),
        "b": entry("1", name="Mediathèque Deux Rives", hours="Mo 09:00-12:00"),
        "c": entry("1", name="médiathèque des deux-rives", updated_on=None, summary="Au bord de l’eau"),
    }
    results = set()
    for order in permutations(rows):
        for source in order:
            entered(source, rows[source])
            search_duplicates(merge_certain=True)
        shown = Place.objects.filter(state="published").order_by("pk")
        results.add(tuple((str(p.pk), p.name, p.hours, p.summary, str(p.provenance)) for p in shown))
        for model in (DuplicatePair, SourceRecord):
            model.objects.all().delete()
        Place.objects.update(state="withdrawn", merged_into=None)
        Place.objects.all().delete()
        Source.objects.all().delete()
    assert len(results) == 1
