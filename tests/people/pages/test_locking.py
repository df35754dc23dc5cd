"""The lock of a shared desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import get_resolver

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.locking import MOST_TRIES, forget_tries, set_desk_lock, try_code
from fabrique.people.models import Account, DeskLock, Team
from tests.people.pages.conftest import House, browser, text, url
from tests.security.walking import addresses

CODE = "280714"
OPEN = "/espace/verrou/ouvrir/"


@pytest.fixture
def locked(coordinator: Client, ours: House) -> Client:
    """Our coordinator's browser, locked on the teams."""
    set_desk_lock(account=ours.coordinator, code=CODE, idle_minutes=None)
    answer = coordinator.post(url("lock"), {"next": url("teams", ours.organisation.pk)})
    assert answer.headers["Location"].startswith(f"{OPEN}?next=")
    return coordinator


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["123", "123456789", "abcd", "0000", "1234", "9876", "٢٨٠٧", "28 07", ""])
def test_a_code_that_is_no_code_is_refused(code: str, administrator: Account):
    with pytest.raises(DomainRefusal):
        set_desk_lock(account=administrator, code=code, idle_minutes=None)


def test_it_is_chosen_and_kept_as_a_hash(coordinator: Client, ours: House):
    address = url("lock-settings")
    assert "Il manque une réponse" in text(coordinator.post(address, {"code": "", "idle_minutes": ""}))
    assert "se devine trop vite" in text(coordinator.post(address, {"code": "1234", "idle_minutes": ""}))
    assert coordinator.post(address, {"code": CODE, "idle_minutes": "10"}).status_code == 302
    lock = DeskLock.objects.get()
    assert CODE not in lock.code
    assert lock.idle_minutes == 10
    assert CODE not in text(coordinator.get(address))
    assert coordinator.post(address, {"code": "", "idle_minutes": ""}).status_code == 302
    kept = DeskLock.objects.get()
    assert (kept.code, kept.idle_minutes) == (lock.code, None)
    assert "Erreur" in text(coordinator.post(address, {"code": "", "idle_minutes": "7"}))


def test_whoever_has_no_code_is_asked_for_one(coordinator: Client, ours: House):
    answer = coordinator.post(url("lock"), follow=True)
    assert "Choisissez d’abord le code" in text(answer)
    assert coordinator.get("/espace/").status_code == 200


def test_a_locked_session_opens_no_private_page(locked: Client, ours: House):
    for address in addresses():
        if address.public or address.url == OPEN:
            continue
        answer = locked.get(address.url)
        assert answer.status_code == 302, address.route
        assert answer.headers["Location"].startswith(f"{OPEN}?next="), address.route
        assert locked.post(address.url).status_code == 423, address.route


def test_the_screen_says_nothing_of_what_it_hides(locked: Client, ours: House):
    html = text(locked.get(OPEN, {"next": "/espace/"}))
    assert "Poste verrouillé" in html
    assert "<b>La Bobine</b>" not in html
    assert "Masquer les noms" not in html
    assert "Session verrouillée" in text(locked.get("/"))
    assert "<b>La Bobine</b>" not in text(locked.get("/"))


def test_the_code_leads_back_to_the_same_page(locked: Client, ours: House):
    page = url("teams", ours.organisation.pk)
    before = locked.session.session_key
    answer = locked.post(OPEN, {"code": CODE, "next": page})
    assert answer.headers["Location"] == page
    assert locked.session.session_key != before
    assert locked.get(page).status_code == 200
    assert locked.get(OPEN).status_code == 302


def test_a_form_sent_to_a_locked_desk_is_not_lost(locked: Client, ours: House, theirs: House):
    page = url("teams", ours.organisation.pk)
    answer = locked.post(
        page, {"name": "Le mardi <b>", "once": "a"}, headers={"Referer": f"http://testserver{page}"}
    )
    html = text(answer)
    assert answer.status_code == 423
    assert "Le mardi" not in html
    assert not Team.objects.of(ours.organisation).filter(name__startswith="Le mardi").exists()
    held, back = answer.context["held"], answer.context["next"]
    assert back == page
    wrong = locked.post(OPEN, {"code": "999111", "next": back, "held": held})
    assert wrong.context["held"] == held
    resumed = locked.post(OPEN, {"code": CODE, "next": back, "held": held})
    sent = resumed.context["sent"]
    assert resumed.headers["Cache-Control"] == "no-store"
    assert (sent.path, dict(sent.pairs)["name"]) == (page, "Le mardi <b>")
    assert "Le mardi &lt;b&gt;" in text(resumed)
    locked.post(sent.path, dict(sent.pairs))
    assert Team.objects.of(ours.organisation).get(name="Le mardi <b>")


