"""How much two records agree: for each feature a level (see weights.WEIGHTS), for many pairs at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from fabrique.kernels.linkage import words
from fabrique.kernels.linkage.prepare import Columns
from fabrique.kernels.linkage.weights import ASK, ASK_AT_MOST, BIAS, WEIGHTS

Ints = NDArray[np.int64]
Levels = dict[str, NDArray[np.int8]]
Bools = NDArray[np.bool_]

CHUNK = 200_000  # pairs compared at once: bounds the memory to about 100 MB
RARE = 1.5  # weight of the telling words from which an equal name is not a coincidence
_EARTH_METRES_PER_DEGREE = 111_195.0
_EXCLUSIVE = sum(1 << i for i, kind in enumerate(words.KINDS) if kind not in words.HOSTED_KINDS)


def score(columns: Columns, left: Ints, right: Ints) -> NDArray[np.float64]:
    """Log-odds that each pair is one place, shape (pairs,)."""
    total = np.empty(len(left), dtype=np.float64)
    for start in range(0, len(left), CHUNK):
        part = slice(start, start + CHUNK)
        total[part] = BIAS
        asked = np.zeros(len(total[part]), dtype=np.bool_)
        for feature, level in levels(columns, left[part], right[part]).items():
            total[part] += np.array([entry.weight for entry in WEIGHTS[feature]])[level]
            asked |= np.array([entry.name in ASK.get(feature, ()) for entry in WEIGHTS[feature]])[level]
        total[part][asked] = np.minimum(total[part][asked], ASK_AT_MOST)
    return total


def levels(columns: Columns, left: Ints, right: Ints) -> Levels:
    """The level of each feature, by position in WEIGHTS[feature]; arrays of shape (pairs,)."""
    metres = distance(columns, left, right)
    kind = _kind(columns, left, right)
    place = _place(columns, left, right, metres)
    return {
        "name": _name(columns, left, right, kind),
        "number": _number(columns, left, right),
        "kind": kind,
        "mobile": _mobile(columns, left, right),
        "address": _address(columns, left, right),
        "distance": _select(
            "distance",
            [
                ("missing", np.isnan(metres)),
                ("on_the_spot", metres < 60),
                ("next_door", metres < 200),
                ("same_quarter", metres < 600),
                ("same_town", metres < 2_500),
                ("far", metres < 10_000),
            ],
            "very_far",
        ),
        "place": place,
        "phone": _contact("phone", columns.phone[:, None], columns.shared_phone, left, right),
        "email": _contact("email", columns.emails, columns.shared_email, left, right),
        "domain": _contact("domain", columns.domains, columns.shared_domain, left, right),
        "siret": _siret(columns, left, right),
        "source": (columns.source[left] == columns.source[right]).astype(np.int8),
    }


def distance(columns: Columns, left: Ints, right: Ints) -> NDArray[np.float64]:
    """Metres between the two records on a local plane (error below 1 % under 50 km), NaN when unknown."""
    north = columns.latitude[left] - columns.latitude[right]
    east = columns.longitude[left] - columns.longitude[right]
    east = east * np.cos(np.radians((columns.latitude[left] + columns.latitude[right]) / 2))
    metres: NDArray[np.float64] = np.hypot(north, east) * _EARTH_METRES_PER_DEGREE
    return metres


def similarity(one: NDArray[np.object_], other: NDArray[np.object_]) -> NDArray[np.float32]:
    """Edit similarity of two columns of texts, pair by pair, 0 to 1 (0 when either is empty)."""
    ratio: NDArray[np.float32] = process.cpdist(
        list(one), list(other), scorer=fuzz.ratio, dtype=np.float32, workers=-1
    )
    ratio[(one == "") | (other == "")] = 0
    return ratio / np.float32(100)


def _select(feature: str, cases: list[tuple[str, Bools]], otherwise: str) -> NDArray[np.int8]:
    """The position in WEIGHTS[feature] of the first case that holds."""
    position = {entry.name: index for index, entry in enumerate(WEIGHTS[feature])}
    chosen = np.select([case for _, case in cases], [position[n] for n, _ in cases], position[otherwise])
    return chosen.astype(np.int8)


def _name(columns: Columns, left: Ints, right: Ints, kind: NDArray[np.int8]) -> NDArray[np.int8]:
    same_kind = np.isin(kind, [i for i, entry in enumerate(WEIGHTS["kind"]) if entry.name.startswith("same")])
    ratio = similarity(columns.specific_name[left], columns.specific_name[right])
    full = similarity(columns.full_name[left], columns.full_name[right])
    matched = (columns.tokens[left][:, :, None] == columns.tokens[right][:, None, :]).any(axis=2)
    matched &= columns.tokens[left] != 0
    shared = (columns.token_weights[left] * matched).sum(axis=1)
    of_left = columns.token_weights[left].sum(axis=1)
    of_right = columns.token_weights[right].sum(axis=1)
    least, most = np.minimum(of_left, of_right), np.maximum(of_left, of_right)
    covered, covered_both = shared / np.maximum(least, 1e-6), shared / np.maximum(most, 1e-6)
    nameless = (columns.full_name[left] == "") | (columns.full_name[right] == "")
    generic = (of_left == 0) | (of_right == 0)
    same = (ratio >= 0.97) | (covered_both >= 0.95)
    # Each side has a word of its own: a slip of the pen when the rests are close, two branches when not.
    rests_matter = ~generic & ~same & (covered < 0.9) & ((shared > 0) | (ratio >= 0.6))
    rest = np.where(rests_matter, np.float32(0), ratio)
    where = np.flatnonzero(rests_matter)
    rest[where] = _rest_similarity(columns, left[where], right[where])
    return _select(
        "name",
        [
            ("missing", nameless),
            ("generic_same", generic & (full >= 0.9)),
            ("generic", generic),
            ("same", same & (least >= RARE)),
            ("same_common", same),
            ("contained", (covered >= 0.9) & (shared >= RARE)),
            ("contained_common", covered >= 0.9),
            ("close", rest >= 0.75),
            ("branch", shared > 0),
            ("different_same_kind", same_kind),
        ],
        "different",
    )


def _rest_similarity(columns: Columns, left: Ints, right: Ints) -> NDArray[np.float32]:
    """Similarity of what remains of two names without the words that both have."""
    one_rest, other_rest = [], []
    for one, other in zip(columns.specific_name[left], columns.specific_name[right], strict=True):
        one_words, other_words = one.split(), other.split()
        one_rest.append(" ".join(word for word in one_words if word not in other_words))
        other_rest.append(" ".join(word for word in other_words if word not in one_words))
    return similarity(np.array(one_rest, dtype=np.object_), np.array(other_rest, dtype=np.object_))


def _number(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    one, other = columns.number[left], columns.number[right]
    within = np.zeros(len(left), dtype=np.bool_)
    for row in np.flatnonzero((one != other) & (one != 0) & (other != 0)):
        # « 19 mars 1962 » and « 19 mars » do not clash.
        numbers, others = (set(columns.numbers[at].split()) for at in (left[row], right[row]))
        within[row] = numbers <= others or others <= numbers
    return _select(
        "number",
        [
            ("none", (one == 0) & (other == 0)),
            ("equal", one == other),
            ("one_side", (one == 0) | (other == 0) | within),
        ],
        "clash",
    )


def _kind(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    one, other = columns.kinds[left], columns.kinds[right]
    same_place = columns.place[left] == columns.place[right]
    elsewhere = columns.source[left] != columns.source[right]
    settled, other_settled = (one & _EXCLUSIVE) != 0, (other & _EXCLUSIVE) != 0
    alone = (columns.only_kinds[left] & columns.only_kinds[right]) != 0
    return _select(
        "kind",
        [
            ("one_settled", ((one == 0) | (other == 0)) & (settled | other_settled)),
            ("unknown", (one == 0) | (other == 0)),
            ("same_only", alone & same_place & elsewhere),
            ("same", (one & other) != 0),
            ("clash", settled & other_settled),
            ("mixed", settled | other_settled),
        ],
        "hosted",
    )


def _mobile(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    """A source that lists both the bus and the office means two places."""
    equal = columns.mobile[left] == columns.mobile[right]
    one_source = columns.source[left] == columns.source[right]
    return _select("mobile", [("equal", equal), ("one_side_one_source", one_source)], "one_side")


def _address(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    street = similarity(columns.street[left], columns.street[right])
    missing = (columns.street[left] == "") | (columns.street[right] == "")
    one, other = columns.first_number[left], columns.first_number[right]
    overlap = (one <= columns.last_number[right]) & (other <= columns.last_number[left])
    near_same = street >= 0.85
    for row in np.flatnonzero((street >= 0.5) & ~near_same):
        # « rue de la Scierie » and « rue de la Scierie, Nods »; one word alone is too short to say.
        short, long = sorted((columns.street[left[row]], columns.street[right[row]]), key=len)
        near_same[row] = " " in short and (long.startswith(f"{short} ") or long.endswith(f" {short}"))
    return _select(
        "address",
        [
            ("missing", missing),
            ("same_door", near_same & (one > 0) & (other > 0) & overlap),
            ("same_street_no_door", near_same & (one == 0) & (other == 0)),
            ("same_street_one_door", near_same & ((one == 0) | (other == 0))),
            ("same_street_other_door", near_same),
            ("close", street >= 0.65),
        ],
        "different",
    )


def _place(columns: Columns, left: Ints, right: Ints, metres: NDArray[np.float64]) -> NDArray[np.int8]:
    known = (columns.commune[left] != 0) & (columns.commune[right] != 0)
    same_postal = (columns.postal[left] != 0) & (columns.postal[left] == columns.postal[right])
    both_postal = (columns.postal[left] != 0) & (columns.postal[right] != 0)
    near = metres < 1_500
    return _select(
        "place",
        [
            ("same_commune", known & (columns.commune[left] == columns.commune[right])),
            ("border", known & near),
            ("other_commune", known),
            ("same_postal", same_postal),
            ("other_postal", both_postal & ~near),
        ],
        "unknown",
    )


def _contact(
    feature: str, codes: NDArray[np.int32], shared: Bools, left: Ints, right: Ints
) -> NDArray[np.int8]:
    one, other = codes[left], codes[right]
    equal = (one[:, :, None] == other[:, None, :]) & (one[:, :, None] != 0)
    blank = np.asarray(~one.any(axis=1) | ~other.any(axis=1), dtype=np.bool_)
    own = (equal & ~shared[one][:, :, None]).any(axis=(1, 2))
    return _select(
        feature,
        [
            ("missing", blank),
            ("same", own),
            ("same_shared", equal.any(axis=(1, 2))),
        ],
        "different",
    )


def _siret(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    one, other = columns.siret[left], columns.siret[right]
    return _select(
        "siret",
        [
            ("missing", (one == 0) | (other == 0)),
            ("same", (one == other) & ~columns.shared_siret[one]),
            ("same_shared", one == other),
            ("same_siren", columns.siren[left] == columns.siren[right]),
        ],
        "different",
    )
