"""What an account is told, as far as it may see it today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from fabrique.core.policies import Actor, can, scope, table
from fabrique.core.ui.notifying import Kind, Shown, kinds, kinds_for
from fabrique.core.ui.pages import Pages, page_of
from fabrique.people.enums import Delivery
from fabrique.people.models import Account, DeliveryChoice, Membership, Notification, Organisation
from fabrique.people.retention import NOTIFICATION_DAYS

READ = "people.read_notifications"
MOST = 99  # above, the count says « 99+ »
LETTER = timedelta(days=3)  # what is older is not worth a letter any more


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as its reader sees it; ``shown`` is None for what they may see no more."""

    notification: Notification
    label: str
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Choice:
    """How an account is told of one kind."""

    key: str
    label: str
    delivery: str


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """What an actor was told for the organisation it acts for, of the kinds that its roles still have."""
    rows = scope(actor, READ, Notification.objects.all())
    return rows.filter(kind__in=list(kinds_for(actor)))


def unread(actor: Actor) -> QuerySet[Notification]:
    """What it has not read."""
    return notifications_of(actor).filter(read_at__isnull=True)


def count_unread(actor: Actor) -> int:
    """How many, up to a hundred: one query, none for who may read none."""
    return unread(actor)[: MOST + 1].count() if can(actor, READ) else 0


def page_of_notifications(actor: Actor, number: str | None) -> Pages[Told]:
    """One page: what is not read first, the newest first. As many queries for a thousand as for one."""
    first = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1))
    rows = notifications_of(actor).order_by(first, "-created_at", "pk")
    return page_of(rows, number, load=lambda found: told(actor, found))


def told(actor: Actor, found: Iterable[Notification]) -> list[Told]:
    """What each of these says today: each kind is asked once for all of its subjects."""
    rows, seen = list(found), kinds_for(actor)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for each in rows:
        by_kind[each.kind].append(each.subject)
    shown = {key: seen[key].show(actor, subjects) for key, subjects in by_kind.items()}
    return [Told(each, seen[each.kind].label, shown[each.kind].get(each.subject)) for each in rows]


def latest_unread(actor: Actor, most: int) -> list[Told]:
    """The newest things not read that there is still something to say of."""
    found = told(actor, unread(actor).order_by("-created_at", "pk")[: most * 2])
    return [each for each in found if each.shown][:most]


def choices_of(actor: Account) -> list[Choice]:
    """How the actor is told of each kind that concerns its roles."""
    chosen = dict(DeliveryChoice.objects.filter(account=actor).values_list("kind", "delivery"))
    return [Choice(key, kind.label, chosen.get(key, kind.delivery)) for key, kind in kinds_for(actor).items()]


def deliveries(accounts: Sequence[Account], key: str, kind: Kind) -> Mapping[Any, str]:
    """How each of these accounts is told of a kind: one query."""
    rows = DeliveryChoice.objects.filter(account__in=list(accounts), kind=key)
    chosen = dict(rows.values_list("account_id", "delivery"))
    return {each.pk: chosen.get(each.pk, kind.delivery) for each in accounts}


def those_who_may(policy: str, organisation: Organisation) -> list[Account]:
    """The open accounts of an organisation with a role that may do ``policy``: one query."""
    live = Membership.objects.of(organisation).filter(
        role__in=list(table()[policy]), ended_at__isnull=True, account__is_active=True
    )
    found = {each.account_id: each.account for each in live.select_related("account").order_by("account_id")}
    return list(found.values())


def for_the_letter(at: datetime) -> dict[Account, list[Notification]]:
    """By account, what was told in the last days, is not read, and was not written yet. Two queries."""
    rows = Notification.objects.everywhere("letters of the day").filter(
        read_at__isnull=True, written_at__isnull=True, account__is_active=True, created_at__gt=at - LETTER
    )
    found = list(rows.select_related("account", "organisation").order_by("created_at", "pk"))
    choices = DeliveryChoice.objects.filter(account__in={each.account_id for each in found})
    chosen = {(each.account_id, each.kind): each.delivery for each in choices}
    letters: dict[Account, list[Notification]] = defaultdict(list)
    for each in found:
        kind = kinds.get(each.kind)
        if kind and chosen.get((each.account_id, each.kind), kind.delivery) == Delivery.DAILY:
            letters[each.account].append(each)
    return letters


def old_notifications(at: datetime) -> QuerySet[Any]:
    """What was told more than a year ago."""
    before = at - timedelta(days=NOTIFICATION_DAYS)
    return Notification.objects.everywhere("retention").filter(created_at__lte=before)
