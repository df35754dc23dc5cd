"""What a text sets apart, « sauf le mercredi », « fermé les jours fériés », found without the reader."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fabrique.kernels.hours.model import Token, days_of

_RUN = frozenset({"filler", "and", "to", "until", "day", "days", "holiday", "half", "term"})
_NAMES = frozenset({"day", "days", "holiday", "half"})


@dataclass
class Apart:
    """Days (with the half-day, or "") and holidays that one word sets apart.

    `twice` marks « fermé … sauf … », where the second word gives back what the first takes.
    """

    first: int  # indexes of its tokens
    last: int
    days: list[tuple[frozenset[int], str]] = field(default_factory=list)
    holidays: frozenset[str] = frozenset()
    twice: bool = False
    again: dict[int, int] = field(default_factory=dict)  # days named later → where in the text


def all_days_apart(tokens: Sequence[Token], folded: str) -> set[int]:
    """Days that any « fermé » or « sauf » may close: those after it, and the list before « fermé »."""
    found: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind != "closed" and not _is_except(token):
            continue
        group = _group_after(tokens, index, folded, own=False)
        found.update(day for days, _ in group.days for day in days)
        first = index
        while first and tokens[first - 1].kind in _RUN | {"colon", "word", "stop"}:
            first -= 1
        before = Apart(first, index)
        _name(before, tokens[first:index])
        found.update(day for days, _ in before.days for day in days)
    return found


def _is_except(token: Token) -> bool:
    return token.kind == "except" or (token.kind == "term" and token.value == "except")


def set_apart(tokens: Sequence[Token], folded: str) -> list[Apart]:
    """Every group that « sauf », « hors », « fermé »… sets apart and that has no hours of its own."""
    found: list[Apart] = []
    timed = next((i for i, t in enumerate(tokens) if t.kind == "time"), len(tokens))
    for index, token in enumerate(tokens):
        if token.kind != "closed" and not _is_except(token):
            continue
        before = _day_before(tokens, index, folded) if token.kind == "closed" else None
        group = before or _group_after(tokens, index, folded, own=timed < index)
        group.twice = _is_except(token) and any(g.last >= index - 1 and _closes(tokens, g) for g in found)
        found.append(group)
    _see_again(tokens, found)
    return found


def _see_again(tokens: Sequence[Token], groups: Sequence[Apart]) -> None:
    inside = {i for group in groups for i in range(group.first, group.last + 1)}
    for group in groups:
        waiting: Token | None = None
        for index in range(group.last + 1, len(tokens)):
            token = tokens[index]
            if token.kind in ("day", "days") and index not in inside:
                days = days_of(token)
                if waiting is not None and len(days) == len(days_of(waiting)) == 1:
                    days |= frozenset(range(min(days_of(waiting)), min(days)))
                for day in days:
                    group.again.setdefault(day, token.start)
                waiting = token if tokens[min(index + 1, len(tokens) - 1)].kind == "to" else None


def _closes(tokens: Sequence[Token], group: Apart) -> bool:
    return tokens[group.first].kind == "closed"


def _day_before(tokens: Sequence[Token], index: int, folded: str) -> Apart | None:
    """« mardi : fermé », « mardi matin fermé » : the closure is of the day before it."""
    after = next((t for t in tokens[index + 1 :] if t.kind != "filler"), None)
    if after is not None and after.kind not in ("and", "stop", "bracket"):
        return None
    back = [t for t in tokens[max(0, index - 5) : index] if t.kind not in ("filler", "colon")]
    half = ""
    if after is not None and folded[after.start] == "/" and tokens[index + 2 : index + 3]:
        half = "am" if tokens[index + 2].kind == "time" else ""  # « lundi : fermé / 14h-18h »
    if back and back[-1].kind == "half":
        half = str(back.pop().value)
    if not back or back[-1].kind not in ("day", "days"):
        return None
    return Apart(index, index, [(days_of(back[-1]), half)])


def _group_after(tokens: Sequence[Token], index: int, folded: str, *, own: bool) -> Apart:
    """The names after the word. Hours right after them are theirs (`own`) if others came before."""
    last = index
    while last + 1 < len(tokens) and tokens[last + 1].kind in _RUN:
        if folded.startswith("ouv", tokens[last + 1].start):
            break
        last += 1
    run = list(tokens[index + 1 : last + 1])
    following = next((t for t in tokens[last + 1 :] if t.kind != "colon"), None)
    leading = not any(t.kind in ("day", "days", "time", "half") for t in tokens[:index])
    if following is not None and following.kind == "time":
        mark = _last_comma(run, folded)
        if own or tokens[index].kind == "closed" or (leading and mark):
            run = run[:mark]
    group = Apart(index, last)
    if tokens[index].kind == "term":
        group.holidays = frozenset({"SH"})
    _name(group, run)
    return group


def _last_comma(run: Sequence[Token], folded: str) -> int:
    """« sauf mercredi, samedi 9h-12h » : the hours are of what follows the last comma."""
    named = [i for i, t in enumerate(run) if t.kind in _NAMES]
    commas = [i for i, t in enumerate(run) if folded[t.start] == "," and named and named[0] < i < named[-1]]
    return commas[-1] if commas else 0


def _name(group: Apart, run: Sequence[Token]) -> None:
    waiting: list[frozenset[int]] = []
    link = ""
    for token in run:
        if token.kind in ("day", "days"):
            days = days_of(token)
            if link == "to" and waiting and len(days) == len(waiting[-1]) == 1:
                days |= frozenset(range(min(waiting[-1]), min(days)))
            waiting.append(days)
            link = ""
        elif token.kind == "half":
            group.days.extend((days, str(token.value)) for days in waiting)
            waiting = []
        elif token.kind == "holiday":
            group.holidays |= {str(token.value)[-2:]}
        elif token.kind == "term" and token.value == "except":
            group.holidays |= {"SH"}
        elif token.kind in ("to", "and"):
            link = token.kind
    group.days.extend((days, "") for days in waiting)


def positive_holidays(tokens: Sequence[Token], groups: Sequence[Apart]) -> frozenset[str]:
    """Holidays that the text also names elsewhere, where they may well have hours."""
    inside = {i for group in groups for i in range(group.first, group.last + 1)}
    return frozenset(
        str(t.value)[-2:] for i, t in enumerate(tokens) if t.kind == "holiday" and i not in inside
    )
