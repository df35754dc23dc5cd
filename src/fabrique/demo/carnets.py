"""What persons of the story say by their carnet, and the two organisations that one brought together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fabrique.people.actions.carnets import issue_carnet, raise_alert
from fabrique.people.actions.linking import issue_link_code, link_files
from fabrique.people.carnet import parts_of
from fabrique.people.enums import AlertKind
from fabrique.people.models import Account, Organisation, Resident


def tell_carnets(
    story: Mapping[str, Any], organisations: Mapping[str, Organisation], accounts: Mapping[str, Account]
) -> None:
    """Enter what was said, then what was carried from one organisation to another."""
    for row in story["said"]:
        person = _person(organisations[row["for"]], row["called"])
        access, _code = issue_carnet(resident=person, by=accounts[row["by"]])
        lines = (line for part in parts_of(person) for line in part.lines)
        line = next(each for each in lines if row["of"] in each.text)
        raise_alert(
            access=access, resident=person, kind=AlertKind(row["kind"]), subject=line.subject,
            told=line.whole, words=row["words"],
        )  # fmt: skip
    for row in story["carried"]:
        here, there = (_person(organisations[side["for"]], side["called"]) for side in row["between"])
        _made, code = issue_link_code(resident=here, by=accounts[row["given_by"]])
        link_files(resident=there, code=code, by=accounts[row["typed_by"]])


def _person(holder: Organisation, called: str) -> Resident:
    return next(each for each in Resident.objects.of(holder).order_by("created_at") if each.called == called)
