"""Components: one template in ``ui/`` each, whose opening comment is its documentation *and* its signature.

    {% comment %}
    A state, said in words; the colour only helps.
    text: the words
    kind = "": ok, warn, bad, info, or nothing
    {% endcomment %}

A line ``name: …`` is a parameter that must be given; ``name = literal: …`` has a default (a Python literal).
A component sees its parameters and nothing else of the page.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "ui"
_COMMENT = re.compile(r"\A\{% comment %\}\n(.*?)\n\{% endcomment %\}", re.DOTALL)
_PARAMETER = re.compile(r"(?P<name>[a-z_]+)(?: = (?P<default>.+?))?: (?P<meaning>.+)")


class ComponentMisuse(TypeError):
    """A component was called without a parameter that it needs, or with one that it does not know."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; ``default`` is meaningless when ``required``."""

    name: str
    meaning: str
    required: bool
    default: Any = None


@dataclass(frozen=True, slots=True)
class Component:
    """A component as documented by its template."""

    name: str
    purpose: str
    parameters: tuple[Parameter, ...]

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """The template's variables for a call. Raises ``ComponentMisuse``."""
        known = {parameter.name for parameter in self.parameters}
        required = {parameter.name for parameter in self.parameters if parameter.required}
        if unknown := set(given) - known:
            raise ComponentMisuse(f"{self.name}: unknown parameter {', '.join(sorted(unknown))}")
        if missing := required - set(given):
            raise ComponentMisuse(f"{self.name}: missing parameter {', '.join(sorted(missing))}")
        return {parameter.name: parameter.default for parameter in self.parameters} | given


def names() -> list[str]:
    """Every component, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


@cache
def component(name: str) -> Component:
    """Read a component's signature. Raises ``ComponentMisuse`` if there is none or it is silent."""
    path = FOLDER / f"{name}.html"
    if not path.is_file():
        raise ComponentMisuse(f"there is no component {name!r}")
    found = _COMMENT.match(path.read_text(encoding="utf-8"))
    if found is None:
        raise ComponentMisuse(f"{name}: the template does not open with its documentation")
    purpose, parameters = [], []
    for line in found[1].splitlines():
        if match := _PARAMETER.fullmatch(line):
            default = match["default"]
            value = None if default is None else ast.literal_eval(default)
            parameters.append(Parameter(match["name"], match["meaning"], default is None, value))
        else:
            purpose.append(line)
    return Component(name, " ".join(purpose), tuple(parameters))


def render(engine: Engine, name: str, given: dict[str, Any]) -> SafeString:
    """The component's HTML."""
    values = component(name).values(given)
    return mark_safe(engine.get_template(f"ui/{name}.html").render(Context(values)).strip())  # noqa: S308 - a template's own output
