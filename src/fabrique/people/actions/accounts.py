"""What changes accounts."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.credentials import check_name, check_password
from fabrique.people.actions.members import add_member
from fabrique.people.actions.organisations import carry_instance, register_organisation
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation


@transaction.atomic
def create_account(*, email: str, name: str, password: str | None, actor: str = "") -> Account:
    """Open an account, without any role. The password must be long and not a common one.

    Without one (``None``), its owner signs in through an identity provider.
    """
    account = Account(email=email.strip().lower(), name=name, created_at=clock.now())
    if not account.email or "@" not in account.email:
        raise DomainRefusal(_("Cette adresse électronique n’est pas complète."), field="email")
    account.name = check_name(name)
    if password is not None:
        check_password(password, account)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise DomainRefusal(_("Un compte existe déjà avec cette adresse."), field="email") from error
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    journal.record("people.create_account", actor=actor, subject=f"account:{account.pk}")
    return account


@transaction.atomic
def open_administrator(*, email: str, name: str, password: str, organisation: str) -> Account:
    """Open the account of an administrator, member of the organisation that carries the instance.

    ``organisation`` names it where none carries the instance yet.
    """
    account = create_account(email=email, name=name, password=password)
    carrying = Organisation.objects.filter(carries_instance=True).first() or carry_instance(
        organisation=register_organisation(name=organisation)
    )
    add_member(account=account, organisation=carrying, role=Role.ADMINISTRATOR)
    return account
