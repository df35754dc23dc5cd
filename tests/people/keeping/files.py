"""Persons whose every word is a canary: what is left of them after an erasure can be looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from fabrique.core import clock, outbox
from fabrique.core.enums import Channel, MessageState
from fabrique.core.models import OutboxMessage
from fabrique.people.actions.residents import give_consent, write_note
from fabrique.people.enums import ConsentPurpose, NoteLevel
from fabrique.people.models import Organisation, Resident
from tests.factories.carnets import alerted
from tests.factories.people import account, receive

CANARIES = (
    "Canarine",
    "Zéphyrine",
    "canarine@",
    "261919919",
    "61 91 99 19",
    "Allée du Canari",
    "canari secret",
)
PERSON = {
    "called": "Mme Canarine",
    "first_name": "Zéphyrine",
    "last_name": "Canarine",
    "birth_year": "1948",
    "phone": "02 61 91 99 19",
    "email": "canarine@estuaire.example",
    "address": "3 Allée du Canari",
    "reach_note": "Passer par Mme Canarine",
}


def canary(of: Organisation, **values: str) -> Resident:
    """A file with an agreement, notes, a carnet and what was said of it, messages that left or wait."""
    person = receive(of, **{**PERSON, **values})
    by = account("Rédactrice")
    give_consent(resident=person, purpose=ConsentPurpose.REMINDERS, by=by)
    for level in NoteLevel:
        write_note(resident=person, level=level, text=f"Un canari secret {level}", by=by)
    alerted(person, words="Un canari secret, dit par le carnet")
    for rank, state in enumerate((MessageState.SENT, MessageState.WAITING)):
        message = outbox.send(
            key=f"reminder:resident:{person.pk}:{rank}",
            channel=Channel.EMAIL,
            recipient=person.email,
            subject="Rendez-vous de Mme Canarine",
            body="Bonjour Mme Canarine",
        )
        sent = clock.now() if state == MessageState.SENT else None
        OutboxMessage.objects.filter(pk=message.pk).update(state=state, sent_at=sent)
    return person


def aged(person: Resident, **values: object) -> Resident:
    """The file with these dates, as if time had passed."""
    Resident.objects.of(person.organisation).filter(pk=person.pk).update(**values)
    person.refresh_from_db()
    return person


def later(days: int, at: datetime | None = None) -> datetime:
    """So many days from now, or from ``at``."""
    return (at or clock.now()) + timedelta(days=days)


def everything_in_clear() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, whatever the engine."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, repr(row)
