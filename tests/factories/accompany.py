"""Mandates for tests, all invented."""

from __future__ import annotations

from datetime import timedelta

from fabrique.accompany.enums import Duration, MandateState, Procedure, SignatureMethod
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.core import clock
from fabrique.core.secrets import digest_of, new_secret
from fabrique.people.models import Account, Resident
from fabrique.people.residents import new_code


def signed(resident: Resident, *procedures: Procedure, by: Account, days: int = 365) -> Mandate:
    """A signed mandate of a person, for a year."""
    now, secret = clock.now(), new_secret()
    mandate = Mandate(
        organisation=resident.organisation, resident=resident, code=new_code(), state=MandateState.SIGNED,
        duration=Duration.LONG, drafted_at=now, drafted_by=by, template_version="2026-11", text="{}",
        digest="0" * 64, token=secret, token_digest=digest_of(secret), signed_at=now, signed_by=by,
        method=SignatureMethod.PAPER, binder=True, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    mandate.save()
    for procedure in procedures:
        Authorisation.objects.create(
            mandate=mandate,
            resident=resident,
            procedure=procedure,
            given_at=now,
            expires_at=mandate.expires_at,
        )
    return mandate
