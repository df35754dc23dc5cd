"""The identity providers that an operator declared: ProConnect, and one of any kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

PROCONNECT, GENERIC = "proconnect", "externe"  # in this order on pages; also the part of their addresses
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PROCONNECT_SCOPES = "openid given_name usual_name email uid siret idp_id"
_PREFIX = {PROCONNECT: "FABRIQUE_PROCONNECT", GENERIC: "FABRIQUE_OIDC"}
_NEEDED = ("issuer", "client_id", "client_secret")


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. ``acr``: levels asked of it; ``second_factor``: what it signs that proves two factors."""

    slug: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = PROCONNECT_SCOPES
    acr: tuple[str, ...] = ()
    second_factor: frozenset[str] = frozenset()

    @property
    def is_proconnect(self) -> bool:
        """ProConnect's answers have rules of their own."""
        return self.slug == PROCONNECT


def declared() -> list[Provider]:
    """The providers wholly and rightly declared, ProConnect first."""
    return [_read(slug) for slug in (PROCONNECT, GENERIC) if _is_wanted(slug) and not _faults(slug)]


def find(slug: str) -> Provider | None:
    """The declared provider of this name."""
    return next((provider for provider in declared() if provider.slug == slug), None)


def of_issuer(issuer: str) -> Provider | None:
    """The declared provider that signs under this name."""
    return next((provider for provider in declared() if provider.issuer == issuer), None)


def faults() -> list[str]:
    """What an operator must mend before a provider that she has begun to declare is offered."""
    return [fault for slug in (PROCONNECT, GENERIC) if _is_wanted(slug) for fault in _faults(slug)]


def is_safe(url: object, *, loopback: bool) -> bool:
    """Whether an address may be asked: https, or plain http on this very machine if ``loopback``."""
    if not isinstance(url, str) or not url.isascii() or len(url) > 500:
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and host in LOOPBACK)


def on_loopback(provider: Provider) -> bool:
    """Whether a provider is a trial one, on this machine."""
    return urlsplit(provider.issuer).hostname in LOOPBACK


def _values(slug: str) -> dict[str, Any]:
    return dict(settings.IDENTITY_PROVIDERS[slug])


def _is_wanted(slug: str) -> bool:
    values = _values(slug)
    return any(values[name] for name in _NEEDED)


def _faults(slug: str) -> list[str]:
    values, prefix = _values(slug), _PREFIX[slug]
    found = [_("%s_%s manque") % (prefix, name.upper()) for name in _NEEDED if not values[name]]
    issuer = values["issuer"]
    if issuer and (not is_safe(issuer, loopback=True) or urlsplit(issuer).query):
        text = _("%s_ISSUER : « %s » n’est pas une adresse https://")
        found.append(text % (prefix, issuer))
    if slug == GENERIC and "openid" not in values["scopes"].split():
        found.append(_("FABRIQUE_OIDC_SCOPES : « openid » doit y être"))
    return found


def _read(slug: str) -> Provider:
    values = _values(slug)
    return Provider(
        slug=slug,
        label="ProConnect" if slug == PROCONNECT else values["label"],
        issuer=values["issuer"],
        client_id=values["client_id"],
        client_secret=values["client_secret"],
        scopes=PROCONNECT_SCOPES if slug == PROCONNECT else values["scopes"],
        acr=tuple(values.get("acr", ())),
        second_factor=frozenset(values["second_factor"]),
    )
