"""What changes accounts."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.enums import Role
from fabrique.people.models import Account


@transaction.atomic
def create_account(*, email: str, name: str, password: str, role: Role, actor: str = "") -> Account:
    """Open an account. The password must be long and not a common one."""
    account = Account(email=email.strip().lower(), name=name.strip(), role=role, created_at=clock.now())
    if not account.email or "@" not in account.email:
        raise DomainRefusal(_("Cette adresse électronique n’est pas complète."), field="email")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise DomainRefusal(" ".join(error.messages), field="password") from error
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise DomainRefusal(_("Un compte existe déjà avec cette adresse."), field="email") from error
    journal.record(
        "people.create_account", actor=actor, subject=f"account:{account.pk}", summary={"role": role}
    )
    return account
