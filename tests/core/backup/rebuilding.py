"""Archives made again after a change, as somebody who knows the format would."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fabrique.core.backup import frame, keys, manifest
from fabrique.core.backup.examining import examine
from fabrique.core.backup.manifest import Manifest, Seal
from tests.core.backup.conftest import Made

Change = Callable[[Manifest, dict[str, bytes]], Manifest]


def rebuilt(made: Made, path: Path, change: Change, signer: Ed25519PrivateKey | None = None) -> Path:
    """An archive made again after a change, with a signature that goes with it."""
    found = examine(made.archive, None).manifest
    assert found is not None
    contents, at, whole = {}, 0, made.archive.read_bytes()
    for entry in found.entries:
        contents[entry.path] = whole[at + frame.BLOCK : at + frame.BLOCK + entry.size]
        at += frame.span(entry.size)
    changed = change(found, contents)
    key = signer or keys.read(made.keys).signing(found.signer)
    assert key is not None
    changed = dataclasses.replace(changed, public_key=keys.public(key))
    out = io.BytesIO()
    for entry in changed.entries:
        with frame.entry(out, entry.path) as stream:
            stream.write(contents[entry.path])
    raw, start = changed.to_bytes(), out.tell()
    seal = Seal(start, len(raw), manifest.digest(raw), keys.sign(raw, key))
    for name, data in (("manifest.json", raw), ("seal.json", seal.to_bytes())):
        with frame.entry(out, name) as stream:
            stream.write(data)
    path.write_bytes(out.getvalue() + frame.END)
    return path
