"""What the code relies on is a rule of the database: whatever an action forgot to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.bench import move_part
from fabrique.equip.actions.rounds import drop_stop, move_stop
from fabrique.equip.enums import DeviceKind, PartKind
from fabrique.equip.models import Device, DonationLine, PartMove, RepairSession, RoundStop
from fabrique.equip.models.bench import MOST_VOLUNTEERS
from fabrique.people.enums import Role
from fabrique.people.models import Account
from tests.factories.equip import promised
from tests.factories.equip_bench import drive_of, on_plates
from tests.factories.people import member, organisation
from tests.factories.rounds import drafted, stops, to_fetch

pytestmark = pytest.mark.django_db


@pytest.fixture
def device() -> Device:
    return on_plates()


@pytest.fixture
def by(device: Device) -> Account:
    return member(Role.REFURBISHER, of=device.organisation)


Write = Callable[[Device, Account], object]


def a_part(part: PartKind, *, named: bool) -> Write:
    return lambda device, by: PartMove.objects.of(device.organisation).create(
        organisation=device.organisation, part=part, source=device, at=clock.now(), by=by,
        drive=drive_of(device) if named else None,
    )  # fmt: skip


def a_session(volunteers: int) -> Write:
    return lambda device, by: RepairSession.objects.of(device.organisation).create(
        device=device, what="Clavier", minutes=20, volunteers=volunteers, at=clock.now(), by=by
    )


def a_line(number: int, counted: int | None) -> Write:
    return lambda device, by: DonationLine.objects.of(device.organisation).create(
        donation=promised(device.organisation), kind=DeviceKind.SCREEN, promised=number, counted=counted
    )


def a_stop(rank: int) -> Write:
    """A second stop of a round whose only one has the rank 1."""
    return lambda device, by: RoundStop.objects.of(device.organisation).create(
        round=drafted(device.organisation), donation=promised(device.organisation), rank=rank, minutes=9
    )


@pytest.mark.parametrize(
    ("kept", "refused"),
    [
        (a_part(PartKind.DRIVE, named=True), a_part(PartKind.DRIVE, named=False)),
        (a_part(PartKind.FAN, named=False), a_part(PartKind.FAN, named=True)),
        (a_session(MOST_VOLUNTEERS), a_session(MOST_VOLUNTEERS + 1)),
        (a_line(0, 1), a_line(0, 0)),
        (a_line(1, None), a_line(0, None)),
        (a_stop(2), a_stop(1)),
    ],
)
def test_the_database_keeps_what_the_code_relies_on(device: Device, by: Account, kept: Write, refused: Write):
    assert kept(device, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        refused(device, by)


def test_stops_are_exchanged_and_dropped_without_two_of_one_rank():
    holder = organisation("Atelier Le Rouet")
    held = drafted(holder, donations=tuple(to_fetch(holder) for _each in range(3)))
    first, second, *others = before = list(stops(held))
    move_stop(stop=second, by=None, earlier=True)
    assert [each.pk for each in stops(held)] == [second.pk, first.pk, *(each.pk for each in others)]
    drop_stop(stop=second, by=None)
    assert [each.rank for each in stops(held)] == list(range(1, len(before)))


def test_a_drive_that_is_said_to_be_another_part_is_refused(device: Device, by: Account):
    with pytest.raises(DomainRefusal, match="dites que la pièce en est un"):
        move_part(part=PartKind.MEMORY, source=device, drive=drive_of(device), by=by)
