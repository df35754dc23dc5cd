"""What one day holds: ranges, each with its state and its remark."""

from fabrique.kernels.hours.clean import comment
from fabrique.kernels.hours.model import NOON, Clause, Range
from fabrique.kernels.hours.ranges import united

Entry = tuple[Range, str, str]  # range, state, note


def cut(entries: list[Entry], half: str) -> list[Entry]:
    """What is left of a day once its morning or its afternoon is closed; noon parts them."""
    kept: list[Entry] = []
    for (start, end), state, note in entries:
        if half == "am":
            # A morning that ends at 12:30 or 13:00 is still a morning.
            if end > NOON + 60 or start >= NOON:
                kept.append(((max(start, NOON), end), state, note))
        elif start < NOON - 30:
            kept.append(((start, min(end, NOON) if end > NOON + 120 else end), state, note))
    return kept


def united_entries(entries: list[Entry]) -> list[Entry]:
    """The entries of a day with overlapping ranges made one, remark by remark."""
    layers: dict[tuple[str, str], list[Range]] = {}
    for span, state, note in sorted(entries):
        layers.setdefault((state, note), []).append(span)
    return [(span, *layer) for layer, spans in layers.items() for span in united(spans)]


def joined_entries(entries: list[Entry], ranges: list[Range], note: str) -> list[Entry]:
    """Ranges added to a day; the same range said twice keeps both remarks."""
    joined = list(entries)
    for span in ranges:
        same = next((i for i, entry in enumerate(joined) if entry[0] == span), None)
        if same is None:
            joined.append((span, "open", note))
        elif note and note not in joined[same][2]:
            joined[same] = (span, "open", comment(", ".join(filter(None, (joined[same][2], note)))))
    return joined


def is_hole(clause: Clause, usual: list[Entry]) -> bool:
    """« 9h-17h sauf le mardi de 12h à 14h », « sauf mardi 14h-17h » : open then, or closed then?"""
    if not clause.negated or len(clause.ranges) != 1 or not usual:
        return False
    start, end = clause.ranges[0]
    ends_alike = start >= NOON and end == max(high for (_, high), _, _ in usual)
    return ends_alike or (start >= NOON - 30 and end <= NOON + 150)
