"""What somebody scanned or typed: a code of ours, the address of a label, a serial number. Pure.

A hand scanner is a keyboard. One that believes in an American keyboard writes « ROU)PO)é-)àààà » on a French
computer: what is not understood is read once more as that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from uuid import UUID

from fabrique.equip.enums import BY_VERB

LONGEST = 300
_DEVICE = re.compile(r"([A-Z]{2,3})[ -]?([A-Z]{2})[ -]?([0-9]{2})[ -]?([0-9]{1,7})")
_SHELF = re.compile(r"([A-Z]{2,3})-E-([A-Z0-9]{1,8})")
_SUPPLY = re.compile(r"([A-Z]{2,3})-F-([0-9]{1,7})")
_LOT = re.compile(r"[A-Z0-9]{3}-?[A-Z0-9]{3}")
_MOVE = re.compile(r"G-([A-Z-]+)")
_LABEL, _SHEET = re.compile(r"/a/([^/]+)/?"), re.compile(r"/espace/appareils/([0-9a-fA-F-]{36})/?")
_FRENCH = "&é\"'(-è_çà" + "qawzQAWZ,?)!mM:°"
_AMERICAN = "1234567890" + "aqzwAQZWmM-/;:._"
_KEYS = str.maketrans(_FRENCH, _AMERICAN)


@dataclass(frozen=True, slots=True)
class Read:
    """``kind``: device, key, shelf, supply, lot, move or serial; ``parts``: what its kind is found by."""

    kind: str
    parts: tuple[str, ...]


def readings(text: str) -> Iterator[Read]:
    """What the text may be, the likeliest first. A serial number is whatever is nothing else."""
    typed = " ".join(text.replace("\0", "").split())[:LONGEST]
    if not typed:
        return
    for each in (typed, typed.translate(_KEYS)):
        yield from _ours(each)
    yield Read("serial", (typed,))
    if (other := typed.translate(_KEYS)) != typed:
        yield Read("serial", (other,))


def move_code(verb: str) -> str:
    """The code that chooses a move when it is scanned: « G-ORDER-ERASURE »."""
    return f"G-{verb.upper().replace('_', '-')}"


def _ours(typed: str) -> Iterator[Read]:
    if "/" in typed:
        yield from _address(typed)
        return
    code = typed.upper()
    if found := _SHELF.fullmatch(code):
        yield Read("shelf", found.groups())
    elif found := _SUPPLY.fullmatch(code):
        yield Read("supply", (found[1], str(int(found[2]))))
    elif found := _DEVICE.fullmatch(code):
        yield Read("device", (f"{found[1]}-{found[2]}-{found[3]}-{int(found[4]):04}",))
    elif (found := _MOVE.fullmatch(code)) and (verb := found[1].lower().replace("-", "_")) in BY_VERB:
        yield Read("move", (verb,))
    elif _LOT.fullmatch(code):
        yield Read("lot", (f"{code[:3]}-{code[-3:]}",))


def _address(typed: str) -> Iterator[Read]:
    try:
        path = unquote(urlsplit(typed).path)
    except ValueError:
        return
    if found := _LABEL.fullmatch(path):
        yield from _ours(found[1])
    elif found := _SHEET.fullmatch(path):
        with suppress(ValueError):  # thirty-six dashes are no key
            yield Read("key", (str(UUID(found[1])),))
