"""An identity provider on this machine: a real server, small enough to read, that can be told to misbehave.

For tests, ``with oidc_provider() as provider``. For a developer, ``python -m tests.factories.oidc_provider``
prints the settings with which an instance uses it; a page there asks who comes.
"""

from __future__ import annotations

import argparse
import base64
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT, SECRET = "fabrique", "secret du client, pour les essais"
AGENT = {
    "sub": "agent-1",
    "email": "camille@estuaire.example",
    "email_verified": True,
    "given_name": "Camille",
    "usual_name": "Orvanne",
    "uid": "c.orvanne",
    "siret": "00012345500008",
    "idp_id": "idp-ville",
}
# All that ProConnect hears; anything more is « Y000400 ».
HEARD = {
    *(
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "claims",
        "state",
        "nonce",
        "prompt",
        "idp_hint",
    ),
    *("code_challenge", "code_challenge_method"),
}
HEARD_BY_OTHERS = {*HEARD, "max_age"}
Claims = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
Misdeed = Callable[["Asked"], Answer | None]


@cache
def key(name: str) -> Any:
    """The private key of this name: one for each name and process. Names begin with ``rsa`` or ``ec``."""
    if name.startswith("rsa"):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def jwk(name: str, **more: object) -> dict[str, Any]:
    """The public half of a key, as a provider publishes it."""
    maker, algorithm = (RSAAlgorithm, "RS256") if name.startswith("rsa") else (ECAlgorithm, "ES256")
    public = maker.to_jwk(key(name).public_key(), as_dict=True)
    return {**public, "kid": name, "use": "sig", "alg": algorithm, **more}


class FakeProvider(ThreadingHTTPServer):
    """``misdeeds`` are answers in place of the right ones, by the last part of the path.

    ``id_claims`` and ``person`` change what is signed (``None`` takes a claim out); ``sign`` how.
    """

    daemon_threads, block_on_close = True, False

    def __init__(self, *, port: int = 0, userinfo: str = "json", asks: bool = False) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.path = f"/{secrets.token_hex(4)}" if port == 0 else ""  # no two providers are ever the same one
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}{self.path}"
        self.userinfo, self.asks = userinfo, asks
        self.person: Claims = dict(AGENT)
        self.id_claims: Claims = {}
        self.at: datetime | None = None  # the clock that a test freezes is frozen in its own thread only
        self.signing, self.published = "rsa-1", ["rsa-1", "ec-1"]
        self.keys: list[dict[str, Any]] | None = None
        self.sign: Callable[[Claims], str] = self.signed
        self.sign_userinfo: Callable[[Claims], str] = self.signed
        self.userinfo_claims: Claims = {}
        self.metadata: dict[str, Any] = {}
        self.misdeeds: dict[str, Misdeed] = {}
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.used: set[str] = set()

    def signed(self, claims: Claims, **header: object) -> str:
        """As it should be, with the key of the moment."""
        algorithm = "RS256" if self.signing.startswith("rsa") else "ES256"
        return jwt.encode(claims, key(self.signing), algorithm, headers={"kid": self.signing, **header})

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.at.timestamp() if self.at else time.time())

    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }
        return {name: value for name, value in (told | self.metadata).items() if value is not None}

    def id_token(self, asked: dict[str, str], access_token: str) -> str:
        """Who came, signed for who asked."""
        now = self.now()
        half = base64.urlsafe_b64encode(sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            "at_hash": half,
            "acr": "eidas1",
            "auth_time": now if "prompt" in asked or self.asks else now - 3600,
        }
        if "amr" in asked.get("claims", ""):
            claims["amr"] = ["pwd"]
        return self.sign(_without_none(claims | self.id_claims))

    def authorized(self, asked: dict[str, str]) -> str:
        """The address to which a browser goes back, with a code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"


def _without_none(claims: Claims) -> Claims:
    return {name: value for name, value in claims.items() if value is not None}


class Asked:
    """One request: its path's last part, its fields, the provider."""

    def __init__(self, handler: _Handler) -> None:
        parts = urlsplit(handler.path)
        size = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(size).decode() if size else ""
        self.provider, self.headers, self.path = handler.server, handler.headers, parts.path
        self.name = parts.path.rpartition("/")[2]
        self.fields = dict(parse_qsl(body if handler.command == "POST" else parts.query))


class _Handler(BaseHTTPRequestHandler):
    server: FakeProvider

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        asked = Asked(self)
        asked.provider.asked.append(asked.name)
        misdeed = asked.provider.misdeeds.get(asked.name)
        right = ROUTES.get(asked.name) if asked.path.startswith(asked.provider.path) else None
        answer = (misdeed and misdeed(asked)) or (right(asked) if right else (404, {}, b""))
        status, headers, body = answer
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the other side had enough

    do_POST = do_GET


