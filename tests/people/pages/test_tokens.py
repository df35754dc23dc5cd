"""Keys of the API at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.people.actions.tokens import revoke_token
from fabrique.people.enums import Role
from fabrique.people.models import Account, ApiToken
from fabrique.web.queries import waiting_for
from tests.factories.people import member
from tests.people.pages.conftest import House, browser, text, url

VALUES: dict[str, Any] = {"name": "Le site", "scopes": ["organisation:read"], "days": "90"}


def make(client: Client, ours: House, **changes: Any) -> Any:
    return client.post(url("make-token", ours.organisation.pk), {**VALUES, **changes})


def test_its_secret_is_shown_once(coordinator: Client, ours: House):
    response = make(coordinator, ours, once="a")
    secret = response.context["secret"]
    assert response.headers["Cache-Control"] == "no-store"
    assert f"<code>{secret}</code>" in text(response)
    assert secret.startswith("fab_")
    page = text(coordinator.get(url("tokens", ours.organisation.pk)))
    assert secret not in page
    assert f"<code>{secret[:12]}</code>" in page
    assert "n’a jamais servi" in page
    assert secret not in str(list(ApiToken.objects.everywhere("tests").values()))


def test_a_double_click_makes_one(coordinator: Client, ours: House):
    once = coordinator.get(url("make-token", ours.organisation.pk)).context["form"]["once"].value()
    secrets = {make(coordinator, ours, once=once).context["secret"] for _ in range(3)}
    assert len(secrets) == 1
    assert ApiToken.objects.of(ours.organisation).filter(name="Le site").count() == 1
    assert make(coordinator, ours, once=once, days="91").context["secret"] not in secrets


def test_a_form_sent_again_after_the_end_makes_another(coordinator: Client, ours: House):
    first = make(coordinator, ours, once="a").context["secret"]
    revoke_token(token=ApiToken.objects.of(ours.organisation).get(name="Le site"), by=ours.coordinator)
    assert make(coordinator, ours, once="a").context["secret"] != first


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": "366"}, "365"),
        ({"days": "0"}, "1"),
        ({"days": "dix"}, "Erreur"),
        ({"scopes": []}, "Il manque une réponse"),
        ({"scopes": ["tout"]}, "Erreur"),
        ({"name": ""}, "Il manque une réponse"),
    ],
)
def test_a_mistake_is_said(coordinator: Client, ours: House, changes: dict[str, Any], words: str):
    html = text(make(coordinator, ours, **changes))
    assert words in html
    assert "Erreur" in html
    assert ApiToken.objects.of(ours.organisation).count() == 1


def test_it_is_revoked_at_once(coordinator: Client, ours: House):
    address = url("revoke-token", ours.organisation.pk, ours.token.pk)
    assert "n’ouvre plus rien" in text(coordinator.post(address, follow=True))
    assert "déjà révoquée" in text(coordinator.post(address, follow=True))
    page = text(coordinator.get(url("tokens", ours.organisation.pk)))
    assert "révoquée" in page
    assert address not in page


def test_an_administrator_revokes_and_makes_none_for_others(administrator: Account, ours: House):
    client = browser(administrator)
    assert client.get(url("make-token", ours.organisation.pk)).status_code == 404
    assert make(client, ours).status_code == 404
    page = text(client.get(url("tokens", ours.organisation.pk)))
    assert url("make-token", ours.organisation.pk) not in page
    assert client.post(url("revoke-token", ours.organisation.pk, ours.token.pk)).status_code == 302


def test_the_day_tells_that_a_key_expires(ours: House, theirs: House, administrator: Account):
    assert waiting_for(ours.coordinator) == []
    with clock.frozen(ours.token.expires_at - timedelta(days=30)):
        (task,) = waiting_for(ours.coordinator)
        assert (task.count, task.url) == (1, url("tokens", ours.organisation.pk))
        assert "Clé La Bobine" in task.lines[0].subject
        assert waiting_for(member(Role.MEDIATOR, of=ours.organisation)) == []
        assert [one for one in waiting_for(administrator) if "clé" in one.label] == []
        assert "bientôt échue" in text(browser(ours.coordinator).get(url("tokens", ours.organisation.pk)))
    with clock.frozen(ours.token.expires_at):
        assert waiting_for(ours.coordinator) == []
