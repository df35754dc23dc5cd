"""The page of the three places: why each, what else there is, what to relax when few qualify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.utils.translation import ngettext

from fabrique.core.ui.formats import NBSP
from fabrique.core.ui.forms import Problem
from fabrique.directory.guide.asking import encode
from fabrique.directory.guide.cards import Card, cards
from fabrique.directory.guide.search import Answer
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.orienting.answers import ANY_NEED, Answers, Condition, Moment
from fabrique.directory.orienting.choosing import SHOWN, WHEN, Choice, choose
from fabrique.directory.orienting.questions import address, lines
from fabrique.directory.orienting.reasons import OBSTACLES, Reason, reasons
from fabrique.directory.orienting.sheets import share
from fabrique.directory.orienting.where import Start, near_words
from fabrique.kernels.matching import Met

_COUNTS = ("Aucun lieu", "Un lieu", "Deux lieux", "Trois lieux")
_RELAX: dict[str, str] = {
    "distance": marked("plus loin"),
    WHEN: marked("un autre jour"),
    Condition.WHEELCHAIR.value: marked("sans « accès en fauteuil »"),
    Condition.FREE.value: marked("sans « gratuit »"),
    Condition.OFF_HOURS.value: marked("sans « le soir ou le samedi »"),
    Condition.REMOTE.value: marked("en se déplaçant"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place proposed: its card, its reasons, whether it goes on the sheet."""

    card: Card
    good: tuple[str, ...]
    bad: tuple[str, ...]
    check: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Way:
    """Something to relax: words, address, how many more places."""

    words: str
    url: str
    count: int


def context(
    directory: Snapshot,
    answers: Answers,
    start: Start,
    at: datetime,
    *,
    site: str,
    picked: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The variables of the page. ``picked`` are the places ticked when too many or none were, else None."""
    found = choose(directory, answers, start, at)
    first = [one.key for one in found.ranked[:SHOWN]]
    ticked = first if picked is None else list(picked)
    proposals = _proposals(directory, found, answers, start, at, ticked)
    shown, following = proposals[: len(first)], proposals[len(first) :]
    problem = _problem(ticked) if picked is not None else None
    return {
        "title": _title(answers, start, len(first)),
        "few": len(first) < SHOWN,
        "none": not first,
        "proposals": shown,
        "following": following,
        "following_open": any(one.chosen for one in following),
        "aside": _aside(found),
        "ways": _ways(found, answers),
        "unanswered": not found.considered,
        "any_need_url": address(replace(answers, need=ANY_NEED)) if answers.known_need else "",
        "guide_url": _guide_url(answers, start),
        "lines": lines(answers, start),
        "hidden": answers.pairs(),
        "problems": [problem] if problem else [],
        "share": share(directory, answers, first, site) if first else None,
        "restart_url": reverse("directory:orient"),
    }


def _proposals(
    directory: Snapshot, found: Choice, answers: Answers, start: Start, at: datetime, ticked: Sequence[str]
) -> list[Proposal]:
    codes = [one.key for one in found.ranked]
    ranks = np.array([directory.rank_of[code] for code in codes], np.int64)
    metres = directory.points.metres(ranks, *start.point) if start.point else np.full(len(ranks), np.nan)
    answer = Answer(ranks, metres, len(ranks))
    shown = cards(directory, answer, at, origin=start.point, need=answers.known_need)
    return [
        _proposal(card, reasons(found.facts[code], answers), chosen=code in ticked)
        for code, card in zip(codes, shown, strict=True)
    ]


def _proposal(card: Card, said: Sequence[Reason], *, chosen: bool) -> Proposal:
    good, bad, check = (
        tuple(one.words for one in said if one.kind is kind) for kind in (Met.YES, Met.NO, Met.UNKNOWN)
    )
    return Proposal(card, good, bad, check, chosen)


def _title(answers: Answers, start: Start, count: int) -> str:
    parts = [_(_COUNTS[count])]
    if answers.known_need:
        parts.append(_("pour %(goal)s") % {"goal": answers.known_need.goal})
    return " ".join([*parts, near_words(start)]).strip()


def _problem(ticked: Sequence[str]) -> Problem | None:
    if not ticked:
        return Problem(_("Cochez au moins un lieu pour faire la fiche."), "lieu-1")
    if len(ticked) > SHOWN:
        return Problem(_("La fiche a trois lieux au plus : décochez-en."), "lieu-1")
    return None


def _aside(found: Choice) -> list[str]:
    """« Sans accès en fauteuil : 13 lieux écartés », the most frequent first."""
    rows = sorted(found.aside.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        f"{_(OBSTACLES[code])}{NBSP}: "
        + ngettext("%(count)s lieu écarté", "%(count)s lieux écartés", count) % {"count": count}
        for code, count in rows
        if code in OBSTACLES
    ]


def _ways(found: Choice, answers: Answers) -> list[Way]:
    ways = [
        Way(_(_RELAX[one.obstacle]), address(relaxed(answers, one.obstacle)), one.gained)
        for one in found.relaxations
        if one.obstacle in _RELAX
    ]
    if not ways and found.freeable:
        bare = replace(answers, conditions=(), language="", moment=Moment.ANY, far=True)
        ways.append(Way(_("sans aucune condition"), address(bare), found.freeable))
    return ways


def relaxed(answers: Answers, obstacle: str) -> Answers:
    """The same answers without one obstacle."""
    if obstacle == "distance":
        return replace(answers, far=True)
    if obstacle == WHEN:
        return replace(answers, moment=Moment.ANY)
    return replace(answers, conditions=tuple(one for one in answers.conditions or () if one != obstacle))


def _guide_url(answers: Answers, start: Start) -> str:
    """The same question to the whole guide, by its words."""
    need = answers.known_need
    where = start.label if start.label and not start.exact and not start.small else ""
    pairs = [("q", need.phrases[0] if need else ""), ("ou", where)]
    return f"{reverse('directory:search')}?{encode(pair for pair in pairs if pair[1])}"
