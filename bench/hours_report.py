"""Figures on opening hours, from the published files read in place: python bench/hours_report.py

Prints what is read, what is not, and how long it takes to say what is open now for 20,000 places.
"""

import collections
import itertools
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from opening_hours import validate  # noqa: E402
from tests.kernels.hours.checker import check, fold, lost_words, source_times  # noqa: E402
from tests.kernels.hours.real_rows import (  # noqa: E402
    RAW,
    france_services_weeks,
    free_texts,
    half_day_weeks,
)

from fabrique.kernels.hours import Calendar, Parsed, Schedule, parse, parse_week  # noqa: E402

PLACES = 20_000


def free_text() -> tuple[dict[str, object], list[Parsed]]:
    """Figures on every row of every free-text column."""
    started = time.perf_counter()
    rows = [(text, parse(text)) for _, _, text in free_texts()]
    seconds = time.perf_counter() - started
    timed = [(text, found) for text, found in rows if source_times(fold(text))]
    verdicts = [check(text, found.osm) for text, found in timed]
    flags = collections.Counter(flag for _, found in rows for flag in found.flags)
    return {
        "rows": len(rows),
        "distinct texts": len({text for text, _ in rows}),
        "invalid strings": sum(bool(f.osm) and not validate(f.osm) for _, f in rows),
        "rows with clock times": len(timed),
        "every time on the right day, strictly (%)": _percent(sum(v.strict for v in verdicts), len(timed)),
        "… days set apart by an exception excused (%)": _percent(sum(v.right for v in verdicts), len(timed)),
        "of these, times without any day, kept unknown": sum("hours-no-day" in f.flags for _, f in timed),
        "clock times that no source says": sum(len(v.invented) for v in verdicts),
        "rows that lose a word": sum(bool(lost_words(t, f"{f.osm} {f.unread}")) for t, f in rows),
        "flags": dict(flags),
        "milliseconds a text": round(1000 * seconds / len(rows), 2),
    }, [found for _, found in rows]


def columns() -> tuple[dict[str, object], list[Parsed]]:
    """Figures on the files with one column per day or half-day."""
    services = [(cells, parse_week(cells, note)) for cells, note in france_services_weeks()]
    halves = [(cells, parse_week(cells)) for cells in half_day_weeks()]
    figures: dict[str, object] = {}
    for name, weeks in (("France services", services), ("mednum-bfc", halves)):
        filled = [found for cells, found in weeks if any(text.strip() for text in cells.values())]
        figures[name] = {
            "rows": len(weeks),
            "rows with hours": len(filled),
            "invalid strings": sum(bool(f.osm) and not validate(f.osm) for _, f in weeks),
            "rows with hours and no selector": sum("hours-unread" in f.flags or not f.osm for f in filled),
            "impossible times kept as words": sum("hours-invalid-time" in f.flags for f in filled),
        }
    return figures, [found for _, found in (*services, *halves)]


def speed(strings: list[str]) -> dict[str, object]:
    """Seconds to say what is open now, and the full status, for 20,000 places."""
    places = list(itertools.islice(itertools.cycle(strings), PLACES))
    calendar, now = Calendar("A"), datetime(2025, 9, 10, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
    figures: dict[str, object] = {"distinct strings": len(set(strings))}
    for name in ("first time", "again"):
        started = time.perf_counter()
        opened = sum(Schedule(osm, calendar).is_open(now) for osm in places)
        figures[f"open now, {name} (s)"] = round(time.perf_counter() - started, 3)
    started = time.perf_counter()
    for osm in places:
        Schedule(osm, calendar).status(now)
    figures["status with next opening (s)"] = round(time.perf_counter() - started, 3)
    figures["open"] = opened
    return figures


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def main() -> int:
    """Print the figures as JSON; status 1 when the published files are not there."""
    if not RAW.is_dir():
        print(f"Les fichiers publiés ne sont pas là : {RAW}", file=sys.stderr)
        return 1
    text, found = free_text()
    week, more = columns()
    strings = [parsed.osm for parsed in (*found, *more) if parsed.osm]
    report = {"free text": text, "columns": week, "20,000 places": speed(strings)}
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
