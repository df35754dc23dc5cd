"""Clock times in a row become ranges; what is impossible stays words."""

from collections.abc import Sequence
from itertools import pairwise

from fabrique.kernels.hours.model import MIDNIGHT, Range, Token

EARLIEST = 5 * 60  # a place that opens before 5 h is a slip of the keyboard (« 3-11 h »), not an hour
_EVENING = 17 * 60
_LATEST = 26 * 60


def settle_numbers(tokens: list[Token], folded: str) -> list[Token]:
    """« 9-12h », « 14 15 h », « 13h30-1730 » : a bare number beside a time is a time."""
    settled = list(tokens)
    for index in range(len(settled) - 2):  # « 0900-1200 », not « 2024-2025 »
        first, link, last = settled[index : index + 3]
        if (first.kind, last.kind, link.kind) == ("digits", "digits", "to"):
            start, end = _as_time(first, folded), _as_time(last, folded)
            if start is not None and end is not None and EARLIEST <= start < end - 25 and start < 20 * 60:
                settled[index] = Token("time", start, first.start, first.end)
                settled[index + 2] = Token("time", end, last.start, last.end)
    for _ in range(2):  # « 9-12/14-18h » settles from right to left
        for index in range(len(settled) - 1, -1, -1):
            token = settled[index]
            value = _as_time(token, folded)
            if value is not None and _beside_time(settled, index, folded):
                settled[index] = Token("time", value, token.start, token.end)
    return settled


def join_openings(tokens: list[Token], folded: str) -> list[Token]:
    """« ouverture à 9h, fermeture à 18h » says one range: the words between its times are a link."""
    for index, token in enumerate(tokens):
        if token.kind != "closed" or not folded.startswith("fermeture", token.start):
            continue
        first, last = index - 1, index + 1
        while first > 0 and tokens[first].kind in ("and", "stop", "filler"):
            first -= 1
        while last < len(tokens) - 1 and tokens[last].kind in ("to", "filler", "colon"):
            last += 1
        if first < 0 or last >= len(tokens) or {tokens[first].kind, tokens[last].kind} != {"time"}:
            continue
        opens = any(folded.startswith("ouv", t.start) for t in tokens[max(0, first - 3) : first])
        ends = last + 1 >= len(tokens) or tokens[last + 1].kind not in ("to", "time")
        if opens and ends:
            link = Token("to", None, token.start, token.end)
            return join_openings([*tokens[: first + 1], link, *tokens[last:]], folded)
    return tokens


def _as_time(token: Token, folded: str) -> int | None:
    digits = folded[token.start : token.end]
    if token.kind == "num" and int(digits) <= 24:
        return int(digits) * 60
    if token.kind == "digits" and int(digits[:2]) <= 23 and int(digits[2:]) < 60 and digits[-1] in "05":
        return int(digits[:2]) * 60 + int(digits[2:])
    return None


def _beside_time(tokens: list[Token], index: int, folded: str) -> bool:
    after, link_after = _neighbour(tokens, index, 1, folded)
    before, link_before = _neighbour(tokens, index, -1, folded)
    if after is not None and after.kind == "time" and link_after in ("-", "a", "/", ""):
        return True
    if before is not None and before.kind == "time" and link_before in ("-", "a", "/", ",", ""):
        return True
    # « 14-18 » alone: two hours in order, the first at 6 h or later.
    for first, last, link in ((tokens[index], after, link_after), (before, tokens[index], link_before)):
        if first is not None and last is not None and link == "-" and first.kind == last.kind == "num":
            start, end = _as_time(first, folded), _as_time(last, folded)
            if start is not None and end is not None and 360 <= start < end:
                return True
    return False


def _neighbour(tokens: list[Token], index: int, step: int, folded: str) -> tuple[Token | None, str]:
    link, position = "", index + step
    while 0 <= position < len(tokens):
        token = tokens[position]
        if token.kind not in ("to", "and", "filler"):
            return token, link
        word = folded[token.start : token.end]
        if (token.kind == "filler" and word != "de") or len(link) > 3:
            return None, link
        link = "-" if token.kind == "to" and word == "-" else "a" if token.kind == "to" else link or word
        position += step
    return None, link


def pair_times(run: list[Token], links: list[str]) -> tuple[list[Range], list[tuple[int, int]]]:
    """Ranges of a row of times, and the spans (start, end in the text) of those that cannot be.

    `links` says what stands before each time. An even row pairs in order; in an odd row only times bound by
    « à », « au » or a dash pair, so that a missing time never shifts the others.
    """
    pairs: list[list[Token]] = []
    if len(run) % 2 == 0:
        pairs = [run[at : at + 2] for at in range(0, len(run), 2)]
    else:
        at = 0
        while at < len(run):
            bound = (
                at + 1 < len(run) and links[at + 1] == "to" and (at + 2 >= len(run) or links[at + 2] != "to")
            )
            pairs.append(run[at : at + 2] if bound else run[at : at + 1])
            at += 2 if bound else 1
    ranges: list[Range] = []
    bad: list[tuple[int, int]] = []
    for pair in pairs:
        made = _range(pair)
        if made:
            ranges.append(made)
        else:
            bad.append((pair[0].start, pair[-1].end))
    return ranges, bad


def _range(pair: list[Token]) -> Range | None:
    if len(pair) != 2 or any(token.kind == "badtime" for token in pair):
        return None
    start, end = pair[0].value, pair[1].value
    assert isinstance(start, int)
    assert isinstance(end, int)
    return valid_range(start, end)


def valid_range(start: int, end: int) -> Range | None:
    """The range, past midnight if it is an evening one; None if it cannot be meant."""
    if start == 0 and end == MIDNIGHT:
        return start, end
    if end <= start and start >= _EVENING and end <= 120:
        end += MIDNIGHT
    return (start, end) if EARLIEST <= start < end <= _LATEST else None


def united(spans: Sequence[Range]) -> tuple[Range, ...]:
    """Spans of one day with those that overlap made one; as they are, in their order, when none does.

    Spans that only touch (09:00-12:00, 12:00-14:00) stay two.
    """
    ordered = sorted(spans)
    if all(before[1] <= after[0] for before, after in pairwise(ordered)):
        return tuple(spans)
    whole: list[Range] = []
    for start, end in ordered:
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)
