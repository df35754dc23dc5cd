"""The page of the journal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock, journal
from fabrique.core.journal import checking
from fabrique.core.models import JournalCheck, JournalEntry
from tests.conftest import lift_triggers

URL = "/espace/journal/"


def text(client: Client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def acts(administrator: Any) -> None:
    """Sixty acts on sixty days, the last in French named, by the administrator."""
    for day in range(60):
        with clock.frozen(datetime(2026, 1 + day // 28, 1 + day % 28, 12, tzinfo=UTC)):
            verb = "edit_place" if day % 2 else "verify_place"
            journal.record(f"directory.{verb}", actor=administrator.pk, subject=f"place:p{day:02}")


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("post", "verifier/"), ("get", "tete/")])
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, method: str, path: str):
    response = getattr(client, method)(URL + path)
    assert (response.status_code, "/connexion/" in response["Location"]) == (302, True)


def test_entries_are_named_in_french_the_newest_first(signed_in: Client, administrator: Any, acts: None):
    page = text(signed_in)
    assert page.index("place:p59") < page.index("place:p58")
    assert "Lieu corrigé" in page
    assert administrator.name in page
    assert "place:p09" not in page


def test_older_entries_follow_without_a_gap(signed_in: Client, acts: None):
    first = signed_in.get(URL + "?acte=directory.edit_place").context
    assert (len(first["rows"]), first["older"]) == (30, "")
    newest = signed_in.get(URL).context
    older = signed_in.get(URL + newest["older"]).context
    numbers = [row[0] for row in [*newest["rows"], *older["rows"]]]
    assert numbers == list(range(numbers[0], -1, -1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?acte=directory.edit_place&objet=place:p01", ["p01"]),
        ("?objet=place:p02", ["p02"]),
        ("?du=2026-03-03&au=2026-03-03", ["p58"]),
        ("?du=2026-03-03&au=2026-03-04", ["p59", "p58"]),
        ("?objet=place:p99", []),
    ],
)
def test_filters(signed_in: Client, acts: None, query: str, found: list[str]):
    rows = signed_in.get(URL + query).context["rows"]
    assert [str(row[4])[-10:-7] for row in rows] == found


@pytest.mark.parametrize(
    "query",
    [
        *("?acte=x.y", "?du=hier", "?avant=beaucoup", "?avant=99999999999999999999", "?au=9999-12-31"),
        *("?du=0001-01-01", "?objet=%00", "?objet=" + "x" * 200),
    ],
)
def test_odd_filters_break_nothing(signed_in: Client, acts: None, query: str):
    assert signed_in.get(URL + query).status_code == 200


def test_the_number_of_queries_does_not_grow(
    signed_in: Client, acts: None, django_assert_max_num_queries: Any
):
    with django_assert_max_num_queries(12):
        text(signed_in)


def test_a_verification_is_asked_for_and_told(
    signed_in: Client, administrator: Any, django_capture_on_commit_callbacks: Any
):
    assert "pas encore été vérifié" in text(signed_in)
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(URL + "verifier/", follow=True)
    assert "est demandée" in response.content.decode()
    assert JournalEntry.objects.get(action="core.ask_verification").actor == str(administrator.pk)
    checking.check(str(administrator.pk))
    assert JournalCheck.objects.get().ok
    assert "Intact" in text(signed_in)


def test_a_damage_is_told_in_french(signed_in: Client, acts: None):
    lift_triggers()
    entry = JournalEntry.objects.get(subject="place:p05")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_journalentry SET subject = 'x' WHERE seq = %s", [entry.seq])
    checking.check()
    page = text(signed_in)
    assert "Abîmé" in page
    assert f"L’entrée {entry.seq} a été modifiée." in page


def test_the_head_is_a_file_to_keep(signed_in: Client, acts: None):
    response = signed_in.get(URL + "tete/")
    head = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert head["seq"] == JournalEntry.objects.order_by("-seq")[0].seq
