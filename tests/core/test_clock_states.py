"""The clock can be set; a state machine settles races by the database."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.enums import Channel, MessageState
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import Machine, advance

MACHINE = Machine(
    name="Message",
    field="state",
    transitions={
        (MessageState.WAITING, "send"): MessageState.SENT,
        (MessageState.WAITING, "give_up"): MessageState.UNDELIVERABLE,
    },
)


def test_today_is_the_day_in_paris():
    with clock.frozen(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_a_frozen_clock_thaws():
    with clock.frozen(datetime(2001, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2001
    assert clock.now().year > 2001


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_machine_lists_verbs_states_and_diagram():
    assert MACHINE.verbs(MessageState.WAITING) == ("send", "give_up")
    assert MACHINE.verbs(MessageState.SENT) == ()
    assert MACHINE.states() == {"waiting", "sent", "undeliverable"}
    assert "waiting --> sent: send" in MACHINE.diagram()


def make_message() -> OutboxMessage:
    return OutboxMessage.objects.create(
        key="k", channel=Channel.EMAIL, recipient="a@b.example", body="x", created_at=timezone.now()
    )


@pytest.mark.django_db
def test_advance_writes_state_and_changes_together():
    message = make_message()
    advance(MACHINE, message, "give_up", error="refusé")
    message.refresh_from_db()
    assert (message.state, message.error) == ("undeliverable", "refusé")


@pytest.mark.django_db
def test_advance_refuses_what_the_table_does_not_have():
    message = make_message()
    advance(MACHINE, message, "give_up")
    with pytest.raises(DomainRefusal, match="l’état a changé"):
        advance(MACHINE, message, "send")


@pytest.mark.django_db
def test_the_second_of_two_who_act_at_once_is_told():
    mine = make_message()
    theirs = OutboxMessage.objects.get(pk=mine.pk)
    advance(MACHINE, theirs, "give_up")
    with pytest.raises(DomainRefusal, match="vient d’agir"):
        advance(MACHINE, mine, "give_up")
