"""What a provider signed: who signed it, for whom, when; anything doubtful stops there."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import jwt

from fabrique.core import clock
from fabrique.people.signing.oidc.discovery import ALGORITHMS, key_of
from fabrique.people.signing.oidc.providers import Provider
from fabrique.people.signing.oidc.reasons import Reason, Stopped

SKEW = timedelta(seconds=60).total_seconds()  # between their clock and ours
OLDEST = timedelta(minutes=10).total_seconds()  # an identity is shown as soon as it is signed
Claims = dict[str, Any]


def read_id_token(token: object, provider: Provider, *, nonce: str, access_token: str) -> Claims:
    """The claims of an identity token made for this very sign-in. Raises ``Stopped``."""
    claims = signed(token, provider)
    if not isinstance(claims.get("exp"), int | float) or not isinstance(claims.get("iat"), int | float):
        raise Stopped(Reason.TIME)
    if not _same(claims.get("nonce"), nonce):
        raise Stopped(Reason.NONCE)
    if "at_hash" in claims and not _same(claims["at_hash"], _half_hash(access_token)):
        raise Stopped(Reason.TOKEN_HASH)
    subject_of(claims)
    return claims


def signed(token: object, provider: Provider) -> Claims:
    """The claims of anything that the provider signed for this instance, now. Raises ``Stopped``."""
    claims = _opened(token, provider)
    if claims.get("iss") != provider.issuer:
        raise Stopped(Reason.ISSUER)
    _check_audience(claims, provider)
    _check_times(claims)
    return claims


def subject_of(claims: Claims) -> str:
    """The person's name at the provider. Raises ``Stopped``."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Stopped(Reason.SUBJECT)
    return subject


def _opened(token: object, provider: Provider) -> Claims:
    """Check the signature with the provider's own key, by an algorithm that we chose."""
    if not isinstance(token, str):
        raise Stopped(Reason.SIGNATURE)
    try:
        header: Mapping[str, Any] = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise Stopped(Reason.SIGNATURE) from None
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS or "crit" in header:
        raise Stopped(Reason.ALGORITHM)
    key = key_of(provider, header.get("kid"), algorithm)
    try:
        claims = json.loads(jwt.PyJWS().decode(token, key, algorithms=[algorithm]))
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise Stopped(Reason.SIGNATURE) from None
    if not isinstance(claims, dict):
        raise Stopped(Reason.SIGNATURE)
    return claims


def _check_audience(claims: Claims, provider: Provider) -> None:
    told = claims.get("aud")
    audience = [told] if isinstance(told, str) else told
    if not isinstance(audience, list) or provider.client_id not in audience:
        raise Stopped(Reason.AUDIENCE)
    alone = audience == [provider.client_id]
    if (not alone or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise Stopped(Reason.AUDIENCE)


def _check_times(claims: Claims) -> None:
    """Whichever of them are there; ``read_id_token`` says which must be."""
    now = clock.now().timestamp()
    bounds = {"exp": (now - SKEW, None), "iat": (now - OLDEST, now + SKEW), "nbf": (None, now + SKEW)}
    for name, (least, most) in bounds.items():
        if name not in claims:
            continue
        value = claims[name]
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise Stopped(Reason.TIME)
        # Written so that « not a number » is refused too.
        if (least is not None and not value > least) or (most is not None and not value <= most):
            raise Stopped(Reason.TIME)


def _half_hash(text: str) -> str:
    """The ``at_hash`` of OpenID Connect Core 3.1.3.6, for algorithms of 256 bits."""
    return base64.urlsafe_b64encode(sha256(text.encode()).digest()[:16]).rstrip(b"=").decode()


def _same(found: object, wanted: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(found.encode(), wanted.encode())
