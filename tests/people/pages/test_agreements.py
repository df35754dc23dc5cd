"""Agreements: recorded, ended, told; what they allow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.people.actions.organisations import carry_instance, record_agreement
from fabrique.people.enums import AgreementKind, DataCategory, Role
from fabrique.people.models import Account, Agreement, Organisation
from fabrique.people.queries import allowed_data
from fabrique.people.queries.agreements import coverage_of
from fabrique.web.queries import waiting_for
from tests.factories.people import member, organisation
from tests.people.pages.conftest import House, browser, text, url

TODAY = date(2026, 11, 24)


def agree(holder: Organisation, start: int, end: int | None, *data: str) -> Agreement:
    """An agreement from ``start`` to ``end`` days from today."""
    return record_agreement(
        organisation=holder,
        kind=AgreementKind.PROCESSOR,
        signed_on=TODAY,
        starts_on=TODAY + timedelta(days=start),
        ends_on=None if end is None else TODAY + timedelta(days=end),
        data=data or ["identity"],
    )


@pytest.mark.django_db
def test_what_is_allowed_is_what_holds_that_day():
    holder = organisation("La Bobine")
    agree(holder, -30, 10, "identity", "support")
    agree(holder, 5, None, "equipment")
    agree(organisation("Le Rouet"), -30, None, "surveys")
    on = [allowed_data(holder, TODAY + timedelta(days=shift)) for shift in (-31, -30, 5, 10, 11)]
    both = {DataCategory.IDENTITY, DataCategory.SUPPORT}
    assert on == [set(), both, both | {"equipment"}, both | {"equipment"}, {"equipment"}]
    assert allowed_data(organisation("Sans rien"), TODAY) == frozenset()


@pytest.mark.django_db
def test_the_carrier_is_allowed_all():
    assert allowed_data(carry_instance(organisation=organisation()), TODAY) == frozenset(DataCategory)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spans", "missing", "soon"),
    [
        ([], True, False),
        ([(-10, -1)], True, False),
        ([(1, None)], True, False),
        ([(-10, None)], False, False),
        ([(-10, 0)], False, True),
        ([(-10, 60)], False, True),
        ([(-10, 61)], False, False),
        ([(-10, 20), (21, 400)], False, False),
        ([(-10, 20), (22, 400)], False, True),
        ([(-10, 20), (5, 40)], False, True),
        ([(-10, 20), (5, None)], False, False),
    ],
)
def test_agreements_that_follow_one_another_count_as_one(
    spans: list[tuple[int, int | None]], missing: bool, soon: bool
):
    holder = organisation()
    for start, end in spans:
        agree(holder, start, end)
    found = coverage_of([holder], TODAY)[holder.pk]
    assert (found.missing, found.soon, found.alert) == (missing, soon, missing or soon)


def test_it_is_recorded_once(administrator: Account, ours: House):
    client, address = browser(administrator), url("record-agreement", ours.organisation.pk)
    once = client.get(address).context["form"]["once"].value()
    values: dict[str, Any] = {"kind": "joint", "reference": "2026-12", "signed_on": "2026-11-20"}
    values |= {"starts_on": "2026-12-01", "ends_on": "2027-11-30", "data": ["support", "identity"]}
    for _ in range(2):
        assert client.post(address, {**values, "once": once}).status_code == 302
    made = Agreement.objects.of(ours.organisation).get(kind="joint")
    assert made.data == ["identity", "support"]
    html = text(client.get(url("agreements", ours.organisation.pk)))
    assert "Du 1er\u00a0décembre 2026 au 30\u00a0novembre 2027" in html
    assert "à venir" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data": []}, "Il manque une réponse"),
        ({"ends_on": "2026-01-01"}, "La fin vient avant le début"),
        ({"starts_on": "hier"}, "Erreur"),
        ({"data": ["secrets"]}, "Erreur"),
        ({"kind": "amical"}, "Erreur"),
    ],
)
def test_a_mistake_is_said(administrator: Account, ours: House, changes: dict[str, Any], words: str):
    values: dict[str, Any] = {"kind": "joint", "signed_on": "2026-11-20", "starts_on": "2026-12-01"}
    address = url("record-agreement", ours.organisation.pk)
    html = text(browser(administrator).post(address, {**values, "data": ["support"], **changes}))
    assert words in html
    assert Agreement.objects.of(ours.organisation).count() == 1


def test_it_is_ended(administrator: Account, coordinator: Client, ours: House):
    client = browser(administrator)
    address = url("end-agreement", ours.organisation.pk, ours.agreement.pk)
    assert coordinator.get(address).status_code == 404
    assert "La fin vient avant le début" in text(client.post(address, {"ends_on": "2025-12-31"}))
    assert client.post(address, {"ends_on": "2026-12-15"}).status_code == 302
    assert "La convention finit le 15\u00a0décembre 2026." in text(
        coordinator.get(url("organisation", ours.organisation.pk))
    )


def test_its_page_says_that_none_holds(administrator: Account, at_noon: datetime):
    holder = organisation("Le Rouet")
    coordinator = browser(member(Role.COORDINATOR, of=holder))
    for client in (coordinator, browser(administrator)):
        assert "Aucune convention ne vaut aujourd’hui." in text(client.get(url("organisation", holder.pk)))
        assert "Aucune convention ne vaut aujourd’hui." in text(client.get(url("agreements", holder.pk)))
    mediator = browser(member(Role.MEDIATOR, of=holder))
    assert "Aucune convention" not in text(mediator.get(url("organisation", holder.pk)))


def test_the_day_tells_who_must_act(administrator: Account, at_noon: datetime):
    bare, soon, well = (organisation(name) for name in ("Sans", "Bientôt", "En règle"))
    organisation("Un lieu du guide")  # without members: it is nobody's business
    agree(soon, -10, 30)
    agree(well, -10, None)
    people = {each: member(Role.COORDINATOR, of=each) for each in (bare, soon, well)}
    (task,) = [one for one in waiting_for(administrator) if "convention" in one.label]
    assert (task.count, [line.subject for line in task.lines]) == (2, ["Bientôt", "Sans"])
    assert task.url == url("organisations")
    assert [len(waiting_for(people[each])) for each in (bare, soon, well)] == [1, 1, 0]
    (mine,) = waiting_for(people[soon])
    assert (mine.count, mine.url) == (1, url("agreements", soon.pk))
    assert "24\u00a0décembre 2026" in mine.lines[0].matter
    assert "finit bientôt" in text(browser(people[soon]).get("/espace/"))
    assert waiting_for(member(Role.MEDIATOR, of=bare)) == []


def test_a_day_later_it_is_missing(administrator: Account, at_noon: datetime):
    holder = organisation("Bientôt")
    agree(holder, -10, 0)
    coordinator = member(Role.COORDINATOR, of=holder)
    assert waiting_for(coordinator)[0].lines[0].kind == "warn"
    with clock.frozen(at_noon + timedelta(days=1)):
        assert waiting_for(coordinator)[0].lines[0].kind == "bad"
