"""What the guide gives to the search of the professional space: places by name, reports by code."""

from __future__ import annotations

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, can, scope
from fabrique.core.ui.searching import Found
from fabrique.directory.enums.lifecycle import ReportState
from fabrique.directory.guide import snapshot
from fabrique.directory.guide.text import stems
from fabrique.directory.guide.text_index import NAMED
from fabrique.directory.models import ErrorReport


def found_places(actor: Actor, words: str, most: int) -> list[Found]:
    """The published places whose name, commune or kind hold all of these words, or of this code. No query."""
    guide, roots = snapshot.current(), stems(words)
    ranks: list[int] = []
    if words in guide.rank_of:
        ranks = [guide.rank_of[words]]
    elif roots:
        holding, strength = guide.text.all_of(roots, NAMED)
        found = np.flatnonzero(holding)
        ranks = found[np.argsort(-strength[found], kind="stable")][:most].tolist()
    page = "directory:desk-place" if can(actor, "directory.edit_place") else "directory:place"
    places = [guide.places[rank] for rank in ranks]
    return [
        Found(reverse(page, args=[each.code]), title=each.name, detail=each.commune_name) for each in places
    ]


def found_reports(actor: Actor, words: str, most: int) -> list[Found]:
    """The report of this very code."""
    rows = scope(actor, "directory.answer_reports", ErrorReport.objects.select_related("place"))
    return [
        Found(
            reverse("directory:desk-report", args=[each.code]),
            title=_("Signalement %(code)s") % {"code": each.code},
            detail=f"{each.place.name} · {ReportState(each.state).label}",
        )
        for each in rows.filter(code="".join(words.split()).lower())[:most]
    ]
