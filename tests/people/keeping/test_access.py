"""P-07: the copy is complete, checked against a scan of the models; the commands say what they do."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.apps import apps
from django.db.models import CASCADE, Model

from fabrique.config.cli import main
from fabrique.core import journal
from fabrique.core.journal import naming
from fabrique.core.models import JournalEntry
from fabrique.core.retention import Hold, Holding, held_tables, holdings
from fabrique.people import durations
from fabrique.people.access import copy_of_account, copy_of_resident
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.residents import write_note
from fabrique.people.enums import NoteLevel, Role
from fabrique.people.models import Account, Consent, Note, Resident
from tests.conftest import ROOT
from tests.factories.people import account, member, organisation, receive
from tests.people.keeping.files import canary

pytestmark = pytest.mark.django_db
SUBJECTS: dict[str, type[Model]] = {"resident": Resident, "account": Account}


def links(to: type[Model], *, owned: bool = False) -> Iterator[type[Model]]:
    """The models with a key to this one; ``owned``: only those that fall with it."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            remote = field.remote_field
            if (
                remote
                and remote.model is to
                and model is not to
                and (not owned or remote.on_delete is CASCADE)
            ):
                yield model


def reached(subject: type[Model], *, owned: bool) -> set[str]:
    """Every model from which keys lead to the subject, however many steps."""
    found, last = set(), [*links(subject)]
    while last:
        new = [model for model in last if model._meta.label not in found]
        found |= {model._meta.label for model in new}
        last = [each for model in new for each in links(model, owned=owned)]
    return found


def test_every_table_from_which_keys_lead_to_a_person_is_in_the_copy():
    held = {kind: {table.model for table in held_tables(kind)} for kind in SUBJECTS}
    assert reached(Resident, owned=False) <= held["resident"]
    assert reached(Account, owned=True) <= held["account"]


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_field_is_handed_over_or_left_out_with_the_reason(kind: str):
    for table in held_tables(kind):
        names = {field.name for field in apps.get_model(table.model)._meta.local_concrete_fields}
        said_of = {*table.fields, *table.left_out}
        assert table.counted or said_of == names, table.model
        assert not set(table.fields) & set(table.left_out), table.model
        assert all(table.fields.values()), table.model
        assert all(table.left_out.values()), table.model


def test_a_copy_has_all_files_of_the_person_and_nobody_else():
    ours = organisation("La Bobine")
    person, other = canary(ours, protection="guardianship"), receive(ours, phone="02 61 91 55 55")
    merge_residents(kept=person, other=other, by=account())
    write_note(resident=receive(ours), level=NoteLevel.DESK, text="Une autre personne", by=account())
    journal.record_read(account().pk, ours.pk, f"resident:{person.pk}", "Rendez-vous")
    other.refresh_from_db()
    copy = copy_of_resident(other)
    data = json.loads(json.dumps(copy.as_dict()))
    tables = data["tables"]
    assert {row["phone"] for row in tables["people.Resident"]} == {"+33261919919", "+33261915555"}
    assert {row["text"] for row in tables["people.Note"]} == {
        f"Un canari secret {each}" for each in NoteLevel
    }
    assert [row["purpose"] for row in tables["people.Consent"]] == ["reminders"]
    assert len(tables["core.OutboxMessage"]) == 2
    assert [row["reason"] for row in tables["core.JournalRead"]] == ["Rendez-vous"]
    assert {"people.receive_resident", "people.write_note"} <= {
        row["action"] for row in tables["core.JournalEntry"]
    }
    assert "Une autre personne" not in json.dumps(data)
    assert data["complete"] is True
    assert set(data["left_out"]) >= {"people.Resident", "people.Note"}
    words = [pair for section in copy.sections for row in section.shown for pair in row]
    assert ("Protection juridique", "Tutelle") in words
    assert ("Ce que vous avez accepté", "Recevoir des rappels de rendez-vous") in words


def test_the_document_can_be_read():
    person = canary(organisation("La Bobine"))
    hold = Hold("Mandat du 3 mars 2026", "la loi demande de le garder six ans", date(2032, 3, 4))
    own = next(each for each in holdings if each.kind == "resident")
    app = Holding("resident", (), lambda ids: None, holds=lambda ids: [hold], order=50)
    with holdings.holding(file=own, mandates=app):
        copy = copy_of_resident(person)
    pdf = copy.pdf()
    assert pdf.startswith(b"%PDF")
    assert b"pdfuaid" in pdf or b"pdfuaid" in _inflated(pdf)
    assert copy.as_dict()["kept_by_law"] == [{"what": hold.what, "why": hold.why, "until": "2032-03-04"}]


