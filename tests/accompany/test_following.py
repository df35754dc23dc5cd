"""What awaits who follows procedures, and the overview of who leads the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.accompany.actions.cases import close_case
from fabrique.accompany.actions.planning import Plan
from fabrique.accompany.actions.warning import ENDING, warn_expiring
from fabrique.accompany.enums import Duration, Manner, Outcome, Procedure
from fabrique.accompany.queries import following
from fabrique.accompany.queries.following import Overview, Wanted, overview_of
from fabrique.accompany.queries.searching import found_cases, found_mandates
from fabrique.accompany.queries.waiting import (
    cases_waiting,
    mandates_told,
    mandates_waiting,
    unfollowed_waiting,
)
from fabrique.core import clock
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.actions.members import end_membership
from fabrique.people.actions.notifying import notify
from fabrique.people.actions.organisations import create_team
from fabrique.people.enums import ErasureReason, Role
from fabrique.people.models import Account, Membership, Organisation
from fabrique.people.queries.notifications import count_unread
from tests.accompany.test_pages import text
from tests.conftest import NOON
from tests.factories.accompany import acted, followed, helper, person, signed
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TODAY = NOON.date()


def days(number: int) -> Any:
    return TODAY + timedelta(days=number)


def states(by: Account) -> list[str]:
    waiting = cases_waiting(by)
    return [line.state for line in waiting.lines] if waiting else []


@pytest.mark.parametrize(
    ("plan", "state"),
    [
        (Plan(deadline_on=days(-1)), ["échéance passée"]),
        (Plan(deadline_on=days(0)), ["échéance proche"]),
        (Plan(deadline_on=days(7)), ["échéance proche"]),
        (Plan(deadline_on=days(8)), []),
        (Plan(next_on=days(0)), ["à faire"]),
        (Plan(next_on=days(1)), []),
        (Plan(next_on=days(-3), deadline_on=days(-2)), ["échéance passée"]),
        (Plan(meeting_at=NOON + timedelta(hours=3)), ["rendez-vous"]),
        (Plan(meeting_at=NOON + timedelta(days=1)), []),
    ],
)
def test_a_date_that_comes_awaits_who_follows_the_case(plan: Plan, state: list[str]):
    by, colleague = helper(), helper(name="Clément")
    case = followed(person(), by=by, plan=plan)
    assert (states(by), states(colleague)) == (state, [])
    waiting = cases_waiting(by)
    assert all(line.since and line.since <= TODAY for line in (waiting.lines if waiting else ()))
    close_case(case=case, outcome=Outcome.OBTAINED, by=by)
    assert states(by) == []


def test_an_appointment_that_is_past_awaits_what_came_of_it():
    by = helper()
    case = followed(person(), by=by, plan=Plan(meeting_at=NOON + timedelta(hours=3)))
    with clock.frozen(NOON + timedelta(days=2)):
        (line,) = (cases_waiting(by) or pytest.fail("it waits")).lines
        assert "24 novembre 2026 : comment s’est-il passé" in line.matter.replace("\u00a0", " ")
        acted(case, by=by, text="Dossier accepté au guichet")
        assert states(by) == []


def test_thirty_silent_days_are_told_and_not_one_less():
    by = helper()
    with clock.frozen(NOON - timedelta(days=30)):
        case = followed(person(), by=by)
    with clock.frozen(NOON - timedelta(seconds=1)):
        assert states(by) == []
    assert states(by) == ["sans nouvelles"]
    acted(case, by=by, plan=Plan(next_on=days(50)))
    with clock.frozen(NOON + timedelta(days=40)):
        assert states(by) == []


def test_my_day_shows_codes_and_no_name(client: Client):
    by = helper()
    case = followed(person(), by=by, title="Dossier de retraite", plan=Plan(next_on=days(-1)))
    sign_in(client, by)
    shown = text(client.get(reverse("web:desk")))
    assert f"Démarche {case.code}" in shown
    assert "retraite" not in shown
    assert "Marsonval" not in shown


def test_all_that_one_follows_is_a_page_away_what_awaits_first(client: Client):
    by, other = helper(), helper(name="Clément")
    followed(person(), by=other)
    sign_in(client, by)
    url, counts = reverse("accompany:my-cases"), []
    assert "Aucune démarche en cours" in text(client.get(url))
    later = followed(person(), by=by, title="Dossier de retraite", plan=Plan(next_on=days(9)))
    plain = followed(person(), by=by)
    assert close_case(case=followed(person(), by=by), outcome=Outcome.OBTAINED, by=by)
    for _each in range(2):
        late = followed(person(), by=by, plan=Plan(deadline_on=days(-1)))
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    found = [each.case for each in shown.context["page"].items]
    assert found[-2:] == [later, plain]
    assert late in found[:2]
    for words in ("échéance passée", "Prochaine étape le 3 décembre 2026", "Rien n’est prévu"):
        assert words in text(shown)
    for words in ("retraite", "Marsonval"):
        assert words not in text(shown)
    assert url in text(client.get(reverse("web:desk")))
    sign_in(client, member(Role.COORDINATOR, of=later.organisation))
    assert client.get(url).status_code == 404


def test_a_case_that_nobody_follows_any_more_awaits_who_leads_the_team(client: Client):
    by, other = helper(), helper(name="Clément")
    case = followed(person(), by=by)
    leader = member(Role.COORDINATOR, of=case.organisation, name="Cheffe")
    assert unfollowed_waiting(leader) is None
    end_membership(membership=Membership.objects.of(case.organisation).get(account=by))
    sign_in(client, leader)
    assert f"Démarche {case.code}" in text(client.get(reverse("web:desk")))
    url = reverse("accompany:plan-case", args=[case.resident_id, case.pk])
    assert "Choisissez" in text(client.get(url))
    assert "Il manque une réponse" in text(client.post(url, {"responsible": "", "state": "open"}))
    client.post(url, {"responsible": str(other.pk), "state": "open"})
    assert unfollowed_waiting(leader) is None


# --- the overview


def seen(of: Organisation, since: int = -90, until: int = 0, team: Any = None) -> Overview:
    leader = member(Role.COORDINATOR, of=of, name="Cheffe")
    return overview_of(leader, Wanted(team, days(since), days(until)))


def test_it_counts_what_is_open_late_done_ended_and_signed():
    by, there = helper(), organisation("L’Ancre")
    ours = by.organisation_id
    resident = person()
    signed(resident, by=by, duration=Duration.MONTH)
    signed(person(), Procedure.MONEY, by=by, duration=Duration.LONG)
    late = followed(resident, by=by, plan=Plan(deadline_on=days(-1), next_on=days(0)))
    acted(late, by=by, manner=Manner.IN_PLACE, minutes=20, plan=Plan(deadline_on=days(-1)))
    acted(late, by=by, minutes=10, plan=Plan(deadline_on=days(-1)))
    ended = followed(person(), by=by, procedure=Procedure.HOUSING)
    close_case(case=ended, outcome=Outcome.REFUSED, by=by)
    followed(person(there), by=helper(there))
    found = seen(late.organisation)
    assert (found.open, found.late, found.due, found.silent) == (1, 1, 0, 0)
    assert [(line.label, line.ours, line.total) for line in found.procedures] == [
        ("Papiers, citoyenneté, élections", 1, 1)
    ]
    (line,) = found.helpers
    assert (line.name, line.open, line.late, line.acts, line.in_place, line.minutes) == (
        by.name, 1, 1, 2, 1, 30,
    )  # fmt: skip
    assert found.outcomes == (("Refusé", 1),)
    assert dict(found.manners) == {"Fait avec la personne": 1, "Fait à sa place, sous mandat": 1}
    assert found.overdue == (late,)
    assert (found.mandates, found.ending) == (2, 0)
    assert ours == late.organisation_id
    with clock.frozen(NOON + timedelta(days=2)):
        assert seen(late.organisation).ending == 1


def test_what_is_kept_of_an_erased_person_waits_for_nobody_and_counts_nowhere():
    by = helper()
    mandate = signed(person(), by=by)
    case = followed(mandate.resident, by=by)
    acted(case, by=by, manner=Manner.IN_PLACE)
    leader = member(Role.COORDINATOR, of=case.organisation, name="Cheffe")
    notify(kind=ENDING, subject=f"mandate:{mandate.pk}", organisation=case.organisation)
    assert count_unread(by) == 1
    assert erase_resident(resident=mandate.resident, reason=ErasureReason.REQUEST, by=leader).kept
    assert count_unread(by) == 0
    with clock.frozen(NOON + timedelta(days=350)):
        assert (warn_expiring(), mandates_waiting(by), cases_waiting(by)) == (0, None, None)
        assert mandates_told(by, [f"mandate:{mandate.pk}"]) == {}
        assert (found_mandates(by, mandate.code, 5), found_cases(by, case.code, 5)) == ([], [])
        found = overview_of(leader, Wanted(None, days(-90), days(350)))
    assert (found.open, found.silent, found.mandates, found.ending, found.manners) == (0, 0, 0, 0, ())


def test_a_team_and_a_period_narrow_it():
    by, other = helper(), helper(name="Clément")
    team = create_team(organisation=person().organisation, name="Le bus")
    Membership.objects.of(team.organisation).filter(account=by).update(team=team)
    with clock.frozen(NOON - timedelta(days=100)):
        acted(followed(person(), by=by), by=by)
    acted(followed(person(), by=other), by=other)
    assert seen(team.organisation).open == 2
    assert seen(team.organisation, team=team).open == 1
    assert dict(seen(team.organisation).manners) == {"Fait avec la personne": 1}
    assert dict(seen(team.organisation, since=-120).manners) == {"Fait avec la personne": 2}
    assert seen(team.organisation, until=-1).manners == ()


def test_the_page_names_nobody_who_is_helped_and_costs_the_same(client: Client):
    by = helper()
    leader = member(Role.COORDINATOR, of=person().organisation, name="Cheffe")
    sign_in(client, leader)
    url, counts = reverse("accompany:follow-up"), []
    for more in (1, 2):
        for _each in range(more):
            case = followed(person(), by=by, title="Dossier de retraite", plan=Plan(deadline_on=days(-1)))
            acted(case, by=by, plan=Plan(deadline_on=days(-1)))
        with CaptureQueriesContext(connection) as queries:
            shown = text(client.get(url))
        counts.append(len(queries))
        assert case.code in shown
        assert "Marsonval" not in shown
        assert "retraite" not in shown
    assert counts[0] == counts[1]
    client.post(reverse("people:names"), {"choix": "masquer", "next": "/espace/"})
    assert by.name not in text(client.get(url))


def test_it_says_that_it_lists_the_oldest_only(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "MOST", 1)
    by = helper()
    for day in (-1, -2):
        followed(person(), by=by, plan=Plan(deadline_on=days(day)))
    sign_in(client, member(Role.COORDINATOR, of=person().organisation))
    assert "Les 1 plus anciennes, sur 2." in text(client.get(reverse("accompany:follow-up")))


@pytest.mark.parametrize(
    "query",
    [{"du": "hier"}, {"du": "2026-12-01", "au": "2026-11-01"}, {"equipe": "x"}, {"du": "9999-12-31"}],
)
def test_a_filter_that_is_not_understood_is_said_and_not_applied(client: Client, query: dict[str, str]):
    case = followed(person(), by=helper())
    team = create_team(organisation=case.organisation, name="Le bus")
    sign_in(client, member(Role.COORDINATOR, of=case.organisation))
    answer = client.get(reverse("accompany:follow-up"), {"equipe": str(team.pk), **query})
    assert answer.status_code == 200
    assert "À corriger" in text(answer)
    assert (answer.context["wanted"].team == team) == ("equipe" not in query)  # what is understood is applied


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.MANDATED_HELPER, Role.FUNDER])
def test_who_leads_no_team_does_not_find_it(client: Client, role: Role):
    sign_in(client, member(role, of=person().organisation))
    assert client.get(reverse("accompany:follow-up")).status_code == 404
