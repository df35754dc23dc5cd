"""The carnet on paper: the same lines as its page, in large print; its code only when it was just given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.documents.qr import qr_svg
from fabrique.core.ui import formats
from fabrique.people.carnet import CarnetLine, parts_of
from fabrique.people.codes import spaced
from fabrique.people.models import CarnetAccess, Resident
from fabrique.territory.queries import current_territory

TEMPLATE = Path(__file__).parent / "documents" / "carnet.typ"


def carnet_pdf(resident: Resident, address: str, access: CarnetAccess | None = None, code: str = "") -> bytes:
    """A PDF/UA. With ``access`` and its ``code``, it opens the page at ``address``."""
    return render(TEMPLATE, carnet_data(resident, address, access, code), at=clock.now())


def carnet_data(
    resident: Resident, address: str, access: CarnetAccess | None = None, code: str = ""
) -> dict[str, Any]:
    """What the template reads. The address holds no code: what one scans may be kept by a telephone."""
    territory = current_territory()
    phone = territory.helpline_phone if territory else ""
    return {
        "title": _("Mon carnet"),
        "subject": resident.code,
        "setting": {"territory": territory.name if territory else "Fabrique"},
        "name": resident.called,
        "file": resident.code,
        "organisation": resident.organisation.name,
        "on": formats.dated(clock.today()),
        "phone": formats.phone(phone) if phone else "",
        "hours": territory.helpline_hours if territory and phone else "",
        "code": spaced(code) if code else "",
        "until": formats.dated(timezone.localdate(access.expires_at)) if access else "",
        "address": address.partition("://")[2],
        "qr": qr_svg(address),
        "parts": [
            {"title": part.title, "empty": part.empty, "lines": [_line(each) for each in part.lines]}
            for part in parts_of(resident)
        ],
    }


def _line(line: CarnetLine) -> dict[str, str]:
    return {
        "title": formats.typeset(line.title),
        "text": formats.typeset(line.text),
        "on": formats.dated(line.on) if line.on else "",
        "by": line.by,
        "detail": formats.typeset(line.detail),
        "phone": formats.phone(line.phone) if line.phone else "",
    }