def _inflated(pdf: bytes) -> bytes:
    found = b""
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return found


def test_a_copy_without_the_social_notes_says_so():
    copy = copy_of_resident(canary(organisation()), whole=False)
    data = copy.as_dict()
    assert (data["complete"], data["withheld"]) == (False, 1)
    assert {row["level"] for row in data["tables"]["people.Note"]} == {"desk", "mediation"}
    assert copy.pdf().startswith(b"%PDF")


def test_the_copy_of_an_account_counts_what_is_about_others():
    held = member(Role.MEDIATOR, name="Samir Dolvenne")
    person = receive()
    write_note(resident=person, level=NoteLevel.DESK, text="Un secret", by=held)
    data = copy_of_account(held).as_dict()
    assert data["tables"]["people.Account"][0]["email"] == held.email
    assert data["tables"]["people.Note"] == [{"count": 1}]
    assert [row["role"] for row in data["tables"]["people.Membership"]] == ["mediator"]
    text = json.dumps(data)
    assert "Un secret" not in text
    assert held.password not in text


def test_acts_on_a_person_have_words():
    person = canary(organisation())
    for action in JournalEntry.objects.filter(subject=f"resident:{person.pk}").values_list(
        "action", flat=True
    ):
        assert naming.sentence(action) != action


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["people", *arguments])


def test_export_writes_two_files_for_their_owner_only(tmp_path: Path):
    person = canary(organisation())
    done = run("export", person.code.lower(), "--output", str(tmp_path / "out"), "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["code"] == person.code
    for path in map(Path, answer["files"]):
        assert path.stat().st_mode & 0o077 == 0
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".json", ".pdf"}
    assert JournalEntry.objects.filter(action="people.export_resident").count() == 1
    held = account()
    done = run("export", held.email, "--output", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert JournalEntry.objects.filter(action="people.export_account").count() == 1


def test_erase_asks_and_says_what_stays():
    person = canary(organisation())
    done = run("erase", str(person.pk), "--json")
    assert done.exit_code == 1
    assert "--yes" in json.loads(done.stdout)["error"]
    assert Resident.objects.everywhere("tests").exists()
    done = run("erase", str(person.pk), "--yes", "--json")
    assert json.loads(done.stdout) == {"subject": f"resident:{person.pk}", "files": 1, "kept": []}
    assert not any(m.objects.everywhere("tests").exists() for m in (Resident, Consent, Note))
    held = account("Partie")
    assert run("erase", held.email, "--yes").exit_code == 0
    held.refresh_from_db()
    assert held.name == "Compte effacé"


@pytest.mark.parametrize("command", ["export", "erase"])
def test_whom_nobody_knows_is_refused(command: str):
    for who in ("K7F-2QX", "personne@estuaire.example", "6f3c1c52-8b0f-4f3e-9a55-0c0d3a1e1111", "%"):
        done = run(command, who)
        assert done.exit_code == 1
        assert "ni dossier, ni compte" in done.output


def test_one_code_in_two_organisations_is_refused():
    first, second = receive(organisation("La Bobine")), receive(organisation("Le Rouet"))
    Resident.objects.everywhere("tests").filter(pk=second.pk).update(code=first.code)
    done = run("export", first.code)
    assert done.exit_code == 1
    assert str(second.pk) in done.output
    assert "Le Rouet" in done.output


def test_retention_shows_and_changes_nothing_unless_told():
    receive()
    for options in ((), ("--dry-run",)):
        done = run("retention", *options)
        assert done.exit_code == 0, done.output
        assert "Rien n’a été changé" in done.output
    answer: dict[str, Any] = json.loads(run("retention", "--run", "--json").stdout)
    assert answer["dry_run"] is False
    assert {each["code"] for each in answer["rules"]} >= {"dossier", "compte", "message"}
    assert run("retention", "--run", "--dry-run").exit_code == 2


def test_the_table_of_durations_is_that_of_the_code():
    """If this fails: ``fabrique people retention --document > docs/operating/durees.md``."""
    assert durations.as_markdown() == (ROOT / "docs/operating/durees.md").read_text(encoding="utf-8")
    assert run("retention", "--document").stdout == durations.as_markdown()
