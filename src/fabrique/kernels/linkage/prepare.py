"""Records turned into columns (numpy arrays of codes), so that millions of pairs are compared at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabrique.kernels.linkage import words
from fabrique.kernels.linkage.model import Record
from fabrique.kernels.linkage.text import (
    corrections,
    fold,
    kinds_of,
    mail_host,
    parse_address,
    parse_name,
    site_key,
)

Codes = NDArray[np.int32]
Floats = NDArray[np.float32]

TOKENS = 6  # telling words kept for each name, the rarest first
MANY = 5  # a phone, an e-mail or a site seen in that many records is a switchboard, not a place


@dataclass(frozen=True, slots=True)
class Columns:
    """The records, in order of id. Codes are 0 when the value is missing; equal values have equal codes.

    Shapes: (n,) but `tokens` and `token_weights` (n, TOKENS), `emails` (n, 2), `domains` (n, 4).
    `shared_*[code]` is True when the value is seen in several communes or in many records.
    """

    records: tuple[Record, ...]
    source: Codes
    place: Codes  # commune, or postal code when the commune is missing
    commune: Codes
    postal: Codes
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    full_name: NDArray[np.object_]
    specific_name: NDArray[np.object_]
    tokens: Codes
    token_weights: Floats
    kinds: Codes  # bit mask over words.KINDS
    only_kinds: Codes  # those of `kinds` that no other record of this source has in this commune
    mobile: NDArray[np.bool_]
    number: Codes
    numbers: NDArray[np.object_]
    street: NDArray[np.object_]
    street_code: Codes
    first_number: Codes
    last_number: Codes
    phone: Codes
    emails: Codes
    domains: Codes  # of the sites and of the e-mail addresses
    siret: Codes
    siren: Codes
    shared_phone: NDArray[np.bool_]
    shared_email: NDArray[np.bool_]
    shared_domain: NDArray[np.bool_]
    shared_siret: NDArray[np.bool_]


def prepare(records: Iterable[Record]) -> Columns:
    """Columns of the records. Raises ValueError when two records have one id."""
    rows = tuple(sorted(records, key=lambda record: record.id))
    for left, right in itertools.pairwise(rows):
        if left.id == right.id:
            raise ValueError(f"L’identifiant « {left.id} » est porté par deux fiches.")
    names = _names(rows)
    streets, first, last = _addresses(rows)
    commune = _codes([row.commune_code for row in rows])
    postal = _codes([row.postal_code for row in rows])
    place = _codes([row.commune_code or (row.postal_code and f"cp{row.postal_code}") for row in rows])
    tokens, weights = _tokens(names.specific, place)
    phone = _codes([row.phone for row in rows])
    emails = _some_codes(([e.strip().lower() for e in row.emails] for row in rows), 2)
    domains = _some_codes(map(_domains, rows), 4)
    kinds = np.array(names.kinds, dtype=np.int32)
    source = _codes([row.source for row in rows])
    siret = _codes([row.siret for row in rows])
    return Columns(
        records=rows,
        source=source,
        place=place,
        commune=commune,
        postal=postal,
        latitude=np.array([np.nan if r.latitude is None else r.latitude for r in rows], dtype=np.float64),
        longitude=np.array([np.nan if r.longitude is None else r.longitude for r in rows], dtype=np.float64),
        full_name=_objects(names.full),
        specific_name=_objects(names.specific),
        tokens=tokens,
        token_weights=weights,
        kinds=kinds,
        only_kinds=_only_kinds(kinds, source, place),
        mobile=np.array(names.mobile, dtype=np.bool_),
        number=_codes(names.number),
        numbers=_objects(names.number),
        street=_objects(streets),
        street_code=_codes(streets),
        first_number=np.array(first, dtype=np.int32),
        last_number=np.array(last, dtype=np.int32),
        phone=phone,
        emails=emails,
        domains=domains,
        siret=siret,
        siren=_codes([row.siret[:9] for row in rows]),
        shared_phone=_shared(phone[:, None], commune),
        shared_email=_shared(emails, commune),
        shared_domain=_shared(domains, commune),
        shared_siret=_shared(siret[:, None], commune),
    )


@dataclass(slots=True)
class _Names:
    """What the names tell, one list a column (lists of strings spare the memory collector)."""

    full: list[str]
    specific: list[str]
    number: list[str]
    kinds: list[int]
    mobile: list[bool]


def _names(rows: Sequence[Record]) -> _Names:
    folded = [fold(row.name) for row in rows]
    corrected = corrections(folded)
    bit = {kind: 1 << position for position, kind in enumerate(words.KINDS)}
    columns = _Names([], [], [], [], [])
    for row, text in zip(rows, folded, strict=True):
        name = parse_name(text, corrected)
        columns.full.append(name.full)
        columns.specific.append(name.specific)
        columns.number.append(name.number)
        columns.kinds.append(sum(bit[kind] for kind in kinds_of(name, row.typologies)))
        mobile = words.MOBILE_CODE in row.typologies or not words.MOBILE_WORDS.isdisjoint(name.full.split())
        columns.mobile.append(mobile)
    return columns


def _addresses(rows: Sequence[Record]) -> tuple[list[str], list[int], list[int]]:
    streets, first, last = [], [], []
    for row in rows:
        address = parse_address(row.address)
        streets.append(address.street)
        first.append(address.first)
        last.append(address.last)
    return streets, first, last


def _objects(values: Sequence[str]) -> NDArray[np.object_]:
    column = np.empty(len(values), dtype=np.object_)
    column[:] = values
    return column


def _codes(values: Sequence[str]) -> Codes:
    """1, 2, 3… for each value in alphabetical order, 0 for ""."""
    known = {value: code for code, value in enumerate(sorted(set(values) - {""}), start=1)}
    return np.array([known.get(value, 0) for value in values], dtype=np.int32)


def _some_codes(values: Iterable[Sequence[str]], most: int) -> Codes:
    """The codes of at most `most` values a record, the first in alphabetical order; shape (n, most)."""
    flat: list[str] = []
    for row in values:
        kept = sorted({value for value in row if value})[:most] if row else []
        flat.extend(kept)
        flat.extend([""] * (most - len(kept)))
    return _codes(flat).reshape(-1, most)


def _domains(row: Record) -> list[str]:
    return [site_key(url) for url in row.websites] + [mail_host(email) for email in row.emails]


def _only_kinds(kinds: Codes, source: Codes, place: Codes) -> Codes:
    """The bits of `kinds` that one record alone has among those of its source in its commune."""
    _, area = np.unique(source.astype(np.int64) << 32 | place, return_inverse=True)
    only = np.zeros_like(kinds)
    for position in range(len(words.KINDS)):
        has = (kinds >> position & 1) != 0
        count = np.bincount(area[has], minlength=int(area.max(initial=0)) + 1)
        only[has & (count[area] == 1) & (place != 0)] |= 1 << position
    return only


def _shared(codes: Codes, commune: Codes) -> NDArray[np.bool_]:
    """For each code: is the value seen in two communes, or in MANY records? Shape (max code + 1,)."""
    flat = codes.ravel()
    communes = np.repeat(commune, codes.shape[1])
    size = int(flat.max(initial=0)) + 1
    count = np.bincount(flat, minlength=size)
    known = (flat > 0) & (communes > 0)
    distinct = np.unique(np.stack([flat[known], communes[known]]), axis=1)
    shared: NDArray[np.bool_] = (count >= MANY) | (np.bincount(distinct[0], minlength=size) > 1)
    shared[0] = False
    return shared


def _tokens(names: Sequence[str], place: Codes) -> tuple[Codes, Floats]:
    """The telling words of each name with their weights: log((n + 2) / d) where n records of the commune
    have a name and d of them have that word. A word that half of a commune's names hold (most often the
    commune's own) weighs little; in a commune with few places, none weighs much."""
    words_of = [word for name in names for word in name.split()]
    known = {word: code for code, word in enumerate(sorted(set(words_of)), start=1)}
    row = np.repeat(np.arange(len(names)), [len(name.split()) for name in names])
    code = np.array([known[word] for word in words_of], dtype=np.int64)
    if not len(row):
        return np.zeros((len(names), TOKENS), dtype=np.int32), np.zeros(
            (len(names), TOKENS), dtype=np.float32
        )
    in_place = np.bincount(place, minlength=1)
    _, inverse, local = np.unique(
        place[row] * (len(known) + 1) + code, return_inverse=True, return_counts=True
    )
    weight = np.log((in_place[place[row]] + 2) / local[inverse]).astype(np.float32)
    order = np.lexsort((code, -weight, row))
    row, code, weight = row[order], code[order], weight[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    kept = rank < TOKENS
    tokens = np.zeros((len(names), TOKENS), dtype=np.int32)
    weights = np.zeros((len(names), TOKENS), dtype=np.float32)
    tokens[row[kept], rank[kept]] = code[kept]
    weights[row[kept], rank[kept]] = weight[kept]
    return tokens, weights
