"""Defects of the reference that ours does not have.

D1 (code « None »), D5 (500 on an unknown id), D6 (no check of the organisation), D7 (renewal broken) and D8
(nothing for the person) are in ``test_pages``; D3 (wrong former organisation in the journal) is in
``test_signing``, where merged files keep each its own entry.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from fabrique.accompany.queries.mandates import text_of
from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from tests.factories.accompany import helper, person, signed

pytestmark = pytest.mark.django_db


def test_d2_each_text_bears_its_own_day_however_long_the_server_runs():
    by, days = helper(), []
    for day in range(3):
        with clock.frozen(datetime(2026, 11, 28, 11, 0, tzinfo=UTC) + timedelta(days=day)):
            blocks = {block["key"]: block for block in text_of(signed(person(), by=by))["blocks"]}
            days.append(blocks["place"]["lines"][0].replace("\u00a0", " "))
    wanted = ["28 novembre 2026", "29 novembre 2026", "30 novembre 2026"]
    assert [day in said for day, said in zip(wanted, days, strict=True)] == [True] * 3


def test_d3_the_journal_names_the_organisation_and_the_file_of_the_time():
    mandate = signed(person(), by=helper())
    entry = JournalEntry.objects.get(action="accompany.sign_mandate")
    assert entry.organisation == str(mandate.organisation_id)
    assert entry.subject == f"resident:{mandate.resident_id}"
    assert entry.summary["digest"] == mandate.digest


@pytest.mark.parametrize("statement", ["UPDATE {0} SET actor = 'x'", "DELETE FROM {0}"])
def test_d4_what_the_journal_says_of_a_mandate_cannot_be_changed(statement: str):
    signed(person(), by=helper())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(JournalEntry._meta.db_table))
    with pytest.raises(TypeError, match="append-only"):
        JournalEntry.objects.filter(action="accompany.sign_mandate").update(actor="x")


def test_d8_the_person_sees_where_the_mandate_is_without_an_account(client: Client):
    mandate = signed(person(), by=helper())
    answer = client.get(reverse("accompany:verify", args=[mandate.token]))
    assert "Papiers, citoyenneté, élections" in answer.content.decode()
