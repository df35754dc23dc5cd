"""Members, teams and agreements of organisations."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member
from fabrique.people.actions.members import end_membership, place_member
from fabrique.people.actions.organisations import (
    carry_instance,
    create_team,
    edit_organisation,
    end_agreement,
    record_agreement,
    rename_team,
)
from fabrique.people.enums import AgreementKind, Position, Role
from fabrique.people.models import Account, Membership, Organisation
from tests.factories.people import account, member, organisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def held(by: Account, role: Role) -> Membership:
    return Membership.objects.everywhere("tests").get(account=by, role=role)


@pytest.mark.parametrize("position", [each for each in Position if each != Position.EMPLOYEE])
def test_only_employees_hold_mandates(position: Position):
    holder, person = organisation(), account()
    with pytest.raises(DomainRefusal, match="salariés") as refusal:
        add_member(account=person, organisation=holder, role=Role.MANDATED_HELPER, position=position)
    assert refusal.value.field == "position"
    helper = member(Role.MANDATED_HELPER, of=holder)
    with pytest.raises(DomainRefusal, match="salariés"):
        place_member(membership=held(helper, Role.MANDATED_HELPER), team=None, position=position)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by a way around the action
        Membership.objects.of(holder).filter(account=helper).update(position=position)


def test_a_role_is_held_once_and_can_be_given_again():
    holder = organisation()
    person = member(Role.MEDIATOR, of=holder)
    with pytest.raises(DomainRefusal, match="déjà ce rôle"):
        add_member(account=person, organisation=holder, role=Role.MEDIATOR)
    end_membership(membership=held(person, Role.MEDIATOR))
    assert act_for(person, holder).roles == frozenset()
    add_member(account=person, organisation=holder, role=Role.MEDIATOR)
    assert act_for(person, holder).roles == {Role.MEDIATOR}


def test_ending_twice_changes_nothing():
    person = member(Role.MEDIATOR)
    first = end_membership(membership=held(person, Role.MEDIATOR))
    assert end_membership(membership=first).ended_at == first.ended_at
    assert JournalEntry.objects.filter(action="people.end_membership").count() == 1


def test_administrators_belong_to_the_organisation_that_carries_the_instance():
    with pytest.raises(DomainRefusal, match="porte l’instance"):
        add_member(account=account(), organisation=organisation(), role=Role.ADMINISTRATOR)
    carrying = carry_instance(organisation=organisation("La Métropole"))
    assert carry_instance(organisation=organisation("Le Rouet")) == carrying
    assert Organisation.objects.filter(carries_instance=True).count() == 1
    assert member(Role.ADMINISTRATOR, of=carrying).roles == {Role.ADMINISTRATOR}


def test_the_last_administrator_stays(administrator: Account):
    only = held(administrator, Role.ADMINISTRATOR)
    with pytest.raises(DomainRefusal, match="dernier compte"):
        end_membership(membership=only)
    closed = member(Role.ADMINISTRATOR, of=only.organisation)
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(DomainRefusal, match="dernier compte"):  # a closed account administers nothing
        end_membership(membership=only)
    member(Role.ADMINISTRATOR, of=only.organisation)
    assert end_membership(membership=only).ended_at


def test_a_team_is_of_its_organisation():
    ours, theirs = organisation("La Bobine"), organisation("Le Rouet")
    team, other = (
        create_team(organisation=ours, name=" Itinérance "),
        create_team(organisation=theirs, name="Atelier"),
    )
    assert team.name == "Itinérance"
    with pytest.raises(DomainRefusal, match="cette organisation"):
        add_member(account=account(), organisation=ours, role=Role.MEDIATOR, team=other)
    with pytest.raises(DomainRefusal, match="déjà ce nom"):
        create_team(organisation=ours, name="Itinérance")
    create_team(organisation=ours, name="Accueil")
    with pytest.raises(DomainRefusal, match="déjà ce nom"):
        rename_team(team=team, name="Accueil")
    assert rename_team(team=team, name="Le bus").name == "Le bus"
    for name in ("", "  "):
        with pytest.raises(DomainRefusal, match="nom"):
            rename_team(team=team, name=name)
    person = member(Role.MEDIATOR, of=ours)
    placed = place_member(membership=held(person, Role.MEDIATOR), team=team, position=Position.VOLUNTEER)
    assert (placed.team, placed.position) == (team, Position.VOLUNTEER)


def test_an_organisation_is_edited_and_keeps_its_own_siret():
    ours = organisation("La Bobine")
    edited = edit_organisation(organisation=ours, name="La Bobine !", siret="000 123 455 00008", type="ASSO")
    assert (edited.name, edited.siret, edited.type) == ("La Bobine !", "00012345500008", "ASSO")
    count = JournalEntry.objects.count()
    edit_organisation(organisation=ours, name="La Bobine !", siret="00012345500008", type="ASSO")
    assert JournalEntry.objects.count() == count
    with pytest.raises(DomainRefusal, match="déjà ce SIRET"):
        edit_organisation(organisation=organisation("Le Rouet"), name="R", siret="00012345500008", type="")
    with pytest.raises(DomainRefusal, match="type"):
        edit_organisation(organisation=ours, name="La Bobine", siret="", type="CLUB")


def test_an_agreement_says_which_data_and_until_when():
    given = {"organisation": organisation(), "kind": AgreementKind.JOINT, "signed_on": DAY, "starts_on": DAY}
    made = record_agreement(**given, ends_on=None, data=["mandates", "identity", "inconnu"])
    assert made.data == ["identity", "mandates"]
    with pytest.raises(DomainRefusal, match="catégorie"):
        record_agreement(**given, ends_on=None, data=["inconnu"])
    with pytest.raises(DomainRefusal, match="avant le début"):
        record_agreement(**given, ends_on=date(2026, 2, 1), data=["identity"])
    with pytest.raises(DomainRefusal, match="avant le début"):
        end_agreement(agreement=made, ends_on=date(2026, 2, 1))
    assert end_agreement(agreement=made, ends_on=DAY).ends_on == DAY
    entries = JournalEntry.objects.filter(subject=f"agreement:{made.pk}").order_by("pk")
    assert [each.organisation for each in entries] == [str(made.organisation_id)] * 2


def test_each_act_leaves_one_entry():
    before = JournalEntry.objects.count()
    ours = organisation()
    person = member(Role.MEDIATOR, of=ours)  # organisation, account, role
    end_membership(membership=held(person, Role.MEDIATOR), actor="x")
    entries = JournalEntry.objects.order_by("pk")[before:]
    assert [each.action for each in entries] == [
        "people.register_organisation",
        "people.create_account",
        "people.add_member",
        "people.end_membership",
    ]
    assert entries[3].subject == f"account:{person.pk}"
    assert [each.organisation for each in entries] == [str(ours.pk), "", str(ours.pk), str(ours.pk)]
    assert person.email not in str([each.summary for each in entries])


def test_roles_are_read_in_one_query(django_assert_num_queries):
    person = member(Role.MEDIATOR, Role.TRAINER, of=organisation("La Bobine"))
    for name in ("Le Rouet", "Le Passeur"):
        add_member(account=person, organisation=organisation(name), role=Role.FUNDER)
    with django_assert_num_queries(1):
        act_for(person, organisation_of(person))


def organisation_of(person: Account) -> Organisation:
    return Organisation(pk=person.organisation_id)
