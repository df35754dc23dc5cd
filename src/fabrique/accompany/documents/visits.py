"""The sheet with which a person leaves: what was done today, for them or with them. PDF/UA, large print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.models import CaseAct
from fabrique.accompany.queries.visits import Visit
from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.ui import formats

HERE = Path(__file__).parent


def visit_pdf(visit: Visit) -> bytes:
    """The sheet of one day. Made each time, kept nowhere."""
    return render(HERE / "visit.typ", visit_data(visit), at=clock.now())


def visit_data(visit: Visit) -> dict[str, Any]:
    """What the template reads."""
    resident = visit.resident
    return {
        "title": _("Ce qui a été fait le %(day)s") % {"day": formats.dated(visit.on)},
        "subject": resident.code,
        "setting": {"territory": resident.organisation.name},
        "organisation": resident.organisation.name,
        "name": f"{resident.first_name} {resident.last_name}".strip() or resident.called,
        "code": resident.code,
        "helpers": _("Avec vous, ce jour-là : %(names)s.") % {"names": ", ".join(visit.helpers)}
        if visit.helpers
        else "",
        "cases": [
            {
                "title": each.case.title,
                "service": each.case.service,
                "acts": [_act(act) for act in each.acts],
                "documents": list(each.documents),
                "next": list(each.next_lines),
            }
            for each in visit.cases
        ],
        "contest": list(visit.contest),
    }


def _act(act: CaseAct) -> dict[str, str]:
    return {"manner": act.told, "text": act.text, "by": by_whom(act), "wrong": wrong_of(act)}


def by_whom(act: CaseAct) -> str:
    """By whom, where else than usual, and under which mandate."""
    words = [act.by.name]
    words += [act.service] if act.service else []
    if act.authorisation:
        words.append(_("mandat %(code)s") % {"code": act.authorisation.mandate.code})
    return ", ".join(words)


def wrong_of(act: CaseAct) -> str:
    """What an act corrects."""
    if act.repairs is None:
        return ""
    day = formats.dated(timezone.localdate(act.repairs.done_at))
    return _("Corrige ce qui a été fait le %(day)s : %(wrong)s") % {"day": day, "wrong": act.wrong}
