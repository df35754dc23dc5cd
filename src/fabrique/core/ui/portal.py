"""What apps put on the front page, on the open-data page and on a professional's desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fabrique.core.policies import Actor
from fabrique.core.ui.registry import Registry


@dataclass(frozen=True, slots=True)
class Door:
    """A way in for residents. ``text`` is asked for at each view; ``tone`` is the trade's colour class."""

    title: str
    text: Callable[[], str]
    url_name: str
    icon: str
    tone: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A public figure, already written as people read it, with the day it was true."""

    value: str
    label: str
    on: date


@dataclass(frozen=True, slots=True)
class FigureProvider:
    """Gives a figure, or ``None`` while there is nothing to count; ``method`` says how, in French."""

    title: str
    method: str
    figure: Callable[[], Figure | None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One thing that awaits an answer: on what, what is asked, its state (a pill of ``kind``), what to do."""

    since: date | None
    subject: str
    matter: str
    state: str
    kind: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that awaits its reader: how many, of what, where to deal with it, since when.

    ``lines`` are the first few, for the table of the day's page.
    """

    count: int
    label: str
    url: str
    since: date | None = None
    lines: tuple[WaitingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingProvider:
    """What awaits an actor who may do ``policy``; ``None`` or a count of zero when nothing does."""

    policy: str
    waiting: Callable[[Actor], Waiting | None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Gesture:
    """What some roles do most, for who may do ``policy``; ``url`` is asked for at each view."""

    title: str
    text: str
    url: Callable[[Actor], str]
    policy: str
    icon: str
    roles: frozenset[str]
    tone: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class ChangeProvider:
    """What has changed since an instant, in words with an address; ``None`` when nothing has."""

    policy: str
    change: Callable[[Actor, datetime], tuple[str, str] | None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Dataset:
    """An open data set: ``links`` are (French words, URL name) pairs."""

    title: str
    description: str
    licence: str
    links: tuple[tuple[str, str], ...]
    order: int = 100


doors: Registry[Door] = Registry()
figures: Registry[FigureProvider] = Registry()
tasks: Registry[WaitingProvider] = Registry()
gestures: Registry[Gesture] = Registry()
changes: Registry[ChangeProvider] = Registry()
datasets: Registry[Dataset] = Registry()
