"""How the published place files come out of cleaning: rows kept, fields filled, speed, the peer's answer.

    .venv/bin/python bench/cleaning_report.py [--drafts]

Files are read in place, beside the repository. Speed is in rows per second of processor time,
reading not counted. `--drafts` also compares drafts of mappings with the shipped ones.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from fabrique.core.tabular import Table, read_table
from fabrique.directory.cleaning.model import CleanRow
from fabrique.directory.cleaning.row import Context, clean_row
from fabrique.directory.mapping import Mapping, parse_mapping, recognise
from fabrique.directory.mapping.suggest import suggest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "directory"
CONTEXT = Context(today=date(2026, 11, 24), source="banc")
SHOWN = (
    "commune_code",
    "latitude",
    "phone",
    "emails",
    "hours",
    "services",
    "typologies",
    "updated_on",
    "pivot",
)
NOT_COMPARED = {"external_id", "description", "collector", "hours_text", "fees_detail"}


def clean(table: Table, mapping: Mapping) -> tuple[list[CleanRow], float]:
    rows = list(table.rows)
    start = time.process_time()
    cleaned = [clean_row(row.index, row.values, mapping, context=CONTEXT) for row in rows]
    return cleaned, time.process_time() - start


def filled(value: Any) -> bool:
    return value not in ("", [], None)


def peer_answer(name: str, rows: list[CleanRow]) -> str:
    path = DATA / "cleaned-by-peer" / f"{name}.json"
    if not path.exists():
        return "-"
    kept = [place["_source_index"] for place in json.loads(path.read_text(encoding="utf-8"))]
    return f"{sum(not rows[index].refused for index in kept)}/{len(kept)}"


def draft_share(table: Table, rows: list[CleanRow]) -> float:
    draft = parse_mapping(suggest(table))
    same = total = 0
    for row in rows[:400]:
        theirs = clean_row(row.index, row.raw, draft, context=CONTEXT).fields
        for field in row.fields.keys() - NOT_COMPARED:
            ours = row.fields[field]
            if filled(ours):
                total += 1
                same += ours == theirs[field] or (
                    isinstance(ours, list) and bool(set(ours) & set(theirs[field]))
                )
    return same / total if total else 1.0


def main() -> int:
    if not DATA.exists():
        print("Les fichiers publiés ne sont pas à côté du dépôt.")
        return 1
    drafts = "--drafts" in sys.argv
    header = f"{'fichier':30} {'lignes':>6} {'gardées':>7} {'pair':>9} {'l/s':>6} " + " ".join(
        f"{one[:8]:>8}" for one in SHOWN
    )
    print(header + (f" {'brouillon':>9}" if drafts else ""))
    count, seconds = 0, 0.0
    flags: Counter[str] = Counter()
    for path in sorted((DATA / "raw").glob("*")):
        table = read_table(path)
        mapping = recognise(table.columns)
        if mapping is None:
            print(f"{path.stem:30} non reconnu")
            continue
        rows, spent = clean(table, mapping)
        count, seconds = count + len(rows), seconds + spent
        flags.update(flag.partition(":")[0] for row in rows for flag in row.flags)
        kept = sum(not row.refused for row in rows)
        shares = " ".join(f"{sum(filled(row.fields[one]) for row in rows) / len(rows):8.0%}" for one in SHOWN)
        counts = f"{len(rows):6} {kept:7} {peer_answer(path.stem, rows):>9} {len(rows) / spent:6.0f}"
        print(f"{path.stem:30} {counts} {shares}" + (f" {draft_share(table, rows):9.1%}" if drafts else ""))
    print(f"\n{count} lignes, {seconds:.1f} s de processeur, {count / seconds:.0f} lignes/s")
    print("Drapeaux : " + ", ".join(f"{flag} {number}" for flag, number in flags.most_common()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
