"""A security key in software: what a browser would answer for it."""

from __future__ import annotations

import json
import struct
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

ORIGIN = "https://testserver"


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class SoftKey:
    """An ES256 key, made for one site."""

    def __init__(self, site: str = "testserver") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.site, self.uses = token_bytes(16), site, 0

    def create(self, asked: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """The answer to the page that adds a key."""
        point = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(cose)
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(0x45) + held})
        client = self._client("webauthn.create", asked, origin)
        return self._written({"clientDataJSON": _text(client), "attestationObject": _text(statement)})

    def get(self, asked: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """The answer to the page that asks for a key."""
        self.uses += 1
        data, client = self._data(0x05), self._client("webauthn.get", asked, origin)
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._written(
            {
                "clientDataJSON": _text(client),
                "authenticatorData": _text(data),
                "signature": _text(signature),
            }
        )

    def _data(self, flags: int) -> bytes:
        return sha256(self.site.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _client(self, kind: str, asked: dict[str, Any], origin: str) -> bytes:
        challenge = asked["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _written(self, response: dict[str, str]) -> str:
        name = _text(self.id)
        found = {"type": "public-key", "id": name, "rawId": name, "response": response}
        return json.dumps({**found, "clientExtensionResults": {}})
