"""An invitation makes one member, once, of the address that received it."""

from datetime import timedelta

import pytest

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.acting import act_for
from fabrique.people.actions.invitations import (
    VALID_FOR,
    accept_invitation,
    find_invitation,
    invite_member,
    join_with_new_account,
    revoke_invitation,
)
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Position, Role
from fabrique.people.models import Account, Invitation, Membership
from tests.factories.people import PASSWORD, member, organisation

pytestmark = pytest.mark.django_db
ADDRESS = "mireille@bobine.example"


def invite(
    email: str = ADDRESS, role: Role = Role.MEDIATOR, by: Account | None = None
) -> tuple[Invitation, str]:
    return invite_member(organisation=organisation(), email=email, role=role, by=by)


def test_a_new_person_joins_by_the_link():
    _invitation, secret = invite("  Mireille@Bobine.example ")
    person = join_with_new_account(secret=secret, name="Mireille Tavronne", password=PASSWORD)
    assert person.email == ADDRESS
    assert act_for(person, organisation()).roles == {Role.MEDIATOR}
    assert find_invitation(secret) is None
    with pytest.raises(DomainRefusal, match="ne sert plus"):
        join_with_new_account(secret=secret, name="Encore", password=PASSWORD)


def test_a_password_that_is_refused_leaves_the_link_open():
    _invitation, secret = invite()
    with pytest.raises(DomainRefusal):
        join_with_new_account(secret=secret, name="Mireille", password="court")
    assert find_invitation(secret)
    assert not Account.objects.filter(email=ADDRESS).exists()


def test_a_known_person_joins_with_her_own_account_only():
    known = member(Role.TRAINER, of=organisation("Le Rouet"))
    _invitation, secret = invite(known.email)
    with pytest.raises(DomainRefusal, match="une autre adresse"):
        accept_invitation(secret=secret, account=member(Role.TRAINER, of=organisation("Le Passeur")))
    assert find_invitation(secret)
    accept_invitation(secret=secret, account=known)
    assert act_for(known, organisation()).roles == {Role.MEDIATOR}


@pytest.mark.parametrize("secret", ["", "x", "é" * 50, "\0"])
def test_a_link_that_nobody_sent_opens_nothing(secret: str):
    invite()
    assert find_invitation(secret) is None


def test_a_link_is_good_for_a_week():
    _invitation, secret = invite()
    with clock.frozen(clock.now() + VALID_FOR - timedelta(seconds=1)):
        assert find_invitation(secret)
    with clock.frozen(clock.now() + VALID_FOR):
        assert find_invitation(secret) is None


def test_the_secret_is_kept_nowhere():
    invitation, secret = invite()
    kept = str(Invitation.objects.everywhere("tests").values().get(pk=invitation.pk))
    assert secret not in kept
    assert secret not in str(list(JournalEntry.objects.values()))
    assert ADDRESS not in str(list(JournalEntry.objects.values()))
    entry = JournalEntry.objects.get(action="people.invite_member")
    assert (entry.organisation, set(entry.summary)) == (str(invitation.organisation_id), {"role"})
    assert len(secret) >= 43


def test_a_new_invitation_replaces_the_former():
    _first, old = invite()
    _second, new = invite()
    assert find_invitation(old) is None
    assert find_invitation(new)


def test_a_revoked_link_opens_nothing():
    invitation, secret = invite()
    revoke_invitation(invitation=invitation)
    assert find_invitation(secret) is None
    with pytest.raises(DomainRefusal, match="ne court plus"):
        revoke_invitation(invitation=invitation)
    with pytest.raises(DomainRefusal, match="ne sert plus"):
        join_with_new_account(secret=secret, name="Mireille", password=PASSWORD)


def test_who_has_the_role_is_not_invited_to_it():
    known = member(Role.MEDIATOR)
    with pytest.raises(DomainRefusal, match="déjà ce rôle"):
        invite(known.email.upper())
    assert invite(known.email, Role.TRAINER)


def test_a_coordinator_gives_no_administration():
    carrying = carry_instance(organisation=organisation())
    with pytest.raises(DomainRefusal, match="Seule l’administration"):
        invite(role=Role.ADMINISTRATOR, by=member(Role.COORDINATOR, of=carrying))
    assert invite(role=Role.ADMINISTRATOR, by=member(Role.ADMINISTRATOR, of=carrying))


def test_a_helper_is_invited_as_an_employee():
    with pytest.raises(DomainRefusal, match="salariés"):
        invite_member(
            organisation=organisation(),
            email=ADDRESS,
            role=Role.MANDATED_HELPER,
            position=Position.ELECTED,
            by=None,
        )
    with pytest.raises(DomainRefusal, match="pas complète"):
        invite("mireille")
    assert not Membership.objects.everywhere("tests").exists()
