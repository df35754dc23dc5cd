"""Bytes to values, within bounds: JSON, YAML, XML without entities. Nothing is fetched or expands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

import yaml

from fabrique.equip.intake.refusals import IntakeRefusal

MOST_BYTES = 20_000_000
MOST_YAML_BYTES = 1_000_000  # YAML is read a hundred times more slowly
MOST_DEPTH = 100
MOST_VALUES = 1_000_000
_LONGEST_NUMBER = 40

_CUT = "Il a sans doute été coupé pendant la copie : recopiez-le, ou refaites l’inventaire."
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(content: bytes) -> str:
    """Text in any encoding of these tools; a byte that is in none becomes a visible mark."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").replace("\0", "")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "") if "\0" in text else text


def parse_json(text: str) -> Any:
    """Raises ``IntakeRefusal`` for what is broken, cut, too deep or too long."""
    try:
        value = json.loads(text, parse_constant=lambda _: None, parse_int=_whole, strict=False)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise _broken(error) from None
    _check(value)
    return _clean(value) if "\\u" in text else value


def parse_yaml(text: str) -> Any:
    """One document without anchors: an alias could make a small file immense. Raises ``IntakeRefusal``."""
    if len(text) > MOST_YAML_BYTES:
        raise IntakeRefusal("Ce fichier YAML pèse plus de 1 Mo. Exportez l’inventaire en JSON.")
    try:
        _check_events(text)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader with less in it
    except RecursionError:
        raise _too_deep() from None
    except (yaml.YAMLError, ValueError):
        raise IntakeRefusal(f"Ce fichier YAML est abîmé. {_CUT}") from None
    _check(value)
    return value


def _check_events(text: str) -> None:
    """No alias, and no depth that its library, written in C, would pay with the life of the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_BASE):
        if isinstance(event, yaml.AliasEvent):
            raise IntakeRefusal("Ce fichier YAML contient des renvois (« * ») : il est refusé par prudence.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise _too_deep()


_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]
    """Without dates, which stay as they are written: JSON could not keep them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short(loader: Any, node: Any) -> Any:
    """A number as YAML reads it, in base sixty too, which takes minutes when it is long; None beyond that."""
    if len(loader.construct_scalar(node)) >= _LONGEST_NUMBER:
        return None
    return yaml.SafeLoader.yaml_constructors[node.tag](loader, node)


for _tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
    _Loader.add_constructor(_tag, _short)


class Element:
    """An XML element: its name, its attributes, its own text, its children."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes, self.text = name, attributes, ""
        self.children: list[Element] = []

    def all(self, name: str) -> Iterator[Element]:
        return (child for child in self.children if child.name == name)

    def of(self, name: str) -> str:
        return next((child.text.strip() for child in self.children if child.name == name), "")


def parse_xml(content: bytes) -> Element:
    """The root element. Raises ``IntakeRefusal`` for a broken document, or one that declares entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root = Element("", {})
    path, said = [root], [[""]]  # the pieces of each text, joined once: there may be a million
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(path) > MOST_DEPTH or count > MOST_VALUES:
            raise _too_deep()
        element = Element(name, attributes)
        path[-1].children.append(element)
        path.append(element)
        said.append([])

    def text(data: str) -> None:
        said[-1].append(data)

    def end(_name: str) -> None:
        path.pop().text = "".join(said.pop())

    def doctype(*_: object) -> None:
        raise IntakeRefusal(
            "Ce fichier XML contient une déclaration (DOCTYPE) qui peut cacher un piège : "
            "aucun outil d’inventaire n’en écrit. Refaites l’inventaire."
        )

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise IntakeRefusal(f"Ce fichier XML est abîmé à la ligne {error.lineno}. {_CUT}") from None
    return root.children[0]


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) < _LONGEST_NUMBER else None


def _broken(error: json.JSONDecodeError) -> IntakeRefusal:
    left = error.doc[error.pos :].strip()
    if not left or error.msg.startswith("Unterminated"):
        return IntakeRefusal(f"Ce fichier JSON s’arrête au milieu (ligne {error.lineno}). {_CUT}")
    shown = " ".join(left[:30].split())
    return IntakeRefusal(
        f"Ce fichier JSON n’est pas correct à la ligne {error.lineno} : « {shown} ». "
        "Il a été modifié à la main ou mal copié : refaites l’inventaire."
    )


def _too_deep() -> IntakeRefusal:
    return IntakeRefusal(
        "Ce fichier emboîte ses valeurs bien plus qu’un inventaire : il est refusé par prudence."
    )


def _check(value: Any) -> None:
    """Bound depth and number of values, without recursion."""
    level, depth, count = [value], 0, 0
    while level:
        depth += 1
        count += len(level)
        if depth > MOST_DEPTH or count > MOST_VALUES:
            raise _too_deep()
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below


def _clean(value: Any) -> Any:
    """Without the characters that no database stores."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(str(key)): _clean(item) for key, item in value.items()}
    return value
