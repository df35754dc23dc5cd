"""S-10: guessing is slowed down, nobody is locked out, and nothing is learnt."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.people.actions.invitations import invite_member
from fabrique.people.enums import Role
from fabrique.people.models import Account, AccountEvent, Organisation, Tally
from fabrique.people.signing import throttle
from tests.conftest import PASSWORD
from tests.factories.accounts import code_now
from tests.people.signing.conftest import NOW, Enter

pytestmark = pytest.mark.django_db
WRONG = "ce n’est pas le bon mot de passe"


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with clock.frozen(NOW + timedelta(days=30)):
        yield


def without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_twenty_wrong_passwords_on_one_account(administrator: Account, enter: Enter):
    client = Client()
    codes = [enter(client, WRONG).status_code for _ in range(20)]
    assert codes == [200] * 10 + [429] * 10
    answer = enter(client, WRONG)
    assert answer["Retry-After"] == "900"
    assert "Attendez 15 minutes" in answer.content.decode()


def test_one_wrong_password_on_five_hundred_accounts(db: None, enter: Enter):
    client = Client()
    codes = [enter(client, WRONG, f"compte{number}@b.example").status_code for number in range(60)]
    assert codes == [200] * 50 + [429] * 10
    assert enter(client, WRONG, "autre@b.example", REMOTE_ADDR="203.0.113.7").status_code == 200
    assert JournalEntry.objects.get(action="people.brake").summary == {"kind": "sign_in.address"}


def test_the_answers_do_not_say_whether_the_account_exists(administrator: Account, enter: Enter):
    def answers(email: str, address: str) -> list[str]:
        client = Client(REMOTE_ADDR=address)
        return [
            without_token(enter(client, WRONG, email).content.decode()).replace(email, "…") for _ in range(12)
        ]

    assert answers(administrator.email, "203.0.113.1") == answers("personne@estuaire.example", "203.0.113.2")


def test_nor_does_their_time(administrator: Account, enter: Enter, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    administrator.set_password(PASSWORD)
    administrator.save()

    def spent(email: str, turn: int) -> float:
        """Seconds of work: those of the clock depend on what else this machine does."""
        started = time.process_time()
        enter(Client(REMOTE_ADDR=f"203.0.113.{turn}"), WRONG, email)
        return time.process_time() - started

    emails = [administrator.email, "personne@estuaire.example"]
    times = [[spent(email, turn) for email in emails] for turn in range(9)][1:]  # templates are loaded first
    known, unknown = (sorted(each)[4] for each in zip(*times, strict=True))
    assert abs(known - unknown) < 0.05


def test_the_owner_comes_in_while_others_guess(administrator: Account, enter: Enter):
    owner, attacker = Client(), Client(REMOTE_ADDR="203.0.113.9")
    enter(owner)
    owner.post("/deconnexion/")
    for _ in range(15):
        last = enter(attacker, WRONG)
    assert last.status_code == 429
    assert enter(owner, WRONG).status_code == 200
    assert enter(owner).status_code == 302


def test_a_known_browser_has_its_own_limit(administrator: Account, enter: Enter):
    owner = Client()
    enter(owner)
    owner.post("/deconnexion/")
    assert [enter(owner, WRONG).status_code for _ in range(11)] == [200] * 10 + [429]
    assert enter(Client(REMOTE_ADDR="203.0.113.4")).status_code == 302


@pytest.mark.parametrize("cookie", ["", "faux", "eyJ4IjogInkifQ:1abcde:signature"])
def test_an_invented_cookie_gives_nothing(administrator: Account, enter: Enter, cookie: str):
    client = Client()
    client.cookies["appareil"] = cookie
    assert [enter(client, WRONG).status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_reset_link_lets_in_from_a_new_browser(administrator: Account, enter: Enter):
    for _ in range(12):
        enter(Client(REMOTE_ADDR="203.0.113.9"), WRONG)
    client = Client()
    assert enter(client).status_code == 429
    client.post("/mot-de-passe/oublie/", {"email": administrator.email})
    body = OutboxMessage.objects.filter(key__startswith="reset:").get().body
    link = re.search(r"http://testserver(\S+)", body)
    assert link
    new = "girafe tambour lundi citron"
    client.post(link[1], {"password": new, "again": new})
    assert enter(client, new).status_code == 302


def test_the_limit_ends_by_itself(administrator: Account, enter: Enter):
    client = Client()
    for _ in range(12):
        enter(client, WRONG)
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        assert enter(client).status_code == 302


def test_a_good_password_starts_the_count_again(administrator: Account, enter: Enter):
    client = Client(REMOTE_ADDR="203.0.113.5")
    for _ in range(9):
        enter(client, WRONG)
    assert enter(client).status_code == 302
    assert not Tally.objects.filter(kind="sign_in.account").exists()
    assert Tally.objects.get(kind="sign_in.address").count == 9


def test_the_owner_is_told_once_a_day_and_at_the_next_sign_in(administrator: Account, enter: Enter):
    for _turn in range(3):
        for _ in range(12):
            enter(Client(), WRONG)
        Tally.objects.all().delete()
    assert OutboxMessage.objects.count() == 1
    assert "mots de passe faux" in OutboxMessage.objects.get().body
    assert AccountEvent.objects.count() == 3
    assert JournalEntry.objects.filter(action="people.wrong_passwords").count() == 3
    client = Client()
    enter(client)
    page = client.get("/mon-compte/").content.decode()
    assert page.count("Voyez « Mon compte »") == 1
    client.post("/deconnexion/")
    enter(client)
    assert "Voyez « Mon compte »" not in client.get("/mon-compte/").content.decode()


def test_five_wrong_codes_then_a_wait_and_an_alarm(with_totp: Account, enter: Enter):
    client = Client()
    enter(client)
    answers = [client.post("/connexion/code/", {"code": f"00000{each}"}).status_code for each in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert client.post("/connexion/code/", {"code": code_now()}).status_code == 429
    assert "Quelqu’un connaît votre mot de passe" in OutboxMessage.objects.get().body
    with clock.frozen(clock.now() + timedelta(minutes=14, seconds=59)):
        enter(client)
        assert client.post("/connexion/code/", {"code": code_now()}).status_code == 429
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        enter(client)
        assert client.post("/connexion/code/", {"code": code_now()}).status_code == 302


def test_the_owner_shows_a_code_while_others_guess(with_totp: Account, enter: Enter):
    owner, thief = Client(), Client(REMOTE_ADDR="203.0.113.9")
    enter(owner)
    with clock.frozen(clock.now() - timedelta(minutes=2)):
        first = owner.post("/connexion/code/", {"code": code_now()})
    assert first["Location"] == "/espace/"
    owner.post("/deconnexion/")
    enter(thief)
    for _ in range(6):
        last = thief.post("/connexion/code/", {"code": "000000"})
    assert last.status_code == 429
    enter(owner)
    assert owner.post("/connexion/code/", {"code": "000000"}).status_code == 200
    assert owner.post("/connexion/code/", {"code": code_now()}).status_code == 302


def test_codes_have_a_limit_of_a_day_too(with_totp: Account, enter: Enter):
    tried = 0
    for quarter in range(12):
        with clock.frozen(clock.now() + timedelta(minutes=15 * quarter)):
            client = Client()
            enter(client)
            for _ in range(5):
                tried += client.post("/connexion/code/", {"code": "000000"}).status_code == 200
    assert tried == 50


def test_the_table_names_nobody(administrator: Account, enter: Enter):
    enter(Client(REMOTE_ADDR="203.0.113.5"), WRONG)
    kept = " ".join(f"{tally.kind} {tally.key}" for tally in Tally.objects.all())
    assert "helene" not in kept
    assert "203.0.113" not in kept


def test_others_may_add_rules(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(throttle.RULES, "essai", {"code": (2, timedelta(minutes=1))})
    assert not throttle.check("essai", code="A").filled
    assert throttle.check("essai", code="a ").filled
    with pytest.raises(throttle.Throttled) as brake:
        throttle.check("essai", code="A")
    assert (brake.value.seconds, brake.value.minutes) == (60, 1)
    throttle.check("essai", code="B")
    throttle.passed("essai", code="A")
    throttle.check("essai", code="A")


def test_invented_invitations_are_limited_and_true_ones_are_not(administrator: Account):
    by = Organisation.objects.get(carries_instance=True)
    secrets = [
        invite_member(organisation=by, email=f"m{each}@b.example", role=Role.MEDIATOR, by=None)[1]
        for each in range(21)
    ]
    client = Client()
    assert {client.get(f"/invitation/{secret}/").status_code for secret in secrets} == {200}
    answers = [client.get(f"/invitation/invente-{each}/").status_code for each in range(21)]
    assert answers[:20] == [answers[0]] * 20
    assert answers[0] != 429
    assert answers[20] == 429
    assert client.get(f"/invitation/{secrets[0]}/").status_code == 429
