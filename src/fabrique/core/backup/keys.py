"""The keys of a backup: which ones it was made with, and the file that carries them apart."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from fabrique.core.backup.manifest import Manifest
from fabrique.core.crypto import keyring
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.refusals import DomainRefusal

FORMAT = "fabrique-keys-1"
# A signature of an archive can never be taken for one of a journal's head.
_CONTEXT = b"fabrique-backup-1\n"


@dataclass(frozen=True, slots=True)
class Keys:
    """A file of keys as it is written: for each purpose, entries with ``id``, ``secret`` and ``made_on``."""

    content: dict[str, list[dict[str, str]]]
    secret_key: str = ""

    def ids(self) -> dict[str, list[str]]:
        return {purpose: [entry["id"] for entry in self.content[purpose]] for purpose in Purpose}

    def lacking(self, manifest: Manifest) -> list[str]:
        """The ids with which a backup's data was written and that are not here."""
        held = self.ids()
        return [
            f"{purpose}:{wanted}"
            for purpose, all_wanted in sorted(manifest.keys.items())
            for wanted in all_wanted
            if wanted not in held.get(purpose, [])
        ]

    def signing(self, key_id: str) -> Ed25519PrivateKey | None:
        """The key that signs under this id, None if it is not here."""
        for entry in self.content[Purpose.HEADS]:
            if entry["id"] == key_id:
                return Ed25519PrivateKey.from_private_bytes(base64.b64decode(entry["secret"]))
        return None


def of_instance() -> Keys | None:
    """This instance's keys, None if it has none yet: looking makes no key."""
    path = keyring.path()
    if not path.exists():
        return None
    keyring.current(Purpose.HEADS)  # refuses a file that does not read
    return Keys(json.loads(path.read_text(encoding="utf-8")), settings.SECRET_KEY)


def own() -> Keys:
    """This instance's keys, made now if it has none."""
    keyring.current(Purpose.HEADS)
    held = of_instance()
    assert held is not None
    return held


def read(path: Path) -> Keys:
    """The keys that ``fabrique backup --keys`` wrote, or a bare ``keys.json``."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        bare = content.get("format") != FORMAT
        keys = Keys(content) if bare else Keys(content["keys"], content["secret_key"])
        complete = all(keys.ids().values())
    except (ValueError, KeyError, TypeError, AttributeError):
        complete = False
    if not complete:
        raise DomainRefusal(
            f"« {path} » n’est pas un fichier de clés. Donnez celui que « fabrique backup --keys » a écrit."
        )
    return keys


def export(path: Path) -> None:
    """Write the keys and the signing secret, for their owner only."""
    held = own()
    content = {"format": FORMAT, "keys": held.content, "secret_key": held.secret_key}
    _write(path, json.dumps(content, indent=1) + "\n")


def install(given: Keys) -> None:
    """Give this instance the keys of a backup, beside those that it has: none is ever lost."""
    held = of_instance()
    merged = given.content
    if held is not None:
        merged = {
            purpose: given.content[purpose] + _others(held.content[purpose], given.content[purpose])
            for purpose in Purpose
        }
    if held is None or merged != held.content:
        _write(keyring.path(), json.dumps(merged, indent=1))
        keyring.forget()
    if given.secret_key and not os.environ.get("FABRIQUE_SECRET_KEY"):
        _write(Path(settings.FABRIQUE_HOME) / "secret-key", given.secret_key)


def _others(held: list[dict[str, str]], given: list[dict[str, str]]) -> list[dict[str, str]]:
    known = {entry["id"] for entry in given}
    return [entry for entry in held if entry["id"] not in known]


def sign(manifest: bytes, key: Ed25519PrivateKey) -> str:
    """The signature of a manifest's bytes, in hexadecimal."""
    return key.sign(_CONTEXT + manifest).hex()


def public(key: Ed25519PrivateKey) -> str:
    """The public half, in hexadecimal."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def signed(manifest: bytes, public_key: str, signature: str) -> bool:
    """Whether the signature is that of this public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), _CONTEXT + manifest)
    except (InvalidSignature, ValueError):
        return False
    return True


def _write(path: Path, text: str) -> None:
    """Beside, then moved: a reader never sees half of it."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
