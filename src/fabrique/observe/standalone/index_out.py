"""What ``observe index`` writes: one row by area, and one object that says how it was made."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from fabrique.kernels.index import Result, Uncertainty
from fabrique.kernels.index.audit import Audit
from fabrique.kernels.index.compare import Comparison, Trend
from fabrique.kernels.index.sensitivity import Sensitivity

FIXED = (
    "id",
    "name",
    "score",
    "rank",
    "rank_low",
    "rank_high",
    "p_top",
    "class",
    "driver",
)


def columns(result: Result) -> list[str]:
    """The columns of the file, in order."""
    codes = result.definition.codes
    groups = [f"group_{code}" for code in result.by_group() if code not in codes]
    return [
        *FIXED,
        "mean_score",
        *(f"contribution_{code}" for code in codes),
        "contribution_unknown",
        *groups,
        *(f"count_{code}" for code in result.head_counts),
        "imputed_share",
        "reason",
    ]


def rows(result: Result, doubt: Uncertainty, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """One row by area, in the order of the file; an empty cell where nothing can be said, and the reason."""
    by_group = {code: one for code, one in result.by_group().items() if code not in result.definition.codes}
    everywhere = "" if result.ranked else " ".join(result.notes)
    for at, area in enumerate(result.areas):
        row: dict[str, Any] = {
            "id": area,
            "name": names[at],
            "score": number(result.score[at]),
            "rank": number(result.rank[at]),
            "rank_low": number(doubt.rank_low[at]),
            "rank_high": number(doubt.rank_high[at]),
            "p_top": number(doubt.p_top[at]),
            "class": str(doubt.standing[at]),
            "driver": result.driver[at],
            "mean_score": number(result.mean_score) if result.scored[at] else None,
            "contribution_unknown": number(result.unknown[at]),
            "imputed_share": number(result.imputed[at]),
            "reason": result.reason[at] or everywhere,
        }
        for code, value in zip(result.definition.codes, result.contributions[at], strict=True):
            row[f"contribution_{code}"] = number(value)
        row |= {f"group_{code}": number(one[at]) for code, one in by_group.items()}
        row |= {f"count_{code}": number(one[at], 1) for code, one in result.head_counts.items()}
        yield row


def summary(result: Result, doubt: Uncertainty) -> dict[str, Any]:
    """What the JSON says of the index itself."""
    definition = result.definition
    signed = [one for one in definition.sign_offs if one.hash == definition.hash]
    return {
        "definition": definition.name,
        "title": definition.title,
        "version": definition.version,
        "hash": definition.hash,
        "signed_by": [one.name for one in signed],
        "stale_sign_offs": len(definition.sign_offs) - len(signed),
        "areas": len(result.areas),
        "scored": int(result.scored.sum()),
        "mean_score": number(result.mean_score),
        "counted": {one.code: one.counted for one in definition.indicators if one.denominator},
        "draws": doubt.draws,
        "seed": doubt.seed,
        "top_count": doubt.top_count,
        **doubt.counts(),
        "median_rank_interval": number(doubt.median_width),
        "median_places": doubt.median_places,
        "open_choices": list(doubt.open_factors),
        "notes": list(result.notes),
    }


def sensitivity_of(found: Sensitivity) -> dict[str, Any]:
    """The effect of each choice on the ranks."""
    return {"runs": found.runs, "effects": [plain(dataclasses.asdict(one)) for one in found.effects]}


def audit_of(found: Audit) -> dict[str, Any]:
    """The audit, indicator by indicator."""
    table = zip(found.codes, found.nominal, found.importance, found.with_index, strict=True)
    return plain(
        {
            "indicators": [
                {"code": code, "weight": weight, "importance": real, "correlation": value}
                for code, weight, real, value in table
            ],
            "correlations": found.correlations.tolist(),
            "alpha": found.alpha,
            "removals": [dataclasses.asdict(one) for one in found.removals],
        }
    )


def comparison_of(found: Comparison, name: str) -> dict[str, Any]:
    """How another definition ranks the same areas."""
    return plain(
        {
            "with": name,
            "compared": found.compared,
            "spearman": found.spearman,
            "top_overlap": found.overlap,
            "median_rank_shift": found.median_shift,
        }
    )


def trend_of(found: Trend) -> dict[str, Any]:
    """The change since the base year, scales frozen at that year."""
    change = found.change[np.isfinite(found.change)]
    middle = float(np.median(change)) if len(change) else math.nan
    return plain(
        {
            "areas": len(found.areas),
            "compared": len(change),
            "median_change": middle,
            "worse": int((change > 0).sum()),
            "better": int((change < 0).sum()),
        }
    )


def number(value: float, digits: int = 9) -> float | None:
    """A number for a file: no more figures than it has sense, nothing for NaN."""
    return round(float(value), digits) if math.isfinite(value) else None


def plain(content: dict[str, Any]) -> dict[str, Any]:
    """The same, NaN being nothing, deep in lists and objects."""
    return {key: _plain(one) for key, one in content.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return number(float(value)) if isinstance(value, float | np.floating) else value
