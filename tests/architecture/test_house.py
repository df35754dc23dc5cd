"""The house rules that a machine can see."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("code")  # read once, by one worker

LAYERS = [
    "kernels",
    "core",
    "territory",
    "people",
    "directory",
    "needs",
    "observe",
    "equip",
    "accompany",
    "web",
    "demo",
    "config",
]
MAX_FILE, MAX_FUNCTION = 400, 60
WRITERS = {
    *("save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"),
    *("insert_rows", "upsert_rows", "executemany"),
}
# A dictionary or a set has an ``update`` too: these write when they are asked of rows.
WRITERS_OF_ROWS = {"create", "update"}
ROWS = {"objects", "filter", "exclude", "all", "select_for_update"}


def python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.exists() and "migrations" not in path.parts]


FILES = python_files()


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


tree_of = cache(parsed)  # for the code alone, which several rules read: trees are large


def test_no_file_over_400_lines():
    lines = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert len(lines) > 1000
    assert {name: count for name, count in lines.items() if count > MAX_FILE} == {}


def test_no_module_hides_behind_a_package_of_its_name():
    """Of ``x.py`` and ``x/``, Python only imports the folder: what the file says would never run."""
    packages = {path.parent for path in FILES if path.name == "__init__.py"}
    assert [relative(path) for path in FILES if path.with_suffix("") in packages] == []


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        of_code = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if of_code and (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION:
            yield f"{relative(path)}: {node.name}"


def test_no_function_over_60_lines():
    assert [name for path in FILES for name in long_functions(path)] == []


def test_foreign_keys_go_down_the_list():
    for model in apps.get_models():
        source = model._meta.app_config.name.removeprefix("fabrique.")
        if source not in LAYERS:
            continue
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation:
                continue
            target = field.related_model._meta.app_config.name.removeprefix("fabrique.")
            if target in LAYERS:
                assert LAYERS.index(target) <= LAYERS.index(source), f"{model.__name__}.{field.name}"


def chain(node: ast.expr) -> set[str]:
    """The names that a chain of calls goes through: ``Place.objects.filter(…)`` gives objects and filter."""
    found: set[str] = set()
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return found


def writes(path: Path) -> Iterator[str]:
    """Calls that change the database, outside of actions, migrations and the outbox's own machinery."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of_numpy = isinstance(node.func.value, ast.Name) and node.func.value.id == "np"
        of_rows = node.func.attr in WRITERS_OF_ROWS and not ROWS.isdisjoint(chain(node.func.value))
        if of_rows or (node.func.attr in WRITERS and not of_numpy):
            yield f"{node.func.attr} line {node.lineno}"


# The services of the socle write their own tables; a form's ``save`` is not a model's.
MAY_WRITE = re.compile(
    r"/(actions(/\w+)?|core/(bulk|outbox|jobs|files|uploads|journal/\w+|models|crypto/(files|uses)))\.py$"
)


def test_only_actions_write():
    readers = [path for path in FILES if "src" in path.parts and not MAY_WRITE.search(str(path))]
    assert len(readers) > 400
    assert {relative(path): found for path in readers if (found := list(writes(path)))} == {}


TRACKED = re.compile(r"\.(py|html|css|js|toml|md|yml|yaml|sh|txt|json|lock)$")
# Written apart, so that this file does not find itself.
LEFT_UNDONE = re.compile(
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b|mark\.(sk" + r"ip|xfail)\b"
)
HOSTS = re.compile(r"(pypi\.|pythonhosted|npmjs|deb\.debian)")


def texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [n for n in listed.splitlines() if TRACKED.search(n) or n.startswith(("script/", ".ci/"))]
    return [ROOT / n for n in names if "vendor" not in n and (ROOT / n).is_file()]


def test_nothing_is_left_undone():
    found = [
        relative(p)
        for p in texts()
        if p.suffix in {".py", ".html", ".js"} and LEFT_UNDONE.search(p.read_text())
    ]
    assert not found


def test_lock_files_are_hashed_and_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "http" not in text
        assert not HOSTS.search(text)
