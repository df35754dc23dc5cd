"""A carnet says where to find the organisation that keeps it, as the guide does."""

from __future__ import annotations

import pytest

from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.directory.queries import places_part
from fabrique.people.carnet import parts_of
from fabrique.people.papers import carnet_data
from tests.factories.directory import entered, entry, place_of
from tests.factories.people import organisation, receive

pytestmark = pytest.mark.django_db


def test_the_published_places_of_the_organisation_alone():
    person = receive(organisation("La Bobine"))
    assert places_part(person) is None
    numbers = ("1", "2", "3")
    entered("source", *(entry(each, name=f"Lieu {each}", phone="+33261910001") for each in numbers))
    ours, theirs, gone = (place_of("source", each) for each in numbers)
    Place.objects.filter(pk__in=[ours.pk, gone.pk]).update(organisation=person.organisation)
    Place.objects.filter(pk=theirs.pk).update(organisation=organisation("Le Rouet"))
    Place.objects.filter(pk=gone.pk).update(state=PlaceState.WITHDRAWN)
    (part,) = [each for each in parts_of(person) if each.title == "Où trouver La Bobine"]
    assert [line.text for line in part.lines] == ["Lieu 1"]
    assert part.lines[0].phone == "+33261910001"  # a link on the page
    printed = next(
        each for each in carnet_data(person, "https://x.example/")["parts"] if part.title == each["title"]
    )
    assert printed["lines"][0]["phone"] == "02\xa061\xa091\xa000\xa001"
    assert not part.lines[0].subject  # there is nothing to dispute
