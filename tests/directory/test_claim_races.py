"""Two people answer at once: one organisation holds the place, one answer of a place is kept."""

from __future__ import annotations

from itertools import count
from threading import Barrier, local

import pytest

from fabrique.directory.actions import campaigns, claims, confirming
from fabrique.directory.models import Confirmation, ErrorReport, Place, PlaceClaim
from tests.factories.directory import entered, entry, place_of
from tests.factories.people import organisation
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Place:
    entered("ville", entry("1", updated_on="2024-01-01"))
    return place_of("ville", "1")


def test_of_claims_accepted_at_once_one_holds(place: Place):
    asked = [
        claims.claim_place(place=place, organisation=organisation(f"Organisation {number}"))
        for number in range(AT_ONCE)
    ]
    number, own = count(), local()

    def accept() -> str:
        if not hasattr(own, "claim"):  # the same one when a lock makes the thread try again
            own.claim = asked[next(number)]
        return claims.accept_claim(claim=PlaceClaim.objects.everywhere("tests").get(pk=own.claim.pk)).state

    together(accept)
    states = sorted(PlaceClaim.objects.everywhere("tests").values_list("state", flat=True))
    assert states == ["accepted"] + ["ended"] * (AT_ONCE - 1)
    held = PlaceClaim.objects.everywhere("tests").get(state="accepted")
    place.refresh_from_db()
    assert place.organisation_id == held.organisation_id


def test_an_answer_sent_twice_at_once_makes_one_report(place: Place):
    campaigns.start_campaign(rows=Place.objects.all(), days=365, home="https://essai.example/")
    asked = Confirmation.objects.select_related("campaign", "place__merged_into").get()
    gate = Barrier(AT_ONCE)

    def careless() -> bool:
        nothing = not ErrorReport.objects.exists()
        gate.wait()
        return nothing

    assert sum(together(careless)) == AT_ONCE  # a check that comes before the write would lose
    changes, seen = {"phone": "+33261910077"}, {"phone": place.phone}
    together(lambda: confirming.propose_change(asked=asked, changes=changes, seen=seen).state)
    assert ErrorReport.objects.count() == 1
