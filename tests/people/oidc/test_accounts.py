"""Which account an identity opens: the one that it is tied to, and no other (S-13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import register_organisation
from fabrique.people.actions.identities import join_by_provider, unlink_identity
from fabrique.people.actions.invitations import invite_member, revoke_invitation
from fabrique.people.enums import Role
from fabrique.people.models import Account, ExternalIdentity, Membership
from fabrique.people.signing.oidc import flow as flows
from tests.conftest import NOON
from tests.factories import people
from tests.factories.accounts import sign_in
from tests.factories.oidc_provider import AGENT, FakeProvider, oidc_provider
from tests.people.oidc.conftest import assert_refused, go, leave, signed_in_as, tie

pytestmark = pytest.mark.django_db
NOBODY = "Aucun compte d’ici n’est relié à cette identité"
OWN = "/mon-compte/identites/"


def test_the_same_address_opens_nothing(client: Client, generic: FakeProvider, camille: Account):
    """An account has the very address that the provider has verified: it takes more than that."""
    assert camille.email == generic.person["email"]
    answer = go(client)
    assert_refused(client, answer, "unknown", NOBODY)
    assert "Connectez-vous avec votre adresse et votre mot de passe. Puis, dans" in answer.content.decode()
    assert not ExternalIdentity.objects.exists()
    assert Account.objects.count() == 1


def test_an_unknown_person_opens_no_account(client: Client, proconnect: FakeProvider):
    assert_refused(client, go(client, "/connexion/avec/proconnect/"), "unknown", NOBODY)
    assert Account.objects.count() == 0


def test_the_same_subject_of_another_idp_is_somebody_else(
    client: Client, proconnect: FakeProvider, camille: Account
):
    tie(camille, proconnect, slug="proconnect")
    proconnect.person["idp_id"] = "idp-autre"
    assert_refused(client, go(client, "/connexion/avec/proconnect/"), "unknown", NOBODY)


def test_the_same_subject_of_another_issuer_is_somebody_else(
    client: Client, generic: FakeProvider, camille: Account, declare: Callable[..., None]
):
    tie(camille, generic)
    with oidc_provider() as other:
        declare("externe", other)
        assert_refused(client, go(client), "unknown", NOBODY)


def test_a_subject_is_told_from_another_by_its_case(client: Client, generic: FakeProvider, camille: Account):
    tie(camille, generic)
    generic.person["sub"] = "AGENT-1"
    assert_refused(client, go(client), "unknown", NOBODY)


def test_a_closed_account_stays_closed(client: Client, generic: FakeProvider, camille: Account):
    tie(camille, generic)
    Account.objects.update(is_active=False)
    assert_refused(client, go(client), "inactive", NOBODY)


def test_the_database_keeps_one_account_for_an_identity(generic: FakeProvider, camille: Account):
    identity = tie(camille, generic)
    again = {"issuer": identity.issuer, "subject": identity.subject, "linked_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalIdentity.objects.create(account=people.account(), **again)


# Linking ---------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(client: Client, camille: Account) -> Client:
    """Camille's browser, signed in with her password."""
    sign_in(client, camille)
    return client


def test_an_account_is_tied_after_its_owner_has_read_to_whom(
    inside: Client, generic: FakeProvider, camille: Account
):
    assert "Relier Territoire ID" in inside.get(OWN).content.decode()
    answer = go(inside, f"{OWN}externe/relier/")
    assert (answer.status_code, answer["Location"]) == (302, f"{OWN}relier/")
    html = inside.get(answer["Location"]).content.decode()
    assert "Camille Orvanne" in html
    assert AGENT["email"] in html
    assert not ExternalIdentity.objects.exists()
    done = inside.post(f"{OWN}relier/", follow=True).content.decode()
    assert "vous pourrez entrer ainsi" in done
    identity = ExternalIdentity.objects.get()
    assert (identity.account, identity.issuer, identity.subject) == (camille, generic.issuer, "agent-1")
    assert JournalEntry.objects.get(action="people.identity_linked").summary == {"provider": "externe"}
    left = inside.post("/deconnexion/").content.decode()
    assert f"url={generic.issuer}/session/end" in left  # the provider's session was opened on the way
    go(inside)
    assert signed_in_as(inside) == str(camille.pk)


def test_a_link_serves_once(inside: Client, generic: FakeProvider):
    go(inside, f"{OWN}externe/relier/")
    inside.post(f"{OWN}relier/")
    ExternalIdentity.objects.all().delete()
    assert inside.post(f"{OWN}relier/")["Location"] == OWN
    assert not ExternalIdentity.objects.exists()


def test_a_link_waits_ten_minutes_and_no_longer(inside: Client, generic: FakeProvider):
    generic.at = NOON
    with clock.frozen(NOON):
        go(inside, f"{OWN}externe/relier/")
    with clock.frozen(NOON + flows.LASTS):
        assert inside.post(f"{OWN}relier/")["Location"] == OWN
    assert not ExternalIdentity.objects.exists()


