"""A calculation as some areas read it, those of a territory: they alone are counted, and what they are
compared with is said. It may go everywhere that its files do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from fabrique.kernels.index import Standing
from fabrique.observe.composing import wording
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indices import Place


def summary_of(run: IndexRun, places: Sequence[Place]) -> Mapping[str, Any]:
    """The summary of a calculation, with the counts of these areas. ``beside``: among how many they are."""
    summary = run.summary
    if len(places) == summary["areas"]:
        return {**summary, "beside": summary["scored"]}
    scored = [one for one in places if one.score is not None]
    standing = Counter(one.standing for one in places)
    sure = [one for one in scored if one.in_top and one.standing is Standing.ROBUST]
    likely = [one for one in scored if one.in_top and one.standing is Standing.PROBABLE]
    widths = [one.high - one.low for one in scored if one.high is not None and one.low is not None]
    return {
        **summary,
        **{str(one): standing[one] for one in Standing if one is not Standing.UNKNOWN},
        "robust_top": len(sure),
        "always_top": sum(one.p_top == 1 for one in scored),
        "probable_top": len(likely),
        "areas": len(places),
        "scored": len(scored),
        "beside": summary["scored"],
        "median_places": int(np.median(widths)) if widths else 0,
    }


def beside_of(run: IndexRun, places: Sequence[Place]) -> int:
    """Among how many areas these are ranked when they are a part of them, else 0."""
    summary = summary_of(run, places)
    return int(summary["beside"]) if summary["beside"] > summary["scored"] else 0


def compared_with(run: IndexRun, places: Sequence[Place]) -> str:
    """« des 34 800 communes comparées, dont 26 du territoire »; « des 26 communes classées »."""
    summary, many = summary_of(run, places), wording.noun_of(run.level)[1]
    said = {"many": many, "n": wording.whole(summary["beside"]), "here": wording.whole(summary["scored"])}
    if summary["beside"] == summary["scored"]:
        return _("des %(n)s %(many)s classées") % said
    return _("des %(n)s %(many)s comparées, dont %(here)s du territoire") % said
