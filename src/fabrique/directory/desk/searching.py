"""What the guide gives to the search of the professional space: places by name, reports by code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, can, scope
from fabrique.core.ui.searching import Found
from fabrique.directory.enums.lifecycle import ReportState
from fabrique.directory.guide import snapshot
from fabrique.directory.guide.text import stems
from fabrique.directory.guide.text_index import NAMED
from fabrique.directory.models import ErrorReport, Place


def found_places(actor: Actor, words: str, most: int) -> list[Found]:
    """The published places whose name, commune or kind hold all of these words, or of this code."""
    guide, roots = snapshot.current(), stems(words)
    ranks: list[int] = []
    if words in guide.rank_of:
        ranks = [guide.rank_of[words]]
    elif roots:
        holding, strength = guide.text.all_of(roots, NAMED)
        found = np.flatnonzero(holding)
        ranks = found[np.argsort(-strength[found], kind="stable")][:most].tolist()
    places = [guide.places[rank] for rank in ranks]
    kept = _kept(actor, [each.code for each in places])
    return [
        Found(
            reverse("directory:desk-place" if each.code in kept else "directory:place", args=[each.code]),
            title=each.name,
            detail=each.commune_name,
        )
        for each in places
    ]


def _kept(actor: Actor, codes: Sequence[str]) -> frozenset[str]:
    """Those whose sheet the actor keeps. One query, none for who keeps no place."""
    if not can(actor, "directory.edit_place"):
        return frozenset()
    rows = scope(actor, "directory.edit_place", Place.objects.filter(code__in=codes))
    return frozenset(rows.values_list("code", flat=True))


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
