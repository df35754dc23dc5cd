"""The database's own refusal to change the journal, whoever asks: the ORM, raw SQL, TRUNCATE, REPLACE.

Installed after every migration and compared word for word by ``fabrique check``. Nothing takes them away, but
for the duration of a migration of these tables on SQLite, which cannot rebuild a table that the trigger of
another one reads. The owner of a database can always drop a trigger: what follows is found by verifying.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

ENTRY, HEAD, PERSONAL = "core_journalentry", "core_journalhead", "core_journalpersonal"
READ, SEGMENT = "core_journalread", "core_journalsegment"
_MESSAGE = "the journal is append-only"
# A month of reads leaves when the chain says that it leaves; a personal value when its person is forgotten.
_MONTH_LEAVES = (
    "EXISTS (SELECT 1 FROM core_journalentry e WHERE e.action = 'core.remove_reads' "
    "AND e.subject = 'reads:' || OLD.month)"
)
_PERSON_LEAVES = (
    "EXISTS (SELECT 1 FROM core_journalentry e WHERE e.action = 'core.forget_personal' "
    "AND e.subject = OLD.person AND e.seq > OLD.entry_id)"
)
_NOT_NEXT = "new.id <> old.id OR new.seq <> (old.seq + 1)"
# A value may be encrypted anew under another key, the commitment in the chain still has to match.
_MOVED = (
    "NEW.id <> OLD.id OR NEW.entry_id <> OLD.entry_id OR NEW.key <> OLD.key "
    "OR NEW.person <> OLD.person OR NEW.salt <> OLD.salt"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger; ``reads_entries`` if its condition looks into the table of entries."""

    name: str
    table: str
    sql: str
    reads_entries: bool = False


def expected() -> list[Trigger]:
    """All the triggers that this database must have."""
    return _of_postgres() if connection.vendor == "postgresql" else _of_sqlite()


def _sqlite(table: str, verb: str, when: str = "", *, reads_entries: bool = False) -> Trigger:
    name = f"{table}_no_{verb.lower()}"
    condition = f" WHEN {when}" if when else ""
    refuse = f"SELECT RAISE(ABORT, '{_MESSAGE}');"
    sql = f"CREATE TRIGGER {name} BEFORE {verb} ON {table}{condition} BEGIN {refuse} END"
    return Trigger(name, table, sql, reads_entries)


def _of_sqlite() -> list[Trigger]:
    """``INSERT OR REPLACE`` deletes without firing the triggers of deletion: a known number is refused."""
    keys = {ENTRY: "seq", HEAD: "id", PERSONAL: "id", READ: "id", SEGMENT: "month"}
    known = [
        _sqlite(table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})")  # noqa: S608
        for table, key in keys.items()
    ]
    return [
        *known,
        _sqlite(ENTRY, "UPDATE"),
        _sqlite(ENTRY, "DELETE"),
        _sqlite(HEAD, "UPDATE", _NOT_NEXT),
        _sqlite(HEAD, "DELETE"),
        _sqlite(SEGMENT, "UPDATE"),
        _sqlite(SEGMENT, "DELETE"),
        _sqlite(READ, "UPDATE"),
        _sqlite(READ, "DELETE", f"NOT {_MONTH_LEAVES}", reads_entries=True),
        _sqlite(PERSONAL, "UPDATE", _MOVED),
        _sqlite(PERSONAL, "DELETE", f"NOT {_PERSON_LEAVES}", reads_entries=True),
    ]


_REFUSE = f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';"
_BODIES = {
    "core_journal_refuse": f"BEGIN {_REFUSE} END",
    "core_journal_value": f"BEGIN IF {_MOVED} THEN {_REFUSE} END IF; RETURN NEW; END",
    "core_journal_month_leaves": f"BEGIN IF NOT {_MONTH_LEAVES} THEN {_REFUSE} END IF; RETURN OLD; END",
    "core_journal_person_leaves": f"BEGIN IF NOT {_PERSON_LEAVES} THEN {_REFUSE} END IF; RETURN OLD; END",
}


def _postgres(table: str, verbs: str, level: str, function: str, *, reads_entries: bool = False) -> Trigger:
    name = f"{table}_no_{verbs.split()[0].lower()}"
    sql = f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH {level} EXECUTE FUNCTION {function}()"
    return Trigger(name, table, sql, reads_entries)


def _of_postgres() -> list[Trigger]:
    """Written as ``pg_get_triggerdef`` writes them."""
    row, statement, refuse = "ROW", "STATEMENT", "core_journal_refuse"
    return [
        _postgres(ENTRY, "DELETE OR UPDATE OR TRUNCATE", statement, refuse),
        _postgres(SEGMENT, "DELETE OR UPDATE OR TRUNCATE", statement, refuse),
        _postgres(HEAD, "DELETE OR TRUNCATE", statement, refuse),
        _postgres(HEAD, "UPDATE", f"{row} WHEN ({_NOT_NEXT})", refuse),
        _postgres(READ, "UPDATE OR TRUNCATE", statement, refuse),
        _postgres(READ, "DELETE", row, "core_journal_month_leaves", reads_entries=True),
        _postgres(PERSONAL, "TRUNCATE", statement, refuse),
        _postgres(PERSONAL, "UPDATE", row, "core_journal_value"),
        _postgres(PERSONAL, "DELETE", row, "core_journal_person_leaves", reads_entries=True),
    ]


@transaction.atomic
def install() -> None:
    """Put in place whatever is not as it should be. Safe to run again; does nothing when all is well."""
    if not faults():
        return
    on_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, body in _BODIES.items() if on_postgres else ():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            )
        for trigger in expected():
            drop(trigger)
            cursor.execute(trigger.sql)
            if on_postgres:  # also against a session that plays a replica
                cursor.execute(f"ALTER TABLE {trigger.table} ENABLE ALWAYS TRIGGER {trigger.name}")


def drop(trigger: Trigger) -> None:
    """Take one trigger away, to write it anew or while its tables are rebuilt."""
    where = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{where}")


def faults() -> list[str]:
    """The names of the triggers (and functions) that are missing, altered or switched off."""
    found = _found_postgres() if connection.vendor == "postgresql" else _found_sqlite()
    return [trigger.name for trigger in expected() if found.get(trigger.name) != trigger.sql] + (
        [name for name, body in _BODIES.items() if found.get(name) != body]
        if connection.vendor == "postgresql"
        else []
    )


def _found_sqlite() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _found_postgres() -> dict[str, str]:
    """Those of the tables in use: a restoration sets the former ones aside in another schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgenabled = 'A' "
            "AND c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE 'core\\_journal%'"
        )
        found = dict(cursor.fetchall())
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
            "AND proname LIKE 'core\\_journal\\_%'"
        )
        return found | dict(cursor.fetchall())
