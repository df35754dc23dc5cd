"""What members are told: once, within their rights of today, in the way that they chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fabrique.core import clock, retention
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import notifying as registry
from fabrique.core.ui.notifying import Kind, Shown
from fabrique.directory.actions.claims import claim_place, refuse_claim
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.actions.places import create_place, edit_place
from fabrique.directory.actions.reports import close_report, report_error
from fabrique.people.actions.closing import erase_account
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.actions.invitations import accept_invitation, invite_member
from fabrique.people.actions.members import add_member, end_membership
from fabrique.people.actions.notifying import choose_delivery, mark_read, notify, write_letters
from fabrique.people.actions.organisations import record_agreement
from fabrique.people.actions.warning import warn_agreements
from fabrique.people.enums import AgreementKind, Delivery, ErasureReason, Role
from fabrique.people.models import Account, Membership, Notification, Organisation
from fabrique.people.queries.changed import new_colleagues
from fabrique.people.queries.notifications import count_unread, latest_unread, page_of_notifications
from tests.factories.accounts import sign_in
from tests.factories.carnets import alerted
from tests.factories.people import account, member, organisation, receive

pytestmark = pytest.mark.django_db
PAGE = "/espace/notifications/"


def said(actor: Any, subjects: Any) -> dict[str, Shown]:
    return {each: Shown(f"Essai {each}", "/vos-donnees/") for each in subjects if "gone" not in each}


@pytest.fixture
def kind() -> Iterator[str]:
    """One kind, for those who look after members."""
    trial = Kind("Un essai", "people.manage_members", said, "Un essai a eu lieu.")
    with registry.kinds.holding(**{"people.trial": trial}):
        yield "people.trial"


@pytest.fixture
def reader(at_noon: datetime) -> Account:
    return member(Role.COORDINATOR, name="Lectrice")


def tell(to: Account, kind: str, subject: str = "place:a", **more: Any) -> int:
    holder = Organisation.objects.get(pk=to.organisation_id)
    return notify(kind=kind, subject=subject, organisation=holder, **more)


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def texts_of(reader: Account) -> list[str]:
    return [each.shown.text.replace("\u00a0", " ") for each in latest_unread(reader, 9) if each.shown]


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.order_by("pk"))


def test_it_is_told_once_to_those_who_may_and_not_to_its_author(kind: str, reader: Account):
    author = member(Role.COORDINATOR)
    member(Role.MEDIATOR)
    member(Role.COORDINATOR, of=organisation("Le Rouet"))
    assert tell(reader, kind, by=author) == 1
    assert tell(reader, kind, by=author) == 0
    assert tell(reader, kind, once="encore") == 2
    assert [each.subject for each in Notification.objects.everywhere("tests")] == ["place:a"] * 3
    assert count_unread(reader) == 2
    with pytest.raises(KeyError):
        tell(reader, "people.nothing")


def test_nothing_is_told_of_an_act_that_fails(kind: str, reader: Account):
    @transaction.atomic
    def refused() -> None:
        tell(reader, kind)
        raise DomainRefusal("non")

    with pytest.raises(DomainRefusal):
        refused()
    assert count_unread(reader) == 0


def test_the_page_shows_what_is_not_read_first_and_opens_it(client: Client, kind: str, reader: Account):
    for subject in ("place:a", "place:b", "place:gone"):
        tell(reader, kind, subject)
    sign_in(client, reader)
    mark_read(account=reader, only=Notification.objects.everywhere("tests").get(subject="place:a"))
    html = text(client.get(PAGE))
    assert html.index("Essai place:b") < html.index("Essai place:a")
    assert "n’est plus là" in html
    assert '<b class="count num">2</b>' in html
    one = Notification.objects.everywhere("tests").get(subject="place:b")
    for _twice in range(2):
        assert client.post(f"{PAGE}{one.pk}/", {"suivre": "oui"}).headers["Location"] == "/vos-donnees/"
    client.post(f"{PAGE}lues/")
    assert count_unread(reader) == 0
    assert 'class="count num"' not in text(client.get(PAGE))


def test_another_s_notification_is_as_one_that_does_not_exist(client: Client, kind: str, reader: Account):
    tell(reader, kind)
    colleague = member(Role.COORDINATOR)
    sign_in(client, colleague)
    one = Notification.objects.everywhere("tests").get()
    assert client.post(f"{PAGE}{one.pk}/").status_code == 404
    assert client.post(f"{PAGE}lues/").status_code == 302
    one.refresh_from_db()
    assert one.read_at is None


def test_what_a_former_role_was_told_opens_nothing(client: Client, kind: str, reader: Account):
    tell(reader, kind)
    (held,) = Membership.objects.of(organisation()).filter(account=reader)
    add_member(account=reader, organisation=organisation(), role=Role.MEDIATOR)
    end_membership(membership=held)
    sign_in(client, reader)
    assert client.post(f"{PAGE}{Notification.objects.of(organisation()).get().pk}/").status_code == 404


def test_another_role_makes_no_new_colleague(reader: Account):
    known = member(Role.MEDIATOR, name="Déjà là")
    with clock.frozen(clock.now() + timedelta(days=1)):
        since = clock.now()
        with clock.frozen(since + timedelta(hours=1)):
            add_member(account=known, organisation=organisation(), role=Role.TRAINER)
            assert new_colleagues(reader, since) is None
            member(Role.MEDIATOR, Role.TRAINER, name="Arrivée")
            change = new_colleagues(reader, since)
    assert change
    assert change[0] == "1 nouvelle personne dans l’équipe"


def test_a_right_that_is_taken_back_hides_it_and_so_does_acting_elsewhere(kind: str, reader: Account):
    tell(reader, kind)
    assert [each.notification.subject for each in latest_unread(reader, 3)] == ["place:a"]
    reader.roles = frozenset({Role.MEDIATOR})
    assert (count_unread(reader), latest_unread(reader, 3)) == (0, [])
    reader.roles = frozenset({Role.COORDINATOR})
    reader.organisation_id = organisation("Le Rouet").pk
    assert (count_unread(reader), latest_unread(reader, 3)) == (0, [])


def test_a_thousand_cost_as_much_as_one_and_the_count_is_capped(
    kind: str, reader: Account, client: Client, django_assert_num_queries: Callable[..., Any]
):
    tell(reader, kind)
    with django_assert_num_queries(2):
        page_of_notifications(reader, None)
    holder = Organisation.objects.get(pk=reader.organisation_id)
    Notification.objects.of(holder).bulk_create(
        Notification(
            account=reader, organisation=holder, kind=kind, subject=f"place:{n}", created_at=clock.now()
        )
        for n in range(999)
    )
    with django_assert_num_queries(2):
        page = page_of_notifications(reader, "20")
    assert (page.number, page.count, len(page.items)) == (20, 1000, 50)
    with django_assert_num_queries(1):
        assert count_unread(reader) == 100
    sign_in(client, reader)
    assert "99+" in text(client.get(PAGE))


def test_one_chooses_how_to_be_told(client: Client, kind: str, reader: Account):
    sign_in(client, reader)
    assert "Un essai" in text(client.get(f"{PAGE}choix/"))
    assert "une des trois réponses" in text(client.post(f"{PAGE}choix/", {"people-trial": "pigeon"}))
    for _twice in range(2):
        client.post(f"{PAGE}choix/", {"people-trial": "at_once"})
    tell(reader, kind)
    tell(reader, kind)
    (mail,) = mails()
    assert (mail.recipient, mail.subject) == (reader.email, "Un essai")
    assert "Un essai a eu lieu." in mail.body
    assert "place:a" not in mail.body
    with pytest.raises(DomainRefusal):
        choose_delivery(account=reader, kind="people.nothing", delivery=Delivery.HERE)


def test_the_letter_of_the_day_goes_once_with_what_is_not_read(kind: str, reader: Account):
    choose_delivery(account=reader, kind=kind, delivery=Delivery.DAILY)
    for subject in ("place:a", "place:b", "place:c"):
        tell(reader, kind, subject)
    mark_read(account=reader, only=Notification.objects.everywhere("tests").get(subject="place:c"))
    assert (write_letters(), write_letters()) == (1, 0)
    tell(reader, kind, "place:late")
    assert write_letters() == 0
    (mail,) = mails()
    assert "La Bobine : Un essai (2)" in mail.body
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert (write_letters(), write_letters()) == (1, 0)
        tell(reader, kind, "place:again")
        end_membership(membership=Membership.objects.everywhere("tests").get(account=reader))
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert write_letters() == 0
    assert len(mails()) == 2


def test_it_goes_after_a_year_or_with_its_reader(kind: str, reader: Account):
    tell(reader, kind)
    choose_delivery(account=reader, kind=kind, delivery=Delivery.AT_ONCE)
    with clock.frozen(clock.now() + timedelta(days=364)):
        retention.apply()
    assert Notification.objects.everywhere("tests").count() == 1
    with clock.frozen(clock.now() + timedelta(days=365)):
        tell(reader, kind, "place:new")
        retention.apply()
    assert [each.subject for each in Notification.objects.everywhere("tests")] == ["place:new"]
    erase_account(account=reader, reason=ErasureReason.REQUEST)
    assert not Notification.objects.everywhere("tests").exists()
    assert not mails()


def test_who_invited_learns_that_it_is_accepted(client: Client, reader: Account, administrator: Account):
    ours = Organisation.objects.get(pk=reader.organisation_id)
    for by, name in ((reader, "Camille"), (administrator, "Noé")):
        guest = account(name)
        _one, secret = invite_member(organisation=ours, email=guest.email, role=Role.TRAINER, by=by)
        accept_invitation(secret=secret, account=guest)
    sign_in(client, reader)
    html = text(client.get(PAGE))
    assert "<strong>Camille</strong> <strong>a rejoint l’organisation La Bobine." in html
    assert "Noé" not in html
    assert [each.shown.who for each in latest_unread(administrator, 3) if each.shown] == ["Noé"]


def test_an_agreement_that_ends_is_told_once_and_said_as_it_is(reader: Account, administrator: Account):
    ours, today = Organisation.objects.get(pk=reader.organisation_id), clock.today()

    def agree(days: int) -> None:
        record_agreement(
            organisation=ours, kind=AgreementKind.PROCESSOR, signed_on=today, starts_on=today,
            ends_on=today + timedelta(days=days), data=["identity"],
        )  # fmt: skip

    agree(61)
    assert warn_agreements() == 0
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert (warn_agreements(), warn_agreements()) == (2, 0)
        for each in (reader, administrator):
            assert texts_of(each) == ["La convention de La Bobine finit le 24 janvier 2027."]
    assert {each.recipient for each in mails()} == {reader.email, administrator.email}
    agree(400)
    assert texts_of(reader) == ["La convention de La Bobine a été prolongée."]


def test_the_guide_tells_the_organisation_of_a_place_and_those_who_answer(
    reader: Account, administrator: Account
):
    ours = Organisation.objects.get(pk=reader.organisation_id)
    place = create_place(values={"name": "Le Comptoir", "commune_code": "44001"})
    place = attach_organisation(place=place, organisation=ours)
    for phone in ("+33261910001", "+33261910002"):
        edit_place(place=place, changes={"phone": phone}, actor=str(administrator.pk))
    report = report_error(place=place, motive="phone")
    assert sorted(texts_of(reader)) == [
        "La fiche « Le Comptoir » a changé.",
        "Quelqu’un a signalé une erreur sur la fiche « Le Comptoir ».",
    ]
    close_report(report=report, corrected=True, answer="Merci", actor=str(administrator.pk))
    said = "La fiche « Le Comptoir » a été corrigée après un signalement."
    assert texts_of(reader).count(said) == 2
    (received,) = texts_of(administrator)
    assert received.startswith("Signalement sur « Le Comptoir »")
    attach_organisation(place=place, organisation=None)
    assert latest_unread(reader, 9) == []


def test_a_claim_is_told_to_who_decides_then_to_who_asked(reader: Account, administrator: Account):
    ours = Organisation.objects.get(pk=reader.organisation_id)
    place = create_place(values={"name": "Le Comptoir", "commune_code": "44001"})
    claim = claim_place(place=place, organisation=ours, actor=str(reader.pk))
    assert texts_of(administrator) == ["La Bobine demande le lieu « Le Comptoir »."]
    assert texts_of(reader) == []
    refuse_claim(claim=claim, reason="La mairie le tient.", actor=str(administrator.pk))
    assert texts_of(reader) == ["Votre demande du lieu « Le Comptoir » est refusée : La mairie le tient."]
    assert texts_of(administrator) == ["Demande du lieu « Le Comptoir » : close."]
    assert [each.recipient for each in mails()] == [reader.email]


def test_what_a_person_says_by_their_carnet_is_told_by_a_code_and_goes_with_the_file(reader: Account):
    file = receive(Organisation.objects.get(pk=reader.organisation_id), called="Mme Discrète")
    alerted(file, words="Ce n’est pas moi")
    (said,) = texts_of(reader)
    assert said.startswith(f"Dossier {file.code} : la personne dit")
    assert "Discrète" not in said + mails()[0].body
    erase_resident(resident=file, reason=ErasureReason.REQUEST)
    assert not Notification.objects.everywhere("tests").exists()
    assert not mails()


def test_each_kind_names_an_action_and_a_delivery_that_exist():
    from fabrique.core.policies import table

    assert {kind.policy for _key, kind in registry.kinds.pairs()} <= set(table())
    assert {kind.delivery for _key, kind in registry.kinds.pairs()} <= set(Delivery.values)


def test_an_account_of_two_organisations_reads_each_apart(client: Client, kind: str, reader: Account):
    rouet = organisation("Le Rouet")
    add_member(account=reader, organisation=rouet, role=Role.COORDINATOR)
    notify(kind=kind, subject="place:rouet", organisation=rouet, to=[reader])
    tell(reader, kind)
    assert [each.notification.subject for each in latest_unread(reader, 9)] == ["place:a"]
    assert mark_read(account=reader) == 1
    assert Notification.objects.of(rouet).get().read_at is None
