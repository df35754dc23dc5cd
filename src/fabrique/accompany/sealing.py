"""What proves that a mandate is as it was signed: a digest of its text, and the instance's signature."""

from __future__ import annotations

from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.texts import digest_of_text
from fabrique.core.crypto import attesting
from fabrique.core.crypto.keyring import LostKey
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.journal import canonical

KIND = b"fabrique.mandate.1"


def content(mandate: Mandate) -> bytes:
    """What is signed: who, which text, which procedures, from when to when, and how."""
    rows = Authorisation.objects.of(mandate.organisation).filter(mandate=mandate)
    procedures = ",".join(rows.order_by("procedure").values_list("procedure", flat=True))
    assert mandate.signed_at
    assert mandate.expires_at
    return canonical.pack_texts(
        KIND,
        str(mandate.pk),
        str(mandate.organisation_id),
        mandate.digest,
        procedures,
        mandate.method,
        canonical.instant(mandate.signed_at),
        canonical.instant(mandate.expires_at),
    )


def is_authentic(mandate: Mandate) -> bool:
    """Whether a signed mandate is, to the letter, what was signed here."""
    if not mandate.signed_at or not mandate.signature:
        return False
    try:
        same = digest_of_text(mandate.text) == mandate.digest
        return same and attesting.signed_by(mandate.signing_key, content(mandate), mandate.signature)
    except (LostKey, TamperedValue):
        return False
