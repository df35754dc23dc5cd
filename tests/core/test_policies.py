"""Deny by default; one table gives both the yes or no and the rows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from fabrique.core import policies
from fabrique.people import actions
from fabrique.people.models import Account, Organisation
from tests.factories.people import without_roles

pytestmark = pytest.mark.django_db
BOBINE = policies.Relation("bobine", "de La Bobine", lambda actor: Q(name="La Bobine"))


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "_rules", {})
    policies.register(
        "tests",
        {
            "see": {"public": policies.every},
            "edit": {"administrator": policies.every},
            "own": {"administrator": BOBINE},
            "never": {},
        },
    )


@pytest.fixture
def organisations() -> tuple[Organisation, Organisation]:
    return actions.register_organisation(name="La Bobine"), actions.register_organisation(name="Le Rouet")


def test_can_without_object(rules: None, administrator: Account):
    visitor = AnonymousUser()
    assert policies.can(visitor, "tests.see")
    assert not policies.can(visitor, "tests.edit")
    assert policies.can(administrator, "tests.edit")
    assert not policies.can(administrator, "tests.never")


def test_can_and_scope_agree(rules: None, administrator: Account, organisations: tuple[Organisation, ...]):
    ours, theirs = organisations
    assert policies.can(administrator, "tests.own", ours)
    assert not policies.can(administrator, "tests.own", theirs)
    assert list(policies.scope(administrator, "tests.own", Organisation.objects.all())) == [ours]
    assert policies.scope(administrator, "tests.edit", Organisation.objects.all()).count() == 3
    assert not policies.scope(AnonymousUser(), "tests.edit", Organisation.objects.all()).exists()


def test_an_undeclared_action_is_our_mistake(rules: None, administrator: Account):
    with pytest.raises(KeyError):
        policies.can(administrator, "tests.unknown")


def test_an_inactive_account_has_no_role(rules: None, administrator: Account):
    administrator.is_active = False
    assert not policies.can(administrator, "tests.edit")


def test_requires_sends_visitors_to_sign_in_and_hides_from_strangers(
    rules: None, administrator: Account, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(policies, "gates", {})

    @policies.requires("tests.edit")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("vu")

    request: HttpRequest = RequestFactory().get("/secret/")
    request.user = AnonymousUser()
    answer = view(request)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=%2Fsecret%2F")
    request.user = administrator
    assert view(request).content == b"vu"
    without_roles(administrator)
    with pytest.raises(Http404):
        view(request)
