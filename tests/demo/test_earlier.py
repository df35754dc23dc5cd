"""What the demo handed over before: from donors, erased, to persons of several places, as figures need it."""

from __future__ import annotations

import pytest

from fabrique.core import clock
from fabrique.demo import earlier, equipping
from fabrique.demo.earlier import DONORS, WORN, Past
from fabrique.demo.equipping import MARKS
from fabrique.demo.workshop import Crew
from fabrique.equip.actions.cpu_marks import import_marks
from fabrique.equip.enums import Audience
from fabrique.equip.models import Device, Donation, Handover, StorageDrive
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.queries.figures.stock import lead_times
from fabrique.equip.queries.reuse import account_of, public_donors
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.factories.equip import site
from tests.factories.giving import receiving
from tests.factories.people import member

pytestmark = pytest.mark.django_db
PAST, BATCH = Past(12, 11), 6  # two gifts; the last device is a tower


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """A workshop after its first months."""
    monkeypatch.setattr(earlier, "BATCH", BATCH)
    holder = receiving(None, "equip_train")
    crew = Crew(*(member(Role.REFURBISHER, Role.COORDINATOR, of=holder) for _each in range(2)))
    earlier.hand_over_earlier(site(holder), PAST, crew)
    import_marks(path=MARKS)
    return holder


def test_with_the_one_of_the_story_seventy_students_got_one():
    schools = [earlier.school_of(rank) for rank in range(equipping.PAST["metropolis"].students)]
    assert sum(audience == Audience.STUDENT for _name, audience in schools) == 69
    assert equipping.PAST["metropolis"].devices == 1_011


def test_a_town_gave_and_its_year_can_be_told(workshop: Organisation):
    ((siret, name),) = public_donors(workshop)
    found = account_of(workshop, siret, clock.today().year)
    assert found
    assert name.startswith("Ville de Corderive")
    assert (found.given, found.scrapped, found.reused) == (BATCH + WORN, WORN, BATCH)
    assert (found.percent, found.target) == (37, 50)
    lead = lead_times(Reach(workshop), clock.now())
    assert lead
    assert (lead.done, lead.waiting, lead.other) == (PAST.devices, 0, WORN)
    names = {each.donor.name for each in Donation.objects.of(workshop).select_related("donor")}
    assert names == {name, DONORS[1].name}


def test_computers_went_with_a_drive_that_was_erased_and_persons_live_in_several_places(
    workshop: Organisation,
):
    computers = Device.objects.of(workshop).filter(kind__in=["laptop", "desktop"])
    assert {each.kind for each in computers} == {"laptop", "desktop"}
    proved = (
        StorageDrive.objects.of(workshop)
        .filter(removed_at=None, attempts__isnull=False)
        .exclude(attempts__level="")
    )
    assert set(proved.values_list("device", flat=True)) == {each.pk for each in computers}
    assert not computers.filter(cpu_mark=None).exists()
    persons = Handover.objects.of(workshop).filter(first=True)
    assert persons.count() == PAST.students
    assert len(set(persons.values_list("commune_code", "qpv_code"))) == 4
    assert set(persons.values_list("audience", flat=True)) == {"pupil", "student"}
