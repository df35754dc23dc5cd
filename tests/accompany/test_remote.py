"""A mandate by two SMS: off by default; only « Oui », that day, of that number; no answer is a 500."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from fabrique.accompany.actions.erasing import erase_unsigned
from fabrique.accompany.actions.remote import is_yes, propose_by_sms, take_reply
from fabrique.accompany.actions.signing import sign_mandate
from fabrique.accompany.enums import MandateState, SignatureMethod
from fabrique.accompany.models import Mandate, RemoteConsent
from fabrique.accompany.queries.remote import replies_told
from fabrique.accompany.sealing import is_authentic
from fabrique.core import clock, outbox
from fabrique.core.models import JournalEntry, JournalPersonal, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.members import end_membership
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Notification
from tests.factories.accompany import drafted, helper, person
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation
from tests.people.signing.test_races import together

pytestmark = pytest.mark.django_db
MOBILE, SECRET, URL = "06 39 98 12 34", "le secret du fournisseur", "/sms/reponses/"


@pytest.fixture(autouse=True)
def opened(settings: LazySettings) -> None:
    settings.SMS_MANDATES, settings.SMS_REPLY_TOKEN = True, SECRET


@pytest.fixture
def ines() -> Account:
    return helper()


@pytest.fixture
def mandate(ines: Account) -> Mandate:
    return drafted(person(phone=MOBILE), by=ines)


def asked(mandate: Mandate, by: Account) -> str:
    """Propose; the key of the question, as the provider got it."""
    propose_by_sms(mandate=mandate, by=by)
    return OutboxMessage.objects.filter(key__startswith="accompany.sms:").latest("pk").key


def outcome(mandate: Mandate) -> tuple[str, str]:
    mandate.refresh_from_db()
    return RemoteConsent.objects.of(mandate.organisation).latest("asked_at").outcome, mandate.state


def post(body: Any, token: str = SECRET) -> int:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    sent = Client().post(
        URL, text, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    return sent.status_code


@pytest.mark.parametrize("text", ["Oui", "oui", " OUI ", "Oui.", "oui ."])
def test_a_yes_is_a_yes(text: str):
    assert is_yes(text)


@pytest.mark.parametrize("text", ["", "Non", "oui mais non", "oui!", "Oui..", "ouais", "ok", "1"])
def test_nothing_else_is(text: str):
    assert not is_yes(text)


def test_two_texts_leave_and_yes_signs(mandate: Mandate, ines: Account):
    key = asked(mandate, ines)
    recap, question = OutboxMessage.objects.order_by("pk")
    assert (recap.channel, recap.recipient) == ("sms", "+33639981234")
    assert "Papiers" in recap.body
    assert "Répondez Oui" in question.body
    assert not any("Marsonval" in each.body for each in (recap, question))
    assert post({"key": key, "from": "+33639981234", "text": "OUI."}) == 204
    assert outcome(mandate) == ("accepted", MandateState.SIGNED)
    assert (mandate.method, mandate.signed_by) == (SignatureMethod.SMS, ines)
    assert is_authentic(mandate)
    kept = RemoteConsent.objects.of(mandate.organisation).get()
    assert (kept.recap, kept.question, kept.reply) == (recap.body, question.body, "OUI.")
    entry = JournalEntry.objects.get(action="accompany.take_reply")
    assert "OUI" not in str(entry.summary)
    told = Notification.objects.of(mandate.organisation).get()
    assert told.account == ines
    ((_subject, shown),) = replies_told(ines, [told.subject]).items()
    assert "A répondu « Oui »" in shown.text
    assert replies_told(member(Role.COORDINATOR, of=organisation("Le Rouet")), [told.subject]) == {}
    assert JournalPersonal.objects.get(entry=entry).value == "OUI."
    sent = JournalEntry.objects.get(action="accompany.propose_by_sms")
    said = {each.key: each.value for each in JournalPersonal.objects.filter(entry=sent)}
    assert (said["recap"], said["question"]) == (recap.body, question.body)


def test_what_answers_nothing_is_taken_calmly(mandate: Mandate, ines: Account):
    key = asked(mandate, ines)
    before = JournalEntry.objects.count()
    for body in (
        {"key": "accompany.sms:inconnu", "from": MOBILE, "text": "Oui"},
        {"key": key, "from": "+33639980000", "text": "Oui"},  # another telephone
        {"key": key, "from": "", "text": "Oui"},
        {"key": key.replace("sms:", "sms-recap:"), "from": MOBILE, "text": "Oui"},
    ):
        assert post(body) == 204
    for broken in (
        "",
        "{",
        "[]",
        "null",
        '"x"',
        {"key": 1, "from": 2, "text": 3},
        {"key": key},
        b"\xff",
        "[" * 9000,
    ):
        assert post(broken) == 400
    for token in ("", "autre", SECRET.upper()):
        assert post({"key": key, "from": MOBILE, "text": "Oui"}, token) == 403
    assert outcome(mandate) == ("", MandateState.DRAFT)
    assert JournalEntry.objects.count() == before


def test_replays_change_nothing_and_late_answers_sign_nothing(mandate: Mandate, ines: Account):
    key = asked(mandate, ines)
    for text in ("Non", "Non", "Oui"):
        assert post({"key": key, "from": MOBILE, "text": text}) == 204
    assert outcome(mandate) == ("refused", MandateState.DRAFT)
    assert (
        JournalEntry.objects.filter(action="accompany.take_reply").count() == 2
    )  # the replay says nothing new
    key = asked(mandate, ines)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert post({"key": key, "from": MOBILE, "text": "Oui"}) == 204
    assert outcome(mandate) == ("late", MandateState.DRAFT)


def test_what_was_told_of_an_answer_goes_with_the_mandate(mandate: Mandate, ines: Account):
    assert post({"key": asked(mandate, ines), "from": MOBILE, "text": "Non"}) == 204
    told = Notification.objects.everywhere("tests")
    assert told.filter(kind="accompany.replied").exists()
    with clock.frozen(clock.now() + timedelta(days=31)):
        erase_unsigned([f"mandate:{mandate.pk}"])
    assert not told.all().exists()


def test_what_left_is_kept_encrypted_only(mandate: Mandate, ines: Account):
    key = asked(mandate, ines)
    for each in OutboxMessage.objects.all():
        outbox.deliver(each.pk)
    assert set(OutboxMessage.objects.values_list("state", "recipient", "body")) == {("sent", "", "")}
    assert RemoteConsent.objects.of(mandate.organisation).get().phone == "+33639981234"
    assert post({"key": key, "from": MOBILE, "text": "Oui"}) == 204
    assert outcome(mandate) == ("accepted", MandateState.SIGNED)


def test_a_sign_cut_in_two_is_taken_and_a_door_that_was_closed_signs_nothing(
    mandate: Mandate, ines: Account, settings: LazySettings
):
    half = "\ud83d"  # of an emoji, where a long text was cut into two
    key = asked(mandate, ines)
    assert post({"key": half, "from": half, "text": half}) == 204
    assert post({"key": key, "from": MOBILE, "text": f"Oui{half}"}) == 204
    assert RemoteConsent.objects.of(mandate.organisation).get().reply == "Oui?"
    assert outcome(mandate) == ("refused", MandateState.DRAFT)
    key = asked(mandate, ines)
    settings.SMS_MANDATES = False
    take_reply(key=key, sender=MOBILE, text="Oui")
    assert outcome(mandate) == ("impossible", MandateState.DRAFT)


def test_a_question_asked_anew_is_the_only_one_that_is_answered(mandate: Mandate, ines: Account):
    first, second = asked(mandate, ines), asked(mandate, ines)
    take_reply(key=first, sender=MOBILE, text="Oui")
    assert outcome(mandate) == ("", MandateState.DRAFT)
    take_reply(key=second, sender=MOBILE, text="Oui")
    assert outcome(mandate) == ("accepted", MandateState.SIGNED)


def test_a_yes_to_a_helper_who_left_signs_nothing(mandate: Mandate, ines: Account):
    key = asked(mandate, ines)
    end_membership(membership=Membership.objects.of(mandate.organisation).get(account=ines))
    take_reply(key=key, sender=MOBILE, text="Oui")
    assert outcome(mandate) == ("impossible", MandateState.DRAFT)


def test_a_mandate_is_proposed_a_few_times_to_a_mobile_by_who_may(mandate: Mandate, ines: Account):
    for _each in range(3):
        asked(mandate, ines)
    with pytest.raises(DomainRefusal, match="Trois demandes"):
        asked(mandate, ines)
    with pytest.raises(DomainRefusal, match="ne reçoit pas de SMS"):
        asked(drafted(person(phone="02 61 91 40 12"), by=ines), ines)
    with pytest.raises(DomainRefusal, match="n’a pas répondu"):  # no code signs so without the person
        sign_mandate(mandate=mandate, method=SignatureMethod.SMS, by=ines)


def test_the_page_sends_once_and_is_closed_by_default(
    client: Client, mandate: Mandate, ines: Account, settings: LazySettings
):
    sign_in(client, ines)
    page = reverse("accompany:sign-sms", args=[mandate.resident_id, mandate.pk])
    shown = reverse("accompany:mandate", args=[mandate.resident_id, mandate.pk])
    assert page in client.get(shown).content.decode()
    for _twice in range(2):
        assert client.post(page, {"once": "drawn"}).status_code == 302
    assert OutboxMessage.objects.count() == 2
    assert "Réponse attendue" in unescape(client.get(page).content.decode())
    for name, value in (("SMS_MANDATES", False), ("SMS_REPLY_TOKEN", "")):
        kept = getattr(settings, name)
        setattr(settings, name, value)
        assert client.get(page).status_code == 404
        assert page not in client.get(shown).content.decode()
        with pytest.raises(DomainRefusal, match="pas ouverts"):
            propose_by_sms(mandate=mandate, by=ines)
        setattr(settings, name, kept)
    settings.SMS_REPLY_TOKEN = ""
    assert post({}, "") == 403


@pytest.mark.django_db(transaction=True)
def test_answers_that_come_at_once_sign_once(mandate: Mandate, ines: Account):
    key = asked(mandate, ines)
    found = together(lambda: take_reply(key=key, sender=MOBILE, text="Oui"))
    assert {each.outcome for each in found} == {"accepted"}
    assert JournalEntry.objects.filter(action="accompany.sign_mandate").count() == 1
    assert JournalEntry.objects.filter(action="accompany.take_reply").count() == 1
