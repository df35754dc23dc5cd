"""A place passed on: an e-mail that is ready to send, and its address as a QR code."""

from __future__ import annotations

from urllib.parse import quote

import segno
from django.utils.translation import gettext as _

from fabrique.core.ui.formats import phone
from fabrique.directory.guide.sheet import Sheet


def email_link(sheet: Sheet, url: str) -> str:
    """A mailto address whose text says where, when, whom to call, and gives the page."""
    place = sheet.place
    lines = [
        place.name,
        *sheet.address,
        phone(place.phone).replace("\u00a0", " ") if place.phone else "",
        *sheet.usual,
        "",
        url,
    ]
    body = "\r\n".join(line for at, line in enumerate(lines) if line or at == len(lines) - 2)
    subject = _("Un lieu qui peut vous aider : %(name)s") % {"name": place.name}
    return f"mailto:?subject={quote(subject)}&body={quote(body[:1500])}"


def qr_svg(url: str) -> bytes:
    """The QR code of an address as an SVG file: dark on white, with the margin that readers need."""
    drawing = segno.make(url, error="m", micro=False).svg_inline(
        scale=4, border=4, light="#fff", dark="#000", title="QR", svgclass=None, lineclass=None
    )
    return str(drawing).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1).encode()
