"""The real command, in processes of its own: what stops it is said in French, with its mend."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from tests.factories.files import LIBRARY, national_csv
from tests.factories.instances import Instance

ENGLISH = ("Traceback", "Error:", "Missing", "Usage", "Invalid", "such", "refused")


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """A directory in which nothing was ever done."""
    return Instance(tmp_path / "home")


@pytest.fixture
def prepared(prepared_home: Path, tmp_path: Path) -> Instance:
    """An instance whose base is ready, and in which nothing more was done."""
    return Instance(shutil.copytree(prepared_home, tmp_path / "ready"))


def refused(instance: Instance, *arguments: object, status: int = 1, **variables: str) -> str:
    done = instance.run(*arguments, **variables)
    assert done.returncode == status, done.stderr
    assert not [word for word in ENGLISH if word in done.stderr]
    return done.stderr


TRY_ALL = """
import contextlib, io, json
from fabrique.config.cli import main
for command in {commands!r}:
    told = io.StringIO()
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
        try:
            main(command)
        except SystemExit as stop:
            status = stop.code
    print(json.dumps([" ".join(command), status, told.getvalue()]))
"""


def tried(instance: Instance, commands: list[list[str]]) -> dict[str, tuple[int, str]]:
    """Commands one after the other in one process: how each ended, and what it said."""
    lines = instance.python(TRY_ALL.format(commands=commands)).splitlines()
    return {command: (status, message) for command, status, message in map(json.loads, lines)}


def test_a_new_instance_says_how_to_begin(instance: Instance):
    commands = ["places duplicates", "places export --format xlsx -o x.xlsx", "tick", "worker --once"]
    for command, (status, message) in tried(instance, [command.split() for command in commands]).items():
        assert status == 1, command
        assert "« fabrique init --territory" in message
        assert instance.variables["FABRIQUE_HOME"] in message


def test_a_refusal_is_an_object_too(instance: Instance):
    done = instance.run("places", "duplicates", "--json")
    assert "fabrique init" in json.loads(done.stdout)["error"]


def test_an_administrator_may_come_first(instance: Instance):
    answers = (
        "--email",
        "helene@estuaire.example",
        "--name",
        "Hélène",
        "--password",
        "phrase de passe longue",
    )
    done = instance.run("people", "create-administrator", *answers)
    assert (done.returncode, done.stdout) == (0, "Compte ouvert : helene@estuaire.example\n")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DATABASE_URL", "mysql://u:p@127.0.0.1/x", "« mysql » n’est pas admis"),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1:port/x", "ne se lit pas"),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1:9/x", "PostgreSQL ne répond pas (127.0.0.1:9)"),
        ("DATABASE_URL", "sqlite:///nulle/part/x", "« /nulle/part/x » ne peut pas être ouvert"),
        ("FABRIQUE_SMTP_PORT", "abc", "FABRIQUE_SMTP_PORT : « abc » ne va pas"),
        ("FABRIQUE_SMTP_PORT", "70000", "de 1 à 65535"),
        ("FABRIQUE_API_RATE", "lots", "FABRIQUE_API_RATE : « lots » ne va pas"),
        ("FABRIQUE_HOME", "/dev/null/home", "« /dev/null/home » ne peut pas être créé"),
    ],
)
def test_a_setting_that_does_not_go_is_named(instance: Instance, variable: str, value: str, told: str):
    message = refused(instance, "tick", **{variable: value})
    assert told in message
    assert "u:p@" not in message


def test_the_check_does_not_ask_for_what_was_set_aside_on_purpose(prepared: Instance):
    findings = json.loads(prepared.run("check", "--json", FABRIQUE_HTTPS="oui").stdout)
    (settings,) = [finding for finding in findings if finding["subject"] == "réglages"]
    assert settings["ok"], settings


def test_the_check_tells_of_a_base_that_does_not_answer(instance: Instance):
    done = instance.run("check", "--json", DATABASE_URL="postgresql://u:p@127.0.0.1:9/x")
    (finding,) = json.loads(done.stdout)
    assert (done.returncode, finding["subject"], finding["ok"]) == (1, "base", False)
    assert "ne répond pas" in finding["message"]


def test_an_address_that_cannot_be_served_is_named(instance: Instance):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "un autre programme l’occupe" in refused(instance, "serve", "--port", port)
    assert "Vérifiez --host" in refused(instance, "serve", "--host", "192.0.2.1")


def test_a_base_that_is_none_is_named(instance: Instance, tmp_path: Path):
    (tmp_path / "lieux.csv").write_text("nom;adresse\n" * 100, encoding="utf-8")
    message = refused(instance, "tick", DATABASE_URL=f"sqlite://{tmp_path}/lieux.csv")
    assert "lieux.csv » n’est pas une base SQLite" in message


FILES = {
    ("places", "import", "{folder}/absent.csv", "--source", "x"): "absent.csv",
    ("places", "suggest-mapping", "{folder}/absent.csv"): "absent.csv",
    ("territory", "contours", "{folder}/absent.geojson", "--kind", "qpv"): "absent.geojson",
    ("places", "import", "{file}", "--source", "x", "--report", "/nulle/part/r.jsonl"): "/nulle/part",
    ("places", "import", "{file}", "--source", "x", "--mapping", "absent.toml"): "absent.toml",
    ("places", "suggest-mapping", "{file}", "-o", "/nulle/part/x"): "/nulle/part",
    ("places", "suggest-mapping", "{file}", "-o", "."): "est un dossier",
    ("places", "export", "--format", "xlsx", "-o", "."): "est un dossier",
    ("places", "suggest-mapping", "{file}", "-o", "{folder}/" + "x" * 300): "un nom trop long",
}


def test_a_file_that_does_not_go_is_named(prepared: Instance, tmp_path: Path):
    file = national_csv(tmp_path / "a.csv", LIBRARY)
    commands = [[part.format(folder=tmp_path, file=file) for part in arguments] for arguments in FILES]
    for (status, message), told in zip(tried(prepared, commands).values(), FILES.values(), strict=True):
        assert status == 1
        assert told in message
        assert not [word for word in ENGLISH if word in message], message


WRONG_USES = {
    "init --territory 33063": "Il manque l’option '--name'.",
    "places import": "Il manque l’argument 'FILE'.",
    "places import --source": "L’option « --source » demande une valeur.",
    "places export --format pdf -o x": "« pdf » n’est pas parmi",
    "place": "La commande « place » n’existe pas.",
    "serve --port 70000": "70000 est hors de l’intervalle",
    "serve --port abc": "« abc » n’est pas un nombre.",
    "serve --prot 80": "L’option « --prot » n’existe pas.",
    "check demain": "Un argument de trop : demain",
    "demo --seed -3": "-3 est hors de l’intervalle",
    "tick --once=oui": "L’option « --once » n’existe pas.",
}


def test_a_wrong_use_is_said_in_french(instance: Instance):
    answers = tried(instance, [command.split() for command in WRONG_USES])
    assert list(answers) == list(WRONG_USES)
    for command, told in WRONG_USES.items():
        status, message = answers[command]
        assert status == 2, command
        assert told in message
        assert not [word for word in ENGLISH if word in message], message


def test_a_wrong_use_stops_the_command_itself(instance: Instance):
    assert "n’existe pas" in refused(instance, "place", status=2)


def test_the_help_is_in_french(instance: Instance):
    told = instance.run("places", "--help").stdout
    assert "Utilisation : " in told
    assert "Afficher cette aide." in told
    assert not [word for word in ("Usage", "Commands", "Show", "COMMAND ", "ARGS") if word in told]


def test_our_own_mistakes_keep_their_trace(instance: Instance):
    code = "from fabrique.config.failures import in_french as f; from django.db import IntegrityError"
    assert instance.python(f"{code}; print(f(IntegrityError()), f(KeyError()), f(BrokenPipeError()))") == (
        "None None None\n"
    )
