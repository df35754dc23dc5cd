"""Inviting a person into an organisation: a link that serves once, for a week."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.core.scoping import ScopedQuerySet
from fabrique.core.secrets import digest_of, new_secret, secret_once
from fabrique.people.actions.accounts import create_account
from fabrique.people.actions.members import INVITING, add_member, check_role
from fabrique.people.actions.notifying import notify
from fabrique.people.enums import Position, Role
from fabrique.people.models import Account, Invitation, Membership, Organisation, Team

VALID_FOR = timedelta(days=7)
ACCEPTED = "people.invitation_accepted"


@transaction.atomic
def invite_member(
    *,
    organisation: Organisation,
    email: str,
    role: Role,
    by: Account | None,
    position: Position = Position.EMPLOYEE,
    team: Team | None = None,
    once: str = "",
) -> tuple[Invitation, str]:
    """Prepare an invitation; gives it with the secret of its link, which is kept nowhere.

    A former invitation of this address to this role gives way to the new one. The same ``once`` (see
    ``core.secrets``) gives the same invitation back as long as its link is open.
    """
    address = email.strip().lower()
    if "@" not in address:
        raise DomainRefusal(_("Cette adresse électronique n’est pas complète."), field="email")
    check_role(organisation=organisation, role=role, position=position, team=team)
    if role == Role.ADMINISTRATOR and by and not can(by, "people.grant_administration", organisation):
        raise DomainRefusal(_("Seule l’administration du territoire peut donner ce rôle."), field="role")
    held = Membership.objects.of(organisation).filter(role=role, ended_at__isnull=True)
    if held.filter(account__email__iexact=address).exists():
        raise DomainRefusal(_("Cette personne a déjà ce rôle dans l’organisation."), field="email")
    secret = secret_once(once, organisation.pk, address, role, position, team and team.pk)
    made = Invitation.objects.of(organisation).filter(digest=digest_of(secret)).first()
    if made and not made.accepted_at and not made.revoked_at:
        return made, secret
    secret = new_secret() if made else secret
    _open(organisation).filter(email=address, role=role).update(revoked_at=clock.now())
    invitation = Invitation(
        organisation=organisation,
        team=team,
        email=address,
        role=role,
        position=position,
        digest=digest_of(secret),
        invited_by=by,
        created_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:  # the same form, sent twice at once: the other was quicker
        return Invitation.objects.of(organisation).get(digest=invitation.digest), secret
    _record("invite_member", invitation, by)
    return invitation, secret


def find_invitation(secret: str) -> Invitation | None:
    """The invitation that this link still opens."""
    rows = Invitation.objects.everywhere("the link itself is the right").select_related("organisation")
    return rows.filter(
        digest=digest_of(secret),
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    ).first()


@transaction.atomic
def accept_invitation(*, secret: str, account: Account) -> Membership:
    """Make the account of the invited address a member. Twice at once makes one membership."""
    invitation = _claimed(secret)
    if invitation.email != account.email.lower():
        text = _(
            "Cette invitation est destinée à une autre adresse. Connectez-vous avec celle qui l’a reçue."
        )
        raise DomainRefusal(text)
    return _joined(invitation, account)


@transaction.atomic
def join_with_new_account(*, secret: str, name: str, password: str | None) -> Account:
    """Open the account of an invited address, which proves itself by the link, and make it a member.

    Without a password, its owner signs in through an identity provider (``actions.identities``).
    """
    invitation = _claimed(secret)
    account = create_account(email=invitation.email, name=name, password=password)
    _joined(invitation, account)
    return account


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Account | None = None) -> None:
    """Close a link that was not used."""
    if not _open(invitation.organisation).filter(pk=invitation.pk).update(revoked_at=clock.now()):
        raise DomainRefusal(_("Cette invitation ne court plus."))
    _record("revoke_invitation", invitation, by)


def _open(organisation: Organisation) -> ScopedQuerySet[Invitation]:
    return Invitation.objects.of(organisation).filter(accepted_at__isnull=True, revoked_at__isnull=True)


def _claimed(secret: str) -> Invitation:
    """The invitation, taken by a conditional write: a link serves once."""
    invitation = find_invitation(secret)
    if invitation is None or not _open(invitation.organisation).filter(pk=invitation.pk).update(
        accepted_at=clock.now()
    ):
        text = _("Ce lien ne sert plus\u00a0: il a déjà servi, ou il est trop ancien. Demandez-en un autre.")
        raise DomainRefusal(text)
    return invitation


def _joined(invitation: Invitation, account: Account) -> Membership:
    _tell_inviter(invitation, account)
    _record("accept_invitation", invitation, account)
    return add_member(
        account=account,
        organisation=invitation.organisation,
        role=Role(invitation.role),
        position=Position(invitation.position),
        team=invitation.team,
        actor=str(account.pk),
    )


def _tell_inviter(invitation: Invitation, account: Account) -> None:
    """Where the inviter acts: in the organisation joined, or in the one that carries the instance."""
    inviter = invitation.invited_by
    if inviter is None:
        return
    live = Membership.objects.everywhere("the inviter's own roles").filter(
        account=inviter, role__in=INVITING, ended_at__isnull=True
    )
    places = {each.organisation_id: each.organisation for each in live.select_related("organisation")}
    joined = places.get(invitation.organisation_id)
    where = joined or next((each for each in places.values() if each.carries_instance), None)
    if where:
        notify(
            kind=ACCEPTED, subject=f"account:{account.pk}", organisation=where, to=[inviter], by=account,
            once=str(invitation.pk),
        )  # fmt: skip


def _record(verb: str, invitation: Invitation, by: Account | None) -> None:
    journal.record(
        f"people.{verb}",
        actor=by.pk if by else "",
        organisation=invitation.organisation_id,
        subject=f"invitation:{invitation.pk}",
        summary={"role": invitation.role},
    )
