"""A column of measures as bytes, and back: 35,000 communes take some 100 kB and a millisecond (ADR 0038)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

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


def pack_arrays(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Named arrays of numbers as one compressed archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
    return out.getvalue()


def unpack_arrays(packed: bytes | memoryview) -> dict[str, npt.NDArray[Any]]:
    """What ``pack_arrays`` was given."""
    with np.load(BytesIO(bytes(packed)), allow_pickle=False) as held:
        return {name: held[name] for name in held.files}
