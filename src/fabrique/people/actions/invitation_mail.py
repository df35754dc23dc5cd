"""Sending the link of an invitation to the address that it invites."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import outbox
from fabrique.core.enums import Channel
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import formats
from fabrique.people.actions.invitations import invite_member
from fabrique.people.enums import Position, Role
from fabrique.people.models import Account, Invitation, Organisation, Team

Link = Callable[[str], str]  # from the secret to the whole address


@transaction.atomic
def invite_by_mail(
    *,
    organisation: Organisation,
    email: str,
    role: Role,
    by: Account,
    link: Link,
    position: Position = Position.EMPLOYEE,
    team: Team | None = None,
    once: str = "",
) -> tuple[Invitation, str]:
    """Invite a person and write to her; gives the invitation and the address of its link, to show once."""
    invitation, secret = invite_member(
        organisation=organisation, email=email, role=role, by=by, position=position, team=team, once=once
    )
    address = link(secret)
    outbox.send(
        key=f"people.invitation:{invitation.pk}",
        channel=Channel.EMAIL,
        recipient=invitation.email,
        subject=_("Une invitation dans la Fabrique"),
        body=_body(invitation, address),
        secret=True,  # who reads the link may open the account: it does not stay in the table
    )
    return invitation, address


@transaction.atomic
def resend_invitation(
    *, invitation: Invitation, by: Account, link: Link, once: str = ""
) -> tuple[Invitation, str]:
    """Send a new link, valid for a week again; the former one closes."""
    if invitation.accepted_at:
        raise DomainRefusal(_("Cette invitation a déjà servi."))
    return invite_by_mail(
        organisation=invitation.organisation,
        email=invitation.email,
        role=Role(invitation.role),
        position=Position(invitation.position),
        team=invitation.team,
        by=by,
        link=link,
        once=once,
    )


def _body(invitation: Invitation, address: str) -> str:
    until = timezone.localtime(invitation.expires_at)
    words = {
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display(),
        "address": address,
        "day": formats.dated(until.date()).replace(formats.NBSP, " "),
        "hour": formats.clock(until).replace(formats.NBSP, " "),
    }
    return (
        _(
            "Bonjour,\n\n"
            "%(organisation)s vous invite dans la Fabrique, "
            "l’outil du territoire pour l’inclusion numérique.\n"
            "Votre rôle : %(role)s.\n\n"
            "Pour accepter, ouvrez ce lien :\n%(address)s\n\n"
            "Il sert une seule fois, jusqu’au %(day)s à %(hour)s. Ne le transmettez à personne.\n"
            "Trop tard ? Demandez une autre invitation à la personne qui vous a écrit.\n\n"
            "Vous ne connaissez pas cette organisation ? Ne faites rien : sans vous, rien ne sera ouvert.\n"
        )
        % words
    )
