"""What holds for a whole calculation and is the fault of no area: said in French beside the scores."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fabrique.kernels.index.data import Data
from fabrique.kernels.index.definition import Method
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.indicators.model import Status

NATIONAL = 1000
"""Fewer areas are a part of the country: no département has as many communes as that (887 at most), and the
coarsest national list that an index is made for, the EPCI, has some 1,250."""
CLIPPED = 0.20
"""Beyond a fifth of the values, a bound no longer cuts extremes off: it cuts the distribution."""


def notes_on(frame: Frame, data: Data) -> Iterator[str]:
    """What a reader of all the scores must know, from the definition and the values."""
    yield from frame.notes
    yield from _relative(frame)
    yield from _clipped(frame, data)
    yield from _estimated(frame, data)
    yield from _no_shares(frame, data)


def _relative(frame: Frame) -> Iterator[str]:
    if frame.definition.relative_scale and 1 < frame.size < NATIONAL:
        yield (
            f"Les scores sont relatifs aux {frame.size} zones données : ils ne se comparent pas à ceux d’un "
            "autre territoire, ni à ceux de l’indice national."
        )


def _clipped(frame: Frame, data: Data) -> Iterator[str]:
    for one in frame.definition.indicators:
        if one.goalposts is None or frame.how(one).method is not Method.GOALPOSTS:
            continue
        values = data.values[one.code]
        known = values[np.isfinite(values)]
        low, high = one.goalposts
        sides = (
            ("sous la borne basse", low, known < low),
            ("au-dessus de la borne haute", high, known > high),
        )
        if len(known) and sum(beyond.mean() for _side, _post, beyond in sides) > CLIPPED:
            told = " et ".join(
                f"{100 * beyond.mean():.0f} % des valeurs de « {one.label} » sont {side} ({post:g})"
                for side, post, beyond in sides
                if beyond.any()
            )
            yield f"{told} : entre elles, l’indicateur ne départage plus."


def _estimated(frame: Frame, data: Data) -> Iterator[str]:
    for one in frame.definition.indicators:
        status = data.status[one.code]
        known = status[status <= Status.IMPUTED]
        if len(known) and (known == Status.IMPUTED).all():
            yield f"« {one.label} » n’a que des valeurs estimées : aucune n’a été mesurée dans sa zone."


def _no_shares(frame: Frame, data: Data) -> Iterator[str]:
    for one in frame.definition.indicators:
        values = data.values[one.code]
        count = int(((values < 0) | (values > one.scale * (1 + 1e-9))).sum())
        if one.denominator and one.direction < 0 and count:
            yield (
                f"« {one.label} » a des valeurs qui ne sont pas des parts de 0 à {one.scale:g} ({count}) : "
                "on ne peut pas y compter ceux qui restent. Corrigez « scale », ou retirez « denominator »."
            )
