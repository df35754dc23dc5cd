"""The text of the agreement, in versions: what somebody signed is kept as it was, whatever comes after."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fabrique.core.journal import canonical
from fabrique.core.ui import formats
from fabrique.equip.enums import Terms

CURRENT = "2026-11"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an agreement says. ``person``: the recipient is one, who signs in their own name. ``faults``: what
    is known not to work, for the recipient was shown it.
    """

    organisation: str
    recipient: str
    person: bool
    device: str
    code: str
    serial: str
    terms: Terms
    public: bool
    kept: str
    faults: str = ""
    back: str = ""
    price: str = ""
    cap: str = ""
    source: str = ""


@cache
def _content(version: str) -> Mapping[str, Any]:
    with (Path(__file__).parent / f"{version}.toml").open("rb") as stream:
        return tomllib.load(stream)


def render(facts: Facts, *, version: str = CURRENT) -> str:
    """The whole text as canonical JSON: ``title``, ``blocks`` (heading, lines, items) and ``boxes`` to sign
    in.
    """
    content = _content(version)
    words = {
        name: getattr(facts, name)
        for name in (
            "organisation",
            "recipient",
            "device",
            "code",
            "kept",
            "faults",
            "back",
            "price",
            "cap",
            "source",
        )
    }
    words["serial"] = f", son numéro de série {facts.serial}" if facts.serial else ""
    boxes = [content["boxes"]["person" if facts.person else "body"], content["boxes"]["organisation"]]
    text = {
        "version": version,
        "title": content["titles"][facts.terms],
        "blocks": [_block(block, words) for block in content["blocks"] if _concerned(block, facts)],
        "boxes": [_said(each, words) for each in boxes],
        "organisation": facts.organisation,
        "recipient": facts.recipient,
    }
    return canonical.json_text(text)


def read(text: str) -> dict[str, Any]:
    """A text that was kept, as its template reads it; empty once it is forgotten."""
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def digest_of(text: str) -> str:
    """SHA-256 of the text's bytes (UTF-8), in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _concerned(block: Mapping[str, Any], facts: Facts) -> bool:
    if "terms" in block and facts.terms not in block["terms"]:
        return False
    return "origin" not in block or facts.public


def _block(block: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    lines = [said for line in block["lines"] if (said := _said(line, words))]
    items = [_said(item, words) for item in block.get("items", [])]
    return {"key": block["key"], "heading": _said(block["heading"], words), "lines": lines, "items": items}


def _said(sentence: str, words: Mapping[str, str]) -> str:
    return formats.typeset(sentence.format(**words))
