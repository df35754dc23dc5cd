"""From a version of the text and the facts of a mandate to the whole text, word for word, as it is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fabrique.accompany.enums import Duration, Procedure
from fabrique.accompany.texts.templates import FRENCH, VERSIONS, Template, template
from fabrique.core.journal import canonical
from fabrique.core.ui import formats

CURRENT = VERSIONS[-1]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mandate says of the two parties. ``until`` is the last day if it is signed on ``on``."""

    person: str
    organisation: str
    helper: str
    place: str
    on: date
    until: date
    duration: Duration
    procedures: tuple[Procedure, ...]
    aidants_connect_number: str = ""


def render(facts: Facts, *, version: str = CURRENT, language: str = "") -> str:
    """The whole text as canonical JSON: what is shown, printed, hashed and kept.

    Blocks of ``heading``, ``lines`` and ``items``, each with its translation ``beside`` it if a language is
    given. Raises ``KeyError`` for a version or a language that there is not.
    """
    french = template(version)
    whole = _spoken(french, facts)
    if language and language != FRENCH:
        beside = _spoken(template(version, language), facts)
        for block, other in zip(whole["blocks"], beside.pop("blocks"), strict=True):
            block["beside"] = other
        whole["beside"] = beside
    return canonical.json_text({"version": version, "language": language, **whole})


def digest_of_text(text: str) -> str:
    """SHA-256 of the text's bytes (UTF-8), in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _spoken(read: Template, facts: Facts) -> dict[str, Any]:
    content, words = read.content, _words(read, facts)
    number = facts.aidants_connect_number
    return {
        "title": content["title"],
        "basis": content["basis"],
        "notice": content["not_aidants_connect"],
        "aidants_connect": content["aidants_connect"].format(number=number) if number else "",
        "translated": content["translated"],
        "person": facts.person,
        "organisation": facts.organisation,
        "boxes": [content[key].format(**words) for key in ("for_organisation", "for_person")],
        "blocks": [
            _block(read, block, facts, words) for block in content["blocks"] if _concerned(block, facts)
        ],
    }


def _concerned(block: Mapping[str, Any], facts: Facts) -> bool:
    return "only" not in block or Procedure(block["only"]) in facts.procedures


def _block(
    read: Template, block: Mapping[str, Any], facts: Facts, words: Mapping[str, str]
) -> dict[str, Any]:
    items = [item.format(**words) for item in block.get("items", [])]
    if block.get("list") == "procedures":
        said = (read.procedure(procedure) for procedure in facts.procedures)
        items = [read.content["procedure"].format(**each) for each in said]
    lines = [line.format(**words) for line in block["lines"]]
    return {"key": block["key"], "heading": block["heading"], "lines": lines, "items": items}


def _words(read: Template, facts: Facts) -> dict[str, str]:
    return {
        "person": facts.person,
        "organisation": facts.organisation,
        "helper": facts.helper,
        "place": facts.place,
        "duration": read.duration(facts.duration),
        "until": _dated(read, facts.until),
        "date": _dated(read, facts.on),
    }


def _dated(read: Template, day: date) -> str:
    return formats.dated(day) if read.language == FRENCH else day.isoformat()
