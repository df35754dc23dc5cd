"""What the session holds between leaving for a provider and coming back: once, in this browser."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.secrets import digest_of
from fabrique.people.signing.oidc.discovery import metadata_of
from fabrique.people.signing.oidc.identity import Identity, identify
from fabrique.people.signing.oidc.providers import Provider
from fabrique.people.signing.oidc.reasons import Reason, Stopped

FLOWS, PENDING = "oidc_flows", "oidc_pending"  # keys of the session
LASTS = timedelta(minutes=10)
MOST = 4  # tabs that leave for a provider at the same time
SIGN_IN, LINK, JOIN, PROVE = "sign_in", "link", "join", "prove"


@dataclass(frozen=True, slots=True)
class Flow:
    """One way out and back. ``account``: who links or proves; ``invitation``: the secret of who joins."""

    provider: str
    purpose: str
    nonce: str
    verifier: str
    redirect_uri: str
    at: float
    next: str = ""
    account: str = ""
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """An identity that was checked, and waits for its owner to confirm what it will do."""

    flow: Flow
    identity: Identity


def leave(
    request: HttpRequest,
    provider: Provider,
    purpose: str,
    *,
    back: str = "",
    account: str = "",
    invitation: str = "",
) -> str:
    """Where to send the browser. Raises ``Stopped`` when the provider cannot say."""
    metadata, state = metadata_of(provider), secrets.token_urlsafe(32)
    flow = Flow(
        provider=provider.slug,
        purpose=purpose,
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(32),
        redirect_uri=request.build_absolute_uri(reverse("people:external-return", args=[provider.slug])),
        at=clock.now().timestamp(),
        next=back,
        account=account,
        invitation=invitation,
    )
    held = [*request.session.get(FLOWS, {}).items(), (digest_of(state), asdict(flow))]
    request.session[FLOWS] = dict(held[-MOST:])
    joint = "&" if "?" in metadata.authorization else "?"
    return f"{metadata.authorization}{joint}{urlencode(_question(provider, flow, state))}"


def come_back(request: HttpRequest, provider: Provider) -> Flow:
    """The way out that this return answers, which then serves no more. Raises ``Stopped``."""
    held: dict[str, Any] = request.session.get(FLOWS, {})
    found = held.pop(digest_of(request.GET.get("state", "")), None)
    if found is None:
        raise Stopped(Reason.STATE)
    request.session[FLOWS] = held
    flow = Flow(**found)
    if flow.provider != provider.slug:
        raise Stopped(Reason.STATE)
    if _is_old(flow):
        raise Stopped(Reason.EXPIRED)
    return flow


def identity_of(request: HttpRequest, provider: Provider, flow: Flow) -> Identity:
    """Who came back. Raises ``Stopped``."""
    told = request.GET.get("iss")
    if (told is None and metadata_of(provider).names_itself) or told not in {None, provider.issuer}:
        raise Stopped(Reason.ISSUER)
    if "error" in request.GET or not request.GET.get("code"):
        raise Stopped(Reason.DECLINED)
    return identify(
        provider,
        code=request.GET["code"],
        redirect_uri=flow.redirect_uri,
        verifier=flow.verifier,
        nonce=flow.nonce,
    )


def keep_pending(request: HttpRequest, flow: Flow, identity: Identity) -> None:
    """Keep a checked identity until its owner confirms."""
    request.session[PENDING] = {"flow": asdict(flow), "identity": identity.as_dict()}


def pending(request: HttpRequest, purpose: str) -> Pending | None:
    """The identity that waits for this, if it has not waited too long."""
    held = request.session.get(PENDING)
    if held is None:
        return None
    found = Pending(Flow(**held["flow"]), Identity(**held["identity"]))
    return None if found.flow.purpose != purpose or _is_old(found.flow) else found


def forget_pending(request: HttpRequest) -> None:
    """It has served, or was given up."""
    request.session.pop(PENDING, None)


def _is_old(flow: Flow) -> bool:
    return clock.now().timestamp() - flow.at >= LASTS.total_seconds()


def _question(provider: Provider, flow: Flow, state: str) -> dict[str, str]:
    """ProConnect refuses any parameter that it does not know: there is none too many."""
    challenge = base64.urlsafe_b64encode(sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": flow.redirect_uri,
        "scope": provider.scopes,
        "state": state,
        "nonce": flow.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    claims = _claims(provider)
    if claims:
        asked["claims"] = json.dumps({"id_token": claims})
    if flow.purpose == PROVE:  # ask the person again, whatever session the provider has of her
        asked |= {"prompt": "login"} if provider.is_proconnect else {"prompt": "login", "max_age": "0"}
    return asked


def _claims(provider: Provider) -> dict[str, Any]:
    """ProConnect tells how somebody was recognised only if asked to."""
    claims: dict[str, Any] = {"amr": {"essential": True}} if provider.is_proconnect else {}
    if provider.acr:
        claims["acr"] = {"essential": True, "values": list(provider.acr)}
    return claims
