"""What an operator declares, and what « fabrique check » says of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings

from fabrique.config.checking import examine
from fabrique.people.signing.oidc import providers

WHOLE = {"issuer": "https://auth.exemple.fr/a", "client_id": "f", "client_secret": "s"}


def declare(settings: LazySettings, slug: str, **values: Any) -> None:
    kept = settings.IDENTITY_PROVIDERS
    settings.IDENTITY_PROVIDERS = {**kept, slug: {**kept[slug], **values}}


def test_nothing_is_declared_at_first():
    assert (providers.declared(), providers.faults()) == ([], [])


def test_proconnect_comes_first(settings: LazySettings):
    declare(settings, "externe", **WHOLE)
    declare(settings, "proconnect", **WHOLE | {"issuer": "https://proconnect.exemple.fr/api/v2"})
    assert [p.label for p in providers.declared()] == ["ProConnect", "votre organisation"]
    assert providers.faults() == []


def test_a_secret_is_not_shown_with_a_provider(settings: LazySettings):
    declare(settings, "externe", **WHOLE | {"client_secret": "à ne pas dire"})
    assert "à ne pas dire" not in repr(providers.declared())


@pytest.mark.parametrize("missing", ["issuer", "client_id", "client_secret"])
@pytest.mark.parametrize(("slug", "prefix"), [("externe", "OIDC"), ("proconnect", "PROCONNECT")])
def test_a_half_declared_provider_is_off_and_told(
    settings: LazySettings, slug: str, prefix: str, missing: str
):
    declare(settings, slug, **WHOLE | {missing: ""})
    assert providers.declared() == []
    assert providers.faults() == [f"FABRIQUE_{prefix}_{missing.upper()} manque"]


@pytest.mark.parametrize(
    "issuer",
    ["http://auth.exemple.fr", "auth.exemple.fr", "https://", "https://a:b@c.fr", "https://c.fr/?a=b", "https://c.fr/#a"],
)  # fmt: skip
def test_an_issuer_that_is_not_safe_is_off_and_told(settings: LazySettings, issuer: str):
    declare(settings, "externe", **WHOLE | {"issuer": issuer})
    assert providers.declared() == []
    assert providers.faults() == [f"FABRIQUE_OIDC_ISSUER : « {issuer} » n’est pas une adresse https://"]


def test_scopes_hold_openid(settings: LazySettings):
    declare(settings, "externe", **WHOLE | {"scopes": "email"})
    assert providers.faults() == ["FABRIQUE_OIDC_SCOPES : « openid » doit y être"]


@pytest.mark.django_db
def test_check_says_what_is_missing(settings: LazySettings):
    declare(settings, "proconnect", issuer="https://proconnect.exemple.fr/api/v2")
    finding = next(f for f in examine() if f.subject == "services extérieurs")
    assert not finding.ok
    assert (
        finding.message == "FABRIQUE_PROCONNECT_CLIENT_ID manque ; FABRIQUE_PROCONNECT_CLIENT_SECRET manque"
    )
