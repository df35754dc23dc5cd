"""What changes accounts and organisations."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_number

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation


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


@transaction.atomic
def register_organisation(*, name: str, siret: str = "", type: str = "", actor: str = "") -> Organisation:
    """Enter an organisation, or give back the one that has this SIRET (or, without SIRET, this very name)."""
    number = siret_number.compact(siret) if siret else ""
    if number and not siret_number.is_valid(number):
        raise DomainRefusal(_("Ce SIRET n’est pas valable : vérifiez ses 14 chiffres."), field="siret")
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’organisation."), field="name")
    known = {"siret": number} if number else {"siret": "", "name": name.strip()}
    now = clock.now()
    organisation, created = Organisation.objects.get_or_create(
        **known, defaults={"name": name.strip(), "type": type, "created_at": now, "updated_at": now}
    )
    if created:
        subject = f"organisation:{organisation.pk}"
        journal.record("people.register_organisation", actor=actor, subject=subject)
    return organisation
