"""How the interface writes phones, distances, days and hours in French. Pure: today is an argument."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import phonenumbers

NBSP = "\u00a0"
_FRANCE = {33, 262, 590, 594, 596}  # one dials their national form from anywhere in France
_APOSTROPHE = re.compile(r"(?<=[^\W\d])(?:'|&#x27;)(?=[^\W\d])")
_UNBROKEN = re.compile(
    r"(?<=\S) (?=[:;?!»%€](?:[\s.,)]|$))|(?<=«) (?=\S)|(?<=\d) (?=h\b)|(?<=\bh) (?=à \d)|(?<=\bh à) (?=\d)"
)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def phone(number: str) -> str:
    """``+33261910001`` as ``02 61 91 00 01`` (unbreakable); a foreign number keeps its prefix."""
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return number
    if len(str(parsed.national_number)) < 8:  # short numbers such as 3939
        return number
    national = parsed.country_code in _FRANCE
    form = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(parsed, form.NATIONAL if national else form.INTERNATIONAL)
    return written.replace(" ", NBSP)


def distance(metres: float) -> str:
    """``447`` as ``450 m``, ``3170`` as ``3,2 km``, ``12400`` as ``12 km``."""
    if metres < 100:
        return f"moins de 100{NBSP}m"
    if metres < 975:
        return f"{round(metres / 50) * 50}{NBSP}m"
    kilometres = metres / 1000
    if kilometres < 9.95:
        return f"{kilometres:.1f}{NBSP}km".replace(".", ",").replace(",0", "")
    return f"{round(kilometres)}{NBSP}km"


def money(cents: int) -> str:
    """``18000`` as ``180 €``, ``1250`` as ``12,50 €``."""
    whole, rest = divmod(cents, 100)
    written = f"{whole:,}".replace(",", NBSP)
    return f"{written},{rest:02}{NBSP}€" if rest else f"{written}{NBSP}€"


def weight(grams: int) -> str:
    """``820`` as ``820 g``, ``2350`` as ``2,4 kg``, ``412000`` as ``412 kg``."""
    if grams < 1000:
        return f"{grams}{NBSP}g"
    kilos = grams / 1000
    written = f"{kilos:.1f}" if kilos < 100 else f"{kilos:,.0f}".replace(",", NBSP)
    return f"{written}{NBSP}kg".replace(".", ",").replace(",0", "")


def dated(on: date) -> str:
    """``24 novembre 2026``."""
    number = "1er" if on.day == 1 else str(on.day)
    return f"{number}{NBSP}{_MONTHS[on.month - 1]} {on.year}"


def day(on: date, *, today: date, weekday: bool = True) -> str:
    """``mardi 24 novembre``, with the year when it is not this one."""
    words = dated(on) if on.year != today.year else dated(on).rpartition(" ")[0]
    return f"{_DAYS[on.weekday()]} {words}" if weekday else words


def ago(on: date, *, today: date) -> str:
    """``aujourd’hui``, ``hier``, ``il y a 12 jours``, ``il y a 3 mois``, ``demain``, ``dans 5 jours``."""
    days = (today - on).days
    near = {0: "aujourd’hui", 1: "hier", 2: "avant-hier", -1: "demain", -2: "après-demain"}
    if days in near:
        return near[days]
    return f"{'il y a' if days > 0 else 'dans'} {_span(abs(days))}"


def _span(days: int) -> str:
    if days < 60:
        return f"{days}{NBSP}jours"
    if days < 730:
        return f"{round(days / 30.44)}{NBSP}mois"
    return f"{int(days / 365.25)}{NBSP}ans"


def clock(at: time | datetime) -> str:
    """``9 h``, ``18 h 30``."""
    minutes = f"{NBSP}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NBSP}h{minutes}"


def pages(current: int, total: int) -> list[int | None]:
    """Page numbers to offer: the first, the last, the neighbours; ``None`` stands for a gap."""
    near = {1, total, *range(max(1, current - 1), min(total, current + 1) + 1)}
    shown: list[int | None] = []
    for number in sorted(near):
        last = shown[-1] if shown else 0
        if last is not None and number - last == 2:
            shown.append(number - 1)
        elif last is not None and number - last > 2:
            shown.append(None)
        shown.append(number)
    return shown


def typeset(text: str) -> str:
    """Words of a source as French is set: a curly apostrophe, no line that begins with « : » or « ? »."""
    return _UNBROKEN.sub(NBSP, _APOSTROPHE.sub("’", text))
