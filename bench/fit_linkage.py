"""Fits the weights of fabrique.kernels.linkage on invented places and prints them: `python -m
bench.fit_linkage`.

Maximum a posteriori logistic regression on the levels of the candidate pairs of the generator. The
starting values are an expert's; each weight keeps within REACH of its own, so that what the generator
does not know (nor can) is not unlearned; then one factor and the bias are set on all the evidence
(Platt). The reliability table is made on places from another seed.
"""

from __future__ import annotations

import argparse
import itertools

import numpy as np
from bench.duplicates import records_of
from bench.generate_places import Row, generate
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack

from fabrique.kernels.linkage.blocking import candidate_pairs
from fabrique.kernels.linkage.compare import levels, score
from fabrique.kernels.linkage.prepare import prepare
from fabrique.kernels.linkage.weights import EXPERT_BIAS, WEIGHTS

REACH = 2.0
PRIOR_DEVIATION = 1.0  # of a weight around the expert's value, in log-odds
EXTREME = 12.0
EVIDENCE = 0.03  # pairs of one block are far from independent: each counts for this much


def examples(rows: list[Row]) -> tuple[dict[str, NDArray[np.int8]], NDArray[np.bool_], NDArray[np.float64]]:
    """Levels, truth and present log-odds of the candidate pairs."""
    columns = prepare(records_of(rows))
    truth = {row.id: row.truth for row in rows}
    code = np.array([truth[record.id] for record in columns.records])
    left, right = candidate_pairs(columns)
    return levels(columns, left, right), code[left] == code[right], score(columns, left, right)


def fit(level: dict[str, NDArray[np.int8]], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Bias, then the weights of all levels in order."""
    start = np.array([EXPERT_BIAS] + [entry.expert for table in WEIGHTS.values() for entry in table])
    fixed = np.array([False] + [n == 0 for table in WEIGHTS.values() for n in range(len(table))])
    count = len(same)
    blocks = [csr_array(np.ones((count, 1)))]
    for feature, table in WEIGHTS.items():
        cells = (np.ones(count), (np.arange(count), level[feature]))
        blocks.append(csr_array(cells, shape=(count, len(table))))
    design = hstack(blocks).tocsr()
    sign = np.where(same, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (design @ weights)
        away = (weights - start) / PRIOR_DEVIATION
        slope = design.T @ (-sign / (1 + np.exp(np.clip(margin, -30, 30))))
        value = EVIDENCE * np.logaddexp(0, -margin).sum() + (away @ away) / 2
        return float(value), EVIDENCE * slope + away / PRIOR_DEVIATION

    reach = np.where(fixed, 0.0, REACH)
    bounds = np.stack([start - reach, start + reach], axis=1)
    fitted: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return rescaled(fitted, design @ fitted, sign)


def rescaled(
    weights: NDArray[np.float64], odds: NDArray[np.float64], sign: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The same weights times one factor, with another bias (Platt), on all the evidence but the pairs
    that a veto settles (beyond log-odds of ±EXTREME)."""
    odds, sign = odds[np.abs(odds) < EXTREME], sign[np.abs(odds) < EXTREME]

    def loss(scale: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0, -sign * (scale[0] * odds + scale[1])).sum())

    factor, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    weights = weights * factor
    weights[0] += shift
    return weights


def reliability(odds: NDArray[np.float64], same: NDArray[np.bool_]) -> None:
    """Prints, for each slice of probability, what share of the pairs are truly one place."""
    probability = 1 / (1 + np.exp(-odds))
    edges = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.995, 1.0]
    print("probabilité dite      paires   moyenne dite   part vraie")
    for low, high in itertools.pairwise(edges):
        kept = (probability >= low) & (probability < high if high < 1 else probability <= 1)
        if kept.any():
            said, true = probability[kept].mean(), same[kept].mean()
            print(f"{low:.3f} à {high:.3f} {kept.sum():12d} {said:14.3f} {true:12.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=101)
    options = parser.parse_args()
    level, same, _ = examples(generate(options.places, seed=options.seed))
    weights = iter(fit(level, same).round(1).tolist())
    print(f"BIAS = {next(weights):.1f}")
    for feature, table in WEIGHTS.items():
        print(feature, [(entry.name, next(weights)) for entry in table])
    _, same, odds = examples(generate(options.places, seed=options.seed + 1))
    print("Avec les poids en service, sur d’autres lieux :")
    reliability(odds, same)


if __name__ == "__main__":
    main()
