"""A device goes to somebody: prepared, signed, checked, handed over; and what happens to it then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip import hooks
from fabrique.equip.actions.handing import (
    Beneficiary,
    Conditions,
    cancel_handover,
    check_items,
    plan_meeting,
)
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.actions.handing_signing import sign_handover
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.proposals import accept_proposal, expire_reservations
from fabrique.equip.enums import (
    DeviceKind,
    DeviceState,
    DonorKind,
    FirstSteps,
    HandoverBasis,
    HandoverEnd,
    HandoverState,
    Recipient,
    SellerStatus,
    SigningMethod,
    Terms,
)
from fabrique.equip.enums.asking import RequestState
from fabrique.equip.handing import agreement
from fabrique.equip.models import Device, FollowUp, Handover
from fabrique.needs.models import Need
from fabrique.people.actions.merging import merge_residents
from tests.factories.asking import proposed
from tests.factories.equip import promised, received
from tests.factories.handing import handed, handler, odette, prepared, ready, signed
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
SALE = Conditions(Terms.SALE, HandoverBasis.PRECARITY, price_cents=4500)


def again(handover: Handover) -> Handover:
    return Handover.objects.everywhere("tests").select_related("device").get(pk=handover.pk)


def again_device(device: Device) -> Device:
    return Device.objects.everywhere("tests").select_related("organisation").get(pk=device.pk)


def of_public_body() -> Device:
    """A reserved device that a town hall gave."""
    holder = organisation("Atelier Le Rouet")
    donation = promised(holder)
    donation.donor.kind = DonorKind.PUBLIC_BODY
    donation.donor.save(update_fields=["kind"])
    device = ready(holder)
    lot = device.site.lots.create(
        organisation=holder,
        donation=donation,
        code="LOT-222",
        received_on=clock.today(),
        created_at=clock.now(),
    )
    Device.objects.of(holder).filter(pk=device.pk).update(lot=lot)
    device.refresh_from_db()
    return device


def test_from_the_shelf_to_the_person():
    told: list[tuple[str, object, object]] = []
    run = hooks.HandedOver(lambda device, resident, by: told.append((device.code, resident, by)))
    by, device = handler(), ready()
    with hooks.handed_over.holding(told=run):
        found = handed(device=device, by=by)
    assert (found.state, found.device.state) == (HandoverState.DONE, DeviceState.HANDED_OVER)
    assert told == [(device.code, found.resident, by)]
    assert found.first
    assert found.guarantee_until is None
    days = FollowUp.objects.everywhere("tests").order_by("due_on").values_list("due_on", flat=True)
    assert [(each - clock.today()).days for each in days] == [30, 183]
    verbs = JournalEntry.objects.filter(subject=f"resident:{found.resident_id}").order_by("pk")
    assert [each.action.partition(".")[2] for each in verbs if each.action.startswith("equip.")] == [
        "prepare_handover", "check_handover", "sign_handover", "hand_over",
    ]  # fmt: skip


def test_everything_that_lacks_is_said_at_once():
    handover, by = prepared(), handler()
    with pytest.raises(DomainRefusal) as told:
        complete_handover(handover=handover, by=by, first_steps=FirstSteps.NOT_WANTED)
    assert "La convention n’est pas signée." in told.value.message
    assert "Reste à vérifier" in told.value.message
    assert again(handover).state == HandoverState.PREPARED
    assert again(handover).device.state == DeviceState.RESERVED


def test_nobody_hands_over_by_the_machine_what_nobody_signed():
    with pytest.raises(DomainRefusal, match="Aucune remise n’est préparée"):
        move_device(device=ready(), verb="hand_over", by=handler())


def test_no_scan_hands_over_a_sale_without_the_number_of_its_receipt():
    found = signed(prepared(conditions=SALE))
    with pytest.raises(DomainRefusal, match="numéro du reçu"):
        move_device(device=found.device, verb="hand_over", by=handler())
    assert again(found).device.state == DeviceState.RESERVED


def test_a_device_is_for_one_person():
    handover = prepared()
    with pytest.raises(DomainRefusal, match="déjà pour quelqu’un"):
        prepared(handover.device)
    cancel_handover(handover=handover, by=handler())
    assert prepared(again(handover).device).state == HandoverState.PREPARED


def test_a_form_sent_twice_prepares_one():
    first = prepared()
    key = first.pk
    assert prepared(first.device, to=first.resident, key=key).pk == key
    assert Handover.objects.everywhere("tests").count() == 1


def test_only_a_ready_device_goes():
    with pytest.raises(DomainRefusal, match="n’est pas prêt"):
        prepared(received(organisation("Atelier Le Rouet")))


def test_a_session_of_first_steps_is_offered_to_everybody():
    found = signed()
    with pytest.raises(DomainRefusal, match="Proposez une séance"):
        complete_handover(handover=found, by=handler())
    complete_handover(handover=found, by=handler(), first_steps=FirstSteps.WANTED)
    need = Need.objects.of(found.organisation).get()
    assert (need.resident, need.kind) == (found.resident, "learning")


def test_a_sale_wants_the_number_of_a_receipt_and_is_guaranteed_two_years():
    found, by = signed(conditions=SALE), handler()
    with pytest.raises(DomainRefusal, match="numéro du reçu"):
        complete_handover(handover=found, by=by, first_steps=FirstSteps.NOT_WANTED)
    with clock.frozen(clock.now()):
        done = handed(conditions=SALE)
        assert done.guarantee_until == clock.today().replace(year=clock.today().year + 2)
    assert (done.price_cents, done.receipt) == (4500, "R-2026-014")


def test_the_law_is_asked_when_it_is_prepared_and_when_it_is_handed_over():
    device = of_public_body()
    with pytest.raises(DomainRefusal, match=r"L\. 3212-2"):
        prepared(device, conditions=SALE)
    allowed = Conditions(
        Terms.SALE, HandoverBasis.PRECARITY, price_cents=4500, seller_status=SellerStatus.EQUIPS
    )
    found = signed(prepared(device, conditions=allowed))
    Handover.objects.of(found.organisation).update(seller_status="")
    with pytest.raises(DomainRefusal, match=r"L\. 3212-2"):
        complete_handover(handover=found, by=handler(), receipt="R-1", first_steps=FirstSteps.NOT_WANTED)
    text = agreement.read(found.text)
    assert "keep" in [block["key"] for block in text["blocks"]]


def test_a_price_above_its_cap_is_refused_beside_its_field():
    dear = Conditions(Terms.SALE, HandoverBasis.PRECARITY, price_cents=18_001)
    with pytest.raises(DomainRefusal, match="180") as told:
        prepared(conditions=dear)
    assert told.value.field == "price"


def test_a_screen_sold_with_a_desktop_counts_within_its_cap():
    person = odette()
    desktop = Conditions(Terms.SALE, HandoverBasis.PRECARITY, price_cents=13_000)
    screen = Conditions(Terms.SALE, HandoverBasis.PRECARITY, price_cents=2_100)
    prepared(ready(kind=DeviceKind.DESKTOP), to=person, conditions=desktop)
    with pytest.raises(DomainRefusal, match="dépassent ensemble"):
        prepared(ready(kind=DeviceKind.SCREEN), to=person, conditions=screen)
    assert prepared(ready(kind=DeviceKind.SCREEN), to=odette(), conditions=screen).price_cents == 2_100


def test_a_school_receives_for_a_pupil_whom_nobody_names():
    school = Beneficiary(
        Recipient.SCHOOL, name="Collège Les Salines", contact="La documentaliste", reference="5B-17"
    )
    found = handed(to=school, conditions=Conditions(Terms.LOAN, HandoverBasis.SCHOOL))
    assert (found.resident, found.reference, found.first) == (None, "5B-17", True)
    assert not handed(to=school, conditions=Conditions(Terms.LOAN, HandoverBasis.SCHOOL)).first
    with pytest.raises(DomainRefusal, match="Écrivez le nom"):
        prepared(to=Beneficiary(Recipient.SCHOOL), conditions=Conditions(Terms.GIFT, HandoverBasis.SCHOOL))
    unnamed = Beneficiary(Recipient.SCHOOL, name="Collège Les Salines")
    with pytest.raises(DomainRefusal, match="Écrivez la référence") as refused:
        prepared(to=unnamed, conditions=Conditions(Terms.GIFT, HandoverBasis.SCHOOL))
    assert refused.value.field == "reference"


def test_a_screen_equips_nobody():
    person = odette()
    assert not handed(prepared(ready(kind=DeviceKind.SCREEN), to=person)).first
    assert handed(prepared(ready(kind=DeviceKind.TABLET), to=person)).first


def test_a_second_device_is_not_a_second_person():
    person = odette()
    assert handed(to=person).first
    other = odette(called="Odette")
    merge_residents(kept=other, other=person, by=handler())
    assert not handed(to=other).first


def test_what_is_signed_cannot_be_changed_by_hand():
    found = prepared()
    found.text = found.text.replace("un don", "un prêt")
    found.save(update_fields=["text"])
    with pytest.raises(DomainRefusal, match="a changé"):
        sign_handover(handover=found, method=SigningMethod.SCREEN, by=handler(), drawn="Odette Marsonval")


@pytest.mark.parametrize("drawn", ["", "x" * 300, "M1 1L2 2" * 9000])
def test_a_signature_is_a_line_or_a_name(drawn: str):
    with pytest.raises(DomainRefusal):
        sign_handover(handover=prepared(), method=SigningMethod.SCREEN, by=handler(), drawn=drawn)


@pytest.mark.parametrize(
    ("verb", "state", "end"),
    [
        ("return", DeviceState.RETURNED, HandoverEnd.RETURNED),
        ("report_loss", DeviceState.LOST, HandoverEnd.LOST),
        ("report_theft", DeviceState.STOLEN, HandoverEnd.STOLEN),
        ("recycle", DeviceState.RECYCLED, HandoverEnd.RECYCLED),
    ],
)
def test_it_ends_with_what_happens_to_the_device(verb: str, state: DeviceState, end: HandoverEnd):
    found = handed(device=ready(kind=DeviceKind.SCREEN))
    move_device(device=found.device, verb=verb, by=None)
    ended = again(found)
    assert (ended.device.state, ended.state, ended.end) == (state, HandoverState.ENDED, end)
    states = FollowUp.objects.everywhere("tests").values_list("state", flat=True)
    assert set(states) == {"dropped"}


def test_a_repair_keeps_the_link_and_makes_the_guarantee_longer():
    found = handed(conditions=SALE)
    until = again(found).guarantee_until
    assert until
    move_device(device=found.device, verb="bring_back", by=None)
    assert again(found).state == HandoverState.DONE
    move_device(device=again(found).device, verb="give_back", by=None)
    assert again(found).guarantee_until == until + timedelta(days=183)


def test_a_replacement_ends_the_first_and_is_guaranteed_anew():
    first = handed(conditions=SALE)
    other = prepared(ready(), to=first.resident, replaces=first)
    move_device(device=first.device, verb="return", by=None)
    assert again(first).end == HandoverEnd.REPLACED
    second = handed(other)
    assert second.guarantee_until == date(clock.today().year + 2, clock.today().month, clock.today().day)


def test_freeing_a_device_cancels_what_was_prepared():
    found = prepared()
    move_device(device=found.device, verb="release", by=None)
    assert again(found).state == HandoverState.CANCELLED


def test_an_appointment_is_to_come_and_somewhere():
    found, by = prepared(), handler()
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(DomainRefusal, match="où"):
        plan_meeting(handover=found, at=tomorrow, where=" ", remind=False, by=by)
    with pytest.raises(DomainRefusal, match="Vérifiez le jour"):
        plan_meeting(handover=found, at=tomorrow - timedelta(days=9), where="Au quai", remind=False, by=by)
    assert plan_meeting(handover=found, at=tomorrow, where="Au quai", remind=True, by=by).remind


def test_an_unknown_thing_is_not_checked():
    assert check_items(handover=prepared(), checked=["label", "moteur"], by=handler()).checked == ["label"]


def test_a_person_of_another_organisation_is_nobody_here():
    with pytest.raises(DomainRefusal, match="Aucun dossier"):
        prepared(to=odette(organisation("Ailleurs")))


def test_a_device_with_a_handover_is_not_let_go_for_its_age():
    proposal = proposed(odette(), at=organisation("Atelier Le Rouet"))
    accept_proposal(proposal=proposal, by=None)
    other = proposed(odette(None, first_name="Rosa", birth_year="1951"), at=organisation("Atelier Le Rouet"))
    accept_proposal(proposal=other, by=None)
    kept = prepared(again_device(proposal.device), to=proposal.request.resident)
    with clock.frozen(clock.now() + timedelta(days=60)):
        assert expire_reservations() == 1
    assert again(kept).state == HandoverState.PREPARED
    assert again(kept).device.state == DeviceState.RESERVED
    assert again_device(other.device).state == DeviceState.READY


def test_a_device_that_is_kept_for_a_request_goes_to_nobody_else():
    workshop = organisation("Atelier Le Rouet")
    proposal = accept_proposal(proposal=proposed(odette(), at=workshop), by=None)
    request, device = proposal.request, again_device(proposal.device)
    others = [
        odette(first_name="Rosa", birth_year="1951"),
        Beneficiary(Recipient.ASSOCIATION, name="Une autre association"),
        Beneficiary(Recipient.SCHOOL, name=request.organisation.name, reference="3B-12"),
    ]
    for other in others:
        with pytest.raises(DomainRefusal, match=f"gardé pour la demande {request.code}"):
            prepared(device, to=other)
    handed(prepared(device, to=request.resident))
    request.refresh_from_db()
    assert request.state == RequestState.SERVED
