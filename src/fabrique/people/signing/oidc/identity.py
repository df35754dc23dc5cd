"""From a code that a browser brings back to the person whom a provider vouches for."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from fabrique.people.signing.oidc.discovery import Metadata, metadata_of
from fabrique.people.signing.oidc.fetching import Answer, fetch
from fabrique.people.signing.oidc.providers import Provider
from fabrique.people.signing.oidc.reasons import Reason, Stopped
from fabrique.people.signing.oidc.tokens import Claims, read_id_token, signed, subject_of


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came, by the provider's word. ``email`` is empty unless the provider says that it is verified.

    ``issuer``, ``idp_id`` and ``subject`` are the key; the rest only fills a form or proposes something.
    """

    provider: str
    issuer: str
    idp_id: str
    subject: str
    email: str
    name: str
    siret: str
    second_factor: bool
    authenticated_at: float  # seconds since 1970; 0 if the provider does not say when
    id_token: str

    @property
    def key(self) -> dict[str, str]:
        """What makes this identity the same one another day."""
        return {"issuer": self.issuer, "idp_id": self.idp_id, "subject": self.subject}

    def as_dict(self) -> dict[str, Any]:
        """For the session."""
        return asdict(self)


def identify(provider: Provider, *, code: str, redirect_uri: str, verifier: str, nonce: str) -> Identity:
    """Exchange the code, then check all that comes with it. Raises ``Stopped``."""
    metadata = metadata_of(provider)
    tokens = _exchange(provider, metadata, code=code, redirect_uri=redirect_uri, code_verifier=verifier)
    access_token = tokens.get("access_token")
    if not isinstance(access_token, str) or str(tokens.get("token_type")).lower() != "bearer":
        raise Stopped(Reason.CODE)
    claims = read_id_token(tokens.get("id_token"), provider, nonce=nonce, access_token=access_token)
    person = _person(provider, metadata, access_token) if metadata.userinfo else claims
    if subject_of(person) != claims["sub"]:
        raise Stopped(Reason.SUBJECT)
    if provider.acr and claims.get("acr") not in provider.acr:
        raise Stopped(Reason.ASSURANCE)
    return Identity(
        provider=provider.slug,
        issuer=provider.issuer,
        idp_id=_idp_id(provider, person),
        subject=claims["sub"],
        email=_verified_email(provider, person),
        name=_name(person),
        siret=_text(person, "siret", 14),
        second_factor=proves_second_factor(provider, claims),
        authenticated_at=_moment(claims.get("auth_time")),
        id_token=str(tokens["id_token"]),
    )


def proves_second_factor(provider: Provider, claims: Claims) -> bool:
    """Whether the signed ``amr`` or ``acr`` has a value that the operator takes for two factors."""
    amr = claims.get("amr")
    told = {value for value in amr if isinstance(value, str)} if isinstance(amr, list) else set()
    return not provider.second_factor.isdisjoint(told | {_text(claims, "acr", 255)})


def _exchange(provider: Provider, metadata: Metadata, **fields: str) -> dict[str, Any]:
    data, headers = {"grant_type": "authorization_code", **fields}, {}
    if metadata.posts_secret:
        data |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    answer = fetch(metadata.token, data=data, headers=headers)
    if answer.status in {400, 401, 403}:
        raise Stopped(Reason.CODE)
    if answer.status != 200:
        raise Stopped(Reason.UNREACHABLE)
    return answer.json()


def _person(provider: Provider, metadata: Metadata, access_token: str) -> Claims:
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/jwt, application/json"}
    answer = fetch(metadata.userinfo, headers=headers)
    if answer.status != 200:
        raise Stopped(Reason.UNREACHABLE)
    if answer.type == "application/jwt":
        return signed(_ascii(answer), provider)
    if provider.is_proconnect or answer.type != "application/json":
        raise Stopped(Reason.USERINFO)
    return answer.json()


def _ascii(answer: Answer) -> str:
    try:
        return answer.body.decode("ascii").strip()
    except UnicodeDecodeError:
        raise Stopped(Reason.SIGNATURE) from None


def _idp_id(provider: Provider, person: Claims) -> str:
    """With ProConnect, a subject belongs to one of its own providers: without its name nobody is known."""
    if not provider.is_proconnect:
        return ""
    found = _text(person, "idp_id", 255)
    if not found:
        raise Stopped(Reason.SUBJECT)
    return found


def _verified_email(provider: Provider, person: Claims) -> str:
    """ProConnect's own providers answer for the addresses of their agents, without saying so each time."""
    verified = person.get("email_verified", provider.is_proconnect)
    return _text(person, "email", 254).lower() if verified is True else ""


def _name(person: Claims) -> str:
    family = _text(person, "usual_name", 75) or _text(person, "family_name", 75)
    whole = f"{_text(person, 'given_name', 75)} {family}".strip()
    return whole or _text(person, "name", 150)


def _moment(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _text(claims: Claims, name: str, most: int) -> str:
    """A claim as one line of text, "" when it is anything else or too long."""
    value = claims.get(name)
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        return ""
    return value.strip()
