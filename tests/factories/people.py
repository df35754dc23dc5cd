"""People for tests: organisations, accounts with roles, all invented."""

from __future__ import annotations

from datetime import date
from itertools import count

from fabrique.people.acting import act_for
from fabrique.people.actions import add_member, create_account, register_organisation
from fabrique.people.actions.members import end_membership
from fabrique.people.actions.organisations import record_agreement
from fabrique.people.actions.residents import receive_resident
from fabrique.people.enums import AgreementKind, DataCategory, Origin, Role
from fabrique.people.models import Account, Agreement, Membership, Organisation, Resident

PASSWORD = "phrase de passe pour les essais"
_numbers = count(1)


def organisation(name: str = "La Bobine") -> Organisation:
    """The organisation of this name, entered if need be."""
    return register_organisation(name=name)


def account(name: str = "Samir Dolvenne") -> Account:
    """A new account without any role."""
    return create_account(email=f"personne{next(_numbers)}@estuaire.example", name=name, password=PASSWORD)


def member(*roles: Role, of: Organisation | None = None, name: str = "Samir Dolvenne") -> Account:
    """A new account with these roles in an organisation, for which it acts."""
    holder = of or organisation()
    found = account(name)
    for role in roles:
        add_member(account=found, organisation=holder, role=role)
    return act_for(found, holder)


def agree(holder: Organisation) -> None:
    """Let an organisation keep data of every kind, as its agreement says; once."""
    if holder.carries_instance or Agreement.objects.of(holder).exists():
        return
    day = date(2026, 1, 1)
    record_agreement(
        organisation=holder, kind=AgreementKind.PROCESSOR, signed_on=day, starts_on=day, ends_on=None,
        data=list(DataCategory),
    )  # fmt: skip


def receive(of: Organisation | None = None, **values: str) -> Resident:
    """The file of a new person, informed, whom the organisation receives at its desk."""
    holder = of or organisation()
    agree(holder)
    given = {"called": "Mme Marsonval", **values}
    return receive_resident(
        organisation=holder, values=given, origin=Origin.DESK, informed=True, by=account()
    )


def without_roles(found: Account) -> Account:
    """The account, all of whose roles are taken back; another person keeps the administration."""
    held = Membership.objects.everywhere("tests").filter(account=found, ended_at__isnull=True)
    for each in held.select_related("organisation"):
        if each.role == Role.ADMINISTRATOR:
            add_member(account=account("Autre"), organisation=each.organisation, role=Role.ADMINISTRATOR)
        end_membership(membership=each)
    return act_for(found, None)
