"""S-12: a session is new at sign-in, known to its owner, and ends when it must."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.people.actions.sessions import end_sessions, forget_sessions
from fabrique.people.models import Account, Membership
from fabrique.people.queries.account import device_words, sessions_of
from tests.conftest import PASSWORD
from tests.factories.accounts import code_now, sign_in
from tests.people.signing.conftest import Enter

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def test_signing_in_gives_a_new_session(client: Client, with_totp: Account, enter: Enter):
    client.cookies["sessionid"] = "choisie-par-quelqu-un-d-autre"
    enter(client)
    before = client.cookies["sessionid"].value
    client.post("/connexion/code/", {"code": code_now()})
    after = client.cookies["sessionid"].value
    assert len({"choisie-par-quelqu-un-d-autre", before, after}) == 3
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_that_was_left_does_not_come_back(client: Client, administrator: Account, enter: Enter):
    enter(client)
    left = client.cookies["sessionid"].value
    answer = client.post("/deconnexion/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not UserSession.objects.exists()
    client.cookies["sessionid"] = left
    assert client.get("/mon-compte/").status_code == 302
    assert JournalEntry.objects.filter(action="people.sign_out").count() == 1


def test_a_closed_account_is_out_at_the_next_request(client: Client, administrator: Account, enter: Enter):
    enter(client)
    assert client.get("/mon-compte/").status_code == 200
    Account.objects.update(is_active=False)
    assert client.get("/mon-compte/").status_code == 302


def test_a_role_that_ends_ends_at_once(client: Client, administrator: Account):
    sign_in(client, administrator)
    assert client.get("/espace/apparence/").status_code == 200
    Membership.objects.everywhere("a test").update(ended_at=clock.now())
    assert client.get("/espace/apparence/").status_code == 404


@pytest.mark.parametrize(
    ("later", "open_"), [(timedelta(minutes=119), True), (timedelta(minutes=121), False)]
)
def test_a_session_left_alone_ends(
    client: Client, administrator: Account, enter: Enter, later: timedelta, open_: bool
):
    enter(client)
    with clock.frozen(clock.now() + later):
        assert (client.get("/mon-compte/").status_code == 200) is open_
        if not open_:
            assert "Votre session était finie" in client.get("/connexion/").content.decode()


def test_a_session_in_use_ends_after_twelve_hours(client: Client, administrator: Account, enter: Enter):
    enter(client)
    start = clock.now()
    for minutes in range(60, 12 * 60, 60):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert client.get("/mon-compte/").status_code == 200
            assert UserSession.objects.get().last_seen_at == clock.now()
    with clock.frozen(start + timedelta(hours=12)):
        assert client.get("/mon-compte/").status_code == 302


def test_reading_one_page_after_the_other_writes_once_a_minute(
    client: Client, administrator: Account, enter: Enter
):
    enter(client)
    client.get("/mon-compte/nom/")
    before = UserSession.objects.get().last_seen_at
    client.get("/mon-compte/nom/")
    assert UserSession.objects.get().last_seen_at == before


def test_the_owner_sees_devices_and_ends_them(administrator: Account, enter: Enter):
    here, desk, phone = Client(), Client(), Client()
    enter(here)
    enter(desk, headers={"user-agent": FIREFOX})
    enter(phone, headers={"user-agent": "Mozilla/5.0 (iPhone; CPU) AppleWebKit Version/26 Safari/604"})
    page = here.get("/mon-compte/").content.decode()
    assert "cet appareil" in page
    assert "Firefox sur Windows" in page
    assert "Safari sur un iPhone" in page
    number = UserSession.objects.get(user_agent=FIREFOX).pk
    here.post(f"/mon-compte/appareils/{number}/fermer/")
    assert desk.get("/mon-compte/").status_code == 302
    assert phone.get("/mon-compte/").status_code == 200
    here.post("/mon-compte/appareils/fermer/")
    assert phone.get("/mon-compte/").status_code == 302
    assert here.get("/mon-compte/").status_code == 200


def test_nobody_ends_the_session_of_another(administrator: Account, enter: Enter):
    other = Account.objects.create(email="autre@b.example", name="A", created_at=clock.now())
    mine, hers = Client(), Client()
    enter(mine)
    sign_in(hers, other)
    number = UserSession.objects.get().pk
    hers.post(f"/mon-compte/appareils/{number}/fermer/")
    assert mine.get("/mon-compte/").status_code == 200


def test_the_list_costs_the_same_for_three_devices(
    administrator: Account, enter: Enter, django_assert_num_queries
):

    for number in range(3):
        enter(Client())
        with django_assert_num_queries(1):
            assert len(sessions_of(administrator, current="")) == number + 1


def test_a_new_password_ends_the_others(administrator: Account, enter: Enter):
    here, elsewhere = Client(), Client()
    enter(here)
    enter(elsewhere)
    new = "girafe tambour lundi citron"
    assert (
        here.post("/mon-compte/mot-de-passe/", {"password": new, "again": new})["Location"] == "/mon-compte/"
    )
    assert elsewhere.get("/mon-compte/").status_code == 302
    page = here.get("/mon-compte/").content.decode()
    assert "cet appareil" in page
    assert "Le mot de passe a été changé." in page


def test_over_sessions_are_forgotten(administrator: Account, enter: Enter):
    enter(Client())
    enter(Client())
    Session.objects.filter(pk=Session.objects.order_by("pk")[0].pk).update(expire_date=clock.now())
    assert forget_sessions() == 2
    assert UserSession.objects.count() == 1
    assert end_sessions(account=administrator) == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize(("agent", "words"), [("", "Un appareil non reconnu"), ("curl/8 Linux", "Linux")])
def test_devices_in_plain_words(agent: str, words: str):
    assert device_words(agent) == words


def test_cookies_are_kept_to_this_host_under_https(tmp_path):
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "from fabrique.people.signing.devices import cookie_name\n"
        "assert s.SESSION_COOKIE_NAME == '__Host-sessionid' and s.SESSION_COOKIE_SECURE\n"
        "assert s.SESSION_COOKIE_HTTPONLY and s.SESSION_COOKIE_SAMESITE == 'Lax'\n"
        "assert cookie_name() == '__Host-appareil'"
    )
    env = {**os.environ, "FABRIQUE_HTTPS": "oui", "FABRIQUE_HOME": str(tmp_path)}
    env["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


def test_what_came_too_late_is_sent_after_signing_in_again(
    client: Client, with_totp: Account, enter: Enter, administrator: Account
):
    page = "/mon-compte/nom/"
    sign_in(client, with_totp)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        late = client.post(page, {"name": "Hélène <B>"}, headers={"Referer": f"http://testserver{page}"})
        asked = client.get(late.headers["Location"])
        assert "est gardé" in asked.content.decode().replace("\xa0", " ")
        assert "Hélène &lt;B&gt;" not in asked.content.decode()
        assert "Hélène" not in Session.objects.get().session_data
        code = client.post(
            "/connexion/",
            {"username": administrator.email, "password": PASSWORD, "next": asked.context["next"]},
        )
        done = client.post(code.headers["Location"], {"code": code_now()}, follow=True)
        sent = done.context["sent"]
        assert (sent.path, sent.pairs) == (page, (("name", "Hélène <B>"),))
        assert done.context["back"] == page
        client.post(sent.path, dict(sent.pairs))
        assert Account.objects.get(pk=administrator.pk).name == "Hélène <B>"
        assert client.get("/espace/reprendre/").headers["Location"] == "/espace/"


def test_what_came_too_late_is_for_its_account_only(client: Client, administrator: Account):
    other = Account.objects.create(email="autre@b.example", name="A", created_at=clock.now())
    sign_in(client, administrator)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        client.post("/mon-compte/nom/", {"name": "Hélène"})
        sign_in(client, other)
        assert client.get("/espace/reprendre/").headers["Location"] == "/espace/"


def test_a_password_that_came_too_late_is_typed_again(client: Client, administrator: Account):
    sign_in(client, administrator)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        late = client.post("/mon-compte/mot-de-passe/", {"password": "un deux trois", "again": "un"})
        assert "reprendre" not in late.headers["Location"]
        assert "interrupted" not in client.session
