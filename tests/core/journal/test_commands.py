"""``fabrique journal``: what it prints, what it refuses, its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fabrique.config import checking
from fabrique.config.cli import main
from fabrique.core import journal
from fabrique.core.journal import triggers
from tests.conftest import lift_triggers
from tests.core.journal.conftest import Sql

pytestmark = pytest.mark.django_db
FIELDS = ("instance", "seq", "hash", "at", "key")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["journal", *arguments])


@pytest.fixture
def head(chain: list[str], tmp_path: Path) -> Path:
    """The head of the twenty acts, exported."""
    path = tmp_path / "head.json"
    assert run("export-head", str(path)).exit_code == 0
    return path


def test_a_good_journal(head: Path):
    done = run("verify", "--json", "--head", str(head))
    facts = json.loads(done.stdout)
    assert (done.exit_code, facts["ok"], facts["entries"], facts["heads"], facts["damages"]) == (
        0,
        True,
        21,
        1,
        [],
    )
    assert "intact : 21 entrées" in run("verify").stdout


def test_the_first_bad_entry_is_named(head: Path, sql: Sql):
    sql("UPDATE core_journalentry SET actor = 'x' WHERE seq IN (7, 9)")
    done = run("verify", "--json")
    (damage,) = json.loads(done.stdout)["damages"]
    assert (done.exit_code, damage["kind"], damage["seq"]) == (1, "altered", 7)
    assert "abîmé (modifiée) : l’entrée 7 a été modifiée" in run("verify").stdout


def test_a_head_can_be_checked_without_this_program(head: Path):
    """As the documentation says: the kind, then each field, each as ``length:text,``."""
    given = json.loads(head.read_text())
    texts = [given["kind"], *(str(given[name]) for name in FIELDS)]
    content = "".join(f"{len(text.encode())}:{text}," for text in texts).encode()
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(given["public_key"]))
    public.verify(bytes.fromhex(given["signature"]), content)
    with pytest.raises(InvalidSignature):
        public.verify(bytes.fromhex(given["signature"]), content + b"x")


def test_a_head_is_printed_without_a_file(chain: list[str]):
    assert json.loads(run("export-head").stdout)["seq"] == 20
    assert json.loads(run("export-head", "--json").stdout)["hash"] == chain[20]


def test_a_bent_head_is_not_signed(chain: list[str], sql: Sql):
    sql("UPDATE core_journalhead SET seq = 19")
    done = run("export-head")
    assert (done.exit_code, "modifiée hors de la Fabrique" in done.stderr) == (1, True)
    assert done.stdout == ""


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", '{"seq": 3}', '{"seq": "é"}'])
def test_a_file_that_is_no_head(chain: list[str], tmp_path: Path, text: str):
    path = tmp_path / "head.json"
    path.write_text(text)
    done = run("verify", "--head", str(path))
    assert done.exit_code == 1
    assert "tête de journal" in done.stderr


def test_a_file_that_is_not_there(chain: list[str], tmp_path: Path):
    done = run("verify", "--head", str(tmp_path / "none.json"))
    assert (done.exit_code, "n’existe pas" in done.stderr) == (1, True)


def test_the_check_tells_of_lifted_triggers(db: None):
    def finding() -> Any:
        return next(each for each in checking.examine() if each.subject == "journal")

    assert finding().ok
    lift_triggers()
    assert not finding().ok
    assert triggers.expected()[0].name in finding().message


def test_the_check_tells_of_the_last_verification(chain: list[str], sql: Sql):
    from fabrique.core.journal.checking import check

    sql("UPDATE core_journalentry SET actor = 'x' WHERE seq = 7")
    triggers.install()
    assert not check().ok
    finding = next(each for each in checking.examine() if each.subject == "journal")
    assert (finding.ok, "l’entrée 7 a été modifiée" in finding.message) == (False, True)
    assert journal.record("test.after").seq == 21
