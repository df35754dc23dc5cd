"""A provider's addresses and keys, asked of itself, and kept for an hour in each process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fabrique.core import clock
from fabrique.people.signing.oidc.fetching import fetch
from fabrique.people.signing.oidc.providers import Provider, is_safe, on_loopback
from fabrique.people.signing.oidc.reasons import Reason, Stopped

KEPT = timedelta(hours=1)
ASKED_AGAIN = timedelta(minutes=1)  # at most, for a key that nobody knows
ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}  # and the kind of key of each
SMALLEST_RSA = 2048

PublicKey = RSAPublicKey | EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself. Addresses that are empty are of things that it does not do."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    posts_secret: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class KeySet:
    """Signing keys by their id, for one algorithm each."""

    at: datetime
    keys: dict[tuple[str, str], PublicKey]


_metadata: dict[str, tuple[datetime, Metadata]] = {}
_keys: dict[str, KeySet] = {}


def metadata_of(provider: Provider) -> Metadata:
    """A provider's addresses. Raises ``Stopped``."""
    kept = _metadata.get(provider.issuer)
    if kept is None or clock.now() - kept[0] >= KEPT:
        kept = _metadata[provider.issuer] = (clock.now(), _read(provider))
    return kept[1]


def key_of(provider: Provider, kid: object, algorithm: str) -> PublicKey:
    """The provider's signing key of this id, for this algorithm. Raises ``Stopped``.

    An id that is not known makes the keys asked for again, once a minute at most.
    """
    if not isinstance(kid, str) or not kid:
        raise Stopped(Reason.KEY)
    address, now = metadata_of(provider).keys, clock.now()
    known = _keys.get(address)
    wait = KEPT if known and (kid, algorithm) in known.keys else ASKED_AGAIN
    if known is None or now - known.at >= wait:
        known = _keys[address] = KeySet(now, _read_keys(address))
    found = known.keys.get((kid, algorithm))
    if found is None:
        raise Stopped(Reason.KEY)
    return found


def forget() -> None:
    """Ask again what is kept in this process."""
    _metadata.clear()
    _keys.clear()


def _read(provider: Provider) -> Metadata:
    answer = fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if answer.status != 200:
        raise Stopped(Reason.UNREACHABLE)
    told = answer.json()
    if told.get("issuer") != provider.issuer:
        raise Stopped(Reason.DISCOVERY)
    methods = told.get("token_endpoint_auth_methods_supported")
    return Metadata(
        authorization=_address(told, "authorization_endpoint", provider),
        token=_address(told, "token_endpoint", provider),
        keys=_address(told, "jwks_uri", provider),
        userinfo=_address(told, "userinfo_endpoint", provider, needed=provider.is_proconnect),
        end_session=_address(told, "end_session_endpoint", provider, needed=False),
        posts_secret=isinstance(methods, list) and "client_secret_post" in methods,
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(told: dict[str, Any], name: str, provider: Provider, *, needed: bool = True) -> str:
    url = told.get(name)
    if url is None and not needed:
        return ""
    if not is_safe(url, loopback=on_loopback(provider)):
        raise Stopped(Reason.DISCOVERY)
    return str(url)


def _read_keys(address: str) -> dict[tuple[str, str], PublicKey]:
    answer = fetch(address)
    told = answer.json().get("keys") if answer.status == 200 else None
    if not isinstance(told, list):
        raise Stopped(Reason.UNREACHABLE)
    found: dict[tuple[str, str], PublicKey] = {}
    for entry in told[:50]:
        if (named := _key(entry)) is not None:
            found.setdefault(*named)
    return found


def _key(entry: object) -> tuple[tuple[str, str], PublicKey] | None:
    """A signing key, under its id and its one algorithm; None for a key that serves something else."""
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    kid = entry.get("kid")
    algorithm = next((a for a, kind in ALGORITHMS.items() if kind == entry.get("kty")), None)
    if algorithm is None or entry.get("alg", algorithm) != algorithm or not isinstance(kid, str):
        return None
    try:
        key = jwt.PyJWK(entry, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_RSA:
        return (kid, algorithm), key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return (kid, algorithm), key
    return None
