"""Merging keeps every record, can be undone, and does not depend on the order of imports."""

from datetime import timedelta
from itertools import permutations

import pytest

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import merging, offers, places, stops
from fabrique.directory.exports.published import offers_of, published
from fabrique.directory.guide.loading import load_records
from fabrique.directory.models import Closure, DuplicatePair, Place, Source, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair

pytestmark = pytest.mark.django_db


def record(source: str, external_id: str) -> SourceRecord:
    return SourceRecord.objects.get(source=source, external_id=external_id)


def pair(left: str, right: str, probability: float = 0.97) -> DuplicatePair:
    a, b = (record(*key.split("/")) for key in (left, right))
    return queue_pair(left=a, right=b, probability=probability, reasons=[{"text": "même téléphone"}])


def test_a_merge_fills_gaps_and_keeps_both_records():
    entered("a", entry("1", hours="", address="12 quai des Chanvres"))
    entered("b", entry("9", hours="Mo 09:00-12:00", phone=""))
    merging.confirm_pair(pair=pair("a/1", "b/9"), actor="x")
    place = place_of("b", "9")
    assert place == place_of("a", "1")
    assert (place.hours, place.phone) == ("Mo 09:00-12:00", "+33261910001")
    assert place.provenance["hours"]["records"] == ["b/9"]
    left_behind = record("b", "9").home
    assert (left_behind.state, left_behind.merged_into) == ("merged", place)
    assert JournalEntry.objects.filter(action="directory.merge_places").count() == 1


def test_a_flag_falls_when_another_record_gives_the_field():
    entered("a", entry("1", flags=["hours-missing", "coordinates-far"], hours=""))
    entered("b", entry("9", flags=["pivot-missing", "phone-unusable"], hours="Mo 09:00-12:00", phone=""))
    assert place_of("a", "1").flags == ["coordinates-far", "hours-missing"]
    merging.confirm_pair(pair=pair("a/1", "b/9"), actor="x")
    place = place_of("a", "1")
    assert place.provenance["latitude"]["records"] == ["a/1"]
    assert place.flags == ["coordinates-far", "pivot-missing"]


def test_undoing_gives_both_places_back_as_they_were():
    entered("a", entry("1", hours=""))
    entered("b", entry("9", hours="Mo 09:00-12:00", name="Médiathèque"))
    decided = merging.confirm_pair(pair=pair("a/1", "b/9"))
    merging.undo_merge(pair=decided)
    first, second = place_of("a", "1"), place_of("b", "9")
    assert first != second
    assert (first.hours, second.hours, second.name) == ("", "Mo 09:00-12:00", "Médiathèque")
    assert {first.state, second.state} == {"published"}
    assert second.merged_into is None
    assert decided.state == "refused"


def test_a_later_import_feeds_the_merged_place():
    entered("a", entry("1"))
    entered("b", entry("9"))
    merging.confirm_pair(pair=pair("a/1", "b/9"))
    entered("b", entry("9", hours="Tu 10:00-12:00"))
    assert place_of("a", "1").hours == "Tu 10:00-12:00"
    assert record("b", "9").home.state == "merged"


def test_a_merged_place_lives_as_long_as_one_of_its_records():
    entered("a", entry("1"), entry("2", 1), entry("3", 2))
    entered("b", entry("9"))
    merging.confirm_pair(pair=pair("a/1", "b/9"))
    entered("a", entry("2", 1), entry("3", 2))
    assert place_of("b", "9").state == "published"


def test_a_third_record_stays_with_the_side_that_it_resembles_most():
    for source in "abc":
        entered(source, entry("1", name=source))
    merging.confirm_pair(pair=pair("a/1", "b/1", 0.90))
    merging.confirm_pair(pair=pair("b/1", "c/1", 0.99))
    merging.confirm_pair(pair=pair("a/1", "c/1", 0.92))
    assert place_of("a", "1") == place_of("b", "1") == place_of("c", "1")
    merging.undo_merge(pair=DuplicatePair.objects.get(probability=0.90))
    assert place_of("b", "1") == place_of("c", "1") != place_of("a", "1")
    assert DuplicatePair.objects.get(probability=0.92).state == "queued"


def test_an_edit_made_on_a_merged_place_follows_its_survivor():
    entered("a", entry("1"))
    entered("b", entry("9"))
    decided = merging.confirm_pair(pair=pair("a/1", "b/9"))
    places.edit_place(place=place_of("a", "1"), changes={"summary": "Refait à neuf."})
    merging.undo_merge(pair=decided)
    assert (place_of("a", "1").summary, place_of("b", "9").summary) == ("Refait à neuf.", "")


