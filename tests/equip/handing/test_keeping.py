"""A handover outlives the person as numbers; what is under guarantee, or lent, is held meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fabrique.core import clock
from fabrique.core.models import SealedFile
from fabrique.core.received import received as received_file
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import apply, holds_on
from fabrique.core.screening import Scanned, Screened
from fabrique.equip.actions.following_up import answer_follow_up
from fabrique.equip.actions.handing import Conditions, Counted
from fabrique.equip.actions.handing_signing import sign_handover
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.taking_back import take_back
from fabrique.equip.carnet.handing import devices
from fabrique.equip.enums import (
    Audience,
    DeviceKind,
    DeviceState,
    HandoverBasis,
    HandoverState,
    SigningMethod,
    StillUsed,
    Terms,
)
from fabrique.equip.models import Device, FollowUp, Handover, TakeBackLine
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.enums import ErasureReason, Role
from fabrique.people.models import Resident
from tests.core.test_received import PDF
from tests.factories.handing import handed, handler, odette, prepared, ready

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
LATER = datetime(2028, 12, 2, 11, 0, tzinfo=UTC)  # past two years
SALE = Conditions(Terms.SALE, HandoverBasis.PRECARITY, price_cents=4500)
LOAN = Conditions(Terms.LOAN, HandoverBasis.PRECARITY)


def only() -> Handover:
    return Handover.objects.everywhere("tests").get()


def erase(resident: Resident | None) -> None:
    assert resident
    erase_resident(resident=resident, reason=ErasureReason.REQUEST)


def test_two_years_after_a_gift_only_numbers_stay():
    counted = Counted(Audience.RETIRED, "00101", "QN00001")
    with clock.frozen(NOON):
        handover = prepared(counted=counted)
        scan = Screened(received_file(PDF, field="scan"), Scanned.CLEAN)
        sign_handover(handover=handover, method=SigningMethod.PAPER, by=handler(), scan=scan)
        handed(handover)
        told = FollowUp.objects.everywhere("tests").select_related("handover__organisation").first()
        assert told
        answer_follow_up(follow_up=told, still_used=StillUsed.YES, trouble="Il chauffe", by=None)
    assert SealedFile.objects.count() == 1
    with clock.frozen(NOON + timedelta(days=729)):
        apply()
        assert only().resident_id
    with clock.frozen(LATER):
        apply()
    kept = only()
    assert (kept.resident, kept.text, kept.scan, bool(kept.emptied_at)) == (None, "", None, True)
    assert kept.scanned == ""
    assert (kept.audience, kept.commune_code, kept.qpv_code, kept.first) == (
        "retired", "00101", "QN00001", True,
    )  # fmt: skip
    assert SealedFile.objects.count() == 0
    news = FollowUp.objects.everywhere("tests").filter(state="answered").get()
    assert (news.trouble, news.troubled) == ("", True)


def test_a_person_who_is_erased_leaves_a_gift_without_a_name():
    handover = handed()
    erase(handover.resident)
    assert not Resident.objects.everywhere("tests").exists()
    assert (only().resident, only().state) == (None, HandoverState.DONE)


def test_what_did_not_take_place_is_cancelled_with_the_person():
    erase(prepared().resident)
    assert (only().resident, only().state) == (None, HandoverState.CANCELLED)


@pytest.mark.parametrize(("conditions", "why"), [(SALE, "garantie"), (LOAN, "prêté")])
def test_a_sale_under_guarantee_and_a_loan_are_held(conditions: Conditions, why: str):
    handover = handed(conditions=conditions)
    assert handover.resident
    holds = holds_on("resident", [handover.resident.pk])
    assert [why in hold.why for hold in holds] == [True]
    erase(handover.resident)
    assert only().text
    assert Resident.objects.everywhere("tests").get().emptied_at
    if conditions == LOAN:
        move_device(device=handover.device, verb="return", by=None)
        assert holds_on("resident", [handover.resident.pk]) == []


def test_the_carnet_says_what_the_person_has():
    person = odette()
    assert devices(person) is None
    handed(to=person)
    part = devices(person)
    assert part
    assert part.title == "Mon matériel"
    assert part.lines[0].title == "Ordinateur portable Estuaria Portable 14"
    assert "il est à vous" in part.lines[0].text
    move_device(device=only().device, verb="report_loss", by=None)
    after = devices(person)
    assert after
    assert after.lines[0].text == "Vous ne l’avez plus : perdu."


def test_the_end_of_life_is_weighed_and_tracked():
    first, second = ready(kind=DeviceKind.SCREEN), ready(kind=DeviceKind.SCREEN)
    Device.objects.of(first.organisation).update(state=DeviceState.FOR_PARTS)
    worker = handler(role=Role.REFURBISHER)
    made = take_back(
        organisation=first.organisation, recycler="Ferraille & Cie", slip="BSD-2026-88",
        taken_on=clock.today(), weight_g=5_200, devices={first.pk: 2_300, second.pk: None}, by=worker,
    )  # fmt: skip
    assert {each.state for each in Device.objects.everywhere("tests")} == {DeviceState.RECYCLED}
    assert TakeBackLine.objects.of(first.organisation).filter(take_back=made).count() == 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"weight_g": 0}, "poids pesé"),
        ({"weight_g": 1_000, "own": 2_000}, "font plus"),
        ({"slip": " "}, "bordereau"),
        ({"days": 1}, "à venir"),
        ({"own": -4}, "poids d’un appareil"),
    ],
)
def test_absurd_weights_and_dates_are_refused(values: dict[str, Any], why: str):
    device = ready()
    given = {
        "recycler": "Ferraille & Cie",
        "slip": values.get("slip", "BSD-1"),
        "taken_on": clock.today() + timedelta(days=values.get("days", 0)),
        "weight_g": values.get("weight_g", 3_000),
        "devices": {device.pk: values.get("own")},
    }
    with pytest.raises(DomainRefusal, match=why):
        take_back(organisation=device.organisation, by=handler(role=Role.REFURBISHER), **given)
