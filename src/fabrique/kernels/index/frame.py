"""A definition fitted to the data of a base year: bounds, means, quantiles and PCA weights are then fixed,
and any data, of that year or another, can be brought to the same scale."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.aggregate import combine, leaves
from fabrique.kernels.index.data import Data
from fabrique.kernels.index.definition import Definition, Indicator, Mean, Missing, Normalisation, Weighing
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.normalise import Scale, fit, is_flat, positive
from fabrique.kernels.index.treat import FILL_SHARES, Treatment, fill_of, fit_outliers
from fabrique.kernels.index.tree import Node, Tree, lay_out

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
FILLS = {Missing.MEAN, *FILL_SHARES}


class Frame:
    """What was learnt from ``data`` for ``definition``. Raises ``Refusal`` when nothing can be.

    ``tree`` has the weights, those of PCA included; ``size``: how many areas were learnt from; ``notes``
    says in French what an indicator cannot do.
    """

    def __init__(self, definition: Definition, data: Data) -> None:
        data.require(definition)
        self.definition, self.size = definition, len(data.areas)
        self.notes: list[str] = []
        self._treatments: dict[tuple[str, int], Treatment] = {}
        self._known: dict[tuple[str, int], Floats] = {}
        self._scales: dict[tuple[str, int, Normalisation], Scale] = {}
        for number, indicator in enumerate(definition.indicators):
            self._learn(number, indicator, data)
        self.tree = lay_out(definition)
        if any(group.weighing is Weighing.PCA for group in definition.groups.values()):
            self.tree = self._with_pca(data)

    def _learn(self, number: int, indicator: Indicator, data: Data) -> None:
        values = data.values[indicator.code]
        known = values[np.isfinite(values)]
        if not len(known):
            raise Refusal(
                f"L’indicateur « {indicator.code} » n’a aucune valeur connue : retirez-le de la définition, "
                "ou "
                "complétez la colonne."
            )
        if is_flat(known) and len(known) > 1:
            self.notes.append(
                f"« {indicator.label} » a partout la même valeur : il ne départage aucune zone."
            )
        for label, rows in populations(self.definition, data):
            here = values[rows]
            here = here[np.isfinite(here)]
            if len(here):
                treatment = fit_outliers(indicator, here)
                self._treatments[label, number] = treatment
                self._known[label, number] = treatment(here)

    def scale(self, label: str, number: int, how: Normalisation) -> Scale:
        """The scale of an indicator in one reference population."""
        key = (label, number, how)
        if key not in self._scales:
            indicator = self.definition.indicators[number]
            if indicator.goalposts and how.method == "goalposts":
                posts = np.asarray(indicator.goalposts)
                low, high = self._treatments[label, number].moved(posts)
                indicator = dataclasses.replace(indicator, goalposts=(float(low), float(high)))
            self._scales[key] = fit(indicator, how, self._known[label, number])
        return self._scales[key]

    def points(
        self, data: Data, default: Normalisation | None = None, missing: Missing | None = None
    ) -> Floats:
        """Normalised values (d, n), NaN where not known and not filled. ``default`` and ``missing`` take the
        place of those of the definition; an indicator's own stay."""
        found = np.full((len(self.definition.indicators), len(data.areas)), np.nan)
        for label, rows in populations(self.definition, data):
            for number, indicator in enumerate(self.definition.indicators):
                if (label, number) not in self._known:
                    continue
                how = self.how(indicator, default)
                scale = self.scale(label, number, how)
                values = self._treatments[label, number](data.values[indicator.code][rows])
                fill = indicator.missing or missing or self.definition.missing
                if fill in FILLS:
                    filled = fill_of(fill, self._known[label, number])
                    values = np.where(np.isnan(values), filled, values)
                found[number, rows] = scale(values)
        return found

    def how(self, indicator: Indicator, default: Normalisation | None = None) -> Normalisation:
        """The normalisation of an indicator."""
        return indicator.normalisation or default or self.definition.normalisation

    def made_positive(self, points: Floats, default: Normalisation | None = None) -> Floats:
        """Points (d, n) on scales above 0, for the geometric and harmonic means."""
        rows = zip(self.definition.indicators, points, strict=True)
        return np.stack([positive(self.how(one, default), row) for one, row in rows])

    def ready(self, points: Floats, means: tuple[Mean, ...], default: Normalisation | None = None) -> Floats:
        """The points that a tree with these means can sum up."""
        plain = all(mean is Mean.ARITHMETIC for mean in means)
        return points if plain else self.made_positive(points, default)

    @property
    def means(self) -> tuple[Mean, ...]:
        """The mean of each group, from the bottom up."""
        return tuple(node.mean for node in self.tree.nodes)

    def _with_pca(self, data: Data) -> Tree:
        tree, weights = self.tree, self.tree.weights.copy()
        points = self.ready(self.points(data), tuple(node.mean for node in tree.nodes))
        for rank, node in enumerate(tree.nodes):
            if self.definition.groups[node.code].weighing is Weighing.PCA:
                partial = Tree(tree.nodes[: rank + 1], weights, tree.leaves)
                weights[list(node.edges)] = self._pca(node, partial, points)
        return Tree(tree.nodes, weights, tree.leaves)

    def _pca(self, node: Node, tree: Tree, points: Floats) -> Floats:
        means = tuple(one.mean for one in tree.nodes)
        values = combine(tree, leaves(tree, points, means), tree.weights[None, :])
        inner = [values[tree.nodes[one].code][0] for one in node.nodes]
        return pca_weights(np.array([*points[list(node.leaves)], *inner]), node.code)


def pca_weights(values: Floats, code: str) -> Floats:
    """Squared loadings of the first principal component of the correlations of k parts over the complete
    areas: (k, n) to (k), sum 1 (OECD/JRC Handbook 2008, step 6). Raises ``Refusal`` when they are no
    weights."""
    where = f"groupe « {code} » : poids par analyse en composantes principales impossibles"
    complete = values[:, np.isfinite(values).all(axis=0)]
    parts, count = complete.shape
    if parts < 2 or count <= parts:
        raise Refusal(f"{where}, il faut deux parties et plus de zones complètes ({count}) que de parties.")
    if (complete.std(axis=1) <= 1e-12 * np.abs(complete).max(axis=1)).any():
        raise Refusal(f"{where}, une partie a partout la même valeur. Donnez des poids égaux ou d’experts.")
    _sizes, vectors = np.linalg.eigh(np.corrcoef(complete))
    loadings = vectors[:, -1] if vectors[:, -1].sum() >= 0 else -vectors[:, -1]
    if (loadings < -1e-9).any():
        raise Refusal(
            f"{where}, une partie va à l’encontre des autres : un poids négatif la compterait à l’envers."
        )
    return np.asarray(loadings**2)


def populations(definition: Definition, data: Data) -> Iterator[tuple[str, npt.NDArray[np.int64] | slice]]:
    """The reference populations and the areas of each: everything, or those that share a label."""
    if not definition.population:
        yield "", slice(None)
        return
    labels, number, counts = np.unique(
        np.asarray(data.labels[definition.population]), return_inverse=True, return_counts=True
    )
    rows = np.split(np.argsort(number, kind="stable"), np.cumsum(counts)[:-1])
    yield from zip(map(str, labels), rows, strict=True)