def said(value: object, status: int = 200) -> Answer:
    """An answer in JSON."""
    return status, {"Content-Type": "application/json;charset=utf-8"}, json.dumps(value).encode()


def sent(url: str) -> Answer:
    """A redirection."""
    return 302, {"Location": url}, b""


def _authorize(asked: Asked) -> Answer:
    fields = asked.fields
    unheard = fields.keys() - (HEARD if asked.provider.userinfo == "jwt" else HEARD_BY_OTHERS)
    right = fields.get("client_id") == CLIENT and fields.get("code_challenge_method") == "S256"
    if unheard or not right or min(len(fields.get("state", "")), len(fields.get("nonce", ""))) < 32:
        return said({"error": "Y000400", "unheard": sorted(unheard)}, 400)
    if not asked.provider.asks:
        return sent(asked.provider.authorized(fields))
    hidden = "".join(
        f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in fields.items()
    )
    page = f"""<!doctype html><html lang="fr"><meta charset="utf-8"><title>Fournisseur d’essai</title>
<link rel="icon" href="data:,"><main><h1>Fournisseur d’essai</h1><form action="answer">{hidden}
<label>Adresse <input name="email" value="{escape(asked.provider.person["email"])}"></label>
<button>Entrer</button></form></main></html>"""
    return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


def _answer(asked: Asked) -> Answer:
    email = asked.fields.pop("email")
    if email != asked.provider.person["email"]:
        asked.provider.person |= {"email": email, "sub": sha256(email.encode()).hexdigest()}
    return sent(asked.provider.authorized(asked.fields))


def _token(asked: Asked) -> Answer:
    provider, fields = asked.provider, asked.fields
    code = fields.get("code", "")
    origin = provider.codes.get(code)
    if origin is None or code in provider.used:
        return said({"error": "invalid_grant"}, 400)
    provider.used.add(code)
    challenge = base64.urlsafe_b64encode(sha256(fields["code_verifier"].encode()).digest()).rstrip(b"=")
    basic = base64.b64encode(urlencode({CLIENT: SECRET}).replace("=", ":").replace("+", "%20").encode())
    known = (fields.get("client_id"), fields.get("client_secret")) == (CLIENT, SECRET)
    known = known or asked.headers.get("Authorization") == f"Basic {basic.decode()}"
    if not known or challenge.decode() != origin["code_challenge"]:
        return said({"error": "invalid_client"}, 401)
    if fields["redirect_uri"] != origin["redirect_uri"]:
        return said({"error": "invalid_grant"}, 400)
    access_token = secrets.token_urlsafe(16)
    token = provider.id_token(origin, access_token)
    return said({"access_token": access_token, "token_type": "Bearer", "expires_in": 60, "id_token": token})


def _userinfo(asked: Asked) -> Answer:
    provider = asked.provider
    if provider.userinfo == "json":
        return said(_without_none(provider.person | provider.userinfo_claims))
    now = provider.now()
    envelope = {"iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
    token = provider.sign_userinfo(_without_none(provider.person | envelope | provider.userinfo_claims))
    return 200, {"Content-Type": "application/jwt"}, token.encode()


def _end(asked: Asked) -> Answer:
    hint = jwt.decode(asked.fields["id_token_hint"], options={"verify_signature": False})
    if hint["aud"] != CLIENT or len(asked.fields["state"]) < 32:
        return said({"error": "invalid_request"}, 400)
    return sent(f"{asked.fields['post_logout_redirect_uri']}?{urlencode({'state': asked.fields['state']})}")


def _keys(asked: Asked) -> Answer:
    provider = asked.provider
    return said({"keys": [jwk(n) for n in provider.published] if provider.keys is None else provider.keys})


ROUTES: dict[str, Callable[[Asked], Answer]] = {
    "openid-configuration": lambda asked: said(asked.provider.discovery()),
    "jwks": _keys,
    "authorize": _authorize,
    "answer": _answer,
    "token": _token,
    "userinfo": _userinfo,
    "end": _end,
}


@contextmanager
def oidc_provider(*, port: int = 0, userinfo: str = "json", asks: bool = False) -> Iterator[FakeProvider]:
    """Serve for as long as the block lasts."""
    server = FakeProvider(port=port, userinfo=userinfo, asks=asks)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve until interrupted, as ProConnect."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8199)
    server = FakeProvider(port=parser.parse_args().port, userinfo="jwt", asks=True)
    for name, value in (("ISSUER", server.issuer), ("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET)):
        sys.stdout.write(f"export FABRIQUE_PROCONNECT_{name}='{value}'\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
