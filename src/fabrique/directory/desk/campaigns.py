"""Campaigns as those who ask read them: what left, what was answered, who stays silent, whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fabrique.core.enums import MessageState
from fabrique.core.models import OutboxMessage
from fabrique.core.ui.pages import Pages, page_of
from fabrique.directory.actions.campaigns import REMIND_AFTER, asked_by, messages_of, still_theirs
from fabrique.directory.enums.lifecycle import AskedBy, ConfirmationState, PlaceState
from fabrique.directory.models import Campaign, Confirmation, MailRefusal

KINDS = {
    ConfirmationState.WAITING: "warn",
    ConfirmationState.CONFIRMED: "ok",
    ConfirmationState.CHANGED: "info",
    ConfirmationState.OBJECTED: "",
}
FILTERS = (
    ("tous", _("Tous")),
    ("waiting", _("Sans réponse")),
    ("confirmed", _("Tout est exact")),
    ("changed", _("Quelque chose a changé")),
    ("objected", _("Ne veulent plus être sollicités")),
    ("perdus", _("Courriel non remis")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One place that was asked; ``lost``: a message of its came back, or could not leave."""

    asked: Confirmation
    kind: str
    lost: bool
    refuses: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a campaign, in figures."""

    asked: int
    sent: int
    reminded: int
    confirmed: int
    changed: int
    objected: int
    silent: int
    lost: int
    letters: int


def campaigns(rows: QuerySet[Campaign], number: str | None) -> Pages[Campaign]:
    """One page of campaigns, the latest first, with how many places were asked and answered."""
    answered = Count("confirmations", filter=~Q(confirmations__state=ConfirmationState.WAITING))
    told = rows.select_related("organisation").annotate(asked=Count("confirmations"), answered=answered)
    return page_of(told.order_by("-created_at", "pk"), number)


def results(campaign: Campaign) -> Results:
    """Two queries, however many places were asked."""
    rows = Confirmation.objects.filter(campaign=campaign)
    states = Counter(rows.values_list("state", flat=True))
    marks = rows.aggregate(
        sent=Count("sent_at"),
        reminded=Count("reminded_at"),
        letters=Count("pk", filter=Q(channel=AskedBy.LETTER)),
    )
    return Results(
        asked=sum(states.values()),
        confirmed=states[ConfirmationState.CONFIRMED],
        changed=states[ConfirmationState.CHANGED],
        objected=states[ConfirmationState.OBJECTED],
        silent=states[ConfirmationState.WAITING],
        lost=len(lost_of(campaign)),
        **marks,
    )


def lost_of(campaign: Campaign) -> set[UUID]:
    """Of the places that were asked, those whose message or reminder did not arrive, as far as is known."""
    rows = OutboxMessage.objects.filter(
        key__startswith=messages_of(campaign), state=MessageState.UNDELIVERABLE
    )
    return {asked_by(key) for key in rows.values_list("key", flat=True)}


def lines(campaign: Campaign, wanted: str, number: str | None) -> Pages[Line]:
    """One page of the places that were asked, by name."""
    rows: Any = _asked(campaign)
    lost = lost_of(campaign)
    if wanted in ConfirmationState.values:
        rows = rows.filter(state=wanted)
    elif wanted == "perdus":
        rows = rows.filter(pk__in=lost)
    return page_of(rows, number, load=lambda items: _lines(items, lost))


def _lines(asked: Iterable[Confirmation], lost: set[UUID]) -> list[Line]:
    held = list(asked)
    refusing = set(
        MailRefusal.objects.filter(place__in=[each.place_id for each in held]).values_list("place", flat=True)
    )
    return [
        Line(
            each,
            KINDS[ConfirmationState(each.state)],
            each.pk in lost,
            each.place_id in refusing,
        )
        for each in held
    ]


def to_write(campaign: Campaign) -> list[Confirmation]:
    """Those to send a letter: no address, or a message that did not arrive; and no answer yet."""
    lost = lost_of(campaign)
    return [each for each in _open(campaign) if each.channel == AskedBy.LETTER or each.pk in lost]


def to_call(campaign: Campaign, now: datetime) -> list[Confirmation]:
    """Those to call: the same, and those who stay silent two weeks after the reminder; with a telephone."""
    written = {each.pk for each in to_write(campaign)}
    late = now - REMIND_AFTER
    return [
        each
        for each in _open(campaign)
        if each.place.phone and (each.pk in written or (each.reminded_at and each.reminded_at <= late))
    ]


def _open(campaign: Campaign) -> QuerySet[Confirmation]:
    rows = _asked(campaign).filter(state=ConfirmationState.WAITING, place__state=PlaceState.PUBLISHED)
    return rows.filter(still_theirs(), place__mail_refusal__isnull=True)


def _asked(campaign: Campaign) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.filter(campaign=campaign)
    return rows.select_related("campaign", "place", "report").order_by("place__name", "pk")
