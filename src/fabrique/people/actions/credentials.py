"""What changes the password, the address and the name of an account, and what signing in leaves behind."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.sessions import end_sessions
from fabrique.people.actions.telling import tell
from fabrique.people.enums import AccountEventKind
from fabrique.people.models import Account, ExternalIdentity


def check_password(password: str, account: Account) -> None:
    """Raises ``DomainRefusal`` when the password is too short, or one that somebody would try first."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise DomainRefusal(" ".join(error.messages), field="password") from error


def check_name(name: str) -> str:
    """The name as it is kept. It goes into messages to others: one line, nothing that reads otherwise."""
    if any(unicodedata.category(sign).startswith("C") for sign in name):
        text = _("Ce nom contient un signe qui ne se voit pas : écrivez-le sur une ligne, sans le coller.")
        raise DomainRefusal(text, field="name")
    if not (kept := " ".join(name.split())):
        raise DomainRefusal(_("Écrivez votre nom."), field="name")
    return kept


@transaction.atomic
def change_password(*, account: Account, password: str, session_key: str) -> Account:
    """The owner chooses another password; her other sessions end."""
    _set_password(account, password)
    end_sessions(account=account, keep=session_key, actor=str(account.pk))
    tell(account=account, kind=AccountEventKind.PASSWORD_CHANGED, actor=str(account.pk))
    return account


@transaction.atomic
def reset_password(*, account: Account, password: str) -> Account:
    """Somebody who reads the owner's messages chooses another password. Second factors stay as they are.

    Identities of providers go: whoever opened the account under this address may have tied one of her own.
    """
    _set_password(account, password)
    end_sessions(account=account)
    tell(account=account, kind=AccountEventKind.PASSWORD_RESET)
    if ExternalIdentity.objects.filter(account=account).delete()[0]:
        tell(account=account, kind=AccountEventKind.IDENTITY_UNLINKED)
    return account


@transaction.atomic
def send_reset_link(*, account: Account, link: str) -> None:
    """Write to the owner how to choose another password. The link serves once, for an hour."""
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, a oublié le mot de passe de ce compte. "
        "Pour en choisir un autre, ouvrez cette adresse dans l’heure :\n\n%(link)s\n\n"
        "Si ce n’est pas vous, ne faites rien : votre mot de passe reste le même.\n"
    )
    outbox.send(
        key=f"reset:{sha256(link.encode()).hexdigest()}",
        channel=Channel.EMAIL,
        recipient=account.email,
        subject=_("Choisir un autre mot de passe"),
        body=text % {"link": link},
        secret=True,  # who reads the link may take the account over: it does not stay in the table
    )
    journal.record("people.send_reset_link", subject=f"account:{account.pk}")


@transaction.atomic
def rename_account(*, account: Account, name: str) -> Account:
    """Change the name that others see."""
    account.name = check_name(name)
    account.save(update_fields=["name"])
    journal.record("people.rename_account", actor=account.pk, subject=f"account:{account.pk}")
    return account


@transaction.atomic
def ask_new_address(*, account: Account, email: str, link: str) -> None:
    """Write to a new address; the account takes it when its link is followed, not before.

    The message goes whether or not an account has this address, and so does the answer: nothing is learnt.
    """
    text = _(
        "Bonjour,\n\n%(name)s veut se connecter à la Fabrique avec cette adresse. "
        "Si c’est vous, ouvrez ceci dans l’heure, avec l’appareil où votre session est ouverte :\n\n"
        "%(link)s\n\nSinon, ne faites rien.\n"
    )
    taken = Account.objects.filter(email__iexact=email).exclude(pk=account.pk).exists()
    refused = _(
        "Bonjour,\n\nUn compte de la Fabrique a déjà cette adresse : elle ne peut pas servir à un autre.\n"
    )
    outbox.send(
        key=f"address:{sha256(link.encode()).hexdigest()}",
        channel=Channel.EMAIL,
        recipient=email,
        subject=_("Votre nouvelle adresse pour la Fabrique"),
        body=refused if taken else text % {"name": account.name, "link": link},
        secret=True,
    )
    journal.record("people.ask_new_address", actor=account.pk, subject=f"account:{account.pk}")


@transaction.atomic
def change_address(*, account: Account, email: str, session_key: str) -> Account:
    """Take a new address, which its owner has shown to read; the former one is told."""
    former, account.email = account.email, email.strip().lower()
    try:
        with transaction.atomic():
            account.save(update_fields=["email"])
            EmailAddress.objects.filter(user=account).delete()
            EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    except IntegrityError as error:
        raise DomainRefusal(_("Un compte a déjà cette adresse."), field="email") from error
    end_sessions(account=account, keep=session_key, actor=str(account.pk))
    tell(account=account, kind=AccountEventKind.EMAIL_CHANGED, actor=str(account.pk), to=former)
    return account


@transaction.atomic
def note_sign_in(*, account: Account, factor: str) -> None:
    """Somebody has signed in, with this kind of second factor (empty: with none)."""
    subject = f"account:{account.pk}"
    journal.record("people.sign_in", actor=account.pk, subject=subject, summary={"factor": factor})


@transaction.atomic
def sound_alarm(*, email: str, kind: AccountEventKind) -> None:
    """Too many wrong answers for the account of this address, if there is one: its owner is told."""
    account = Account.objects.find(email)
    if account is not None:
        tell(account=account, kind=kind)


@transaction.atomic
def note_brake(*, kind: str) -> None:
    """Too many tries from one address: the entry says of what, not from where."""
    journal.record("people.brake", summary={"kind": kind})


def _set_password(account: Account, password: str) -> None:
    check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
