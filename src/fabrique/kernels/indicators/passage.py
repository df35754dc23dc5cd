"""From one year of the geographic code to another: mergers summed, splits shared, unknown codes said."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fabrique.kernels.indicators.carrying import LEAST_SHARE, Carried, areas, carry, linked
from fabrique.kernels.indicators.model import Panel

# Shares are published with few digits: three thirds of 0.33 are still a whole.
_WHOLE = 0.02


@dataclass(frozen=True, slots=True)
class Step:
    """Area ``old`` became ``new``, or gave it the part ``share`` (in [0, 1]) of its people; None: unknown."""

    old: str
    new: str
    share: float | None = None


def carry_over(
    panel: Panel,
    steps: Sequence[Step],
    geography: int,
    *,
    known: Collection[str] = (),
    least_share: float = LEAST_SHARE,
) -> Carried:
    """The panel with the areas of the year ``geography``.

    ``steps`` is the passage table. It may list the changes alone (but of a merger all the parts, the one that
    kept its code included); ``known`` then holds the codes of the later year: a code without a step stays
    itself when it is among them, or among the table's new codes.
    A merger is summed as in :func:`aggregate`. A split area is shared by its shares, and what comes of it is
    estimated; without shares, or with shares that do not make a whole, its counts are missing on the new
    areas and so are its rates. ``unknown``: the codes that the table does not know.
    """
    rows, notes = _rows(steps)
    listed = {step.old for step in steps}
    still = {*known, *(step.new for step in steps)}
    rows += [(area, area, 1.0) for area in panel.areas if area not in listed and area in still]
    unknown = tuple(area for area in panel.areas if area not in listed and area not in still)
    carried = carry(
        panel, linked(rows, panel), level=panel.level, geography=geography, least_share=least_share
    )
    if unknown:
        count = f"{len(unknown)} code{'s' if len(unknown) > 1 else ''}"
        notes.append(f"{count} que la table de passage ne connaît pas : pas d’année nouvelle pour eux.")
    return dataclasses.replace(carried, unknown=unknown, notes=tuple(notes))


def _rows(steps: Sequence[Step]) -> tuple[list[tuple[str, str, float]], list[str]]:
    """Links of the table with their shares (NaN: not known), and what is odd in it."""
    by_old: dict[str, dict[str, float | None]] = {}
    for step in steps:
        by_old.setdefault(step.old, {})[step.new] = step.share
    rows: list[tuple[str, str, float]] = []
    odd: list[str] = []
    unsaid = 0
    for old, news in by_old.items():
        shares = [share if share is not None else math.nan for share in news.values()]
        if len(news) == 1:
            shares = [1.0]
        elif any(math.isnan(share) for share in shares):
            unsaid += 1
            shares = [math.nan] * len(news)
        elif min(shares) < 0 or abs(sum(shares) - 1) > _WHOLE:
            odd.append(old)
            shares = [math.nan] * len(news)
        else:
            shares = [share / sum(shares) for share in shares]
        rows += [(old, new, share) for new, share in zip(news, shares, strict=True) if share != 0]
    notes = []
    if unsaid:
        notes.append(f"{areas(unsaid)} partagé entre plusieurs sans parts connues : rien n’en est porté.")
    if odd:
        listed = ", ".join(f"« {code} »" for code in odd[:5])
        notes.append(f"Les parts de {listed} ne font pas un entier : elles ne sont pas utilisées.")
    return rows, notes
