"""Every act that the code journals has its French sentence, and no sentence is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from fabrique.core.journal import naming
from tests.architecture.test_house import tree_of
from tests.conftest import ROOT

SOURCE = ROOT / "src"

pytestmark = pytest.mark.xdist_group("code")  # read once, by one worker


@cache
def acts() -> dict[str, str]:
    """The names of acts in the code, each with a file that journals it."""
    found: dict[str, str] = {}
    for path in sorted((SOURCE / "fabrique").rglob("*.py")):
        if "migrations" not in path.parts:
            found.update(dict.fromkeys(_acts_of(path), path.name))
    return found


def _acts_of(path: Path) -> Iterator[str]:
    tree = tree_of(path)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for call in _calls(function, {"record"}):
            action = call.args[0]
            if isinstance(action, ast.Constant):
                yield action.value
            elif isinstance(action, ast.Name):
                yield getattr(_module(path), action.id)
            elif isinstance(action, ast.JoinedStr):
                yield from (_filled(action, verb) for verb in _given(path, tree, function, action))
            else:
                raise AssertionError(f"{path}: {ast.unparse(action)}")


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if called in names and (
                isinstance(function, ast.Name) or ast.unparse(function).startswith("journal.")
            ):
                yield node


def _module(path: Path) -> object:
    return import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))


def _given(path: Path, tree: ast.AST, function: ast.FunctionDef, action: ast.JoinedStr) -> set[str]:
    """What the variable part of the name can be: words that callers give, or an enumeration.

    Callers are those of the module, and those of its folder that say ``module.function(…)``.
    """
    (variable,) = [part.value.id for part in action.values if isinstance(part, ast.FormattedValue)]
    for argument in function.args.kwonlyargs:
        if argument.arg == variable:
            return set(getattr(_module(path), ast.unparse(argument.annotation)).values)
    place = [argument.arg for argument in function.args.args].index(variable)
    calls = [*_calls(tree, {function.name}), *_calls_from_folder(path, function.name)]
    given = (call.args[place] for call in calls if len(call.args) > place)
    words = {
        node.value
        for argument in given
        for node in _values(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert words, f"nobody calls {function.name} with a word"
    return words


def _calls_from_folder(path: Path, name: str) -> Iterator[ast.Call]:
    for sibling in sorted(path.parent.glob("*.py")):
        for node in ast.walk(tree_of(sibling)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{path.stem}.{name}":
                yield node


def _values(argument: ast.expr) -> Iterator[ast.expr]:
    if isinstance(argument, ast.IfExp):
        yield from _values(argument.body)
        yield from _values(argument.orelse)
    else:
        yield argument


def _filled(action: ast.JoinedStr, verb: str) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else verb for part in action.values)


def test_every_act_has_its_sentence():
    found = acts()
    assert len(found) > 50
    assert {name: path for name, path in found.items() if name not in naming.named()} == {}


def test_no_sentence_is_left_over():
    assert sorted(set(naming.named()) - set(acts())) == []
