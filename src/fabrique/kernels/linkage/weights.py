"""The evidence of each level of agreement, in log-odds (natural logarithm): data, and how it was obtained.

For each level: its name, its weight, and the expert's value that the fit started from. The expert's values
follow Fellegi and Sunter (1969), log(m/u): how much more often the level is seen on two records of one place
than on two records of different places of a block. `python -m bench.fit_linkage` corrects them on 30,000
invented places (seed 101), 20 % of them seen twice: maximum a posteriori logistic regression, each weight
kept within 2 of the expert's (features go together: the regression takes the excess away); then one factor
for all and the bias (Platt's scaling). A probability therefore supposes about one place in five seen twice.
« clash » is a veto: nothing else outweighs it.

Reliability on the candidate pairs of 30,000 other invented places (seed 102), printed by the same command:

    probability told     pairs   mean told   truly one place
    0.000 to 0.020    157113       0.000             0.000
    0.020 to 0.100       168       0.046             0.083
    0.100 to 0.300        84       0.185             0.167
    0.300 to 0.500        52       0.404             0.231
    0.500 to 0.700        41       0.607             0.634
    0.700 to 0.900        78       0.817             0.846
    0.900 to 0.970       109       0.943             0.917
    0.970 to 0.995       259       0.985             0.988
    0.995 to 1.000      5503       1.000             1.000
"""

from __future__ import annotations

from typing import NamedTuple


class Level(NamedTuple):
    name: str
    weight: float
    expert: float


# Whatever else agrees, these levels put a question to a person: the pair gets ASK_AT_MOST (92 %) at most.
ASK = {"name": ("branch", "different"), "kind": ("mixed",)}
ASK_AT_MOST = 2.5

EXPERT_BIAS = -5.0
BIAS = -7.3

WEIGHTS: dict[str, tuple[Level, ...]] = {
    "name": (
        Level("missing", 0.0, 0.0),
        Level("same", 7.0, 5.0),
        Level("same_common", 3.7, 2.5),
        Level("close", 4.7, 3.0),
        Level("contained", 1.9, 2.0),
        Level("contained_common", 0.6, 0.5),
        Level("generic_same", 2.5, 1.0),
        Level("generic", -2.3, -1.0),
        Level("branch", -5.5, -4.0),
        Level("different_same_kind", -3.6, -2.5),
        Level("different", -8.5, -6.0),
    ),
    "number": (
        Level("none", 0.0, 0.0),
        Level("equal", 0.8, 0.5),
        Level("one_side", -2.1, -1.5),
        Level("clash", -28.1, -20.0),
    ),
    "kind": (
        Level("unknown", 0.0, 0.0),
        Level("one_settled", -1.8, -0.5),
        Level("same", 2.0, 1.0),
        Level("same_only", 3.3, 2.5),
        Level("hosted", -2.9, -2.0),
        Level("mixed", -7.1, -4.5),
        Level("clash", -28.1, -20.0),
    ),
    "mobile": (
        Level("equal", 0.0, 0.0),
        Level("one_side", -8.4, -6.0),
        Level("one_side_one_source", -12.7, -9.0),
    ),
    "address": (
        Level("missing", 0.0, 0.0),
        Level("same_door", 4.4, 3.5),
        Level("same_street_no_door", 3.8, 2.5),
        Level("same_street_one_door", 2.5, 1.5),
        Level("same_street_other_door", -2.1, -1.5),
        Level("close", -0.1, 0.0),
        Level("different", -3.1, -1.5),
    ),
    "distance": (
        Level("missing", 0.0, 0.0),
        Level("on_the_spot", 2.7, 2.5),
        Level("next_door", 2.7, 1.5),
        Level("same_quarter", -0.9, -0.5),
        Level("same_town", -3.8, -2.5),
        Level("far", -6.4, -4.5),
        Level("very_far", -9.8, -7.0),
    ),
    "place": (
        Level("unknown", 0.0, 0.0),
        Level("same_commune", 1.2, 1.0),
        Level("same_postal", 0.8, 0.5),
        Level("border", -1.4, -1.0),
        Level("other_postal", -5.6, -4.0),
        Level("other_commune", -8.5, -6.0),
    ),
    "phone": (
        Level("missing", 0.0, 0.0),
        Level("same", 5.0, 3.5),
        Level("same_shared", 0.8, 0.5),
        Level("different", -1.5, -0.7),
    ),
    "email": (
        Level("missing", 0.0, 0.0),
        Level("same", 3.9, 3.0),
        Level("same_shared", 0.9, 0.5),
        Level("different", -0.6, -0.5),
    ),
    "domain": (
        Level("missing", 0.0, 0.0),
        Level("same", 2.1, 1.5),
        Level("same_shared", 0.2, 0.3),
        Level("different", -0.8, -0.5),
    ),
    "siret": (
        Level("missing", 0.0, 0.0),
        Level("same", 5.6, 4.0),
        Level("same_shared", 0.7, 0.5),
        Level("same_siren", -0.7, -0.5),
        Level("different", -3.5, -2.5),
    ),
    "source": (
        Level("other", 0.0, 0.0),
        Level("same", -3.7, -4.0),
    ),
}
