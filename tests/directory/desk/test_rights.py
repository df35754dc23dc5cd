"""Every page of the desk asks visitors to sign in, and does not exist for an account without the role."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.directory.actions.reports import report_error
from fabrique.directory.models import ErrorReport, Place, SourceRecord
from fabrique.directory.views.desk_urls import desk_urls
from fabrique.people.models import Account
from tests.factories.accounts import sign_in
from tests.factories.directory import entered, entry, queue_pair
from tests.factories.people import without_roles

PRIVATE = [pattern for pattern in desk_urls if str(pattern.pattern).startswith("espace/")]
PUBLIC = {"report", "report-follow", "confirm", "confirm-change", "confirm-silence"}


@pytest.fixture
def arguments(place: Place) -> dict[str, object]:
    entered("region", entry("9"))
    left, right = SourceRecord.objects.order_by("pk")
    pair = queue_pair(left=left, right=right, probability=0.9, reasons=[])
    report_error(place=place, motive="hours")
    return {
        "code": place.code,
        "pk": pair.pk,
        "field": "phone",
        "rank": 0,
        "asked": uuid4(),
        "token": "x",
        "service": uuid4(),
        "visit": 1,
    }


def address(name: str, arguments: dict[str, object]) -> str:
    pattern = next(one for one in desk_urls if one.name == name)
    wanted = {key: arguments[key] for key in pattern.pattern.converters}
    if pattern.pattern.converters.get("pk") and "<uuid:pk>" in str(pattern.pattern):
        wanted["pk"] = uuid4()
    if name == "desk-report":
        wanted["code"] = ErrorReport.objects.get().code
    return reverse(f"directory:{name}", kwargs=wanted)


@pytest.mark.parametrize("name", [pattern.name for pattern in PRIVATE])
def test_a_visitor_is_asked_to_sign_in(client: Client, arguments: dict[str, object], name: str):
    url = address(name, arguments)
    for response in (client.get(url), client.post(url)):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize("name", [pattern.name for pattern in PRIVATE])
def test_an_account_without_the_role_finds_nothing(
    client: Client, arguments: dict[str, object], administrator: Account, name: str
):
    without_roles(administrator)
    sign_in(client, administrator)
    url = address(name, arguments)
    assert client.get(url).status_code == client.post(url).status_code == 404


def test_what_is_public_is_five_pages_and_no_more():
    assert {pattern.name for pattern in desk_urls if pattern not in PRIVATE} == PUBLIC
    assert {getattr(pattern.callback, "policy", "") for pattern in PRIVATE} == {
        "directory.keep_guide",
        "directory.edit_place",
        "directory.claim_place",
        "directory.follow_claim",
        "directory.release_place",
        "directory.settle_claims",
        "directory.run_campaign",
        "directory.answer_reports",
        "directory.settle_duplicates",
        "directory.import_places",
        "people.manage_organisations",
    }


@pytest.mark.parametrize(
    "name", ["desk-place", "desk-report", "desk-pair", "desk-closures", "desk-objection"]
)
def test_a_form_from_another_site_is_refused(administrator: Account, arguments: dict[str, object], name: str):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, administrator)
    assert client.post(address(name, arguments), {"meme": "oui"}).status_code == 403


@pytest.mark.parametrize("name", ["desk-place", "desk-verify", "desk-withdraw", "desk-stops", "desk-report"])
def test_what_does_not_exist_is_a_missing_page(signed_in: Client, name: str):
    assert signed_in.post(reverse(f"directory:{name}", kwargs={"code": "rien"})).status_code == 404
    for missing in ("desk-pair", "desk-separate", "desk-run", "desk-run-report"):
        assert signed_in.get(reverse(f"directory:{missing}", kwargs={"pk": 999})).status_code in (404, 405)
