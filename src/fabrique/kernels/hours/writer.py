"""Clauses become OSM rules: the week first, then what departs from it, then what only words can say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from fabrique.kernels.hours.clean import comment, fold
from fabrique.kernels.hours.entries import Entry, cut, is_hole, joined_entries, united_entries
from fabrique.kernels.hours.model import DAYS, MIDNIGHT, Clause, Range, Rule
from fabrique.kernels.hours.ranges import valid_range

Week = dict[int, list[Entry]]
Key = tuple[str, str, int | None, tuple[int, ...]]  # holiday, months, parity, nth
_PLAIN: Key = ("", "", None, ())


@dataclass
class Plan:
    """What the clauses say, sorted by kind, before it is written."""

    named: frozenset[int] = frozenset()  # days that the text opens
    default: frozenset[int] = frozenset()  # days of hours that name none, from elsewhere in the source
    weeks: dict[Key, Week] = field(default_factory=dict)
    off_days: set[int] = field(default_factory=set)
    term_days: set[int] = field(default_factory=set)
    bank: list[Rule] = field(default_factory=list)
    closures: list[Rule] = field(default_factory=list)
    fallbacks: list[Rule] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    spoken: list[tuple[frozenset[int], bool]] = field(default_factory=list)  # days read so far; each named?
    doubtful: bool = False  # a closure could not be said: the hours that it cuts are no promise


def day_text(days: Iterable[int], nth: tuple[int, ...] = ()) -> str:
    """{0, 1, 2, 4} → « Mo-We,Fr »; with nth (1, 3) and {5} → « Sa[1,3] »."""
    ordered = sorted(days)
    if nth:
        places = ",".join(str(n) for n in nth)
        return ",".join(f"{DAYS[day]}[{places}]" for day in ordered)
    parts: list[list[int]] = []
    for day in ordered:
        if parts and parts[-1][-1] == day - 1:
            parts[-1].append(day)
        else:
            parts.append([day])
    texts = []
    for part in parts:
        if len(part) > 2:
            texts.append(f"{DAYS[part[0]]}-{DAYS[part[-1]]}")
        else:
            texts.extend(DAYS[day] for day in part)
    return ",".join(texts)


def _selector(key: Key, days: Iterable[int]) -> dict[str, object]:
    holiday, months, parity, nth = key
    span, _, holiday_code = holiday.rpartition(" ")
    wide = [span or months, "" if parity is None else ("week 02-52/2", "week 01-53/2")[parity]]
    text = day_text(days, nth)
    return {
        "wide": " ".join(part for part in wide if part),
        "holidays": (holiday_code,) if holiday_code else (),
        "days": text,
        "holiday_and": bool(holiday_code and text),
    }


def _rule(key: Key, days: Iterable[int], **other: object) -> Rule:
    return Rule(**(_selector(key, days) | other))  # type: ignore[arg-type]


def _note(clause: Clause) -> str:
    return comment(", ".join(dict.fromkeys(clause.notes)))


def _key(clause: Clause) -> Key:
    return clause.holiday, clause.months, clause.parity, clause.nth


def plan(clauses: Sequence[Clause], default_days: frozenset[int], *, unite: bool = False) -> Plan:
    """Sort the clauses. `default_days` are the days of hours whose text names none (may be empty).

    `unite` makes overlapping ranges of a day one; without it they stay as said, and are flagged all the same.
    """
    positive = [c.days for c in clauses if not (c.closed or c.negated or c.until is not None)]
    made = Plan(named=frozenset().union(*positive) or default_days, default=default_days)
    later: list[Clause] = []
    for clause in clauses:
        if clause.closed or clause.negated or clause.until is not None:
            later.append(clause)
        elif clause.ranges:
            _open(made, clause)
        elif clause.term and not (clause.days or clause.notes or clause.half):
            made.term_days |= made.named
        else:
            _words(made, clause)
    for clause in later:
        _exception(made, clause)
    if any(clause.rest for clause in clauses):
        _season_alone(made)
    for week in made.weeks.values():
        for day, entries in week.items():
            whole = united_entries(entries)
            if len(whole) != len(entries):
                made.flags.add("hours-overlap")
                week[day] = whole if unite else entries
    return made


def _open(made: Plan, clause: Clause) -> None:
    days = clause.days or (made.default if _key(clause) == _PLAIN else made.named)
    note = _note(clause)
    on_bank_days = clause.holiday == "PH" and not clause.days
    if not (days or on_bank_days) or clause.every:
        made.rules.add("rhythm" if clause.every else "no-day")
        made.flags.add("hours-partial" if clause.every else "hours-no-day")
        text = (note if clause.every else "") or comment(clause.words) or note
        made.unread.append(clause.words)
        key = _key(clause) if days or not clause.nth else _PLAIN
        made.fallbacks.append(
            _rule(key, clause.days, times=tuple(clause.ranges), state="unknown", comment=text, separator="||")
        )
        return
    if clause.term:
        made.term_days |= days
        made.rules.add("term")
    if clause.also == "PH" or (clause.holiday == "PH" and not clause.days):
        made.bank.append(Rule(holidays=("PH",), times=tuple(clause.ranges), comment=note))
        made.rules.add("holiday")
        if not clause.also:
            return
    keys = [_key(clause)]
    if clause.also == "SH":
        keys.append((clause.also, *_PLAIN[1:]))
    for key in keys:
        week = made.weeks.setdefault(key, {})
        for day in days if key == _key(clause) else made.named:
            said = week.get(day, [])
            if said and _replaces(made, clause, said):
                said = []
            week[day] = joined_entries(said, clause.ranges, note)
        made.spoken.append((frozenset(days), clause.listed))
        made.rules.add(_name(key))


def _replaces(made: Plan, clause: Clause, said: list[Entry]) -> bool:
    """« du lundi au vendredi 9h-12h 14h-17h, mercredi 9h-12h » : the Wednesday is shorter than usual.

    A day that a list names twice with other hours is another matter: the source contradicts itself.
    """
    usual = [listed for days, listed in made.spoken if clause.days < days]
    if clause.notes or not usual or any(note for _, _, note in said):
        return False
    spans = [span for span, _, _ in said]
    if set(clause.ranges) < set(spans):
        return True
    low, high = min(start for start, _ in spans), max(end for _, end in spans)
    inside = all(
        low <= start and end <= high and any(max(start, a) < min(end, b) for a, b in spans)
        for start, end in clause.ranges
    )
    return inside and not all(usual) and not set(spans) <= set(clause.ranges)


def _season_alone(made: Plan) -> None:
    """« Été : lundi-vendredi … Reste de l'année : lundi-samedi … » closes the summer's Saturdays."""
    seasons: dict[tuple[str, str], set[int]] = {}
    for holiday, months, *_ in made.weeks:
        if holiday or months:
            seasons.setdefault((holiday, months), set())
    for key, week in made.weeks.items():
        if key[:2] in seasons:
            seasons[key[:2]] |= week.keys()
    for (holiday, months), days in seasons.items():
        idle = made.weeks.get(_PLAIN, {}).keys() - days
        if idle:
            made.closures.append(_rule((holiday, months, None, ()), idle, state="off"))


def _name(key: Key) -> str:
    names = ("holiday", "months", "week-parity", "nth-day")
    said = [name for name, value in zip(names, key, strict=True) if value not in ("", None, ())]
    return "+".join(said) or "week"


def _words(made: Plan, clause: Clause) -> None:
    """A clause without times: its words, for its days, where nothing else is said."""
    words = clause.words if clause.words else ", ".join(clause.notes)
    if clause.notes and comment(clause.notes[0]) not in comment(words):
        words = f"{', '.join(clause.notes)} : {words}"
    text = comment(words)
    if not text:
        return
    made.unread.append(words)
    made.rules.add("words")
    made.flags.add("hours-partial")
    key = _PLAIN if clause.nth and not clause.days else _key(clause)
    made.fallbacks.append(_rule(key, clause.days, state="unknown", comment=text, separator="||"))
    if clause.term and clause.days:
        made.term_days |= clause.days


def _exception(made: Plan, clause: Clause) -> None:
    """A closure, « sauf… », or a day that ends at another hour."""
    plain = _key(clause) == _PLAIN
    made.rules.add("exception" if clause.negated else "until" if clause.until is not None else "closed")
    if clause.until is not None:
        _new_end(made, clause)
    elif clause.ranges and plain and clause.days:
        base = made.weeks.setdefault(_PLAIN, {})
        made.doubtful = made.doubtful or any(is_hole(clause, base.get(day, [])) for day in clause.days)
        for day in clause.days:
            base[day] = [(span, "open", _note(clause)) for span in clause.ranges]
    elif clause.every or clause.ranges or (clause.nth and not clause.days):
        # « sauf en juillet et août : 9h-13h » : what was said before does not hold then.
        made.doubtful = made.doubtful or bool(clause.negated and clause.ranges and not plain)
        _words(made, replace(clause, closed=False))
    elif not plain and clause.half:
        made.doubtful = True  # « fermé l'après-midi en août » : the hours said elsewhere do not hold then
        _words(made, replace(clause, closed=False))
    elif plain and clause.days and clause.half:
        _close_half(made, clause)
    else:
        _close(made, clause, plain)


def _close_half(made: Plan, clause: Clause) -> None:
    touched = [week for week in made.weeks.values() if clause.days & week.keys()]
    for week in touched:
        for day in clause.days & week.keys():
            # A place open day and night is not cut at noon: the remark stays beside it.
            if all(start > 0 for (start, _), _, _ in week[day]):
                week[day] = cut(week[day], clause.half)
    if not touched or any(start == 0 for week in touched for day in week for (start, _), _, _ in week[day]):
        _words(made, replace(clause, closed=False))


def _close(made: Plan, clause: Clause, plain: bool) -> None:
    """Whole days, or holidays, months and weeks of the month."""
    if plain and clause.days:
        made.off_days |= clause.days
        for day in clause.days:
            made.weeks.setdefault(_PLAIN, {}).pop(day, None)
    elif _some_weeks(clause):
        made.flags.add("hours-partial")
        made.unread.append(clause.words)
        made.closures.append(_rule(_key(clause), clause.days, state="unknown", comment=comment(clause.words)))
        return
    elif clause.holiday or clause.months or clause.nth or clause.parity is not None:
        made.closures.append(_rule(_key(clause), clause.days, state="off"))
    elif clause.term and not clause.half:
        made.term_days |= made.named
        return
    else:
        if clause.words and not clause.half:
            _words(made, clause)
        return
    if clause.notes and not clause.half:
        made.flags.add("hours-partial")
        made.unread.extend(clause.notes)
        made.fallbacks.append(Rule(separator="||", state="unknown", comment=comment(clause.words)))


def _some_weeks(clause: Clause) -> bool:
    """« fermeture 3 semaines en août » : which ones, nobody knows; the whole month is then unknown."""
    weeks = re.compile(r"\b(\d+|une|deux|trois|quatre|quelques|premi\w+|derni\w+) +(semaine|jour|quinzaine)")
    return bool(clause.months and any(weeks.search(fold(note)) for note in clause.notes))


def _new_end(made: Plan, clause: Clause) -> None:
    """The last range of the days ends at another time: on those days, or in those holidays."""
    base = made.weeks.setdefault(_PLAIN, {})
    days = clause.days or made.named
    usual = base.get(min(clause.like)) if clause.like and _key(clause) == _PLAIN else None
    if usual and not any(day in base for day in days):
        base.update((day, list(usual)) for day in days)
    target = base if _key(clause) == _PLAIN else made.weeks.setdefault(_key(clause), {})
    end = clause.until or 0
    changed = False
    for day in days:
        entries = sorted(base.get(day, []))
        last = valid_range(entries[-1][0][0], end) if entries else None
        if last is not None:
            target[day] = [*entries[:-1], (last, *entries[-1][1:])]
            changed = True
    if not any(day in base for day in days):
        _undated_end(made, clause)
    elif not changed:
        made.flags.add("hours-invalid-time")
        _words(made, replace(clause, until=None))


def _undated_end(made: Plan, clause: Clause) -> None:
    """« 9h – 17h (17h30 le mercredi) » : the hours name no day, the exception does; both stay unknown."""
    undated = [r for r in made.fallbacks if r.times and not r.days]
    words = replace(clause, until=None)
    if undated and clause.days and (clause.until or 0) > undated[-1].times[-1][0]:
        times = (*undated[-1].times[:-1], (undated[-1].times[-1][0], clause.until or 0))
        rule = _rule(_key(clause), clause.days, times=times, state="unknown", separator="||")
        made.fallbacks.insert(0, replace(rule, comment=comment(clause.words)))
        made.unread.append(clause.words)
    else:
        _words(made, words)


def write(made: Plan) -> tuple[Rule, ...]:
    """The rules in the order in which OSM wants them: later rules win over earlier ones."""
    rules: list[Rule] = []
    base = made.weeks.get(_PLAIN, {})
    rules.extend(_week_rules(_PLAIN, base))
    if made.off_days:
        rules.append(_rule(_PLAIN, made.off_days, state="off"))
    for key, week in made.weeks.items():
        if key != _PLAIN and not key[0]:
            written = _week_rules(key, week)
            if written and any(base.get(day) for day in week) and not key[1]:
                written[0] = replace(written[0], separator=",")
            rules.extend(written)
    if made.term_days:
        everywhere = made.term_days >= made.named
        rules.append(_rule(("SH", *_PLAIN[1:]), () if everywhere else made.term_days, state="off"))
    for key, week in made.weeks.items():
        if key[0]:
            rules.extend(_week_rules(key, week))
    rules.extend(made.bank)
    rules.extend(dict.fromkeys(made.closures))
    rules.extend(_merge_fallbacks(made.fallbacks))
    return tuple(replace(rule, separator=";") if i == 0 else rule for i, rule in enumerate(rules))


def _merge_fallbacks(fallbacks: list[Rule]) -> list[Rule]:
    bare = [r for r in fallbacks if not (r.days or r.wide or r.holidays or r.times)]
    kept = [r for r in fallbacks if r not in bare and r.comment]
    text = comment(" ; ".join(dict.fromkeys(r.comment for r in bare if r.comment)), 400)
    return list(dict.fromkeys(kept)) + ([Rule(separator="||", state="unknown", comment=text)] if text else [])


def _week_rules(key: Key, week: Week) -> list[Rule]:
    groups: dict[tuple[Entry, ...], list[int]] = {}
    for day in sorted(week):
        if week[day]:
            groups.setdefault(tuple(sorted(week[day])), []).append(day)
    rules: list[Rule] = []
    for entries, days in groups.items():
        layers: dict[tuple[str, str], list[Range]] = {}
        for span, state, note in entries:
            layers.setdefault((state, note), []).append(span)
        for index, ((state, note), spans) in enumerate(layers.items()):
            rules.append(
                _rule(
                    key, days, times=tuple(spans), state=state, comment=note, separator="," if index else ";"
                )
            )
    return rules


def longest_day(rules: Sequence[Rule]) -> int:
    """Most minutes that one rule opens in a day."""
    return max(
        (min(sum(end - start for start, end in r.times), MIDNIGHT) for r in rules if r.state == "open"),
        default=0,
    )
