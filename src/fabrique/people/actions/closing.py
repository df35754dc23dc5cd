"""The end of accounts: the name goes, the number stays because acts cite it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CASCADE, Model, QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, journal, tombstones
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import key_of
from fabrique.people.actions.members import end_membership
from fabrique.people.enums import ErasureReason
from fabrique.people.models import Account, Invitation, Membership
from fabrique.people.queries.keeping import closed_accounts

WHY = "erasure"


@transaction.atomic
def erase_account(*, account: Account, reason: ErasureReason, by: Account | None = None) -> Account:
    """Erase who an account was. Refused for the only administrator of the territory: name another first."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.erased_at:
        raise DomainRefusal(_("Ce compte est déjà effacé."))
    actor = str(by.pk) if by else ""
    for membership in Membership.objects.everywhere(WHY).filter(account=account, ended_at__isnull=True):
        end_membership(membership=membership, actor=actor)
    wipe_account(account)
    summary = {"reason": reason}
    journal.record("people.erase_account", actor=actor, subject=f"account:{account.pk}", summary=summary)
    tombstones.add(f"account:{account.pk}")
    return account


@transaction.atomic
def erase_closed(subjects: Sequence[str]) -> list[str]:
    """Erase those of these accounts that are still closed for long enough."""
    wanted = closed_accounts(clock.now()).filter(pk__in=[key_of(each) for each in subjects])
    due = {f"account:{each.pk}": each for each in wanted}
    done = [subject for subject in subjects if subject in due]
    for subject in done:
        erase_account(account=due[subject], reason=ErasureReason.RETENTION)
    return done


@transaction.atomic
def erase_account_again(subject: str) -> None:
    """Erase what a restored backup brought back; its tombstone is there already."""
    account = Account.objects.select_for_update().filter(pk=UUID(key_of(subject))).first()
    if account and not account.erased_at:
        for membership in Membership.objects.everywhere(WHY).filter(account=account, ended_at__isnull=True):
            membership.ended_at = clock.now()
            membership.save(update_fields=["ended_at"])
        wipe_account(account)


def wipe_account(account: Account) -> None:
    """What belongs to the account goes; what cites it stays, and now cites nobody."""
    Invitation.objects.everywhere(WHY).filter(email__iexact=account.email).delete()
    OutboxMessage.objects.filter(recipient__iexact=account.email).delete()
    opened = UserSession.objects.filter(user=account).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(opened)).delete()
    journal.forget(person=f"account:{account.pk}")
    for rows in belongings(account):
        rows.delete()
    account.name, account.email = _("Compte effacé"), f"{account.pk}@efface.invalid"
    account.set_unusable_password()
    account.is_active, account.last_login, account.erased_at = False, None, clock.now()
    account.save()


def belongings(account: Account) -> Iterator[QuerySet[Model]]:
    """The rows that would not be without the account: whatever a table says falls with it (``CASCADE``)."""
    for relation in Account._meta.related_objects:
        link: Any = relation
        if link.on_delete is CASCADE:
            yield link.related_model._base_manager.filter(**{link.field.name: account})
