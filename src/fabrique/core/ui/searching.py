"""The search of the professional space: apps enlist what they can find, each within the rights of who asks.

What is typed may name a person: it travels by POST, waits sealed in the session, and is written nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext

from fabrique.core.policies import Actor, may
from fabrique.core.ui.registry import Registry

LONGEST = 100  # characters of a question: no name, code or number is longer
FEW, MANY = 5, 50  # what a group shows beside others, and alone


@dataclass(frozen=True, slots=True)
class Found:
    """One answer. ``who`` is a person's name, hidden with the other names; ``title`` is what is no name.

    ``subject`` (``model:id``): to show that there is such a thing is already a reading, which the page notes.
    """

    url: str
    title: str = ""
    who: str = ""
    detail: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """What an app finds for who may do ``policy``: at most as many answers as asked for, the best first.

    ``hint`` says in French what to type to find it. A provider reads a fixed number of queries, compares
    words or exact keys, and never turns what was typed into a pattern.
    """

    title: str
    hint: str
    policy: str
    find: Callable[[Actor, str, int], list[Found]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one provider; ``more`` when it has others."""

    key: str
    title: str
    answers: list[Found]
    more: bool


providers: Registry[Provider] = Registry()


def asked(text: str) -> str:
    """What was typed, on one line, without signs that nobody sees: those that end a text or turn it round."""
    line = "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or _seen(sign))
    return " ".join(unicodedata.normalize("NFC", line).split())


def _seen(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C")


def search(actor: Actor, words: str, only: str = "") -> list[Group]:
    """What each provider finds for this actor, but for those that find nothing; ``only`` one, at length."""
    groups = []
    most = MANY if only else FEW
    for key, provider in _open_to(actor):
        if only in ("", key) and (answers := provider.find(actor, words, most + 1)):
            groups.append(Group(key, gettext(provider.title), answers[:most], len(answers) > most))
    return groups


def hints(actor: Actor) -> list[tuple[str, str]]:
    """What the actor can look for, and how: (what, what to type)."""
    return [(gettext(each.title), gettext(each.hint)) for _key, each in _open_to(actor)]


def _open_to(actor: Actor) -> list[tuple[str, Provider]]:
    return [(k, each) for k, each in providers.pairs() if may(actor, each.policy)]
