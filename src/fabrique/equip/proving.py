"""What makes a proof and a certificate checkable: their content, under the instance's signature."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from fabrique.core.crypto import attesting
from fabrique.core.crypto.keyring import LostKey
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.journal import canonical
from fabrique.equip.erasure import ErasureReport
from fabrique.equip.models import ErasureCertificate, ErasureProof

PROOF, CERTIFICATE = b"fabrique.erasure-proof.1", b"fabrique.erasure-certificate.1"


def report_json(report: ErasureReport) -> dict[str, Any]:
    """A report as JSON: instants as ISO texts of the bench's clock."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        return list(value) if isinstance(value, tuple) else value

    found: dict[str, Any] = plain(asdict(report))
    return found


def proof_content(proof: ErasureProof) -> bytes:
    """What the signature of a proof covers: the drive as it was known, on what it rests, what is claimed."""
    attempt = proof.attempt
    log, report = (attempt.log.sha256, canonical.json_text(attempt.report)) if attempt else ("", "")
    return canonical.pack_texts(
        PROOF,
        str(proof.pk),
        str(proof.organisation_id),
        str(proof.drive_id),
        proof.basis,
        proof.level,
        proof.rule,
        log,
        report,
        canonical.json_text(proof.facts),
        proof.note,
        canonical.instant(proof.proved_at),
        str(proof.by_id or ""),
    )


def certificate_content(certificate: ErasureCertificate) -> bytes:
    """What the signature of a certificate covers: its whole text, and when."""
    return canonical.pack_texts(
        CERTIFICATE,
        str(certificate.pk),
        str(certificate.organisation_id),
        certificate.code,
        certificate.digest,
        canonical.instant(certificate.signed_at),
    )


def sign(row: ErasureProof | ErasureCertificate) -> None:
    """Put the instance's signature on a row that is not saved yet. Raises ``LostKey``."""
    row.signing_key = attesting.current_key()
    row.signature = attesting.sign(row.signing_key, _content(row))


def is_authentic(row: ErasureProof | ErasureCertificate) -> bool:
    """Whether a row is, to the letter, what was signed here."""
    try:
        if isinstance(row, ErasureCertificate) and digest_of(row.text) != row.digest:
            return False
        return attesting.signed_by(row.signing_key, _content(row), row.signature)
    except (LostKey, TamperedValue):
        return False


def digest_of(text: str) -> str:
    """The digest of a certificate's text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _content(row: ErasureProof | ErasureCertificate) -> bytes:
    return proof_content(row) if isinstance(row, ErasureProof) else certificate_content(row)
