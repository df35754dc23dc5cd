"""The documentation is complete: glossary, settings, commands, jobs, state diagrams."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import click
import pytest
import yaml
from django.apps import apps

from fabrique.accompany import enums as accompany_enums
from fabrique.config.cli import MODULES
from fabrique.core import jobs
from fabrique.core.states import Machine
from fabrique.directory.enums import lifecycle
from fabrique.directory.fields import FIELDS
from fabrique.equip import enums as equip_enums
from fabrique.needs import enums as needs_enums
from fabrique.observe import enums as observe_enums
from fabrique.people.enums import Role
from tests.conftest import ROOT

DOCS = ROOT / "docs"
GLOSSARY: dict[str, Any] = yaml.safe_load((DOCS / "glossary.yml").read_text(encoding="utf-8"))
MODELS = [m for m in apps.get_models() if m.__module__.startswith("fabrique.")]
MACHINES = [
    value
    for module in (lifecycle, accompany_enums, equip_enums, needs_enums, observe_enums)
    for value in vars(module).values()
    if isinstance(value, Machine)
]


def test_every_model_has_a_french_name():
    assert {model.__name__ for model in MODELS} == set(GLOSSARY["models"])
    assert all(entry["fr"] and entry["sens"] for entry in GLOSSARY["models"].values())


def test_every_state_has_a_french_name():
    with_state = {
        m.__name__: {c for c, _l in m._meta.get_field("state").flatchoices} for m in MODELS if _has_state(m)
    }
    assert with_state == {name: set(states) for name, states in GLOSSARY["states"].items()}


def _has_state(model: Any) -> bool:
    return any(field.name == "state" for field in model._meta.get_fields())


def test_every_role_has_a_french_name():
    assert set(Role.values) == set(GLOSSARY["roles"])


def test_every_field_names_its_column_of_the_standard():
    written = {name: entry.get("standard", "") for name, entry in GLOSSARY["fields"].items()}
    assert written == {field.name: field.column for field in FIELDS}


def test_every_variable_is_documented():
    text = "".join(
        (ROOT / "src/fabrique/config" / name).read_text() for name in ("settings.py", "environment.py")
    )
    used = set(re.findall(r'"((?:FABRIQUE|DATABASE)_[A-Z_]+)"', text))
    documented = set(
        re.findall(r"`((?:FABRIQUE|DATABASE)_[A-Z_]+)`", (DOCS / "operating/settings.md").read_text())
    )
    assert used == documented


def commands(group: click.Command, path: str) -> list[str]:
    if isinstance(group, click.Group):
        return [name for child in group.commands.values() for name in commands(child, f"{path} {child.name}")]
    return [path]


@pytest.mark.parametrize("module", MODULES)
def test_every_command_is_documented(module: str):
    text = (DOCS / "operating/commands.md").read_text(encoding="utf-8")
    for command in import_module(module).commands:
        for name in commands(command, f"fabrique {command.name}"):
            assert f"`{name}" in text


def test_the_jobs_are_those_of_the_document():
    text = (DOCS / "operating/jobs.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)) == set(jobs.registered())


def test_state_diagrams_are_those_of_the_tables():
    text = (DOCS / "etats.md").read_text(encoding="utf-8")
    for machine in MACHINES:
        assert f"## {machine.name}\n\n```mermaid\n{machine.diagram()}\n```" in text
