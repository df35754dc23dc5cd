"""News after a handover: asked of whom, how; answered without account; what does not work is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock, jobs
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.following_up import (
    answer_follow_up,
    ask_follow_up,
    give_up_follow_up,
    handle_trouble,
)
from fabrique.equip.actions.handing import plan_meeting
from fabrique.equip.actions.reminding import remind_meetings
from fabrique.equip.enums import DeviceState, FollowUpState, Means, Moment, StillUsed
from fabrique.equip.models import FollowUp, Handover
from fabrique.equip.queries.following_up import by_token, due_follow_ups, means_of, troubles_of
from fabrique.people.actions.residents import give_consent
from fabrique.people.enums import ConsentPurpose
from fabrique.people.models import Notification
from tests.factories.handing import handed, handler, odette, prepared

pytestmark = pytest.mark.django_db
MOBILE, LANDLINE = "+33612345678", "+33261910012"
HOME = "https://fabrique.example/"


def follow_up(**values: str) -> FollowUp:
    handover = handed(to=odette(None, **values))
    rows = FollowUp.objects.of(handover.organisation).select_related("handover__organisation")
    return rows.get(handover=handover, moment=Moment.MONTH)


@pytest.mark.parametrize(
    ("values", "accepts", "means"),
    [
        ({"phone": MOBILE, "reach_by": "sms"}, False, Means.SMS),
        ({"phone": MOBILE, "reach_by": "phone"}, True, Means.SMS),
        ({"phone": MOBILE, "reach_by": "phone"}, False, Means.CALL),
        ({"phone": LANDLINE, "reach_by": "sms"}, True, Means.CALL),
        ({"phone": MOBILE, "address": "3 quai", "reach_by": "letter"}, True, Means.LETTER),
        ({"phone": MOBILE, "address": "3 quai", "reach_by": ""}, True, Means.DESK),
        ({"reach_by": "email"}, False, Means.DESK),
    ],
)
def test_a_person_is_asked_in_the_way_that_they_chose(values: dict[str, str], accepts: bool, means: Means):
    found = follow_up(**values)
    resident = found.handover.resident
    assert resident
    if accepts:
        give_consent(resident=resident, purpose=ConsentPurpose.REMINDERS, by=handler())
    assert means_of(found.handover) == means


def test_a_text_names_nobody_and_leads_to_a_page_that_opens_once():
    found, by = follow_up(phone=MOBILE, reach_by="sms"), handler()
    first = ask_follow_up(follow_up=found, means=Means.SMS, by=by, home=HOME)
    second = ask_follow_up(follow_up=found, means=Means.SMS, by=by, home=HOME)
    assert by_token(first) is None
    opened = by_token(second)
    assert opened
    message = OutboxMessage.objects.latest("pk")
    assert f"{HOME}materiel/suivi/{second}/" in message.body
    assert "Odette" not in message.body
    assert message.secret
    answer_follow_up(follow_up=opened, still_used=StillUsed.YES, by=None)
    assert by_token(second) is None


def test_no_text_to_who_wants_none():
    with pytest.raises(DomainRefusal, match="ne reçoit pas de SMS"):
        ask_follow_up(
            follow_up=follow_up(phone=LANDLINE, reach_by="phone"), means=Means.SMS, by=handler(), home=HOME
        )


def test_the_holder_answers_without_account(client: Client):
    found = follow_up(phone=MOBILE, reach_by="sms")
    secret = ask_follow_up(follow_up=found, means=Means.SMS, by=handler(), home=HOME)
    url = reverse("equip:answer-follow-up", args=[secret])
    page = client.get(url)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Odette" not in page.content.decode()
    assert "Dites s’il sert encore" in client.post(url, {}).content.decode()
    done = client.post(url, {"still_used": "little", "trouble": "Il chauffe", "help_wanted": "on"})
    assert "Merci" in done.content.decode()
    assert client.get(url).status_code == 404
    found.refresh_from_db()
    assert (found.still_used, found.trouble, found.help_wanted) == ("little", "Il chauffe", True)
    device = Handover.objects.everywhere("tests").select_related("device").get().device
    assert device.state == DeviceState.IN_USE


def test_trouble_is_told_seen_to_and_listed_until_then():
    found, by = follow_up(), handler()
    answer_follow_up(follow_up=found, still_used=StillUsed.NO, trouble="Écran noir", by=None)
    assert [each.pk for each in troubles_of(by)] == [found.pk]
    assert Notification.objects.everywhere("tests").filter(kind="equip.trouble", account=by).count() == 1
    handle_trouble(follow_up=found, by=by)
    assert list(troubles_of(by)) == []


def test_an_answer_is_given_once():
    found = follow_up()
    for _each in range(2):
        answer_follow_up(follow_up=found, still_used=StillUsed.YES, by=handler())
    with pytest.raises(DomainRefusal, match="déjà notée"):
        answer_follow_up(follow_up=found, still_used=StillUsed.NO, by=handler())


def test_a_password_is_not_kept():
    with pytest.raises(DomainRefusal):
        answer_follow_up(
            follow_up=follow_up(), still_used=StillUsed.YES, trouble="mot de passe : Bateau2026", by=None
        )


def test_who_does_not_answer_is_not_asked_again():
    found, by = follow_up(), handler()
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert [each.follow_up.pk for each in due_follow_ups(by, clock.today())] == [found.pk]
        give_up_follow_up(follow_up=found, by=by)
        assert due_follow_ups(by, clock.today()) == []
    assert FollowUp.objects.everywhere("tests").get(pk=found.pk).state == FollowUpState.UNREACHED


@pytest.mark.parametrize("accepts", [True, False])
def test_a_reminder_goes_the_day_before_to_who_accepts_it(accepts: bool):
    person, by = odette(phone=MOBILE), handler()
    if accepts:
        give_consent(resident=person, purpose=ConsentPurpose.REMINDERS, by=by)
    handover = prepared(to=person)
    at = clock.now() + timedelta(days=3)
    plan_meeting(handover=handover, at=at, where="Au quai", remind=True, by=by)
    assert remind_meetings() == 0
    hourly = jobs.registered()["equip.remind_meetings"]
    with clock.frozen(at - timedelta(hours=20)):
        hourly.run()
        assert JournalEntry.objects.filter(action="equip.remind_meeting").count() == 1
        assert remind_meetings() == 0
    texts = OutboxMessage.objects.values_list("body", flat=True)
    assert len(texts) == accepts
    assert all("Au quai" in text and "Odette" not in text for text in texts)
