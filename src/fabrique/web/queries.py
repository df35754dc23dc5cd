"""What the portal and the desk gather from the registries that the apps fill."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from fabrique.core.policies import Actor, can
from fabrique.core.ui import portal
from fabrique.core.ui.portal import Figure, Waiting


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A door as shown."""

    title: str
    text: str
    url: str
    icon: str
    tone: str


def open_doors() -> list[OpenDoor]:
    """The doors whose page exists, with what they say today."""
    shown = []
    for door in portal.doors:
        try:
            url = reverse(door.url_name)
        except NoReverseMatch:  # enlisted, but its pages are not part of this instance
            continue
        shown.append(OpenDoor(door.title, door.text(), url, door.icon, door.tone))
    return shown


def public_figures() -> list[Figure]:
    """The figures that can be counted today."""
    return [figure for provider in portal.figures if (figure := provider.figure()) is not None]


def waiting_for(actor: Actor) -> list[Waiting]:
    """What awaits the actor, of all that they may do; nothing that counts zero."""
    found = [provider.waiting(actor) for provider in portal.tasks if can(actor, provider.policy)]
    return [task for task in found if task is not None and task.count]
