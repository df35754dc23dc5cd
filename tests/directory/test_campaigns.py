"""Asking places whether their sheet is right: planned, sent once, reminded once, answered, left in peace."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from fabrique.core import clock, outbox
from fabrique.core.enums import MessageState
from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import campaigns, confirming, places
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.actions.planning import plan
from fabrique.directory.desk.campaigns import lines, results, to_call, to_write
from fabrique.directory.models import (
    Campaign,
    Closure,
    Confirmation,
    ErrorReport,
    MailRefusal,
    Place,
    SourceRecord,
)
from fabrique.directory.tasks import follow
from tests.conftest import NOON
from tests.factories.directory import entered, entry, place_of, queue_pair
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
HOME = "https://essai.example/guide/confirmer/"
DAY = timedelta(days=1)
MERGED = (("ville", "2"), ("nation", "x"))


@pytest.fixture(autouse=True)
def stale(at_noon: object) -> None:
    """Two places that nobody confirmed for long, one without an address; one that is fresh."""
    old = {"updated_on": "2024-01-01"}
    entered(
        "ville",
        entry("1", name="La Bobine", emails=["accueil@bobine.example", "b@bobine.example"], **old),
        entry("2", 1, name="Le Rouet", **old),
        entry("3", 2, name="La Drisse", emails=["d@drisse.example"], updated_on="2026-11-01"),
    )


def start(once: str = "", **more: Any) -> Campaign:
    return campaigns.start_campaign(rows=Place.objects.all(), days=365, home=HOME, once=once, **more)


def asked(name: str = "La Bobine") -> Confirmation:
    return Confirmation.objects.select_related("campaign", "place__merged_into").get(place__name=name)


def messages() -> list[str]:
    return [
        key.rpartition(":")[2] for key in OutboxMessage.objects.order_by("pk").values_list("key", flat=True)
    ]


def leave() -> None:
    OutboxMessage.objects.update(state=MessageState.SENT, sent_at=clock.now())


def test_the_plan_writes_nothing_and_says_who_would_be_asked():
    found = plan(Place.objects.all(), 365)
    assert [one.name for one in found.mail] == ["La Bobine"]
    assert [one.name for one in found.letter] == ["Le Rouet"]
    assert not Campaign.objects.everywhere("tests").exists()
    start()
    assert (plan(Place.objects.all(), 365).count, plan(Place.objects.all(), 365).recent) == (0, 2)


def test_a_place_that_went_into_another_is_not_asked_again_by_its_new_name():
    entered("nation", entry("x", 4, name="Le Rouet bis", updated_on="2024-01-01"))
    campaigns.start_campaign(rows=Place.objects.filter(pk=place_of("nation", "x").pk), days=365, home=HOME)
    left, right = (SourceRecord.objects.get(source=source, external_id=key) for source, key in MERGED)
    confirm_pair(pair=queue_pair(left=left, right=right, probability=0.5, reasons=[]))
    assert place_of("nation", "x") == place_of("ville", "2")
    found = plan(Place.objects.all(), 365)
    assert ([one.name for one in found.mail + found.letter], found.recent) == (["La Bobine"], 1)


def test_started_twice_by_a_double_click_it_is_one_campaign():
    assert start("abc") == start("abc")
    assert Campaign.objects.everywhere("tests").count() == 1
    with pytest.raises(DomainRefusal, match="Aucun lieu à interroger"):
        start("autre")


def test_a_message_leaves_once_however_often_the_work_is_done():
    campaign = start()
    assert [campaigns.write_to_places(campaign.pk), campaigns.write_to_places(campaign.pk)] == [1, 0]
    follow()
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.secret) == ("accueil@bobine.example", True)
    assert campaigns.link_of(asked()) in message.body
    assert "<" not in message.body
    assert len(JournalEntry.objects.filter(action="directory.write_to_places")) == 1


def test_a_worker_killed_in_the_middle_of_a_batch_leaves_no_half(monkeypatch: pytest.MonkeyPatch):
    places.edit_place(
        place=place_of("ville", "2"), changes={"emails": ["r@rouet.example"], "updated_on": "2024-01-01"}
    )
    campaign, sent = start(), outbox.send

    def killed(**values: Any) -> Any:
        if "rouet" in values["recipient"]:
            raise SystemExit
        return sent(**values)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "send", killed)
        with pytest.raises(SystemExit), transaction.atomic():
            campaigns.write_to_places(campaign.pk)
    assert not OutboxMessage.objects.exists()
    assert not Confirmation.objects.filter(sent_at__isnull=False).exists()
    assert campaigns.follow_campaigns() == 2
    assert messages() == ["first", "first"]


def test_one_reminder_after_fourteen_days_with_the_same_link_and_no_more():
    campaign = start()
    campaigns.write_to_places(campaign.pk)
    leave()
    for days, expected in ((13, 1), (14, 2), (15, 2), (30, 2), (59, 2), (75, 2)):
        with clock.frozen(NOON + days * DAY):
            campaigns.follow_campaigns()
        assert OutboxMessage.objects.count() == expected, days
    reminder = OutboxMessage.objects.latest("pk")
    assert "seul rappel" in reminder.body
    assert campaigns.link_of(asked()) in reminder.body


def test_each_campaign_reminds_in_its_own_name_and_its_own_entry():
    ours = attach_organisation(place=place_of("ville", "1"), organisation=organisation("La Bobine"))
    first = start()
    entered("region", entry("9", 3, name="La Navette", emails=["n@navette.example"], updated_on="2024-01-01"))
    theirs, navette = Place.objects.exclude(pk=ours.pk), organisation("La Navette")
    attach_organisation(place=theirs.get(name="La Navette"), organisation=navette)
    second = campaigns.start_campaign(rows=theirs, days=365, home=HOME, organisation=navette)
    for each in (first, second):
        campaigns.write_to_places(each.pk)
    leave()
    with clock.frozen(NOON + 14 * DAY):
        assert campaigns.follow_campaigns() == 2
    bodies = OutboxMessage.objects.filter(key__endswith=":reminder").order_by("recipient")
    assert ["Le guide de La Navette" in each.body for each in bodies] == [False, True]
    told = JournalEntry.objects.filter(action="directory.write_to_places").order_by("pk")[2:]
    assert {each.subject for each in told} == {f"campaign:{first.pk}", f"campaign:{second.pk}"}


def test_a_campaign_whose_time_is_over_ends():
    campaign = start()
    for days, state in ((59, "open"), (60, "closed"), (61, "closed")):
        with clock.frozen(NOON + days * DAY):
            campaigns.follow_campaigns()
        campaign.refresh_from_db()
        assert (days, campaign.state) == (days, state)
    assert JournalEntry.objects.filter(action="directory.close_campaign").count() == 1


@pytest.mark.parametrize(
    "happened",
    [
        lambda: confirming.confirm_place(asked=asked()),
        lambda: confirming.refuse_mail(asked=asked()),
        lambda: places.verify_place(place=place_of("ville", "1")),
        lambda: campaigns.close_campaign(campaign=asked().campaign),
        lambda: places.withdraw_place(place=place_of("ville", "1")),
        lambda: OutboxMessage.objects.update(state=MessageState.UNDELIVERABLE),
    ],
    ids=["confirmed", "refused", "verified", "closed", "withdrawn", "lost"],
)
def test_nobody_is_reminded_for_nothing(happened: Any):
    campaign = start()
    campaigns.write_to_places(campaign.pk)
    happened()
    with clock.frozen(NOON + 20 * DAY):
        assert campaigns.follow_campaigns() == 0
    assert messages() == ["first"]


def test_the_link_is_long_kept_as_a_digest_and_ends():
    start()
    secret = campaigns.secret_of(asked())
    assert re.fullmatch(r"[\w-]{43}", secret)
    assert secret not in str(list(Confirmation.objects.values()))
    assert confirming.find_confirmation(secret) == asked()
    assert confirming.find_confirmation(secret[:-1] + "x") is None
    with clock.frozen(NOON + 61 * DAY):
        assert confirming.find_confirmation(secret) is None
    campaigns.close_campaign(campaign=asked().campaign)
    assert confirming.find_confirmation(secret) is None
    with pytest.raises(DomainRefusal, match="campagne est finie"):
        confirming.confirm_place(asked=asked())


def test_a_place_that_wants_peace_is_not_asked_again_until_it_says_so():
    start()
    for _time in range(2):
        confirming.refuse_mail(asked=asked())
    with clock.frozen(NOON + 400 * DAY):
        assert plan(Place.objects.all(), 365).unwilling == 1
        assert "La Bobine" not in {one.name for one in plan(Place.objects.all(), 365).mail}
        confirming.accept_mail(asked=asked())
        assert "La Bobine" in {one.name for one in plan(Place.objects.all(), 365).mail}
    assert not MailRefusal.objects.exists()


def test_what_changed_waits_for_a_person_who_keeps_what_she_wants():
    start()
    changes = {"phone": "+33261910077", "hours": "Tu 14:00-17:00", "hours_text": "mardi 14h-17h"}
    seen = {"phone": "+33261910001", "hours": "", "hours_text": ""}
    closure = {"starts_on": "2026-12-24", "ends_on": "2026-12-31"}
    for _time in range(2):
        confirming.propose_change(asked=asked(), changes=changes, seen=seen, closure=closure)
    report = ErrorReport.objects.get()
    place = place_of("ville", "1")
    assert (place.phone, report.motive, report.origin) == ("+33261910001", "hours", "campaign")
    values = {"fields": ["phone"], "closure": True, "answer": "C’est fait."}
    with pytest.raises(places.EditConflict):
        confirming.apply_proposal(report=report, seen={"phone": "+33261910009"}, **values)
    assert ErrorReport.objects.get().state == "received"
    confirming.apply_proposal(report=report, seen={"phone": place.phone}, **values)
    place.refresh_from_db()
    assert (place.phone, place.hours) == ("+33261910077", "")
    assert Closure.objects.get().place == place
    assert ErrorReport.objects.get().state == "corrected"


def test_the_results_say_what_came_of_it():
    campaign = start()
    campaigns.write_to_places(campaign.pk)
    assert [each.place.name for each in to_write(campaign)] == ["Le Rouet"]
    OutboxMessage.objects.update(state=MessageState.UNDELIVERABLE)
    assert [each.place.name for each in to_call(campaign, clock.now())] == ["La Bobine", "Le Rouet"]
    confirming.confirm_place(asked=asked("Le Rouet"), actor="x")
    found = results(campaign)
    assert (found.asked, found.sent, found.lost, found.confirmed, found.silent) == (2, 1, 1, 1, 1)
    assert place_of("ville", "2").verified_on == NOON.date()


def test_a_place_whose_reminder_is_lost_is_counted_once_and_written_to():
    campaign = start()
    campaigns.write_to_places(campaign.pk)
    leave()
    with clock.frozen(NOON + 14 * DAY):
        campaigns.follow_campaigns()
    for lost in (OutboxMessage.objects.filter(key__endswith=":reminder"), OutboxMessage.objects.all()):
        lost.update(state=MessageState.UNDELIVERABLE)
        assert results(campaign).lost == 1
        assert [each.asked.place.name for each in lines(campaign, "perdus", None).items] == ["La Bobine"]
        assert {each.place.name for each in to_write(campaign)} == {"La Bobine", "Le Rouet"}
