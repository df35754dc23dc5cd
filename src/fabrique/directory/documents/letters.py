"""Letters to the places that have no e-mail address: one page each, with the code of its own link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.documents import qr_svg
from fabrique.core.ui import formats
from fabrique.directory.documents.printed import Printed
from fabrique.directory.documents.setting import Setting, shown
from fabrique.directory.models import Confirmation
from fabrique.kernels.hours import describe

SHORT = 12  # beyond, they are made in a process of their own


def letters(asked: Sequence[tuple[Confirmation, str]], sender: str, setting: Setting) -> Printed:
    """The letters, by name: each place with the whole address of its link. Kept nowhere."""
    data = {
        "title": _("Lettres : votre fiche est-elle toujours juste ?"),
        "subject": _("Lettres aux lieux du guide"),
        "large": False,
        "setting": setting.as_data(),
        "sender": sender,
        "letters": [_letter(each, link) for each, link in asked],
    }
    return Printed(
        "letters", data, "lettres-de-la-campagne.pdf", setting.at, long=len(asked) > SHORT, kept=False
    )


def _letter(asked: Confirmation, link: str) -> dict[str, Any]:
    place = asked.place
    town = " ".join(part for part in (place.postal_code, place.commune_name) if part)
    lines = (place.address, place.address_complement, town)
    return {
        "name": place.name,
        "address": [line for line in lines if line],
        "hours": [formats.typeset(line) for line in describe(place.hours)],
        "phone": formats.phone(place.phone) if place.phone else "",
        "until": formats.dated(timezone.localdate(asked.campaign.ends_at)),
        "url": link,
        "shown-url": shown(link),
        "qr": qr_svg(link),
    }
