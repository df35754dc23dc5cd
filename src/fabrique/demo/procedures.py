"""What was signed and done with the people of the story, each on its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from fabrique.accompany.actions.acting import Deed, note_act
from fabrique.accompany.actions.cases import close_case, open_case
from fabrique.accompany.actions.documents import receive_document
from fabrique.accompany.actions.drafting import draft_mandate
from fabrique.accompany.actions.planning import Plan
from fabrique.accompany.actions.signing import sign_mandate
from fabrique.accompany.enums import CaseState, Duration, Manner, Outcome, Procedure, SignatureMethod
from fabrique.accompany.models import Case, CaseAct
from fabrique.core import clock
from fabrique.demo.sheets import load
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Resident

FILE = "procedures.toml"


def enter_procedures(files: Mapping[str, Resident], accounts: Mapping[str, Account]) -> None:
    """Mandates, then cases with their acts. ``files`` and ``accounts`` by their keys."""
    story, today = load(FILE), clock.now()
    for row in story["mandate"]:
        with clock.frozen(today + timedelta(days=row["since"])):
            _sign(row, files[row["person"]], accounts[row["by"]])
    for row in story["case"]:
        _follow(row, files[row["person"]], accounts[row["by"]], today)


def _sign(row: Mapping[str, Any], resident: Resident, account: Account) -> None:
    by = act_for(account, resident.organisation)
    mandate = draft_mandate(
        resident=resident,
        procedures=row["procedures"],
        duration=Duration(row["duration"]),
        place=row["place"],
        by=by,
    )
    sign_mandate(mandate=mandate, method=SignatureMethod.SCREEN, by=by, drawn=row["signs"])


def _follow(row: Mapping[str, Any], resident: Resident, account: Account, now: datetime) -> None:
    by, acts = act_for(account, resident.organisation), list[CaseAct]()
    first = row["acts"][0]
    with clock.frozen(now + timedelta(days=first["since"])):
        case = open_case(
            resident=resident,
            procedure=Procedure(row["procedure"]),
            title=row["title"],
            service=row["service"],
            by=by,
        )
    for act in row["acts"]:
        with clock.frozen(now + timedelta(days=act["since"])):
            deed, plan = _deed(act, acts), _plan(act, timezone.localdate(now))
            acts.append(note_act(case=case, deed=deed, plan=plan, by=by))
    for paper in row.get("papers", []):
        with clock.frozen(now + timedelta(days=paper["since"])):
            receive_document(case=case, name=paper["name"], original=True, by=by)
    if "closed" in row:
        _close(case, row["closed"], by, now)


def _deed(row: Mapping[str, Any], acts: list[CaseAct]) -> Deed:
    return Deed(
        row["text"],
        Manner(row["manner"]),
        minutes=row.get("minutes"),
        service=row.get("service", ""),
        repairs=acts[row["repairs"]] if "repairs" in row else None,
        wrong=row.get("wrong", ""),
    )


def _plan(row: Mapping[str, Any], today: date) -> Plan:
    meeting = None
    if "meeting_on" in row:
        on, hour = today + timedelta(days=row["meeting_on"]), time.fromisoformat(row["meeting_hour"])
        meeting = timezone.make_aware(datetime.combine(on, hour))
    return Plan(
        state=CaseState(row["state"]),
        next_step=row.get("next_step", ""),
        meeting_at=meeting,
        meeting_where=row.get("meeting_where", ""),
        next_on=_day(row, "next_on", today),
        deadline_on=_day(row, "deadline_on", today),
    )


def _day(row: Mapping[str, Any], name: str, today: date) -> date | None:
    return today + timedelta(days=row[name]) if name in row else None


def _close(case: Case, row: Mapping[str, Any], by: Account, now: datetime) -> None:
    with clock.frozen(now + timedelta(days=row["since"])):
        close_case(case=case, outcome=Outcome(row["outcome"]), note=row["note"], by=by)
