"""Opening hours of a row: whatever columns say them, to one OSM string and the source's own words."""

import re
from dataclasses import replace
from functools import lru_cache

from fabrique.directory.cleaning.recorder import Recorder
from fabrique.directory.cleaning.text import fold, strip_html
from fabrique.directory.mapping.apply import RawHours
from fabrique.kernels.hours import Parsed, parse, parse_week

_FRENCH = {
    "Mo": "lundi",
    "Tu": "mardi",
    "We": "mercredi",
    "Th": "jeudi",
    "Fr": "vendredi",
    "Sa": "samedi",
    "Su": "dimanche",
}
_HALF = {None: "", "am": " matin", "pm": " après-midi"}
_ODD, _EVEN = "week 1-53/2", "week 2-52/2"


@lru_cache(maxsize=16384)
def _parse(text: str, days: tuple[int, ...] = ()) -> Parsed:
    return parse(text, days=days)


@lru_cache(maxsize=8192)
def _parse_days(days: tuple[tuple[tuple[str, str | None], str], ...], note: str) -> Parsed:
    return parse_week(dict(days), note)


@lru_cache(maxsize=2048)
def _days_of(text: str) -> tuple[int, ...]:
    """Ranks of the days that a list names (« {Lundi,Mardi} »)."""
    folded = fold(text)
    return tuple(rank for rank, day in enumerate(_FRENCH.values()) if re.search(rf"\b{day}s?\b", folded))


def _by_week(osm: str, week: str) -> str:
    """The same hours on odd or even weeks only, when a column says so."""
    folded = fold(week)
    parity = _ODD if "impair" in folded else _EVEN if "pair" in folded else ""
    if not parity or "week" in osm:
        return osm
    rules = [rule.strip() for rule in osm.split(";") if rule.strip()]
    return "; ".join(rule if rule.startswith(("PH", "SH")) else f"{parity} {rule}" for rule in rules)


def _words(raw: RawHours) -> str:
    """What the source says, in one text."""
    days = [f"{_FRENCH[day]}{_HALF[half]} : {text}" for (day, half), text in raw.days.items()]
    said = [strip_html(text) for text in dict.fromkeys(raw.texts)]
    return " ; ".join(" ".join(part.split()) for part in (*said, *days, raw.note) if part.strip())


def settle_directions(raw: RawHours, directions: str) -> tuple[RawHours, str]:
    """Hours and way, put back in their columns when the row plainly has one in place of the other."""
    if not directions or raw.days or len(raw.texts) != 1 or not re.search(r"\d\s*[hH:]", directions):
        return raw, directions
    if "hours-unread" in _parse(raw.texts[0]).flags and "hours-unread" not in _parse(directions).flags:
        return replace(raw, texts=(directions,)), raw.texts[0]
    return raw, directions


def _with_strays(raw: RawHours) -> RawHours:
    """With the hours that fell in another column, when their own says none and they name days and times."""
    if not raw.elsewhere or raw.days or not all("hours-unread" in _parse(text).flags for text in raw.texts):
        return raw
    found = _parse(strip_html(raw.elsewhere))
    if not found.osm or {"hours-unread", "hours-no-day"} & set(found.flags):
        return raw
    return replace(raw, texts=(*raw.texts, raw.elsewhere))


def read_hours(raw: RawHours, note: Recorder) -> tuple[str, str]:
    """The OSM string ("" when nothing is said) and the source's words ("" when they are that very string)."""
    raw = _with_strays(raw)
    words = _words(raw)
    if not words:
        note.flag("hours-missing")
        return "", ""
    if raw.days:
        parsed = _parse_days(tuple(raw.days.items()), strip_html(raw.note))
    else:
        open_days = _days_of(raw.open_days) if raw.open_days else ()
        texts = [strip_html(text) for text in (*raw.texts, *([raw.note] if raw.note else []))]
        readings = [_parse(text, open_days) for text in dict.fromkeys(texts)]
        parsed = next((one for one in readings if one.osm and "hours-unread" not in one.flags), readings[0])
    osm = parsed.osm
    if osm and raw.week:
        weekly = _by_week(osm, raw.week)
        checked = _parse(weekly)
        osm = checked.osm if "hours-unread" not in checked.flags else osm
        words = f"{words} ; {raw.week}"
    note.flag(*parsed.flags)
    if osm != words:
        rule = "+".join(f"hours-{rule}" for rule in parsed.rules) or "hours-read"
        severity = "warning" if "hours-unread" in parsed.flags or "hours-partial" in parsed.flags else "info"
        note.change("hours", words, osm, rule, "warning" if severity == "warning" else "info")
        note.told("hours-unread", "hours-partial")
    said_in_osm = "osm" in parsed.rules and not parsed.flags and not raw.week
    return osm, "" if osm == words or said_in_osm else words
