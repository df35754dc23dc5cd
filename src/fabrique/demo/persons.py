"""The people of the story: those who help, in their organisations, and those who are helped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from fabrique.core import clock
from fabrique.demo import numbering
from fabrique.demo.carnets import tell_carnets
from fabrique.demo.procedures import enter_procedures
from fabrique.demo.sheets import load
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member, create_account
from fabrique.people.actions.cards import draw_card
from fabrique.people.actions.invitations import invite_member
from fabrique.people.actions.organisations import create_team, record_agreement
from fabrique.people.actions.residents import give_consent, receive_resident, withdraw_consent, write_note
from fabrique.people.enums import AgreementKind, ConsentPurpose, NoteLevel, Origin, Position, Role
from fabrique.people.models import Account, Membership, Organisation, Resident, Team

FILE = "people.toml"


def enter_people(
    organisations: Mapping[str, Organisation], *, password: str, codes: list[str], actor: str
) -> dict[str, Account]:
    """Accounts, roles, agreements and files of persons, entered once. The accounts by their key."""
    story, today = load(FILE), clock.today()
    known = {_email(row["name"]) for row in story["member"]}
    if Account.objects.filter(email__in=known).exists():
        accounts = {row["key"]: Account.objects.get(email=_email(row["name"])) for row in story["member"]}
        _renew(accounts.values(), codes)
        return accounts
    teams = {
        (row["for"], row["name"]): create_team(organisation=organisations[row["for"]], name=row["name"])
        for row in story["team"]
    }
    _agree(story["agreement"], organisations, today=today, actor=actor)
    accounts = _members(story["member"], organisations, teams, password=password, actor=actor)
    _renew(accounts.values(), codes)
    for row in story["invitation"]:
        invite_member(
            organisation=organisations[row["for"]], email=row["email"], role=Role(row["role"]), by=None
        )
    files = dict[str, Resident]()
    for row in story["resident"]:
        holder = organisations[row["for"]]
        with clock.frozen(clock.now() + timedelta(days=row.get("since", 0))):
            file = _receive(row, holder, act_for(accounts[row["by"]], holder), year=today.year)
        files[row.get("key", file.code)] = file
    enter_procedures(files, accounts)
    tell_carnets(story, organisations, accounts)
    return accounts


def _email(name: str) -> str:
    return f"{numbering.slug(name).replace('-', '.')}@val-destuaire.example"


def _renew(accounts: Iterable[Account], codes: list[str]) -> None:
    """Each account's printed card, all of it to be used."""
    for each in accounts:
        draw_card(account=each, codes=codes)


def _agree(
    rows: list[dict[str, Any]], organisations: Mapping[str, Organisation], *, today: date, actor: str
) -> None:
    for row in rows:
        start = today + timedelta(days=row["since"])
        record_agreement(
            organisation=organisations[row["for"]],
            kind=AgreementKind(row["kind"]),
            signed_on=start,
            starts_on=start,
            ends_on=today + timedelta(days=row["until"]) if "until" in row else None,
            data=row["data"],
            actor=actor,
        )


def _members(
    rows: list[dict[str, Any]],
    organisations: Mapping[str, Organisation],
    teams: Mapping[tuple[str, str], Team],
    *,
    password: str,
    actor: str,
) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for row in rows:
        if row["key"] not in accounts:
            accounts[row["key"]] = create_account(
                email=_email(row["name"]), name=row["name"], password=password, actor=actor
            )
        for role in row["roles"]:
            _member(accounts[row["key"]], row, organisations[row["for"]], Role(role), teams, actor=actor)
    return accounts


def _member(
    account: Account,
    row: Mapping[str, Any],
    holder: Organisation,
    role: Role,
    teams: Mapping[tuple[str, str], Team],
    *,
    actor: str,
) -> Membership:
    return add_member(
        account=account,
        organisation=holder,
        role=role,
        position=Position(row.get("position", Position.EMPLOYEE)),
        team=teams.get((row["for"], row.get("team", ""))),
        actor=actor,
    )


def _receive(row: Mapping[str, Any], holder: Organisation, by: Account, *, year: int) -> Resident:
    values = dict(row["values"])
    if age := values.pop("age", ""):
        values["birth_year"] = str(year - int(age))
    person = receive_resident(
        organisation=holder,
        values=values,
        origin=Origin(row["origin"]),
        informed=row.get("informed", True),
        by=by,
    )
    held = {
        purpose: give_consent(resident=person, purpose=ConsentPurpose(purpose), by=by)
        for purpose in row.get("accepts", [])
    }
    for purpose in row.get("withdraws", []):
        withdraw_consent(consent=held[purpose], by=by)
    for note in row.get("notes", []):
        write_note(resident=person, level=NoteLevel(note["level"]), text=note["text"], by=by)
    return person
