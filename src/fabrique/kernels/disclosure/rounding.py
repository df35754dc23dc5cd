"""Rounding to a base, so that what is shown is no exact account. It comes on top of hiding, not instead.

Without a secret, to the nearest. With one, up or down at random so that the expected value is the true one,
the chance of a cell being drawn once from the secret and its name (« cell key », Fraser and Wooton 2005, « A
proposed method for confidentialising tabular output to protect against differencing », UNECE): asked a
thousand times, a cell answers the same. The draw does not depend on the value, so that who adds persons one
by one and watches learns when it turns, not how many there were.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from fabrique.kernels.disclosure.model import Key, Publication

_CHANCES = 1 << 64


@dataclass(frozen=True, slots=True)
class Rounding:
    """To multiples of ``base``. ``secret``: at least 16 bytes, or none at all for the nearest multiple.

    Raises ``ValueError`` for a base below 2 or a shorter secret. Totals are rounded by themselves: sums of
    rounded parts may differ, see ``gaps``.
    """

    base: int = 5
    secret: bytes = b""

    def __post_init__(self) -> None:
        if self.base < 2:
            raise ValueError("a base is at least 2")
        if self.secret and len(self.secret) < 16:
            raise ValueError("a secret has at least 16 bytes")

    def told(self, key: Key, value: int) -> int:
        """What is shown of a value. ``key`` names the cell, its period included."""
        below, rest = divmod(value, self.base)
        if not self.secret:
            return (below + (2 * rest >= self.base)) * self.base
        drawn = hmac.digest(self.secret, repr(key).encode(), "sha256")[:8]
        return (below + (int.from_bytes(drawn) * self.base < rest * _CHANCES)) * self.base

    @property
    def doubt(self) -> int:
        """How far at most a value is from what is told, as everybody knows."""
        return self.base - 1 if self.secret else self.base // 2


def gaps(publication: Publication, shown: Mapping[Key, int]) -> dict[Key, int]:
    """Totals whose shown parts add up to something else, and by how much: to be said beside the table."""
    found = dict[Key, int]()
    for one in publication.relations:
        if one.total in shown and all(key in shown for key in one.parts):
            gap = shown[one.total] - sum(shown[key] for key in one.parts)
            if gap:
                found[one.total] = gap
    return found
