"""A column of measures as bytes, and back: 35,000 communes take some 100 kB and a millisecond (ADR 0038)."""

from __future__ import annotations

import zlib

import numpy as np

from fabrique.kernels.indicators import Floats, Statuses

_VALUES, _STATUS = np.dtype("<f8"), np.dtype("u1")


def pack_values(values: Floats) -> bytes:
    """Numbers (n) as compressed little-endian float64."""
    return zlib.compress(np.ascontiguousarray(values, dtype=_VALUES).tobytes(), 3)


def pack_status(status: Statuses) -> bytes:
    """Statuses (n) as compressed bytes."""
    return zlib.compress(np.ascontiguousarray(status, dtype=_STATUS).tobytes(), 3)


def unpack_values(packed: bytes | memoryview) -> Floats:
    """What ``pack_values`` was given. ``zlib.error`` or ``ValueError`` when the bytes are not whole."""
    return np.frombuffer(zlib.decompress(packed), dtype=_VALUES).astype(np.float64)


def unpack_status(packed: bytes | memoryview) -> Statuses:
    """What ``pack_status`` was given."""
    return np.frombuffer(zlib.decompress(packed), dtype=_STATUS).astype(np.uint8)