def test_another_site_cannot_tie_an_account(camille: Account, generic: FakeProvider):
    """It may send a browser out and let it come back; the form that ties has a token of ours."""
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, camille)
    go(browser, f"{OWN}externe/relier/")
    assert browser.post(f"{OWN}relier/").status_code == 403
    assert not ExternalIdentity.objects.exists()


def test_a_way_out_to_sign_in_ties_nothing(inside: Client, generic: FakeProvider):
    assert inside.get("/connexion/avec/externe/")["Location"] == "/espace/"
    inside.post(f"{OWN}relier/")
    assert not ExternalIdentity.objects.exists()


def test_a_link_is_of_the_account_that_asked(inside: Client, generic: FakeProvider, administrator: Account):
    go(inside, f"{OWN}externe/relier/")
    held = inside.session["oidc_pending"]
    sign_in(inside, administrator)
    session = inside.session
    session["oidc_pending"] = held
    session.save()
    assert inside.post(f"{OWN}relier/")["Location"] == OWN
    assert not ExternalIdentity.objects.exists()


def test_coming_back_as_another_account_links_nothing(
    inside: Client, generic: FakeProvider, administrator: Account
):
    back = leave(inside, f"{OWN}externe/relier/")
    held = inside.session["oidc_flows"]
    sign_in(inside, administrator)
    session = inside.session
    session["oidc_flows"] = held
    session.save()
    answer = inside.get(back)
    assert answer.status_code == 403
    assert "changé de compte" in answer.content.decode()
    assert not ExternalIdentity.objects.exists()


def test_an_identity_of_somebody_else_cannot_be_taken(inside: Client, generic: FakeProvider):
    owner = people.account("Autre")
    tie(owner, generic)
    answer = go(inside, f"{OWN}externe/relier/")
    assert answer.status_code == 403
    assert "déjà reliée à un compte" in answer.content.decode()
    assert ExternalIdentity.objects.get().account == owner


def test_an_identity_that_somebody_took_meanwhile_is_refused(inside: Client, generic: FakeProvider):
    go(inside, f"{OWN}externe/relier/")
    tie(people.account("Autre"), generic)
    assert "déjà reliée" in inside.post(f"{OWN}relier/", follow=True).content.decode()
    assert ExternalIdentity.objects.count() == 1


def test_an_identity_is_untied(inside: Client, generic: FakeProvider, camille: Account):
    identity = tie(camille, generic)
    asked = inside.get(f"{OWN}{identity.pk}/retirer/").content.decode()
    assert "Ne plus entrer avec Territoire ID" in asked
    html = inside.post(f"{OWN}{identity.pk}/retirer/", follow=True).content.decode()
    assert "n’ouvre plus votre compte" in html
    assert JournalEntry.objects.filter(action="people.identity_unlinked").count() == 1
    inside.post("/deconnexion/")
    assert_refused(inside, go(inside), "unknown", NOBODY)


def test_nobody_unties_what_is_another_s(inside: Client, generic: FakeProvider):
    identity = tie(people.account("Autre"), generic)
    assert inside.post(f"{OWN}{identity.pk}/retirer/").status_code == 404
    assert inside.get(f"{OWN}{identity.pk}/retirer/").status_code == 404
    assert ExternalIdentity.objects.count() == 1


def test_the_last_way_in_stays(generic: FakeProvider, camille: Account, inside: Client):
    first, second = tie(camille, generic), tie(camille, generic, subject="agent-2")
    camille.set_unusable_password()
    camille.save()
    sign_in(inside, camille)
    unlink_identity(identity=first, provider="externe")
    html = inside.post(f"{OWN}{second.pk}/retirer/", follow=True).content.decode()
    assert "choisissez d’abord un mot de passe" in html
    assert ExternalIdentity.objects.get() == second


def test_the_page_names_a_provider_that_is_gone(inside: Client, generic: FakeProvider, camille: Account):
    tie(camille, generic, issuer="https://ancien.example/realms/a")
    assert "ancien.example" in inside.get(OWN).content.decode()


def test_a_visitor_signs_in_first(client: Client, generic: FakeProvider):
    for path in (OWN, f"{OWN}relier/", f"{OWN}externe/relier/"):
        assert client.get(path)["Location"].startswith("/connexion/?next=")


# Joining ---------------------------------------------------------------------------------------------------


@pytest.fixture
def secret(db: None) -> str:
    """The link of an invitation to the address that the providers know."""
    organisation = register_organisation(name="La Bobine")
    return invite_member(organisation=organisation, email=AGENT["email"], role=Role.MEDIATOR, by=None)[1]


