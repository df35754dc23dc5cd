"""What the portal and the desk gather from the registries that the apps fill."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, can, may, roles_of
from fabrique.core.ui import portal
from fabrique.core.ui.portal import Figure, Waiting, WaitingLine
from fabrique.people.acting import act_for
from fabrique.people.factors import must_have_factor
from fabrique.people.models import Account, Organisation
from fabrique.people.queries.members import own_memberships
from fabrique.people.queries.notifications import Told, latest_unread

COUNTED = 5  # other organisations in which what waits is counted


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A door as shown."""

    title: str
    text: str
    url: str
    icon: str
    tone: str


def open_doors() -> list[OpenDoor]:
    """The doors, with what they say today."""
    return [
        OpenDoor(door.title, door.text(), reverse(door.url_name), door.icon, door.tone)
        for door in portal.doors
    ]


def public_figures() -> list[Figure]:
    """The figures that can be counted today."""
    return [figure for provider in portal.figures if (figure := provider.figure()) is not None]


def waiting_for(actor: Actor) -> list[Waiting]:
    """What awaits the actor, of all that they may do; nothing that counts zero."""
    found = [provider.waiting(actor) for provider in portal.tasks if can(actor, provider.policy)]
    return [task for task in found if task is not None and task.count]


def gestures_for(actor: Actor, most: int = 3) -> list[OpenDoor]:
    """What the actor's roles do most, of what it may do."""
    roles = roles_of(actor)
    found = [each for each in portal.gestures if each.roles & roles and may(actor, each.policy)]
    return [
        OpenDoor(_(each.title), _(each.text), each.url(actor), each.icon, each.tone) for each in found[:most]
    ]


def news_of(actor: Actor, waiting: Iterable[Waiting], most: int = 3) -> list[Told]:
    """The newest notifications not read, without those of what waits on the same page."""
    shown = {line.url for task in waiting for line in task.lines}
    found = latest_unread(actor, most + len(shown))
    return [each for each in found if each.shown and each.shown.url not in shown][:most]


def changes_for(actor: Actor, since: datetime | None) -> list[tuple[str, str]]:
    """What has changed since the last visit: (words, address) pairs."""
    if since is None:
        return []
    found = (each.change(actor, since) for each in portal.changes if can(actor, each.policy))
    return [each for each in found if each]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another organisation of the reader: how many things wait there, and nothing of what they are.

    ``count`` is None where the number itself asks for more: a second factor, or the visit.
    """

    organisation: Organisation
    count: int | None


def waiting_elsewhere(account: Account, *, proved: bool) -> list[Elsewhere]:
    """The other organisations of an account; what waits is counted in the first few only."""
    others = [each for each in own_memberships(account) if each.pk != account.organisation_id]
    return [
        Elsewhere(each, _count_there(account, each, proved=proved) if rank < COUNTED else None)
        for rank, each in enumerate(others)
    ]


def _count_there(account: Account, organisation: Organisation, *, proved: bool) -> int | None:
    there = act_for(copy(account), organisation)
    if must_have_factor(there) and not proved:
        return None
    return sum(task.count for task in waiting_for(there))


def first_lines(waiting: Iterable[Waiting], most: int = 8) -> list[WaitingLine]:
    """What to begin with, of all that waits: the oldest first, then what has no date."""
    lines = [line for task in waiting for line in task.lines]
    return sorted(lines, key=lambda line: line.since or date.max)[:most]
