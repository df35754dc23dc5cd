"""The kinds of things that people are told: apps enlist them, the page asks each what its reader may see.

A notification keeps neither words nor names: only of which kind it is, and on what. What it says is asked for
when it is read, within the rights of its reader; a right that was taken back leaves nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fabrique.core.policies import Actor, can
from fabrique.core.ui.registry import Registry

HERE = "here"  # the code of the delivery that sends nothing (people.enums.Delivery)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of one subject today: ``who`` is a person's name, set before the text and hidden
    with the other names; ``url`` is where to go."""

    text: str
    url: str
    who: str = ""


# From the subjects that are on a page (as many queries for fifty as for one), those that the reader may see.
Show = Callable[[Actor, Sequence[str]], Mapping[str, Shown]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notification, for those who may do ``policy``.

    ``label`` names it where one chooses how to be told; ``letter`` is its sentence in an e-mail, which names
    nobody; ``delivery`` is how one is told who has chosen nothing (a code of ``people.enums.Delivery``).
    """

    label: str
    policy: str
    show: Show
    letter: str
    delivery: str = HERE
    order: int = 100


kinds: Registry[Kind] = Registry()


def kinds_for(actor: Actor) -> dict[str, Kind]:
    """The kinds of which an actor may be told, by key, in order. No query."""
    return {key: kind for key, kind in kinds.pairs() if can(actor, kind.policy)}
