"""Carnets for tests: a code given, something said by it."""

from __future__ import annotations

from fabrique.people.actions.carnets import issue_carnet, raise_alert
from fabrique.people.actions.linking import issue_link_code, link_files
from fabrique.people.actions.residents import give_consent
from fabrique.people.enums import AlertKind, ConsentPurpose
from fabrique.people.models import CarnetAccess, CarnetAlert, FileLink, Resident
from tests.factories.people import account, receive


def given(resident: Resident) -> tuple[CarnetAccess, str]:
    """A new code of the person's carnet."""
    return issue_carnet(resident=resident, by=account("Remet"))


def alerted(resident: Resident, words: str = "", kind: AlertKind = AlertKind.NOT_ME) -> CarnetAlert:
    """« Ce n’est pas moi », of a mandate that nobody signed."""
    access, _code = given(resident)
    return raise_alert(
        access=access, resident=resident, kind=kind, subject="mandate:1", told="Un mandat", words=words
    )


def linkable(resident: Resident | None = None) -> Resident:
    """A file whose person accepts that it be tied to another one."""
    found = resident or receive()
    give_consent(resident=found, purpose=ConsentPurpose.LINKING, by=account("Reçoit"))
    return found


def linked(one: Resident, other: Resident) -> FileLink:
    """The side of ``other``, to whose organisation the person carried the code of ``one``."""
    code = issue_link_code(resident=one, by=account())[1]
    return link_files(resident=other, code=code, by=account())
