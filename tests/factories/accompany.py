"""Mandates for tests, all invented."""

from __future__ import annotations

from typing import Any

from fabrique.accompany.actions.drafting import draft_mandate
from fabrique.accompany.actions.signing import sign_mandate
from fabrique.accompany.enums import Duration, Procedure, SignatureMethod
from fabrique.accompany.models import Mandate
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
