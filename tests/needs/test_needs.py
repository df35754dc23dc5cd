"""Needs are noted once, move by their table, are seen by whom they concern, and go in their time."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.needs.actions.needs import Where, move_need, note_need
from fabrique.needs.enums import NeedKind, NeedState
from fabrique.needs.models import Need
from fabrique.needs.queries import needs_of, tally
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.actions.merging import merge_residents
from fabrique.people.carnet import parts_of
from fabrique.people.enums import ErasureReason, Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.needs import noted
from tests.factories.people import member, organisation, receive

pytestmark = pytest.mark.django_db
AREA = "commune:00101"


@pytest.fixture
def ours() -> Organisation:
    return organisation("La Bobine")


@pytest.fixture
def samir(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.MEDIATOR, of=ours))
    return found


def test_one_form_notes_one_need(ours: Organisation):
    key, person = uuid4(), receive(ours)
    assert {noted(person, key=key).pk, noted(person, key=key).pk} == {key}
    entry = JournalEntry.objects.get(action="needs.note_need")
    assert entry.subject == f"resident:{person.pk}"


@pytest.mark.parametrize(
    ("where", "field"),
    [(Where(), "area"), (Where(area="commune:99999"), "area"), (Where(area=AREA, people=0), "people")],
)
def test_a_need_is_of_somebody_somewhere(ours: Organisation, territory, where: Where, field: str):
    with pytest.raises(DomainRefusal) as refused:
        note_need(organisation=ours, kind=NeedKind.PLACE, where=where, by=None)
    assert refused.value.field == field


def test_the_database_wants_a_person_or_an_area(ours: Organisation):
    now = clock.now()
    with pytest.raises(IntegrityError, match="need_of_somebody"):
        Need.objects.of(ours).create(organisation=ours, kind=NeedKind.PLACE, noted_at=now, changed_at=now)


def test_a_need_moves_by_its_table(ours: Organisation):
    need = noted(receive(ours))
    move_need(need=need, verb="meet", by=None)
    assert (need.state, bool(need.ended_at)) == (NeedState.MET, True)
    with pytest.raises(DomainRefusal):
        move_need(need=need, verb="start", by=None)
    assert move_need(need=need, verb="reopen", by=None).ended_at is None
    entries = JournalEntry.objects.filter(action="needs.move_need").order_by("pk")
    assert [each.summary["verb"] for each in entries] == ["meet", "reopen"]


def test_the_needs_of_files_that_are_one_are_read_together(ours: Organisation, samir: Account):
    first, second = receive(ours), receive(ours)
    noted(first)
    merge_residents(kept=second, other=first, by=samir)
    assert [each.kind for each in needs_of(second)] == ["device"]
    assert any("Un appareil" in line.title for part in parts_of(second) for line in part.lines)


def test_needs_are_counted_by_kind_in_one_query(ours: Organisation, samir: Account, territory):
    noted(receive(ours))
    note_need(organisation=ours, kind=NeedKind.LEARNING, where=Where(area=AREA, people=30), by=samir)
    noted(receive(organisation("Autre maison")))
    with CaptureQueriesContext(connection) as asked:
        found = tally(samir)
    assert [(each.kind, each.live, each.people) for each in found] == [
        ("Un appareil", 1, 1), ("Apprendre", 1, 30),
    ]  # fmt: skip
    assert len(asked) == 1


def test_the_list_asks_as_much_for_two_as_for_four(client: Client, ours: Organisation, samir: Account):
    counts = []
    for _each in range(2):
        noted(receive(ours))
        noted(receive(ours))
        client.get(reverse("needs:needs"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("needs:needs")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_from_the_file_to_the_list_and_back(client: Client, ours: Organisation, samir: Account, territory):
    person = receive(ours)
    address = reverse("needs:note-for", args=[person.pk])
    answer = client.post(address, {"key": str(uuid4())}).content.decode()
    assert "Il manque une réponse à" in answer
    client.post(address, {"key": str(uuid4()), "kind": "device", "area": AREA, "note": "Pour l’école"})
    need = needs_of(person).get()
    assert (need.note, need.area_code) == ("Pour l’école", "00101")
    shown = client.get(reverse("people:resident", args=[person.pk])).content.decode()
    assert reverse("needs:need", args=[need.pk]) in shown
    client.post(reverse("needs:move", args=[need.pk, "meet"]))
    listed = client.get(reverse("needs:needs"), {"etat": "met"}).content.decode()
    assert f"dossier {person.code}" in listed
    assert person.called not in listed


def test_the_need_of_an_area_names_nobody(client: Client, samir: Account, territory):
    answer = client.post(
        reverse("needs:note"), {"key": str(uuid4()), "kind": "connection", "area": AREA, "people": "12"}
    )
    shown = client.get(answer["Location"]).content.decode()
    assert "12 personnes" in shown
    assert "Port-Sablier" in shown


def test_a_need_of_another_organisation_is_not_there(client: Client, samir: Account):
    need = noted(receive(organisation("Autre maison")))
    assert client.get(reverse("needs:need", args=[need.pk])).status_code == 404
    assert client.post(reverse("needs:move", args=[need.pk, "meet"])).status_code == 404


def test_needs_go_after_two_years_or_with_the_file(ours: Organisation, samir: Account):
    person = receive(ours)
    need, rule = noted(person), rules["needs.need"]
    assert rule.due(clock.now() + timedelta(days=700)) == []
    with clock.frozen(clock.now() + timedelta(days=733)):
        assert rule.erase(rule.due(clock.now())) == [f"need:{need.pk}"]
    noted(person)
    erase_resident(resident=person, reason=ErasureReason.REQUEST, by=samir)
    assert not Need.objects.everywhere("tests").exists()
