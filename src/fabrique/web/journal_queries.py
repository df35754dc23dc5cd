"""What the page of the journal reads: one page of entries, by number, whatever the journal's length."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.journal import naming
from fabrique.core.models import JournalCheck, JournalEntry
from fabrique.people.actions.carnets import BY_CARNET
from fabrique.people.models import Account

SIZE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters; ``before``: only the entries below this number."""

    action: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first; whether older ones follow; the number of the last."""

    entries: list[JournalEntry]
    more: bool
    last: int


def page(wanted: Wanted) -> Page:
    """One page. One query, that an index serves."""
    rows = JournalEntry.objects.order_by("-seq")
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.since:
        rows = rows.filter(at__gte=clock.midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=clock.midnight(wanted.until, after=True))
    if wanted.before is not None and abs(wanted.before) < 2**63:
        rows = rows.filter(seq__lt=wanted.before)
    found = list(rows[: SIZE + 1])
    shown = found[:SIZE]
    return Page(shown, len(found) > SIZE, shown[-1].seq if shown else 0)


def cells(page: Page) -> list[list[object]]:
    """The rows of the table: number, instant, act, who, subject. One query more, for the names."""
    names = _names({entry.actor for entry in page.entries if entry.actor})
    return [
        [
            entry.seq if entry.seq >= 0 else "",
            f"{timezone.localtime(entry.at):%d/%m/%Y %H:%M}",
            naming.sentence(entry.action),
            names.get(entry.actor) or _told(entry.actor),
            format_html("<code>{}</code>", entry.subject) if entry.subject else "",
        ]
        for entry in page.entries
    ]


def last_check() -> JournalCheck | None:
    """The last verification."""
    return JournalCheck.objects.order_by("-at", "-pk").first()


def _names(actors: Iterable[str]) -> dict[str, str]:
    keys = []
    for actor in actors:
        with suppress(ValidationError):  # a command's own word for who acts
            keys.append(Account._meta.pk.to_python(actor))
    found = Account.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(key): name for key, name in found}


def _told(actor: str) -> str:
    """Who acts without an account: the Fabrique itself, a person by their carnet, a command's own word."""
    if actor.startswith(BY_CARNET):
        return _("la personne, par son carnet")
    return actor or _("la Fabrique")