def test_the_absorbed_sheet_cannot_be_edited():
    entered("a", entry("1"))
    entered("b", entry("9"))
    merging.confirm_pair(pair=pair("a/1", "b/9"))
    with pytest.raises(DomainRefusal, match="réunie"):
        places.edit_place(place=record("b", "9").home, changes={"summary": "x"})


def test_a_pair_is_settled_once():
    entered("a", entry("1"))
    entered("b", entry("9"))
    mine = pair("a/1", "b/9")
    theirs = DuplicatePair.objects.get()
    merging.refuse_pair(pair=mine)
    with pytest.raises(DomainRefusal, match="vient d’agir"):
        merging.confirm_pair(pair=theirs)
    assert place_of("a", "1") != place_of("b", "9")


def test_queueing_a_settled_pair_again_changes_nothing():
    entered("a", entry("1"))
    entered("b", entry("9"))
    merging.refuse_pair(pair=pair("a/1", "b/9"))
    assert pair("b/9", "a/1", 0.5).state == "refused"
    assert DuplicatePair.objects.get().probability == 0.97


def test_the_order_of_imports_does_not_change_the_result():
    results = set()
    rows = {
        "a": entry("1", phone="", updated_on="2026-01-01"),
        "b": entry("1", hours="Mo 09:00-12:00", name="Médiathèque", updated_on=None),
        "c": entry("1", services=["x"], updated_on="2026-06-01"),
    }
    for order in permutations(rows):
        for source in order:
            entered(source, rows[source])
        merging.confirm_pair(pair=pair("a/1", "b/1"))
        merging.confirm_pair(pair=pair("b/1", "c/1"))
        place = Place.objects.get(state="published")
        results.add(
            (str(place.pk), place.name, place.phone, place.hours, str(place.services), str(place.provenance))
        )
        DuplicatePair.objects.all().delete()
        SourceRecord.objects.all().delete()
        Place.objects.update(state="withdrawn", merged_into=None)
        Place.objects.all().delete()
        Source.objects.all().delete()
    assert len(results) == 1


def test_what_hangs_on_a_merged_place_is_shown_by_the_survivor_and_comes_back():
    """A guide that forgot a closure at a merge would send people to a closed door."""
    entered("a", entry("1"))
    entered("b", entry("9"))
    survivor, other = place_of("a", "1"), place_of("b", "9")
    tomorrow = clock.today() + timedelta(days=1)
    offers.close_place(place=other, starts_on=tomorrow, ends_on=tomorrow, reason="Travaux")
    where = {"commune_code": "00103", "commune_name": "Brumelac"}
    stops.add_stop(
        place=other, name="Gare", visits=[(clock.now(), clock.now() + timedelta(hours=2))], **where
    )
    both, one = offers.create_service(name="Ateliers"), offers.create_service(name="Permanence")
    offers.offer_service(service=both, places=[survivor, other])
    offers.offer_service(service=one, places=[other])
    decided = merging.confirm_pair(pair=pair("a/1", "b/9"))
    (shown,) = load_records([str(survivor.pk)])
    assert [closure.reason for closure in shown.closures] == ["Travaux"]
    assert [(stop.name, len(stop.visits)) for stop in shown.stops] == [("Gare", 1)]
    assert [offer.name for offer in shown.offers] == ["Ateliers", "Permanence"]
    assert load_records([str(other.pk)]) == []
    assert [offer.service.name for offer in offers_of(published().get(pk=survivor.pk))] == [
        "Ateliers",
        "Permanence",
    ]
    merging.undo_merge(pair=decided)
    mine, theirs = load_records([str(survivor.pk)])[0], load_records([str(other.pk)])[0]
    assert (mine.closures, mine.stops, len(mine.offers)) == ((), (), 1)
    assert (len(theirs.closures), len(theirs.stops), len(theirs.offers)) == (1, 1, 2)


def test_the_survivor_is_read_again_when_what_hangs_on_a_merged_place_changes():
    entered("a", entry("1"))
    entered("b", entry("9"))
    survivor, other = place_of("a", "1"), place_of("b", "9")
    merging.confirm_pair(pair=pair("a/1", "b/9"))
    before = Place.objects.get(pk=survivor.pk).changed_at
    offers.close_place(place=other, starts_on=clock.today(), ends_on=clock.today())
    assert Place.objects.get(pk=survivor.pk).changed_at > before
    assert Closure.objects.of(survivor).count() == 1