def test_an_invited_person_joins_with_her_provider(client: Client, proconnect: FakeProvider, secret: str):
    answer = go(client, f"/invitation/{secret}/avec/proconnect/")
    assert answer["Location"] == "/connexion/rejoindre/"
    html = client.get("/connexion/rejoindre/").content.decode()
    assert "Rejoindre La Bobine" in html
    assert 'value="Camille Orvanne"' in html
    assert Account.objects.count() == 0
    answer = client.post("/connexion/rejoindre/", {"name": "Camille Orvanne"})
    assert answer["Location"] == "/espace/"
    account = Account.objects.get()
    assert signed_in_as(client) == str(account.pk)
    assert (account.email, account.name, account.has_usable_password()) == (
        AGENT["email"], "Camille Orvanne", False,
    )  # fmt: skip
    assert Membership.objects.everywhere("test").get().role == Role.MEDIATOR
    client.post("/deconnexion/")
    assert go(client, "/connexion/avec/proconnect/")["Location"] == "/espace/"


def test_joining_asks_for_a_name(client: Client, generic: FakeProvider, secret: str):
    go(client, f"/invitation/{secret}/avec/externe/")
    html = client.post("/connexion/rejoindre/", {"name": " "}).content.decode()
    assert "Écrivez votre nom." in html
    assert Account.objects.count() == 0


def test_an_invitation_to_another_address_is_refused(client: Client, generic: FakeProvider, secret: str):
    generic.person["email"] = "autre@estuaire.example"
    answer = go(client, f"/invitation/{secret}/avec/externe/")
    assert_refused(client, answer, "address", "destinée à une autre adresse")


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_is_refused(
    client: Client, generic: FakeProvider, secret: str, verified: object
):
    generic.person["email_verified"] = verified
    answer = go(client, f"/invitation/{secret}/avec/externe/")
    assert_refused(client, answer, "unverified", "ne garantit pas votre adresse")


def test_proconnect_may_say_that_an_address_is_not_verified(
    client: Client, proconnect: FakeProvider, secret: str
):
    proconnect.person["email_verified"] = False
    answer = go(client, f"/invitation/{secret}/avec/proconnect/")
    assert_refused(client, answer, "unverified", "ne garantit pas votre adresse")


def test_an_account_with_the_invited_address_is_not_taken_over(
    client: Client, generic: FakeProvider, secret: str, camille: Account
):
    answer = go(client, f"/invitation/{secret}/avec/externe/")
    assert_refused(client, answer, "taken", "Un compte d’ici a déjà cette adresse")
    assert "reliez Territoire ID" in answer.content.decode()
    assert not ExternalIdentity.objects.exists()


def test_an_account_opened_meanwhile_is_not_taken_over(client: Client, generic: FakeProvider, secret: str):
    go(client, f"/invitation/{secret}/avec/externe/")
    account = people.account()
    Account.objects.filter(pk=account.pk).update(email=AGENT["email"])
    html = client.post("/connexion/rejoindre/", {"name": "Camille"}).content.decode()
    assert "Un compte existe déjà avec cette adresse" in html
    assert not ExternalIdentity.objects.exists()
    assert not Membership.objects.everywhere("test").exists()


def test_an_identity_that_has_an_account_opens_no_second_one(
    client: Client, generic: FakeProvider, secret: str
):
    tie(people.account("Autre"), generic)
    answer = go(client, f"/invitation/{secret}/avec/externe/")
    assert_refused(client, answer, "already", "déjà reliée")


def test_an_invitation_that_is_over_is_refused(client: Client, generic: FakeProvider):
    organisation = register_organisation(name="La Bobine")
    invitation, secret = invite_member(
        organisation=organisation, email=AGENT["email"], role=Role.MEDIATOR, by=None
    )
    back = leave(client, f"/invitation/{secret}/avec/externe/")
    revoke_invitation(invitation=invitation)
    assert_refused(client, client.get(back), "invitation", "ne sert plus")
    assert client.get(f"/invitation/{secret}/avec/externe/").status_code == 403
    assert client.get("/invitation/inconnue/avec/externe/").status_code == 403


def test_an_invitation_that_ended_meanwhile_is_refused(client: Client, generic: FakeProvider):
    organisation = register_organisation(name="La Bobine")
    invitation, secret = invite_member(
        organisation=organisation, email=AGENT["email"], role=Role.MEDIATOR, by=None
    )
    go(client, f"/invitation/{secret}/avec/externe/")
    revoke_invitation(invitation=invitation)
    html = client.post("/connexion/rejoindre/", {"name": "Camille"}).content.decode()
    assert "Ce lien ne sert plus" in html
    assert Account.objects.count() == 0


def test_joining_without_having_left_leads_to_signing_in(client: Client):
    for method in (client.get, client.post):
        assert method("/connexion/rejoindre/")["Location"] == "/connexion/"


def test_the_action_itself_compares_the_addresses(secret: str):
    key = {"provider": "externe", "issuer": "https://a.example", "idp_id": "", "subject": "x"}
    for email in ("", "autre@estuaire.example"):
        with pytest.raises(DomainRefusal, match="autre adresse"):
            join_by_provider(secret=secret, name="A", email=email, **key)
    assert join_by_provider(secret=secret, name="A", email=AGENT["email"].upper(), **key).pk
