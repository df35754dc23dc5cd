"""S-09: what a password may be. Long, whatever it is made of, and not one that would be tried first."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.conf import settings
from django.test import Client

from fabrique.core.refusals import DomainRefusal
from fabrique.people import passwords
from fabrique.people.actions import create_account, register_organisation
from fabrique.people.actions.credentials import check_password
from fabrique.people.models import Account
from tests.conftest import PASSWORD, ROOT

GOOD = ["girafe tambour lundi citron", "kvmzqtrwplshdg", "xK9#mQ2pLw7!vB", "correct horse battery staple"]
BAD = {
    "breached": ["1qaz2wsx3edc4rfv", "unbelievable1234", "basketball12345"],
    "padded": [
        "motdepasse1234",
        "Mot-de-passe-2026!",
        "M0tDeP@sse2026!",
        "!!!!motdepasse!!!!",
        "Soleil33000!!!!",
    ],
    "two obvious words": ["bonjoursoleil1", "jesuismediateur"],
    "said again": ["passwordpassword", "aaaaaaaaaaaaaa", "citron-citron-ci"],
    "along the keyboard": ["azertyuiopqsdfghj", "12345678901234", "qwertyuiop1234", "poiuytrezamlkj"],
}


@pytest.mark.parametrize("password", GOOD)
def test_a_long_password_of_any_composition_is_accepted(password: str):
    assert passwords.weakness(password) == ""


@pytest.mark.parametrize(("why", "password"), [(why, each) for why, all_ in BAD.items() for each in all_])
def test_what_would_be_tried_first_is_refused(why: str, password: str):
    assert len(password) >= passwords.SHORTEST
    assert passwords.weakness(password), why


def test_the_list_is_long_and_every_line_is_found():
    words = passwords._list().decode().split("\n")[1:-1]
    assert len(words) >= 100_000
    assert words == sorted(words)
    assert all(passwords.is_breached(word) for word in words[:: len(words) // 5000])
    assert passwords.is_breached(words[0])
    assert passwords.is_breached(words[-1])


@pytest.mark.parametrize("word", ["", "\n", "girafe tambour", "\udce9", "0", "￿" * 3])
def test_what_is_not_in_the_list_is_not_found(word: str):
    assert not passwords.is_breached(word)


@pytest.mark.django_db
class TestNames:
    """The person, the organisations, the territory."""

    ACCOUNT = Account(email="helene@estuaire.example", name="Hélène Brissane")

    @pytest.mark.parametrize(
        "password",
        [
            "HélèneBrissane26",
            "brissane-brissane",
            "helene@estuaire.example",
            "La Bobine 2026!",
            "LABOBINE-labobine1",
        ],
    )
    def test_a_known_name_with_little_else_is_refused(self, password: str):
        register_organisation(name="La Bobine")
        with pytest.raises(DomainRefusal) as refusal:
            check_password(password, self.ACCOUNT)
        assert refusal.value.field == "password"

    def test_a_known_name_among_others_words_is_not(self):
        register_organisation(name="La Bobine")
        check_password("brissane girafe tambour lundi", self.ACCOUNT)

    @pytest.mark.parametrize(("size", "refused"), [(13, True), (14, False), (128, False), (257, True)])
    def test_the_length(self, size: int, refused: bool):
        password = ("kvmzqtrwplshdgxbncjf-" * 13)[: size - 1] + "é"
        if refused:
            with pytest.raises(DomainRefusal, match="trop"):
                check_password(password, self.ACCOUNT)
        else:
            check_password(password, self.ACCOUNT)

    def test_a_page_refuses_with_words_and_lets_paste(self, signed_in: Client):
        html = signed_in.post(
            "/mon-compte/mot-de-passe/", {"password": "motdepasse1234", "again": "motdepasse1234"}
        ).content.decode()
        assert "ont fuité" in html
        assert "onpaste" not in html
        html = signed_in.post(
            "/mon-compte/mot-de-passe/", {"password": GOOD[0], "again": GOOD[1]}
        ).content.decode()
        assert "diffèrent" in html


def test_argon2_hashes_them():
    from fabrique.config import settings as real

    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert settings.AUTH_PASSWORD_VALIDATORS == real.AUTH_PASSWORD_VALIDATORS


@pytest.mark.django_db
def test_an_account_is_not_opened_with_a_weak_one():
    with pytest.raises(DomainRefusal, match="fuité"):
        create_account(email="a@b.example", name="A", password="motdepasse1234")
    assert create_account(email="a@b.example", name="A", password=PASSWORD).pk


def test_the_list_is_the_one_that_is_declared():
    listed = (ROOT / "VENDORED.md").read_text(encoding="utf-8")
    assert f"`{sha256(passwords.LIST.read_bytes()).hexdigest()}`" in listed
