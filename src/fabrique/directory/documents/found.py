"""Lists to print that start from a question: a search, a neighbourhood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.directory.documents.listing import MOST, PlaceList
from fabrique.directory.guide import asking, search, wording
from fabrique.directory.guide.asking import Asked
from fabrique.directory.guide.options import QUARTER
from fabrique.directory.guide.snapshot import Snapshot


def search_list(
    directory: Snapshot, values: Mapping[str, Sequence[str]], at: datetime, site: str
) -> PlaceList:
    """The first answers to a search, in its order; ``values`` are the parameters of its address."""
    asked = asking.read({name: list(value) for name, value in values.items()}, directory, at)
    answer = search.ask(directory, asked.question, at, first=MOST, found=asked.found)
    places = [directory.places[rank] for rank in answer.ranks.tolist()]
    query = asking.encode(asked.pairs())
    url = site.rstrip("/") + reverse("directory:search") + (f"?{query}" if query else "")
    left_out = _("Les %(shown)s premiers.") % {"shown": MOST} if answer.total > MOST else ""
    return PlaceList(_heading(asked, answer.total), places, url, left_out, kept=False)


def _heading(asked: Asked, total: int) -> str:
    parts = [wording.places(total)]
    if asked.need:
        parts.append(_("pour %(goal)s") % {"goal": asked.need.goal})
    elif asked.question.roots:
        parts.append(_("pour « %(words)s »") % {"words": asked.words[:80]})
    if asked.origin:
        parts.append(wording.near(asked.origin))
    return " ".join(parts)


def neighbourhood_list(directory: Snapshot, code: str, site: str) -> PlaceList | None:
    """The places that lie in a priority neighbourhood, by name; None if there is no such neighbourhood."""
    name = directory.ground.neighbourhoods.get(code)
    if name is None:
        return None
    holds = directory.option(f"{QUARTER}:{code}")
    ranks = [] if holds is None else np.flatnonzero(holds).tolist()
    places = [directory.places[rank] for rank in ranks]
    heading = _("%(places)s dans le quartier %(name)s") % {
        "places": wording.places(len(places)),
        "name": name,
    }
    query = asking.encode([(QUARTER, code)])
    return PlaceList(heading, places, f"{site.rstrip('/')}{reverse('directory:search')}?{query}")
