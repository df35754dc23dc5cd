"""Acting for one organisation at a time, chosen explicitly."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.people.acting import CHOSEN
from fabrique.people.actions import add_member
from fabrique.people.actions.members import end_membership
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership
from tests.factories.people import account
from tests.people.pages.conftest import House, browser, text, url

CHOOSE = "/espace/organisation/choisir/"


def of_both(ours: House, theirs: House) -> Account:
    """Coordinates ours, mediates in theirs."""
    found = account("Ondine Tréval")
    add_member(account=found, organisation=ours.organisation, role=Role.COORDINATOR)
    add_member(account=found, organisation=theirs.organisation, role=Role.MEDIATOR)
    return found


def test_who_has_one_organisation_is_asked_nothing(coordinator: Client, ours: House):
    html = text(coordinator.get("/espace/"))
    assert "<b>La Bobine</b>" in html
    assert CHOOSE not in html


def test_who_has_two_chooses_first(ours: House, theirs: House):
    client = browser(of_both(ours, theirs))
    asked = client.get("/espace/?a=b")
    assert asked.headers["Location"] == f"{CHOOSE}?next=%2Fespace%2F%3Fa%3Db"
    page = text(client.get(asked.headers["Location"]))
    assert "La Bobine" in page
    assert "Médiation numérique" in page
    assert 'value="/espace/?a=b"' in page
    before = client.session.session_key
    row = UserSession.objects.create(user=ours.coordinator, session_key=before, ip="0.0.0.0")
    answer = client.post(CHOOSE, {"organisation": str(theirs.organisation.pk), "next": "/espace/?a=b"})
    assert answer.headers["Location"] == "/espace/?a=b"
    assert client.session.session_key != before
    row.refresh_from_db()
    assert row.session_key == client.session.session_key  # its owner can still end it
    html = text(client.get("/espace/"))
    assert "<b>Le Rouet</b>" in html
    assert f'href="{CHOOSE}"' in html
    entry = JournalEntry.objects.filter(action="people.switch_organisation").get()
    assert entry.subject == f"organisation:{theirs.organisation.pk}"


def test_rights_follow_the_choice_at_once(ours: House, theirs: House):
    client = browser(of_both(ours, theirs), ours.organisation)
    assert client.get(url("teams", ours.organisation.pk)).status_code == 200
    client.post(CHOOSE, {"organisation": str(theirs.organisation.pk)})
    assert client.get(url("teams", ours.organisation.pk)).status_code == 404
    assert client.get(url("organisation", ours.organisation.pk)).status_code == 404
    assert client.get(url("organisation", theirs.organisation.pk)).status_code == 200


def test_a_role_that_ends_is_gone_at_the_next_page(ours: House, theirs: House):
    found = of_both(ours, theirs)
    client = browser(found, ours.organisation)
    assert client.get(url("teams", ours.organisation.pk)).status_code == 200
    end_membership(membership=Membership.objects.of(ours.organisation).get(account=found))
    assert client.get(url("teams", ours.organisation.pk)).status_code == 404
    assert "<b>Le Rouet</b>" in text(client.get("/espace/"))
    assert client.post(CHOOSE, {"organisation": str(ours.organisation.pk)}).status_code == 404
    assert "La Bobine" not in text(client.get(CHOOSE))


def test_nobody_is_led_to_another_site(ours: House, theirs: House):
    client = browser(of_both(ours, theirs))
    values = {"organisation": str(ours.organisation.pk)}
    for path in ("https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"):
        assert client.post(CHOOSE, {**values, "next": path}).headers["Location"] == "/espace/"


def test_a_choice_that_means_nothing_any_more_is_forgotten(ours: House, theirs: House):
    client = browser(ours.coordinator)
    session = client.session
    session[CHOSEN] = str(theirs.organisation.pk)
    session.save()
    assert "<b>La Bobine</b>" in text(client.get("/espace/"))


def test_who_has_none_is_told_so(at_noon: object, db: None):
    assert "Aucune organisation" in text(browser(account()).get(CHOOSE))