def test_what_is_held_opens_for_its_account_only(locked: Client, ours: House, theirs: House):
    page = url("teams", ours.organisation.pk)
    held = locked.post(page, {"name": "Le mardi"}).context["held"]
    other = browser(theirs.coordinator)
    set_desk_lock(account=theirs.coordinator, code=CODE, idle_minutes=None)
    other.post(url("lock"))
    answer = other.post(OPEN, {"code": CODE, "next": "/espace/", "held": held})
    assert answer.status_code == 302
    for spoilt in (held[:-6] + "AAAAAA", "x", "1.00000000.AAAA"):
        locked.post(url("lock"))
        assert locked.post(OPEN, {"code": CODE, "next": page, "held": spoilt}).status_code == 302


def test_five_wrong_codes_end_the_session(locked: Client, ours: House):
    for left in range(MOST_TRIES - 1, 0, -1):
        assert f"Essais restants : {left}" in text(locked.post(OPEN, {"code": "999111"})).replace(
            "\u00a0", " "
        )
    answer = locked.post(OPEN, {"code": "999111"}, follow=True)
    assert "la session est fermée" in text(answer)
    assert locked.get("/espace/").headers["Location"].startswith("/connexion/")
    assert JournalEntry.objects.filter(action="people.close_session_by_codes").count() == 1
    assert not try_code(account=ours.coordinator, code=CODE)
    forget_tries(account=ours.coordinator)
    assert try_code(account=ours.coordinator, code=CODE)


def test_signing_in_again_gives_tries_again(ours: House):
    set_desk_lock(account=ours.coordinator, code=CODE, idle_minutes=None)
    for _ in range(MOST_TRIES):
        try_code(account=ours.coordinator, code="999111")
    browser(ours.coordinator)
    assert DeskLock.objects.get().failures == 0


def test_the_right_code_after_some_wrong_ones_forgets_them(ours: House):
    set_desk_lock(account=ours.coordinator, code=CODE, idle_minutes=None)
    for _ in range(MOST_TRIES - 1):
        assert not try_code(account=ours.coordinator, code="999111")
    assert try_code(account=ours.coordinator, code=CODE)
    assert DeskLock.objects.get().failures == 0


@pytest.mark.django_db(transaction=True)
def test_no_more_than_five_codes_are_looked_at_however_many_arrive_at_once(
    administrator: Account, monkeypatch: pytest.MonkeyPatch
):
    set_desk_lock(account=administrator, code=CODE, idle_minutes=None)
    looked: list[str] = []
    monkeypatch.setattr(
        "fabrique.people.actions.locking.check_password", lambda code, kept: bool(looked.append(code))
    )

    def attempt(number: int) -> bool:
        """The tests' base in memory says « locked » at once, where a file would wait: then try again."""
        while True:
            try:
                return try_code(account=administrator, code=f"{number:06d}")
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                time.sleep(0.01)
            finally:
                connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(24)))
    assert len(looked) == MOST_TRIES


def _minutes_later(minutes: float) -> Any:
    return clock.frozen(clock.now() + timedelta(minutes=minutes))


def test_it_closes_by_itself_after_the_time_chosen(coordinator: Client, ours: House):
    set_desk_lock(account=ours.coordinator, code=CODE, idle_minutes=5)
    page = url("teams", ours.organisation.pk)
    assert coordinator.get(page).status_code == 200
    with _minutes_later(4):
        assert coordinator.get(page).status_code == 200
    with _minutes_later(8.9):
        assert coordinator.get(page).status_code == 200
    with _minutes_later(14):
        assert coordinator.post(page, {"name": "Le mardi"}).status_code == 423
        assert coordinator.get(page).status_code == 302
        assert coordinator.post(OPEN, {"code": CODE, "next": page}).status_code == 302
        assert coordinator.get(page).status_code == 200
    assert not Team.objects.of(ours.organisation).filter(name="Le mardi").exists()


def test_who_chose_no_time_is_not_locked(coordinator: Client, ours: House):
    set_desk_lock(account=ours.coordinator, code=CODE, idle_minutes=None)
    assert coordinator.get("/espace/").status_code == 200
    with _minutes_later(100):
        assert coordinator.get("/espace/").status_code == 200


def test_a_page_writes_its_time_rarely(
    coordinator: Client, ours: House, django_assert_max_num_queries: Callable[..., Any]
):
    set_desk_lock(account=ours.coordinator, code=CODE, idle_minutes=5)
    coordinator.get(url("lock-settings"))
    before = coordinator.session["desk_seen_at"]
    with _minutes_later(0.1):
        coordinator.get(url("lock-settings"))
    assert coordinator.session["desk_seen_at"] == before
    with _minutes_later(0.5):
        coordinator.get(url("lock-settings"))
    assert coordinator.session["desk_seen_at"] > before


def test_a_locked_person_may_leave(locked: Client):
    assert locked.post("/deconnexion/").status_code == 302
    assert locked.get("/espace/").headers["Location"].startswith("/connexion/")


def test_one_page_only_is_open_while_locked():
    marked = {each.route for each in addresses(get_resolver()) if getattr(each.view, "while_locked", False)}
    assert marked == {OPEN}
