"""S-11 and the second factors: codes serve once, in their time; nothing goes around them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from fabrique.core import clock
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import factors, totp
from fabrique.people.actions.cards import draw_card
from fabrique.people.enums import FactorKind
from fabrique.people.models import Account, CodeCard, PrintedCode, TotpDevice
from tests.conftest import PASSWORD
from tests.factories.accounts import SECRET, code_now, sign_in
from tests.people.signing.conftest import NOW, Enter

pytestmark = pytest.mark.django_db
CODE = "/connexion/code/"


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    times = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for seconds, code in times.items():
        with clock.frozen(datetime.fromtimestamp(seconds, UTC)):
            assert totp.totp_code(secret, totp.present_step()) == code
            assert totp.matching_step(secret, code) == seconds // 30


@pytest.mark.parametrize(("later", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(with_totp: Account, later: int, right: bool):
    with clock.frozen(NOW + timedelta(days=30)):
        found = factors.use_code(account=with_totp, code=code_now(later=later))
    assert (found == FactorKind.TOTP) is right


def test_a_code_serves_once_and_none_before_it_afterwards(with_totp: Account):
    with clock.frozen(NOW + timedelta(days=30)):
        now, before, next_ = code_now(), code_now(later=-1), code_now(later=1)
        assert factors.use_code(account=with_totp, code=f"{now[:3]} {now[3:]}") == FactorKind.TOTP
        assert factors.use_code(account=with_totp, code=now) is None
        assert factors.use_code(account=with_totp, code=before) is None
        assert factors.use_code(account=with_totp, code=next_) == FactorKind.TOTP
        assert factors.use_code(account=with_totp, code=now) is None


def test_no_secret_is_in_the_database(with_totp: Account, card: list[str]):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM people_totpdevice")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT digest FROM people_printedcode UNION SELECT key FROM people_codecard")
        kept += str(cursor.fetchall())
    assert SECRET not in kept
    assert not [code for code in card if code in kept]


def test_a_secret_that_was_altered_opens_nothing(with_totp: Account):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_totpdevice SET secret = replace(secret, substr(secret, 20, 1), "
            "CASE WHEN substr(secret, 20, 1) = '-' THEN 'A' ELSE '-' END)"
        )
    with pytest.raises(TamperedValue):
        factors.use_code(account=with_totp, code=code_now())


def test_a_card_has_fifty_codes_and_each_serves_once(administrator: Account, card: list[str]):
    assert len(set(card)) == 50
    assert factors.use_code(account=administrator, code=f"{card[6][:4]} {card[6][4:]}") == FactorKind.CARD
    assert factors.use_code(account=administrator, code=card[6]) is None
    assert factors.use_code(account=administrator, code=card[0]) == FactorKind.CARD
    assert PrintedCode.objects.filter(used_at=None).count() == 48
    assert not PrintedCode.objects.filter(digest__in=card).exists()


def test_a_new_card_cancels_the_former(administrator: Account, card: list[str]):
    new = draw_card(account=administrator)
    assert factors.use_code(account=administrator, code=card[0]) is None
    assert factors.use_code(account=administrator, code=new[0]) == FactorKind.CARD
    assert CodeCard.objects.count() == 1


def test_a_code_of_somebody_else_does_not_serve(administrator: Account, card: list[str]):
    other = Account.objects.create(email="autre@b.example", name="A", created_at=NOW)
    draw_card(account=other)
    assert factors.use_code(account=other, code=card[0]) is None


def test_signing_in_asks_for_the_code(client: Client, with_totp: Account, enter: Enter):
    answer = enter(client)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert client.get("/espace/").status_code == 302
    assert client.get("/mon-compte/").status_code == 302
    assert "Ce code ne va pas" in client.post(CODE, {"code": "000000"}).content.decode()
    code = code_now()
    answer = client.post(CODE, {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/espace/")
    assert client.get("/espace/").status_code == 200
    entry = JournalEntry.objects.filter(action="people.sign_in").get()
    assert entry.summary == {"factor": "totp"}
    client.post("/deconnexion/")
    enter(client)
    assert "a déjà servi" in client.post(CODE, {"code": code}).content.decode()


def test_a_printed_code_signs_in(client: Client, administrator: Account, card: list[str], enter: Enter):
    enter(client)
    assert client.post(CODE, {"code": card[3]})["Location"] == "/espace/"
    assert client.get("/espace/").status_code == 200


def test_the_page_of_the_code_opens_to_nobody_else(client: Client, with_totp: Account):
    assert client.get(CODE)["Location"] == "/connexion/"
    assert client.post(CODE, {"code": code_now()})["Location"] == "/connexion/"


def test_an_account_closed_meanwhile_does_not_come_in(client: Client, with_totp: Account, enter: Enter):
    enter(client)
    Account.objects.update(is_active=False)
    assert client.post(CODE, {"code": code_now()})["Location"] == "/connexion/"
    assert client.get("/mon-compte/").status_code == 302


class TestGate:
    """Whoever sees personal data has a second factor."""

    def test_without_one_the_account_is_led_to_choose(
        self, client: Client, administrator: Account, enter: Enter
    ):
        assert enter(client)["Location"] == "/espace/"
        for path in ["/espace/", "/espace/guide/", "/espace/apparence/"]:
            assert client.get(path)["Location"] == f"/mon-compte/securite/?next={path.replace('/', '%2F')}"
        assert client.get("/mon-compte/").status_code == 200
        html = client.get("/mon-compte/securite/?next=/espace/").content.decode()
        assert "Votre rôle ouvre des données personnelles" in html
        assert client.post("/deconnexion/").status_code == 302

    def test_a_card_opens_the_desk(self, client: Client, administrator: Account, enter: Enter):
        enter(client)
        html = client.post("/mon-compte/securite/carte/", {"next": "/espace/"}).content.decode()
        assert len(re.findall(r"<code>\d{4} \d{4}</code>", html)) == 50
        assert 'href="/espace/"' in html
        assert client.get("/espace/").status_code == 200

    def test_an_application_opens_the_desk(self, client: Client, administrator: Account, enter: Enter):
        enter(client)
        page = client.get("/mon-compte/securite/application/").content.decode()
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
        assert secret
        assert 'src="data:image/svg+xml' in page
        url = "/mon-compte/securite/application/"
        assert "Ce code ne va pas" in client.post(url, {"code": "123"}).content.decode()
        code = code_now(secret[1].replace(" ", ""))
        assert client.post(url, {"code": code, "next": "/espace/"})["Location"] == "/espace/"
        assert client.get("/espace/").status_code == 200
        assert client.session.get("totp_pending") is None

    def test_a_session_without_proof_is_asked_for_one(self, client: Client, with_totp: Account):
        client.force_login(with_totp)
        assert client.get("/espace/")["Location"] == "/connexion/confirmer/?next=%2Fespace%2F"
        answer = client.post("/connexion/confirmer/", {"code": code_now(), "next": "/espace/"})
        assert answer["Location"] == "/espace/"
        assert client.get("/espace/").status_code == 200


SENSITIVE = [
    "/mon-compte/adresse/", "/mon-compte/mot-de-passe/", "/mon-compte/securite/application/",
    "/mon-compte/securite/cle/", "/mon-compte/securite/carte/", "/mon-compte/securite/application/retirer/",
    "/mon-compte/securite/carte/retirer/", "/mon-compte/adresse/jeton/",
]  # fmt: skip


class TestFreshProof:
    """What is sensitive asks again after five minutes, and loses nothing."""

    @pytest.mark.parametrize("path", SENSITIVE)
    def test_an_old_proof_is_asked_again(self, client: Client, with_totp: Account, path: str):
        sign_in(client, with_totp)
        with clock.frozen(clock.now() + timedelta(minutes=6)):
            assert client.get(path)["Location"].startswith("/connexion/confirmer/?next=")
            html = client.post(path, {"code": "1"}).content.decode()
        assert "C’est bien vous" in html
        assert TotpDevice.objects.exists()

    def test_what_was_typed_comes_back(self, client: Client, with_totp: Account):
        sign_in(client, with_totp)
        with clock.frozen(clock.now() + timedelta(minutes=6)):
            page = client.post("/mon-compte/adresse/", {"email": 'h"<b>@estuaire.example'}).content.decode()
            assert 'name="porte-email" value="h&quot;&lt;b&gt;@estuaire.example"' in page
            given = {"code": code_now(), "next": "/mon-compte/adresse/", "porte-email": "h@estuaire.example"}
            page = client.post("/connexion/confirmer/", given).content.decode()
            assert 'action="/mon-compte/adresse/"' in page
            assert 'name="email" value="h@estuaire.example"' in page
            answer = client.post("/mon-compte/adresse/", {"email": "h@estuaire.example"})
        assert answer["Location"] == "/mon-compte/"

    def test_what_was_typed_is_sent_nowhere_else(self, client: Client, with_totp: Account):
        sign_in(client, with_totp)
        given = {"code": code_now(), "next": "https://ailleurs.example/", "porte-email": "h@estuaire.example"}
        page = client.post("/connexion/confirmer/", given).content.decode()
        assert "ailleurs" not in page
        assert 'action="/espace/"' in page

    def test_without_a_factor_the_password_is_asked(self, client: Client, administrator: Account):
        client.force_login(administrator)
        url = "/connexion/confirmer/?next=/mon-compte/mot-de-passe/"
        assert "Votre mot de passe" in client.get(url).content.decode()
        assert "ne va pas" in client.post(url, {"password": "autre chose de faux"}).content.decode()
        assert client.post(url, {"password": PASSWORD})["Location"] == "/mon-compte/mot-de-passe/"
        assert client.get("/mon-compte/mot-de-passe/").status_code == 200

    def test_a_password_is_not_enough_where_there_is_a_factor(self, client: Client, with_totp: Account):
        client.force_login(with_totp)
        page = client.post("/connexion/confirmer/", {"password": PASSWORD}).content.decode()
        assert "Écrivez un code" in page


class TestChanges:
    """Adding and removing: told to the owner, and other sessions end."""

    def test_every_change_is_told_and_ends_other_sessions(self, administrator: Account, enter: Enter):
        here, elsewhere = Client(), Client()
        enter(here)
        enter(elsewhere)
        assert elsewhere.get("/mon-compte/").status_code == 200
        here.post("/mon-compte/securite/carte/")
        assert elsewhere.get("/mon-compte/").status_code == 302
        assert here.get("/mon-compte/").status_code == 200
        message = OutboxMessage.objects.get()
        assert message.recipient == administrator.email
        assert "Une carte de codes a été faite" in message.body
        assert "http" not in message.body
        assert JournalEntry.objects.filter(action="people.card_made", actor=str(administrator.pk)).exists()

    def test_the_last_one_stays(self, client: Client, with_totp: Account, card: list[str]):
        sign_in(client, with_totp)
        assert "Retirer cette preuve" in client.get("/mon-compte/securite/carte/retirer/").content.decode()
        client.post("/mon-compte/securite/carte/retirer/")
        assert not CodeCard.objects.exists()
        page = client.post("/mon-compte/securite/application/retirer/", follow=True).content.decode()
        assert "ajoutez-en une autre avant" in page
        assert TotpDevice.objects.exists()

    def test_somebody_who_lost_them_starts_again(self, with_totp: Account, card: list[str], client: Client):
        sign_in(client, with_totp)
        factors.reset_factors(account=with_totp)
        assert not TotpDevice.objects.exists()
        assert not CodeCard.objects.exists()
        assert "retirées par l’administration" in OutboxMessage.objects.get().body

    def test_a_factor_that_is_not_there_is_not_removed(self, client: Client, with_totp: Account):
        sign_in(client, with_totp)
        assert client.post("/mon-compte/securite/cle/99/retirer/")["Location"] == "/mon-compte/"
        assert TotpDevice.objects.exists()

    def test_a_wrong_code_adds_no_application(self, administrator: Account):
        with pytest.raises(DomainRefusal):
            factors.add_totp(account=administrator, secret=SECRET, code="12")
        assert not TotpDevice.objects.exists()


def test_the_console_removes_them(with_totp: Account, card: list[str]):
    from click.testing import CliRunner

    from fabrique.people.cli import people

    result = CliRunner().invoke(people, ["reset-factors", "--email", "HELENE@estuaire.example"])
    assert result.exit_code == 0
    assert not TotpDevice.objects.exists()
    with pytest.raises(DomainRefusal, match="Aucun compte"):
        CliRunner().invoke(people, ["reset-factors", "--email", "x@y.example"], catch_exceptions=False)
