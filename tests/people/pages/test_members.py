"""Members: placed, ended; teams."""

from __future__ import annotations

from django.test import Client

from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Team
from tests.factories.people import member
from tests.people.pages.conftest import House, browser, text, url


def test_a_member_changes_team_and_quality(coordinator: Client, ours: House):
    address = url("member", ours.organisation.pk, ours.member.pk)
    assert "Médiation La Bobine" in text(coordinator.get(address))
    coordinator.post(address, {"team": str(ours.team.pk), "position": "volunteer"})
    after = Membership.objects.of(ours.organisation).get(pk=ours.member.pk)
    assert (after.team, after.position) == (ours.team, "volunteer")
    assert "Médiation La Bobine" in text(coordinator.get(url("team", ours.organisation.pk, ours.team.pk)))


def test_a_mandated_helper_stays_salaried(coordinator: Client, ours: House):
    helper = member(Role.MANDATED_HELPER, of=ours.organisation)
    row = Membership.objects.of(ours.organisation).get(account=helper)
    html = text(
        coordinator.post(url("member", ours.organisation.pk, row.pk), {"position": "volunteer", "team": ""})
    )
    assert "réservée aux salariés" in html


def test_a_role_is_taken_back_once_confirmed(coordinator: Client, ours: House):
    address = url("end-role", ours.organisation.pk, ours.member.pk)
    theirs = browser(ours.member.account)
    assert theirs.get(url("members", ours.organisation.pk)).status_code == 200
    assert "Retirer ce rôle" in text(coordinator.get(address))
    assert Membership.objects.of(ours.organisation).get(pk=ours.member.pk).ended_at is None
    assert coordinator.post(address).status_code == 302
    assert Membership.objects.of(ours.organisation).get(pk=ours.member.pk).ended_at
    assert theirs.get(url("members", ours.organisation.pk)).status_code == 404
    assert coordinator.post(address).status_code == 404


def test_the_last_administrator_stays(signed_in: Client, administrator: Account):
    row = Membership.objects.everywhere("tests").get(account=administrator)
    response = signed_in.post(url("end-role", row.organisation_id, row.pk))
    assert "C’est le dernier compte d’administration" in text(response)
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_team_is_created_once_and_renamed(coordinator: Client, ours: House):
    address = url("teams", ours.organisation.pk)
    once = coordinator.get(address).context["form"]["once"].value()
    for _ in range(2):
        assert coordinator.post(address, {"name": "Le mardi", "once": once}).status_code == 302
    team = Team.objects.of(ours.organisation).get(name="Le mardi")
    assert "Une équipe porte déjà ce nom." in text(coordinator.post(address, {"name": "Le mardi"}))
    page = url("team", ours.organisation.pk, team.pk)
    assert "Une équipe porte déjà ce nom." in text(coordinator.post(page, {"name": ours.team.name}))
    assert coordinator.post(page, {"name": "Le jeudi"}).status_code == 302
    team.refresh_from_db()
    assert team.name == "Le jeudi"


def test_names_are_hidden_in_this_session(coordinator: Client, ours: House):
    address = url("members", ours.organisation.pk)
    assert "Médiation La Bobine" in text(coordinator.get(address))
    back = coordinator.post(url("names"), {"choix": "masquer", "next": address})
    assert back.headers["Location"] == address
    for page in (
        address,
        url("member", ours.organisation.pk, ours.member.pk),
        url("end-role", ours.organisation.pk, ours.member.pk),
        url("team", ours.organisation.pk, ours.team.pk),
    ):
        html = text(coordinator.get(page))
        assert "Médiation La Bobine" not in html, page
        assert ours.member.account.email not in html
        assert ours.invitation.email not in html
    html = text(coordinator.get(address))
    assert "M.\u00a0L.\u00a0B." in html
    assert "Médiation La Bobine" in text(browser(ours.coordinator).get(address))
    coordinator.post(url("names"), {"choix": "montrer", "next": "https://ailleurs.example/"})
    assert "Médiation La Bobine" in text(coordinator.get(address))
