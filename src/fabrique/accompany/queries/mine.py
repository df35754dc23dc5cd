"""All the procedures that somebody follows, by their codes: what awaits them first, then the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.models import Case
from fabrique.accompany.queries.cases import followed_by, wanting
from fabrique.accompany.queries.waiting import line_of_case
from fabrique.core import clock
from fabrique.core.policies import Actor
from fabrique.core.ui import formats
from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.portal import WaitingLine


@dataclass(frozen=True, slots=True)
class Followed:
    """A case under way; ``line`` says what awaits, ``coming`` what comes when nothing does."""

    case: Case
    line: WaitingLine | None
    coming: str


def page_of_followed(actor: Actor, number: str | None) -> Pages[Followed]:
    """One page: what awaits first, then what has a date. As many queries for a thousand as for one."""
    ready = Q(pk__in=followed_by(actor).filter(wanting(clock.now())).values("pk"))
    dated = Q(deadline_on__isnull=False) | Q(next_on__isnull=False)
    rows = followed_by(actor).annotate(ready=ready, dated=dated)
    rows = rows.order_by("-ready", "-dated", Coalesce("deadline_on", "next_on"), "last_act_at", "pk")
    return page_of(rows, number, load=lambda found: [_followed(each) for each in found])


def _followed(case: Case) -> Followed:
    line = line_of_case(case) if case.ready else None  # type: ignore[attr-defined]  # annotated
    return Followed(case, line, "" if line else _coming(case))


def _coming(case: Case) -> str:
    if case.meeting_at and case.meeting_at > clock.now():
        day = formats.dated(timezone.localdate(case.meeting_at))
        return _("Rendez-vous le %(day)s.") % {"day": day}
    if case.next_on:
        return _("Prochaine étape le %(day)s.") % {"day": formats.dated(case.next_on)}
    if case.deadline_on:
        return _("Date limite le %(day)s.") % {"day": formats.dated(case.deadline_on)}
    return _("Rien n’est prévu.")
