"""The defensible choices of a definition, and draws among them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.definition import Definition, Mean, Missing, Normalisation
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.tree import dirichlet, without

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
FACTORS = ("normalisation", "mean", "missing", "removal", "weights")
FACTOR_LABELS = {
    "normalisation": "la mise à l’échelle",
    "mean": "la façon de résumer",
    "missing": "le traitement des valeurs manquantes",
    "removal": "le retrait d’un indicateur",
    "weights": "les poids",
}


@dataclass(frozen=True)
class Options:
    """What can be drawn, the definition's own first. A mean None: those of the groups."""

    normalisations: tuple[Normalisation, ...]
    means: tuple[Mean | None, ...]
    missing: tuple[Missing, ...]
    removals: tuple[int, ...]
    spread: float

    @property
    def open_factors(self) -> tuple[str, ...]:
        """The choices that are really open, in the order of ``FACTORS``."""
        sizes = (
            len(self.normalisations),
            len(self.means),
            len(self.missing),
            len(self.removals),
            2 if self.spread > 0 else 1,
        )
        return tuple(name for name, size in zip(FACTORS, sizes, strict=True) if size > 1)


def options(definition: Definition, *, gaps: bool) -> Options:
    """The options of a definition; without ``gaps`` in the data, how to fill them is no choice."""
    also = definition.alternatives
    own_means = {group.mean for group in definition.groups.values()}
    own = own_means.pop() if len(own_means) == 1 else None
    order = {code: rank for rank, code in enumerate(definition.codes)}
    return Options(
        normalisations=tuple(dict.fromkeys((definition.normalisation, *also.normalisations))),
        means=tuple(dict.fromkeys((own, *also.means))),
        missing=tuple(dict.fromkeys((definition.missing, *also.missing))) if gaps else (definition.missing,),
        removals=(-1, *(order[code] for code in sorted(order))) if also.removal else (-1,),
        spread=also.spread,
    )


@dataclass(frozen=True)
class Draws:
    """r draws: numbers of options (r) for each factor but weights, and weights (r, e) before removal."""

    normalisation: Ints
    mean: Ints
    missing: Ints
    removal: Ints
    weights: Floats

    def __len__(self) -> int:
        return len(self.weights)

    def swapped(self, other: Draws, factor: str) -> Draws:
        """These draws with one factor taken from others."""
        return replace(self, **{factor: getattr(other, factor)})


def draw(frame: Frame, choices: Options, count: int, random: np.random.Generator) -> Draws:
    """``count`` draws; every option of a factor is as likely as another."""

    def among(size: int) -> Ints:
        return random.integers(0, size, count)

    return Draws(
        normalisation=among(len(choices.normalisations)),
        mean=among(len(choices.means)),
        missing=among(len(choices.missing)),
        removal=among(len(choices.removals)),
        weights=dirichlet(frame.tree, choices.spread, count, random),
    )


def joined(parts: list[Draws]) -> Draws:
    """Draws one after the other."""
    table = {name: np.concatenate([getattr(one, name) for one in parts]) for name in FACTORS}
    return Draws(**table)


def final_weights(frame: Frame, choices: Options, draws: Draws) -> Floats:
    """The weights (r, e) of each draw, what it leaves out being left out."""
    if len(choices.removals) == 1:
        return draws.weights
    removed = np.asarray(choices.removals)[draws.removal]
    return without(frame.tree, draws.weights, removed[:, None] == np.arange(frame.tree.leaves))
