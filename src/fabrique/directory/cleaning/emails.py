"""E-mail addresses of a cell: several allowed, lower case, small slips mended, the rest kept apart."""

import re
from functools import lru_cache
from typing import Any

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import text_of

_ADDRESS = re.compile(
    r"[a-z0-9](?:[a-z0-9._%+&'-]*[a-z0-9_+-])?@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,24}"
)
_WHOLE = re.compile(rf"(?:{_ADDRESS.pattern})")
_ACCENTS = str.maketrans("éèêëàâäçùûüîïôö", "eeeeaaacuuuiioo")
_AT = re.compile(r"\s*(?:\[\s*(?:a|at|arobase)\s*\]|\(\s*(?:a|at|arobase)\s*\)|\s@\s|@\s|\s@)\s*")
_GLUE = re.compile(r"mailto\s*:|^\s*:|[<>\"“”«»]")
_SEPARATOR = re.compile(r"[|;,\n\t/]+|\s+ou\s+|\s+et\s+|\s+-\s+|\s+")
_NOISE = re.compile(r"[\s\-–—_.,;:/|@*]*")


def _prepare(text: str) -> str:
    result = _AT.sub("@", _GLUE.sub(" ", text.lower().replace("\u00a0", " ")))
    result = re.sub(r"@{2,}", "@", result).translate(_ACCENTS)
    result = re.sub(r"\.{2,}", ".", result)
    return re.sub(r"(?<=[\w@])\s+\.(?=\w)|(?<=\w)\.\s+(?=[a-z]{2,4}(?:\s|$))", ".", result)


def _domain_commas(piece: str) -> str:
    """« mulhouse@x,gouv,fr »: commas typed for dots after the sign."""
    local, _, domain = piece.partition("@")
    return f"{local}@{domain.replace(',', '.')}" if domain else piece


def _single_with_space(text: str) -> str:
    """« contact@latelierde malauzat.fr »: one address whose domain was broken by a space."""
    if text.count("@") != 1 or "@" not in text.split(" ", 1)[0]:
        return ""
    head, _, tail = text.partition("@")
    broken = re.fullmatch(r"([a-z0-9-]+) ([a-z0-9-]+\.[a-z]{2,4})", tail.strip())
    return f"{head.strip()}@{broken[1]}{broken[2]}" if broken else ""


@lru_cache(maxsize=16384)
def _clean(text: str) -> Cleaned[tuple[str, ...]]:
    prepared = _prepare(text).strip()
    mended = _single_with_space(prepared)
    if mended and _WHOLE.fullmatch(mended):
        return Cleaned((mended,), ("email-mended",))
    if re.search(r"@[a-z0-9-]+(?:,[a-z0-9-]+)+\s*$", prepared) and prepared.count("@") == 1:
        prepared = _domain_commas(prepared)
    found: list[str] = []
    rest: list[str] = []
    for piece in _SEPARATOR.split(prepared):
        candidate = re.sub(r"^[\w.]*:(?=[^@]+@)", "", piece.strip(" .:;,()[]'"))
        if not candidate or _NOISE.fullmatch(candidate):
            continue
        if candidate.count("@") == 1 and _WHOLE.fullmatch(candidate):
            if candidate not in found:
                found.append(candidate)
        else:
            rest.append(candidate)
    rules = () if "|".join(found) == text else ("email-normalised",) if found else ("email-removed",)
    flags: tuple[str, ...] = ()
    if any("@" in piece for piece in rest) or (rest and not found):
        flags = ("email-unusable",)
    elif rest:
        flags = ("email-extra",)
    return Cleaned(tuple(found), rules, flags, text.strip() if rest else "")


def clean_emails(value: Any) -> Cleaned[tuple[str, ...]]:
    """Every usable address of a cell, in order, lower case. Other words are flagged, in `rest`."""
    text = text_of(value)[:4000].strip()
    if not text or _NOISE.fullmatch(text):
        return Cleaned((), ("email-removed",) if text else ())
    return _clean(text)
