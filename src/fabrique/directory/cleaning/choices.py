"""Cells of lists and free text to the codes of a closed vocabulary."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fabrique.directory.cleaning import keywords, legacy, vocabularies
from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import fold, is_empty, strip_html, text_of
from fabrique.directory.cleaning.typologies import typologies_of_name

_STRONG = re.compile(r"\s*(?:[|;\n\r]|\\n|•)\s*")
_WEAK = re.compile(r"\s+/\s*|\s*/\s+|/(?=[A-ZÀ-Ý])|,\s*|\s+-\s+|\s+\+\s+")
_BRACKETS = re.compile(r"\([^()]*\)")
_POSTGRES_LIST = re.compile(r"\{(.*)\}", re.DOTALL)
_EVERYBODY = re.compile(r"(?:ouvert a )?tou(?:s|t)? (?:les )?pub\w+(?: adulte| adherent| autonome)?")
_NOTHING = frozenset(
    {"non", "aucun", "aucune", "neant", "autre", "autres", "indefini", "se renseigner", "oui", "true"}
)

# Longer texts are not lists: their beginning says enough, and hostile cells must not cost minutes.
_CELL, _READ = 6_000, 600

UNREAD_FLAGS = {
    "services": "services-unread",
    "publics": "publics-unread",
    "specific_care": "specific-care-unread",
    "fees": "fees-unread",
    "programmes": "programmes-unread",
    "labels": "labels-unread",
    "access_modes": "access-unread",
    "accompaniment": "accompaniment-unread",
    "itinerance": "itinerance-unread",
    "typologies": "typologies-unread",
    "languages": "languages-unread",
    "networks": "networks-unread",
}
_OLD: dict[str, dict[str, tuple[str, ...]]] = {
    "services": legacy.SERVICES_V0,
    "publics": legacy.PUBLICS_V0,
    "specific_care": legacy.SPECIFIC_CARE_V0,
    "fees": legacy.FEES_V0,
    "accompaniment": legacy.ACCOMPANIMENT_V0,
    "programmes": legacy.PROGRAMMES_V0,
    "labels": legacy.LABELS_V0,
}


def _exact_table(field: str) -> dict[str, tuple[str, ...]]:
    table = {fold(key): codes for key, codes in legacy.DATA_INCLUSION.get(field, {}).items()}
    table |= {fold(key): codes for key, codes in _OLD.get(field, {}).items()}
    table |= {fold(code): (code,) for code in vocabularies.BY_FIELD[field]}
    if field == "languages":
        table |= {word: (code,) for code, words in vocabularies.LANGUAGES.items() for word in words}
    return table


_EXACT = {field: _exact_table(field) for field in vocabularies.BY_FIELD}


def split_list(text: str) -> list[str]:
    """The items of a list whatever its separators (`|`, `;`, line, « / », comma), brackets kept whole."""
    items: list[str] = []
    for strong in _STRONG.split(text):
        items += split_weak(strong)
    return [item for item in items if item and not is_empty(item)]


def split_weak(text: str) -> list[str]:
    """Items between « / », commas and dashes that stand outside brackets."""
    holes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        holes.append(match[0])
        return f"\x01{len(holes) - 1}\x02"

    hidden = _BRACKETS.sub(hide, text)
    parts = [part.strip(" .:-") for part in _WEAK.split(hidden)]
    return [re.sub(r"\x01(\d+)\x02", lambda match: holes[int(match[1])], part) for part in parts if part]


def _by_keywords(field: str, text: str) -> tuple[str, ...]:
    if field == "typologies":
        return typologies_of_name(text[:_READ])
    folded = fold(text[:_READ])
    return tuple(code for pattern, code in keywords.BY_FIELD.get(field, ()) if pattern.search(folded))


def _known(field: str, text: str) -> tuple[str, ...] | None:
    """The codes of a text that the tables know word for word; None if they do not."""
    folded = fold(text)
    table = _EXACT[field]
    if folded in table:
        return table[folded]
    everybody = field == "publics" and bool(_EVERYBODY.fullmatch(folded))
    return () if folded in _NOTHING or everybody else None


@lru_cache(maxsize=32768)
def read_choices(field: str, text: str) -> Cleaned[tuple[str, ...]]:
    """The codes that a cell says, in its order. Unread pieces are flagged and left in `rest`.

    Exact values (v1, v0.1, data.inclusion) first, then words. `field` is a canonical list field.
    """
    plain = strip_html(text[:_CELL]).strip()
    if not plain or is_empty(plain):
        return Cleaned(())
    if match := _POSTGRES_LIST.fullmatch(plain):
        plain = match[1].replace('"', "").replace(",", "|")
    codes: list[str] = []
    unread: list[str] = []
    verbatim = True
    for item in _STRONG.split(plain):
        if not item or is_empty(item):
            continue
        known = _known(field, item)
        if known is not None:
            verbatim = verbatim and known == (item,)
            codes += known
            continue
        verbatim = False
        _read_item(field, item, codes, unread)
    found = tuple(dict.fromkeys(codes))
    rules = () if verbatim else (f"{field.replace('_', '-')}-recognised",) if found else ()
    if not unread:
        return Cleaned(found, rules)
    return Cleaned(found, rules, (UNREAD_FLAGS[field],), " ; ".join(unread))


def _read_item(field: str, item: str, codes: list[str], unread: list[str]) -> None:
    """Read an item that no table knows: by its parts, then by words of the whole."""
    before = len(codes)
    missed: list[str] = []
    for part in split_weak(item):
        known = _known(field, part)
        if known is None:
            known = _by_keywords(field, part) or None
        if known is None:
            missed.append(part)
        else:
            codes += known
    if len(codes) == before:
        whole = _by_keywords(field, item)
        codes += whole
        missed = [] if whole or not missed else [item]
    unread += [part for part in missed if not _is_nothing(field, part)]


def _is_nothing(field: str, part: str) -> bool:
    folded = fold(part)
    return len(folded) < 3 or folded in _NOTHING or _known(field, part) == ()


def clean_choices(field: str, codes: Iterable[str], texts: Iterable[Any]) -> Cleaned[list[str]]:
    """The codes given by a mapping's rules together with those read in `texts`, in the vocabulary's order.

    For `services` and the like the order of the standard is kept, so that a re-import changes nothing.
    """
    cached = _clean_choices(field, tuple(codes), tuple(map(text_of, texts)))
    return Cleaned(list(cached.value), cached.rules, cached.flags, cached.rest)


@lru_cache(maxsize=16384)
def _clean_choices(field: str, codes: tuple[str, ...], texts: tuple[str, ...]) -> Cleaned[tuple[str, ...]]:
    allowed = vocabularies.BY_FIELD[field]
    found = [code for code in codes if code in allowed]
    rules: list[str] = [f"{field.replace('_', '-')}-mapped"] if found else []
    flags: list[str] = []
    rest: list[str] = []
    for value in texts:
        read = read_choices(field, value)
        found += read.value
        rules += read.rules
        flags += read.flags
        rest += [read.rest] if read.rest else []
    chosen = set(found)
    ordered = tuple(code for code in allowed if code in chosen)
    return Cleaned(ordered, tuple(dict.fromkeys(rules)), tuple(dict.fromkeys(flags)), " ; ".join(rest))


@dataclass(frozen=True, slots=True)
class SortedLabels:
    """Labels of a place, each in its list."""

    programmes: tuple[str, ...]
    labels: tuple[str, ...]
    others: tuple[str, ...]


def sort_labels(texts: Iterable[str], free: str = "") -> SortedLabels:
    """Sort labels into national programmes, known labels and others, which are kept word for word.

    `free` is a cell of other labels: its items are moved only when they are exactly a known value.
    """
    programmes: list[str] = []
    labels: list[str] = []
    others: list[str] = []
    for text in texts:
        for item in split_list(strip_html(text)):
            one, two = _codes_of("programmes", item), _codes_of("labels", item)
            programmes += one
            labels += two
            if not one and not two and fold(item) not in _NOTHING:
                others.append(item)
    for item in _STRONG.split(strip_html(free)):
        if item and not is_empty(item):
            one, two = _EXACT["programmes"].get(fold(item), ()), _EXACT["labels"].get(fold(item), ())
            programmes += one
            labels += two
            if not one and not two:
                others.append(item.strip())
    unique = (tuple(dict.fromkeys(found)) for found in (programmes, labels, others))
    return SortedLabels(*unique)


def _codes_of(field: str, item: str) -> tuple[str, ...]:
    known = _known(field, item)
    return _by_keywords(field, item) if known is None else known
