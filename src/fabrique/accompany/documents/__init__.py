"""The papers of a mandate, as PDF/UA: the mandate, and the attestation that something was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.enums import MandateState
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.mandates import text_of
from fabrique.core.documents import render
from fabrique.core.documents.qr import qr_svg
from fabrique.core.ui import formats

HERE = Path(__file__).parent


def mandate_pdf(mandate: Mandate, address: str) -> bytes:
    """The whole text as it was set, two boxes to sign in, and the way to verify it at ``address``."""
    return render(HERE / "mandate.typ", mandate_data(mandate, address), at=mandate.drafted_at)


def mandate_data(mandate: Mandate, address: str) -> dict[str, Any]:
    """What the template reads."""
    text = text_of(mandate)
    return {
        "title": f"{text['title']} {mandate.code}",
        "subject": text["basis"],
        "setting": {"territory": text["organisation"]},
        "text": text,
        "code": mandate.code,
        "signed": _signed(mandate),
        "qr": qr_svg(address),
        "address": address,
        "digest": mandate.digest,
    }


def attestation_pdf(mandate: Mandate, revoked: Sequence[Authorisation], address: str) -> bytes:
    """What the person gets when they took something back: one line for each procedure."""
    text = text_of(mandate)
    latest = max(each.ended_at for each in revoked if each.ended_at)
    data = {
        "title": _("Attestation d’annulation"),
        "subject": _("Mandat %(code)s") % {"code": mandate.code},
        "setting": {"territory": text["organisation"]},
        "code": mandate.code,
        "person": text["person"],
        "organisation": text["organisation"],
        "signed": formats.dated(timezone.localdate(mandate.signed_at)),
        "lines": [
            {
                "procedure": each.get_procedure_display(),
                "on": formats.dated(timezone.localdate(each.ended_at)),
                "asked": each.get_asked_display(),
            }
            for each in revoked
        ],
        "whole": mandate.state == MandateState.ENDED,
        "on": formats.dated(timezone.localdate(latest)),
        "qr": qr_svg(address),
        "address": address,
    }
    return render(HERE / "attestation.typ", data, at=latest)


def _signed(mandate: Mandate) -> str:
    if not mandate.signed_at:
        return ""
    day = formats.dated(timezone.localdate(mandate.signed_at))
    return _("Signé le %(day)s, %(how)s.") % {"day": day, "how": mandate.get_method_display().lower()}
