"""What the portal and the desk gather from the registries that the apps fill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from fabrique.core.policies import Actor, can
from fabrique.core.ui import portal
from fabrique.core.ui.portal import Figure, Waiting, WaitingLine


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


def first_lines(waiting: Iterable[Waiting], most: int = 8) -> list[WaitingLine]:
    """What to begin with, of all that waits: the oldest first, then what has no date."""
    lines = [line for task in waiting for line in task.lines]
    return sorted(lines, key=lambda line: line.since or date.max)[:most]
