"""What makes an account a member of an organisation, and what ends it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.enums import Position, Role
from fabrique.people.models import Account, Invitation, Membership, Organisation, Team

INVITING = (Role.ADMINISTRATOR, Role.COORDINATOR)  # those of ``people.manage_members``


def check_role(*, organisation: Organisation, role: Role, position: Position, team: Team | None) -> None:
    """Refuse a role that this organisation or this quality does not allow."""
    if role == Role.ADMINISTRATOR and not organisation.carries_instance:
        text = _("Seule l’organisation qui porte l’instance a des administrateurs du territoire.")
        raise DomainRefusal(text, field="role")
    if role == Role.MANDATED_HELPER and position != Position.EMPLOYEE:
        text = _("L’aide sous mandat est réservée aux salariés et aux agents : la loi l’exige.")
        raise DomainRefusal(text, field="position")
    if team and team.organisation_id != organisation.pk:
        raise DomainRefusal(_("Choisissez une équipe de cette organisation."), field="team")


@transaction.atomic
def add_member(
    *,
    account: Account,
    organisation: Organisation,
    role: Role,
    position: Position = Position.EMPLOYEE,
    team: Team | None = None,
    actor: str = "",
) -> Membership:
    """Give an account a role in an organisation."""
    check_role(organisation=organisation, role=role, position=position, team=team)
    membership = Membership(
        account=account,
        organisation=organisation,
        role=role,
        position=position,
        team=team,
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        raise DomainRefusal(_("Cette personne a déjà ce rôle dans l’organisation."), field="role") from error
    _record("add_member", membership, actor)
    return membership


@transaction.atomic
def place_member(
    *, membership: Membership, team: Team | None, position: Position, actor: str = ""
) -> Membership:
    """Change a member's team or quality."""
    membership = _locked(membership)
    check_role(organisation=membership.organisation, role=Role(membership.role), position=position, team=team)
    membership.team, membership.position = team, position
    membership.save(update_fields=["team", "position"])
    _record("place_member", membership, actor)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: str = "") -> Membership:
    """Take a role back, at once, and with it the invitations that only this role allowed to make.

    The territory keeps one administrator at least.
    """
    membership = _locked(membership)
    if membership.ended_at:
        return membership
    if membership.role == Role.ADMINISTRATOR:
        _refuse_the_last(membership)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    _record("end_membership", membership, actor)
    if membership.role in INVITING:
        _close_invitations(membership, actor)
    return membership


def _close_invitations(membership: Membership, actor: str) -> None:
    """Who invites sees the link: it must not let somebody back in who was sent away."""
    live = Membership.objects.everywhere("the roles that an account keeps").filter(
        account=membership.account_id, role__in=INVITING, ended_at__isnull=True
    )
    if live.filter(role=Role.ADMINISTRATOR).exists():
        return
    rows = Invitation.objects.everywhere("those that an account has made").filter(
        invited_by=membership.account_id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    for each in rows.exclude(organisation__in=live.values("organisation")).order_by("pk"):
        if rows.filter(pk=each.pk).update(revoked_at=clock.now()):
            summary = {"role": each.role, "organisation": str(each.organisation_id)}
            subject = f"invitation:{each.pk}"
            journal.record("people.revoke_invitation", actor=actor, subject=subject, summary=summary)


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.everywhere("one membership that its caller holds")
    return rows.select_for_update().get(pk=membership.pk)


def _refuse_the_last(membership: Membership) -> None:
    """The organisation's row is the lock: two administrators cannot each take the other's role back."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = Membership.objects.of(membership.organisation).filter(
        role=Role.ADMINISTRATOR, ended_at__isnull=True, account__is_active=True
    )
    if not others.exclude(pk=membership.pk).exists():
        text = _("C’est le dernier compte d’administration : donnez d’abord ce rôle à une autre personne.")
        raise DomainRefusal(text)


def _record(verb: str, membership: Membership, actor: str) -> None:
    journal.record(
        f"people.{verb}",
        actor=actor,
        organisation=membership.organisation_id,
        subject=f"account:{membership.account_id}",
        summary={"role": membership.role},
    )
