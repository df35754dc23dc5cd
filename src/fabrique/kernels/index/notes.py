"""What holds for a whole calculation and is the fault of no area: said in French beside the scores."""

from __future__ import annotations

from collections.abc import Iterator

from fabrique.kernels.index.data import Data
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.indicators.model import Status


def notes_on(frame: Frame, data: Data) -> Iterator[str]:
    """What a reader of all the scores must know, from the definition and the values."""
    yield from frame.notes
    yield from _estimated(frame, data)
    yield from _no_shares(frame, data)


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
                f"« {one.label} » : {count} valeurs ne sont pas des parts de 0 à {one.scale:g}, on ne peut "
                "pas compter ceux qui restent. Corrigez « scale », ou retirez « denominator »."
            )
