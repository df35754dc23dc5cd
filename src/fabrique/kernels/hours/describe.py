"""An OSM string in plain French, line by line, fit for a printed sheet."""

import re

from fabrique.kernels.hours.model import MONTHS, Range, Rule
from fabrique.kernels.hours.osm import OsmError, parse_osm
from fabrique.kernels.hours.ranges import united
from fabrique.kernels.hours.selectors import weekdays
from fabrique.kernels.hours.vocabulary import PERIODS

_NB = "\u00a0"
_DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTH_NAMES = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_NAMED_HOLIDAYS = {
    PERIODS["noel"]: "de Noël",
    PERIODS["toussaint"]: "de la Toussaint",
    PERIODS["hiver"]: "d’hiver",
    PERIODS["printemps"]: "de printemps",
    PERIODS["ete"]: "d’été",
}


def hour(minutes: int) -> str:
    """570 → « 9 h 30 » (with no-break spaces); 720 → « 12 h »; 1440 → « minuit »."""
    if minutes == 1440:
        return "minuit"
    hours, rest = divmod(minutes % 1440, 60)
    return f"{hours}{_NB}h" + (f"{_NB}{rest:02d}" if rest else "")


def ranges(times: tuple[Range, ...]) -> str:
    """« 9 h – 12 h, 14 h – 17 h 30 »; ranges that overlap are said as one, and no line ends in one."""
    return ", ".join(f"{hour(start)}{_NB}–{_NB}{hour(end)}" for start, end in united(times))


def _join(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def days(text: str, *, article: bool = False) -> str:
    """« Mo-Fr » → « du lundi au vendredi »; « Sa[1,3] » → « 1er et 3e samedi du mois »."""
    found = weekdays(text)
    if len(found) == 7 and not any(found.values()):
        return "tous les jours"
    words: list[str] = []
    plain = sorted(day for day, places in found.items() if not places)
    runs: list[list[int]] = []
    for day in plain:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    long_runs = any(len(run) > 2 for run in runs)
    for run in runs:
        if len(run) > 2:
            words.append(f"du {_DAY_NAMES[run[0]]} au {_DAY_NAMES[run[-1]]}")
        else:
            words.extend(f"le {_DAY_NAMES[day]}" if long_runs or article else _DAY_NAMES[day] for day in run)
    for day, places in found.items():
        if places:
            said = _join([_place(n) for n in places])
            words.append(f"{'le ' if article else ''}{said} {_DAY_NAMES[day]} du mois")
    return _join(words)


def _place(n: int) -> str:
    return "dernier" if n == -1 else "1er" if n == 1 else f"{n}e" if n > 0 else f"{-n}e avant la fin,"


def _date(text: str) -> tuple[str, str, str]:
    """Day, month and year of one end of a span, as French words or ""."""
    found = re.match(r"(?:(\d{4})\s*)?(?:([A-Z][a-z]{2}))?(?:\s+(\d{1,2}))?$", text.strip())
    if not found:
        return "", text.strip(), ""
    year, month, day = found.groups()
    number = "" if not day else "1er" if int(day) == 1 else str(int(day))
    return number, _MONTH_NAMES[MONTHS.index(month)] if month else "", year or ""


def _of(month: str) -> str:
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def _span(text: str) -> str:
    first, _, last = text.partition("-")
    day, month, year = _date(first)
    if not last:
        if day:
            return f"le {day} {month} {year}".strip()
        return f"en {month} {year}".strip() if month else f"en {year}"
    if last.isdigit() and len(last) < 3:
        last = f"{MONTHS[_MONTH_NAMES.index(month)]} {last}"
    last_day, last_month, last_year = _date(last)
    if day and last_day:
        start = day if (month, year) == (last_month, last_year) else f"{day} {month}"
        if year and last_year and int(last_year) > int(year) + 1:  # else the year is understood
            start = f"{day} {month} {year}"
        return f"du {start} au {last_day} {last_month} {last_year}".strip()
    if month and last_month:
        return f"{_of(month)} à {last_month} {last_year}".strip()
    return f"de {year} à {last_year}"


def _wide(rule: Rule) -> tuple[str, str]:
    """What comes before the days, and after them."""
    dates, _, weeks = rule.wide.partition("week ")
    dates = dates.strip()
    before: list[str] = []
    if "SH" in rule.holidays and (rule.holiday_and or not rule.days):
        if dates in _NAMED_HOLIDAYS:
            before.append(f"pendant les vacances {_NAMED_HOLIDAYS[dates]}")
            dates = ""
        else:
            before.append("pendant les vacances scolaires")
    if "PH" in rule.holidays and (rule.holiday_and or not rule.days):
        before.append("les jours fériés")
    if dates:
        parts = [_span(part) for part in dates.split(",")]
        if all(part.startswith("en ") for part in parts):
            parts = [parts[0], *(part[3:] for part in parts[1:])]
        before.insert(0, _join(parts))
    after = {"02-52/2": "semaines paires", "01-53/2": "semaines impaires", "1-53/2": "semaines impaires"}
    after["2-52/2"] = after["02-52/2"]
    return " et ".join(before), after.get(weeks, f"semaines {weeks}" if weeks else "")


def _who(rule: Rule, *, article: bool = False) -> str:
    before, after = _wide(rule)
    said = days(rule.days, article=article) if rule.days else ""
    if rule.days and rule.holidays and not rule.holiday_and:
        extra = {"SH": "vacances scolaires", "PH": "jours fériés"}
        said = f"{said} et {_join([extra[code] for code in rule.holidays])}"
    scope = ", ".join(part for part in (before, said) if part)
    return f"{scope} ({after})" if after and scope else after or scope


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quoted(text: str) -> str:
    return f"«{_NB}{text}{_NB}»"


def _line(rule: Rule) -> str:
    note = f" ({rule.comment})" if rule.comment else ""
    if rule.always:
        said = "Ouvert tous les jours, 24 heures sur 24"
        return {"open": said, "off": "Fermé"}.get(rule.state, "Horaires à confirmer") + note
    who = _who(rule)
    if rule.state == "off":
        when = _who(rule, article=True)
        times = f", {ranges(rule.times)}" if rule.times else ""
        return f"Fermé {when}".rstrip() + times + note
    if rule.state == "unknown":
        if not rule.times:
            return _capital(rule.comment) if rule.comment else f"{_capital(who)}{_NB}: horaires à confirmer"
        scope = f"{_capital(who)}, à confirmer" if who else "Jours à confirmer"
        words = f" ({_quoted(rule.comment)})" if rule.comment else ""
        return f"{scope}{_NB}: {ranges(rule.times)}{words}"
    if not who:
        who = "tous les jours"
    return f"{_capital(who)}{_NB}: {ranges(rule.times) or 'ouvert'}{note}"


def describe(osm: str) -> list[str]:
    """Lines of plain French, in the order of the string; its own words when it cannot be read."""
    if not osm.strip():
        return []
    try:
        rules = parse_osm(osm)
    except OsmError:
        return [f"Horaires à confirmer{_NB}: {_quoted(osm)}"]
    return list(dict.fromkeys(_line(rule) for rule in rules))
