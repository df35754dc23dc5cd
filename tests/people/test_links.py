"""Two organisations know that they help one person only by the code that the person carried. No oracle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from itertools import cycle
from threading import Barrier

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.actions.keeping import limit_resident
from fabrique.people.actions.linking import end_lapsed_links, end_link, issue_link_code, link_files
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.organisations import end_agreement
from fabrique.people.actions.residents import withdraw_consent
from fabrique.people.carnet import parts_of
from fabrique.people.codes import new_code, spaced
from fabrique.people.enums import ErasureReason, LinkEnd, Role
from fabrique.people.models import Agreement, Consent, FileLink, LinkCode, Resident
from fabrique.people.queries.links import links_of, live_code
from fabrique.people.retention import LINK_CODE_DAYS
from fabrique.people.signing import throttle
from tests.factories.accounts import sign_in
from tests.factories.carnets import linkable, linked
from tests.factories.people import account, member, organisation, receive
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Resident:
    return linkable(receive(organisation("La Bobine")))


@pytest.fixture
def shelter() -> Resident:
    return linkable(receive(organisation("Le Refuge"), called="Odette"))


def code_of(resident: Resident) -> str:
    return issue_link_code(resident=resident, by=account())[1]


def names(resident: Resident) -> list[str]:
    return [each.organisation for each in links_of(resident)]


def refusal_of(act: Callable[[], object]) -> str:
    with pytest.raises(DomainRefusal) as refusal:
        act()
    return refusal.value.message


def take_back(resident: Resident) -> None:
    withdraw_consent(consent=Consent.objects.of(resident.organisation).get(), by=account())


def stop_agreement(resident: Resident) -> None:
    made = Agreement.objects.of(resident.organisation).get()
    end_agreement(agreement=made, ends_on=date(2026, 1, 2))


def test_the_person_carries_a_code_and_both_know(here: Resident, shelter: Resident):
    assert (names(here), names(shelter)) == ([], [])
    code = code_of(shelter)
    assert (names(here), names(shelter)) == ([], [])  # a code alone tells nobody
    by = account()
    link_files(resident=here, code=code, by=by)
    assert (names(here), names(shelter)) == (["Le Refuge"], ["La Bobine"])
    told = JournalEntry.objects.filter(action="people.link_files").values_list("organisation", "actor")
    assert set(told) == {(str(here.organisation_id), str(by.pk)), (str(shelter.organisation_id), "")}
    carnet = [line for part in parts_of(here) for line in part.lines if line.subject.startswith("link:")]
    assert [line.stop for line in carnet] == ["Arrêter ce lien"]
    assert "Le Refuge" not in str(parts_of(here))  # who holds the paper is not always the person
    assert code not in str(list(LinkCode.objects.everywhere("tests").values()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda here, shelter: take_back(here),
        lambda here, shelter: take_back(shelter),
        lambda here, shelter: stop_agreement(here),
        lambda here, shelter: stop_agreement(shelter),
        lambda here, shelter: limit_resident(resident=shelter, by=account()),
        lambda here, shelter: limit_resident(resident=here, by=account()),
        lambda here, shelter: erase_resident(resident=shelter, reason=ErasureReason.REQUEST),
    ],
)
def test_whatever_is_missing_the_answer_is_that_of_a_wrong_code(
    here: Resident, shelter: Resident, spoil: Callable[[Resident, Resident], None]
):
    by = account()
    wrong = refusal_of(lambda: link_files(resident=here, code=new_code(""), by=by))
    code = code_of(shelter)
    spoil(here, shelter)
    before = JournalEntry.objects.count()
    assert refusal_of(lambda: link_files(resident=here, code=code, by=by)) == wrong
    assert names(here) == []
    assert JournalEntry.objects.count() == before


def test_a_code_serves_once_within_days_and_not_at_home(here: Resident, shelter: Resident):
    wrong = refusal_of(lambda: link_files(resident=here, code="", by=account()))
    code = code_of(shelter)
    sibling = linkable(receive(shelter.organisation))
    assert refusal_of(lambda: link_files(resident=sibling, code=code, by=account())) == wrong
    with clock.frozen(clock.now() + timedelta(days=LINK_CODE_DAYS)):
        assert refusal_of(lambda: link_files(resident=here, code=code, by=account())) == wrong
    link_files(resident=here, code=code, by=account())
    assert refusal_of(lambda: link_files(resident=here, code=code, by=account())) == wrong
    again = linked(here, shelter)  # a second code, the other way: they are tied already
    assert (again.resident_id, FileLink.objects.everywhere("tests").count()) == (shelter.pk, 2)


def test_a_code_needs_its_own_side_first():
    person = receive()
    assert "Notez d’abord l’accord" in refusal_of(lambda: code_of(person))
    linkable(person)
    by = account()
    codes = {issue_link_code(resident=person, by=by, once="drawn")[1] for _twice in range(2)}
    assert len(codes) == 1
    stop_agreement(person)
    assert "convention" in refusal_of(lambda: code_of(person))


@pytest.mark.parametrize("side", ["here", "shelter"])
def test_a_consent_taken_back_on_either_side_ends_it_for_good(here: Resident, shelter: Resident, side: str):
    linked(shelter, here)
    one = here if side == "here" else shelter
    take_back(one)
    assert (names(here), names(shelter)) == ([], [])
    linkable(one)
    assert (names(here), names(shelter)) == ([], [])
    ends = FileLink.objects.everywhere("tests").values_list("end", flat=True)
    assert list(ends) == [LinkEnd.CONSENT] * 2
    told = JournalEntry.objects.filter(action="people.end_link").values_list("organisation", flat=True)
    assert set(told) == {str(here.organisation_id), str(shelter.organisation_id)}


def test_an_agreement_that_ends_hides_it_at_once_then_ends_it(here: Resident, shelter: Resident):
    linked(shelter, here)
    assert end_lapsed_links() == 0
    stop_agreement(shelter)
    assert (names(here), names(shelter)) == ([], [])
    assert end_lapsed_links() == 1
    assert {each.end for each in FileLink.objects.everywhere("tests")} == {LinkEnd.AGREEMENT}
    assert end_lapsed_links() == 0


def test_an_erasure_leaves_nothing_on_the_other_side(here: Resident, shelter: Resident):
    linked(shelter, here)
    erase_resident(resident=shelter, reason=ErasureReason.REQUEST)
    left = FileLink.objects.everywhere("tests").get()
    assert (left.resident_id, left.other_id, left.end) == (here.pk, None, LinkEnd.ERASED)
    assert names(here) == []


def test_files_that_are_merged_keep_one_tie(here: Resident, shelter: Resident):
    second = linkable(receive(here.organisation))
    linked(shelter, here)
    linked(shelter, second)
    merge_residents(kept=second, other=here, by=account())
    assert (names(second), names(shelter)) == (["Le Refuge"], ["La Bobine"])


@pytest.mark.django_db(transaction=True)
def test_a_code_used_twice_at_once_ties_once(here: Resident, shelter: Resident):
    code = code_of(shelter)
    files = [here, *(linkable(receive(here.organisation)) for _each in range(3))]
    by, turn, gate = account(), cycle(files), Barrier(AT_ONCE)

    def careless() -> bool:
        serves = live_code(code) is not None
        gate.wait()
        return serves

    def use() -> bool:
        try:
            link_files(resident=next(turn), code=code, by=by)
        except DomainRefusal:
            return False
        return True

    assert sum(together(careless)) == AT_ONCE  # a check that comes before the write would lose
    assert sum(together(use)) == 1
    assert FileLink.objects.everywhere("tests").count() == 2


def page(name: str, resident: Resident, **more: object) -> str:
    return reverse(f"people:{name}", kwargs={"pk": resident.pk, **more})


def test_the_pages_give_take_and_end(client: Client, here: Resident, shelter: Resident):
    sign_in(client, member(Role.MEDIATOR, of=here.organisation))
    paper = client.post(page("issue-link-code", here), {"once": "drawn"})
    assert "La Bobine" not in paper.content.decode().partition("<main")[2]  # others may read it on its way
    issued = paper.context["spaced"]
    wrong = client.post(page("link-files", here), {"code": spaced(new_code(""))})
    assert "Ce code ne sert pas" in unescape(wrong.content.decode())
    worker = Client()
    sign_in(worker, member(Role.SOCIAL_WORKER, of=shelter.organisation))
    done = worker.post(page("link-files", shelter), {"code": issued}, follow=True)
    assert "La Bobine" in unescape(done.content.decode())
    assert "Le Refuge" in unescape(client.get(page("resident", here)).content.decode())
    theirs = FileLink.objects.of(shelter.organisation).get()
    assert client.post(page("end-link", here, link=theirs.pk)).status_code == 404  # S-04
    assert client.post(page("end-link", shelter, link=theirs.pk)).status_code == 404
    own = FileLink.objects.of(here.organisation).get()
    for _twice in range(2):
        assert client.post(page("end-link", here, link=own.pk)).status_code == 302
    assert (names(here), names(shelter)) == ([], [])
    assert not end_link(link=theirs, end=LinkEnd.ASKED)


def test_trying_codes_is_braked(client: Client, here: Resident, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(
        throttle.RULES, "link", {"account": (2, throttle.HOUR), "organisation": (9, throttle.HOUR)}
    )
    sign_in(client, member(Role.MEDIATOR, of=here.organisation))
    tries = [client.post(page("link-files", here), {"code": new_code("")}).status_code for _each in range(3)]
    assert tries == [200, 200, 429]
