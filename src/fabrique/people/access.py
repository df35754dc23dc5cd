"""The copy of what is held of a person (article 15): complete, as data and as a document to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.journal import naming
from fabrique.core.models import JournalEntry, JournalRead
from fabrique.core.retention import Hold, holds_on
from fabrique.core.retention.copying import Section, sections_of
from fabrique.core.ui import formats
from fabrique.people.enums import NoteLevel
from fabrique.people.models import Account, Resident
from fabrique.people.queries.keeping import ends_on
from fabrique.people.queries.residents import files_of, kept_file
from fabrique.territory.queries import current_territory

TEMPLATE = Path(__file__).parent / "documents" / "access.typ"
FORMAT = "fabrique-access-1"
TRACE = "core.JournalEntry"


@dataclass(frozen=True, slots=True)
class Copy:
    """``name`` heads it, ``code`` names the file; ``withheld``: how many rows the asker may not read."""

    kind: str
    ids: list[UUID]
    code: str
    name: str
    holder: str
    sections: list[Section]
    holds: list[Hold] = field(default_factory=list)
    ends: str = ""
    withheld: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For machines: every table with its rows, and what was left out."""
        return {
            "format": FORMAT,
            "made_at": clock.now().isoformat(timespec="seconds"),
            "kind": self.kind,
            "ids": [str(each) for each in self.ids],
            "code": self.code,
            "controller": self.holder,
            "complete": not self.withheld,
            "withheld": self.withheld,
            "tables": self._tables(),
            "left_out": {section.table: section.notes for section in self.sections if section.notes},
            "kept_by_law": [
                {"what": hold.what, "why": hold.why, "until": str(hold.until or "")} for hold in self.holds
            ],
        }

    def _tables(self) -> dict[str, list[dict[str, Any]]]:
        """A table may hold a person in two ways."""
        tables: dict[str, list[dict[str, Any]]] = {}
        for section in self.sections:
            tables.setdefault(section.table, []).extend(section.records)
        return tables

    def pdf(self) -> bytes:
        """For people: a PDF/UA. Made each time, kept nowhere."""
        return render(TEMPLATE, self._printed(), at=clock.now())

    def _printed(self) -> dict[str, Any]:
        territory = current_territory()
        return {
            "title": _("Ce que nous gardons sur vous"),
            "subject": self.code,
            "setting": {
                "territory": territory.name if territory else "Fabrique",
                "edition": formats.dated(clock.today()),
            },
            "name": self.name,
            "code": self.code,
            "holder": self.holder,
            "ends": self.ends,
            "withheld": _withheld_words(self.withheld),
            "holds": [_hold_words(hold) for hold in self.holds],
            "sections": [
                {
                    "title": section.title,
                    "rows": [[list(pair) for pair in row] for row in section.shown],
                    "told": section.told,
                    "counted": section.counted,
                }
                for section in self.sections
            ],
            "rights": RIGHTS,
        }


RIGHTS = (
    "Vous pouvez faire corriger ces informations, en limiter l’usage, les faire effacer, vous opposer à leur "
    "usage. Demandez-le à l’accueil. Pas d’accord avec la réponse : CNIL, 3 place de Fontenoy, 75007 Paris."
)


def copy_of_resident(resident: Resident, *, whole: bool = True) -> Copy:
    """All that the organisation holds of the person, the files that went into this one included.

    Without ``whole``, the notes of social work are left out, and the copy says so.
    """
    root = kept_file(resident)
    ids = [each.pk for each in files_of(root)]
    sections, withheld = sections_of("resident", ids), 0
    if not whole:
        sections, withheld = _without_social_notes(sections)
    return Copy(
        "resident",
        ids,
        root.code,
        root.called,
        root.organisation.name,
        [*sections, *_traces([f"resident:{each}" for each in ids])],
        holds_on("resident", ids),
        formats.dated(ends_on(root)),
        withheld,
    )


def copy_of_account(account: Account) -> Copy:
    """All that the instance holds of a professional."""
    subject = f"account:{account.pk}"
    sections = [*sections_of("account", [account.pk]), *_traces([subject])]
    return Copy("account", [account.pk], account.email, account.name, _("Votre organisation"), sections)


def _without_social_notes(sections: Sequence[Section]) -> tuple[list[Section], int]:
    kept, count = [], 0
    for section in sections:
        if section.table != "people.Note":
            kept.append(section)
            continue
        pairs = list(zip(section.records, section.shown, strict=True))
        read = [pair for pair in pairs if pair[0]["level"] != NoteLevel.SOCIAL]
        count += len(pairs) - len(read)
        kept.append(replace(section, records=[one for one, _w in read], shown=[words for _r, words in read]))
    return kept, count


def _traces(subjects: Sequence[str]) -> list[Section]:
    return [_acts(subjects), _reads(subjects)]


def _reads(subjects: Sequence[str]) -> Section:
    """When the file was looked at, and why; the readers are staff, whose names concern them."""
    rows = JournalRead.objects.filter(subject__in=subjects).order_by("pk").values_list("at", "reason")
    return Section(
        "core.JournalRead",
        _("Quand votre dossier a été lu"),
        [{"at": at.isoformat(timespec="seconds"), "reason": reason} for at, reason in rows],
        [[(formats.dated(timezone.localdate(at)), reason or _("lecture"))] for at, reason in rows],
        [_("actor : le nom d’un professionnel est une donnée qui le concerne")],
    )


def _acts(subjects: Sequence[str]) -> Section:
    """What was done with the person's data, from the journal."""
    rows = JournalEntry.objects.filter(subject__in=subjects).order_by("pk").values_list("at", "action")
    return Section(
        TRACE,
        _("Ce qui a été fait"),
        [{"at": at.isoformat(timespec="seconds"), "action": action} for at, action in rows],
        [[(formats.dated(timezone.localdate(at)), naming.sentence(action))] for at, action in rows],
    )


def _withheld_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(n)s note du travail social n’est pas dans cette copie : demandez-la au délégué à la protection "
        "des données.",
        "%(n)s notes du travail social ne sont pas dans cette copie : demandez-les au délégué à la "
        "protection des données.",
        count,
    )
    return words % {"n": count}


def _hold_words(hold: Hold) -> str:
    until = _(" Jusqu’au %(on)s.") % {"on": formats.dated(hold.until)} if hold.until else ""
    return f"{hold.what} : {hold.why}.{until}"
