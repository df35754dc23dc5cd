"""Mandates and procedures for tests, all invented."""

from __future__ import annotations

from typing import Any

from fabrique.accompany.actions.acting import Deed, note_act
from fabrique.accompany.actions.cases import open_case
from fabrique.accompany.actions.drafting import draft_mandate
from fabrique.accompany.actions.signing import sign_mandate
from fabrique.accompany.enums import Duration, Manner, Procedure, SignatureMethod
from fabrique.accompany.models import Case, CaseAct, Mandate
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation, Resident
from tests.factories.people import member, organisation, receive

ODETTE = {"first_name": "Odette", "last_name": "Marsonval", "birth_year": "1948"}


def helper(of: Organisation | None = None, name: str = "Inès Karouane") -> Account:
    """A salaried mandated helper."""
    return member(Role.MANDATED_HELPER, of=of or organisation(), name=name)


def person(of: Organisation | None = None, **values: str) -> Resident:
    """The file of a person who may sign."""
    return receive(of, **{**ODETTE, **values})


def drafted(
    resident: Resident, *procedures: Procedure, by: Account, duration: Duration = Duration.LONG, **more: Any
) -> Mandate:
    """A mandate that waits for its signature."""
    return draft_mandate(
        resident=resident, procedures=procedures or [Procedure.PAPERS], duration=duration,
        place="Grandmesnil", by=by, **more,
    )  # fmt: skip


def signed(
    resident: Resident, *procedures: Procedure, by: Account, duration: Duration = Duration.LONG, **more: Any
) -> Mandate:
    """A mandate signed on paper, the paper in the binder."""
    return on_paper(drafted(resident, *procedures, by=by, duration=duration, **more), by)


def on_paper(mandate: Mandate, by: Account) -> Mandate:
    """The person signs the printed sheet."""
    return sign_mandate(mandate=mandate, method=SignatureMethod.PAPER, by=by, binder=True)


def followed(
    resident: Resident, *, by: Account, procedure: Procedure = Procedure.PAPERS, **more: Any
) -> Case:
    """A procedure that somebody took up."""
    title = more.pop("title", "Renouveler la carte d’identité")
    return open_case(resident=resident, procedure=procedure, title=title, by=by, **more)


def acted(
    case: Case, *, by: Account, text: str = "Dossier déposé", manner: Manner = Manner.WITH_PERSON, **more: Any
) -> CaseAct:
    """One thing that was done."""
    key, plan = more.pop("key", None), more.pop("plan", None)
    return note_act(case=case, deed=Deed(text, manner, **more), by=by, plan=plan, key=key)
