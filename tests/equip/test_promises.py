"""Promises: made once, answered, corrected, taken back; rooms, links and letters keep their word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from fabrique.core import clock, tombstones
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.equip.actions.deciding import (
    accept_donation,
    correct_donation,
    decline_donation,
    renew_link,
    revoke_link,
    withdraw_donation,
)
from fabrique.equip.actions.drafts import save_draft, start_draft
from fabrique.equip.actions.erasing import forget_donor
from fabrique.equip.actions.promising import DonorFacts, HandingFacts, PromisedLine, promise_donation
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.enums import DeclineReason, DeviceKind, DonationState, DonorKind, Handing
from fabrique.equip.giving.drafts import Answers, as_json, from_json
from fabrique.equip.giving.fleets import Item
from fabrique.equip.guards import guards
from fabrique.equip.models import Donation, DonationDraft
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import donation_of, draft_of, fates_of
from fabrique.people.enums import Role
from fabrique.people.models import Notification
from tests.factories.equip import moved, received, site
from tests.factories.giving import PICKED_UP, dropped_at, made, promise
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def everything() -> list[Donation]:
    return list(Donation.objects.everywhere("tests"))


def test_a_form_that_is_sent_twice_promises_once_and_leads_to_one_page():
    holder, key = organisation("Atelier Le Rouet"), uuid4()
    twice = [made(holder, key=key, once="un", follow_home="https://essai.example/") for _each in range(2)]
    assert twice[0] == twice[1]
    assert len(everything()) == 1
    assert donation_of(twice[0][1]) == twice[0][0]


def test_a_promise_tells_the_workshop_and_thanks_the_donor():
    holder = organisation("Atelier Le Rouet")
    reader = member(Role.REFURBISHER, of=holder)
    donation, token = made(holder, follow_home="https://essai.example/donner/suivi/")
    told = Notification.objects.everywhere("tests").get(account=reader)
    assert (told.kind, told.subject) == ("equip.promised", f"donation:{donation.pk}")
    letter = OutboxMessage.objects.get(recipient="don@filatures.example")
    assert donation.code in letter.body
    assert f"https://essai.example/donner/suivi/{token}/" in letter.body
    assert letter.secret
    entry = JournalEntry.objects.get(action="equip.promise_donation")
    assert "Filatures" not in str(entry.summary)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "pas une adresse"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"siret": "12345678901234"}, "siret"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_a_donor_is_refused_beside_the_field_at_fault(change: dict[str, str], field: str):
    good = promise()
    with pytest.raises(DomainRefusal) as refused:
        made(given=replace(good, donor=replace(good.donor, **change)))
    assert refused.value.field == field
    assert not everything()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": ""}, "address"),
        ({"commune_code": ""}, "commune"),
        ({"free_until": clock.today() - timedelta(days=2)}, "free_until"),
        (
            {"free_from": clock.today() + timedelta(days=9), "free_until": clock.today() + timedelta(days=8)},
            "free_until",
        ),
    ],
)
def test_a_pick_up_needs_a_place_and_days_in_order(change: dict[str, object], field: str):
    with pytest.raises(DomainRefusal) as refused:
        made(given=promise(handing=replace(PICKED_UP, **change)))  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("numbers", [(), (0,), (-3,), (20_001,), (15_000, 15_000)])
def test_absurd_numbers_are_refused(numbers: tuple[int, ...]):
    lines = tuple(PromisedLine(DeviceKind.LAPTOP, number) for number in numbers)
    with pytest.raises(DomainRefusal, match=r"20 000|au moins une chose"):
        made(given=replace(promise(), lines=lines))


def test_a_full_point_takes_no_more_until_what_waits_there_is_counted():
    holder = organisation("Atelier Le Rouet")
    point = dropped_at(holder, capacity=5)
    there = HandingFacts(Handing.DROP_OFF, point)
    first, _token = made(holder, promise(3, handing=there))
    with pytest.raises(DomainRefusal, match="plus de place que pour 2"):
        made(holder, promise(3, handing=there))
    receive_donation(donation=first, counts={lines_of(first).get().pk: 3}, site=site(holder), by=None)
    assert made(holder, promise(3, handing=there))[0].drop_off == point


def test_a_promise_is_answered_once_and_its_donor_reads_why():
    donation, _token = made()
    declined = decline_donation(
        donation=donation, reason=DeclineReason.TOO_OLD, answer="La ressourcerie en prend.", by=None
    )
    assert declined.state == donation.state == DonationState.DECLINED
    assert "trop ancien" in OutboxMessage.objects.get(key=f"donation:{donation.pk}:declined").body
    with pytest.raises(DomainRefusal, match="Rechargez la page"):
        accept_donation(donation=donation, how=Handing.PICK_UP, by=None)


def test_another_reason_is_said_in_words():
    with pytest.raises(DomainRefusal, match="en une phrase"):
        decline_donation(donation=made()[0], reason=DeclineReason.OTHER, by=None)


def test_a_donor_corrects_and_withdraws_until_somebody_answers():
    donation, _token = made()
    line = lines_of(donation).get()
    correct_donation(donation=donation, numbers={line.pk: 40}, handing=PICKED_UP, note="Au sous-sol", by=None)
    assert lines_of(donation).get().promised == 40
    with pytest.raises(DomainRefusal, match="renoncez plutôt"):
        correct_donation(donation=donation, numbers={line.pk: 0}, handing=PICKED_UP, note="", by=None)
    accept_donation(donation=donation, how=Handing.PICK_UP, by=None)
    for late in (
        lambda: correct_donation(
            donation=donation, numbers={line.pk: 41}, handing=PICKED_UP, note="", by=None
        ),
        lambda: withdraw_donation(donation=donation, by=None),
    ):
        with pytest.raises(DomainRefusal, match="Rechargez la page"):
            late()
    by = member(Role.COORDINATOR, of=donation.organisation)
    assert withdraw_donation(donation=donation, by=by).state == DonationState.WITHDRAWN


def test_a_pick_up_is_not_accepted_without_an_address():
    donation, _token = made(given=promise(handing=HandingFacts()))
    with pytest.raises(DomainRefusal, match="pas d’adresse"):
        accept_donation(donation=donation, how=Handing.PICK_UP, by=None)


def test_the_donors_link_is_replaced_revoked_and_ends():
    donation, first = made()
    second = renew_link(donation=donation, by=None, follow_home="https://essai.example/")
    assert (donation_of(first), donation_of(second)) == (None, donation)
    with clock.frozen(clock.now() + timedelta(days=4 * 366)):
        assert donation_of(second) is None
    revoke_link(donation=donation, by=None)
    assert donation_of(second) is None


def test_what_became_of_a_gift_is_counted_to_the_unit():
    holder = organisation("Atelier Le Rouet")
    donation, _token = made(holder, promise(5))
    lot = receive_donation(
        donation=donation, counts={lines_of(donation).get().pk: 5}, site=site(holder), by=None,
        extra={DeviceKind.MOUSE: 4}, gap="Des souris en plus",
    )  # fmt: skip
    with guards.holding():  # what a move needs is another matter
        for verbs in (("identify",), ("use_for_parts",), ("recycle",)):
            device = received(holder)
            device.lot = lot
            device.save(update_fields=["lot"])
            moved(device, *verbs)
    computers, mice = fates_of(donation)
    assert computers.words() == "3 à l’atelier, 1 pour pièces, 1 recyclé"
    assert (computers.received, mice.received, mice.words()) == (5, 4, "4 à l’atelier")


def test_a_draft_is_found_by_its_code_alone_and_is_not_read_in_the_base():
    item = Item(DeviceKind.LAPTOP, *Answers()._line("laptop")[1:], serial="SN1")
    answers = Answers(items=(item,), donor={"name": "Filatures Réunies"})
    draft, code = start_draft(answers=answers)
    assert from_json(as_json(answers)) == answers
    assert draft_of(code) == draft
    assert draft_of("0" * 16) is None
    held = DonationDraft.objects.values_list("answers", flat=True).get()
    assert "Filatures" not in str(held.held)


def test_a_draft_that_nobody_touches_is_erased_after_thirty_days():
    draft, _code = start_draft(answers=Answers(counts={"laptop": 1}))
    rule, start = rules["equip.draft"], clock.now()
    with clock.frozen(start + timedelta(days=20)):
        save_draft(draft=draft, answers=Answers(counts={"laptop": 2}))
    assert rule.due(start + timedelta(days=45)) == []
    with clock.frozen(start + timedelta(days=51)):
        assert rule.erase(rule.due(clock.now())) == [f"donation_draft:{draft.pk}"]
    assert not DonationDraft.objects.exists()


def test_names_of_donors_and_letters_go_with_the_donor():
    donation, _token = made(follow_home="https://essai.example/")
    rule = rules["equip.donor"]
    with clock.frozen(clock.now() + timedelta(days=6 * 366)):
        rule.erase(rule.due(clock.now()))
    donation.refresh_from_db()
    assert (donation.address, donation.token_digest, donation.donor.name) == ("", None, "")
    assert not OutboxMessage.objects.filter(key__startswith="donation:").exists()


def test_a_donor_who_asks_is_erased_and_stays_so():
    donation, token = made(follow_home="https://essai.example/")
    with pytest.raises(DomainRefusal, match="est attendu"):
        forget_donor(donation=donation, by=None)
    withdraw_donation(donation=donation, by=None)
    forget_donor(donation=donation, by=None)
    donation.refresh_from_db()
    assert (donation.donor.name, donation.address, donation_of(token)) == ("", "", None)
    donor = donation.donor
    donor.name, donor.emptied_at = "Filatures Réunies", None  # as a restored backup would have it
    donor.save()
    assert tombstones.replay(tombstones.erasers["equip.donor"]) == 1
    donor.refresh_from_db()
    assert donor.name == ""


def test_a_promise_on_the_phone_is_not_told_to_who_noted_it():
    holder = organisation("Atelier Le Rouet")
    by = member(Role.COORDINATOR, of=holder)
    facts = DonorFacts(DonorKind.PERSON, "Mme Marsonval", phone="02 61 91 00 41")
    promise_donation(organisation=holder, promise=replace(promise(), donor=facts), by=by)
    assert not Notification.objects.everywhere("tests").filter(account=by).exists()
    assert not OutboxMessage.objects.exists()
