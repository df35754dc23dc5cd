"""What ties accounts to the identities that providers vouch for."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.invitations import find_invitation, join_with_new_account
from fabrique.people.actions.sessions import end_sessions
from fabrique.people.actions.telling import tell
from fabrique.people.enums import AccountEventKind as Event
from fabrique.people.models import Account, ExternalIdentity


@transaction.atomic
def link_identity(
    *, account: Account, provider: str, issuer: str, idp_id: str, subject: str
) -> ExternalIdentity:
    """Let the holder of this identity sign in as the account from now on. An identity has one account."""
    identity = ExternalIdentity(
        account=account, issuer=issuer, idp_id=idp_id, subject=subject, linked_at=clock.now()
    )
    try:
        with transaction.atomic():
            identity.save()
    except IntegrityError as error:
        raise DomainRefusal(_("Cette identité est déjà reliée à un compte d’ici.")) from error
    tell(account=account, kind=Event.IDENTITY_LINKED, actor=str(account.pk), summary={"provider": provider})
    return identity


@transaction.atomic
def unlink_identity(*, identity: ExternalIdentity, provider: str, session_key: str = "") -> None:
    """The holder of this identity signs in with it no more, and other sessions end. The last way in stays."""
    account = Account.objects.select_for_update().get(pk=identity.account_id)
    others = account.identities.exclude(pk=identity.pk)
    if not account.has_usable_password() and not others.exists():
        text = _("C’est votre seule façon d’entrer : choisissez d’abord un mot de passe.")
        raise DomainRefusal(text)
    if ExternalIdentity.objects.filter(pk=identity.pk).delete()[0]:
        actor, summary = str(account.pk), {"provider": provider}
        end_sessions(account=account, keep=session_key, actor=actor)
        tell(account=account, kind=Event.IDENTITY_UNLINKED, actor=actor, summary=summary)


@transaction.atomic
def join_by_provider(
    *, secret: str, name: str, email: str, provider: str, issuer: str, idp_id: str, subject: str
) -> Account:
    """Open the account of an invited person, tied to a provider that has verified her address (``email``)."""
    invitation = find_invitation(secret)
    if invitation is not None and (not email or invitation.email != email.lower()):
        raise DomainRefusal(_("Cette invitation est destinée à une autre adresse électronique."))
    account = join_with_new_account(secret=secret, name=name, password=None)
    link_identity(account=account, provider=provider, issuer=issuer, idp_id=idp_id, subject=subject)
    return account


@transaction.atomic
def note_provider_sign_in(*, identity: ExternalIdentity, provider: str, second_factor: bool) -> None:
    """Somebody came through a provider; what is still asked of her comes after."""
    ExternalIdentity.objects.filter(pk=identity.pk).update(used_at=clock.now())
    account = identity.account
    journal.record(
        "people.come_by_provider",
        actor=account.pk,
        subject=f"account:{account.pk}",
        summary={"provider": provider, "second_factor": second_factor},
    )


@transaction.atomic
def note_provider_refusal(*, provider: str, reason: str, account: Account | None = None) -> None:
    """A return from a provider was refused: which provider and why, nothing of what it said."""
    subject = f"account:{account.pk}" if account else ""
    journal.record(
        "people.refuse_provider", subject=subject, summary={"provider": provider, "reason": reason}
    )
