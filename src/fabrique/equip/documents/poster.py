"""The poster of a collection, in A4: its days, where to leave things, a square to aim at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.documents import qr_svg, render
from fabrique.core.ui import formats
from fabrique.directory.documents import current_setting
from fabrique.directory.documents.setting import shown
from fabrique.equip.models import CollectionCampaign
from fabrique.equip.queries.giving import Point

HERE = Path(__file__).parent
MOST_POINTS = 6


def poster_pdf(campaign: CollectionCampaign, points: Sequence[Point], address: str, site: str) -> bytes:
    """The poster; ``address`` is the page of the campaign, ``site`` the address of the instance."""
    setting = current_setting(site)
    data: dict[str, Any] = {
        "title": campaign.title,
        "subject": _("Affiche de collecte"),
        "setting": setting.as_data(),
        "organisation": campaign.organisation.name,
        "words": campaign.words,
        "from": formats.dated(campaign.starts_on),
        "until": formats.dated(campaign.ends_on),
        "points": [
            {"name": point.place.name, "where": point.where, "hours": list(point.hours[:3])}
            for point in points[:MOST_POINTS]
        ],
        "more": max(0, len(points) - MOST_POINTS),
        "qr": qr_svg(address),
        "shown": shown(address),
    }
    return render(HERE / "poster.typ", data, at=setting.at)
