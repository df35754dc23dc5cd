"""The threshold of a partner: whatever is sent, a clear message, and never one that nothing allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import commenting
from fabrique.observe.models import PartnerRule
from fabrique.observe.queries.publications import rule_of
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Agreement, Organisation
from tests.factories.accounts import sign_in
from tests.factories.people import agree, member, organisation

PAGE = "/espace/observer/publications/seuils/"
NUMBERS = [
    "", "4", "11", "-6", "0", "6,5", "6.5", "1e1", "six", "NaN", "inf", "٦٦", "9" * 400, "9" * 5000, "\x00",
    "6\x00", "0x6", "<b>6</b>", "2147483648", "9223372036854775808", "🧑🏾‍🦽",
]  # fmt: skip


@pytest.fixture
def partner(db: None) -> Organisation:
    found = organisation("Habitat Saudrelle")
    agree(found)
    return found


@pytest.fixture
def keeper(db: None) -> Account:
    return member(Role.ADMINISTRATOR, of=carry_instance(organisation=organisation("Val-d’Estuaire")))


@pytest.fixture
def desk(keeper: Account) -> Client:
    client = Client(raise_request_exception=True)
    sign_in(client, keeper)
    return client


def agreement_of(partner: Organisation) -> Agreement:
    return Agreement.objects.of(partner).get()


def sent(desk: Client, **values: object) -> str:
    """The page that answers; refused, so nothing is noted."""
    answer = desk.post(PAGE, values)
    assert answer.status_code == 200, values
    assert not PartnerRule.objects.everywhere("test").exists()
    return unescape(answer.content.decode())


@pytest.mark.parametrize("threshold", NUMBERS)
def test_a_threshold_that_is_none_is_refused_at_its_field(
    desk: Client, partner: Organisation, threshold: str
):
    page = sent(desk, agreement=agreement_of(partner).pk, threshold=threshold)
    assert 'href="#id_threshold"' in page
    assert ("écrivez un nombre de 5 à 10" if threshold else "Il manque une réponse") in page


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.fixed_dictionaries({"agreement": st.text(max_size=40), "threshold": st.text(max_size=40)}))
def test_whatever_is_sent_the_page_answers(desk: Client, partner: Organisation, values: Mapping[str, str]):
    sent(desk, **values)


@pytest.mark.parametrize(
    "named", ["", "x", "0", "62832f0d-634d-4424-ab4a-645318678753", "\x00", "' OR 1=1 --"]
)
def test_an_agreement_that_is_not_there_is_refused_at_its_field(
    desk: Client, partner: Organisation, named: str
):
    assert 'href="#id_agreement"' in sent(desk, agreement=named, threshold=6)


def test_nothing_sent_says_both_fields(desk: Client):
    page = sent(desk)
    assert 'href="#id_agreement"' in page
    assert 'href="#id_threshold"' in page


@pytest.mark.parametrize(("starts", "ends"), [(-400, -1), (1, 300)])
def test_an_agreement_that_does_not_run_gives_none(
    desk: Client, keeper: Account, partner: Organisation, starts: int, ends: int
):
    held, today = agreement_of(partner), clock.today()
    dates = {"starts_on": today + timedelta(days=starts), "ends_on": today + timedelta(days=ends)}
    Agreement.objects.of(partner).update(**dates)
    assert 'href="#id_agreement"' in sent(desk, agreement=held.pk, threshold=6)
    held.refresh_from_db()
    with pytest.raises(DomainRefusal, match="n’est pas en cours"):
        commenting.record_partner_rule(agreement=held, threshold=6, by=keeper)


def test_a_rule_is_that_of_the_organisation_of_its_agreement(desk: Client, partner: Organisation):
    """Whoever else is named with it has the threshold of all."""
    other = organisation("Ailleurs")
    agree(other)
    values = {"agreement": agreement_of(partner).pk, "threshold": 6, "organisation": other.pk}
    assert desk.post(PAGE, values).status_code == 302
    assert rule_of(other) is None
    found = rule_of(partner)
    assert found is not None
    assert (found.organisation, found.threshold) == (partner, 6)
    Agreement.objects.of(partner).update(ends_on=clock.today() - timedelta(days=1))
    assert rule_of(partner) is None


def test_a_partner_does_not_note_its_own(partner: Organisation):
    values = {"agreement": agreement_of(partner).pk, "threshold": 5}
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            client = Client()
            sign_in(client, member(role, of=partner))
            assert client.post(PAGE, values).status_code in (403, 404), role
    assert rule_of(partner) is None
