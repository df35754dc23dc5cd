"""The sheet with which a person leaves."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from fabrique.accompany.actions.cases import close_case
from fabrique.accompany.actions.documents import receive_document, return_document
from fabrique.accompany.actions.planning import Plan
from fabrique.accompany.documents.visits import visit_data, visit_pdf
from fabrique.accompany.enums import CaseState, Manner, Outcome
from fabrique.accompany.queries.visits import visit_of
from fabrique.core import clock
from tests.accompany.test_pages import text
from tests.conftest import NOON
from tests.factories.accompany import acted, followed, helper, person, signed
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db


def test_it_says_what_was_done_under_which_mandate_what_is_kept_and_what_comes_next(client: Client):
    with clock.frozen(NOON):
        resident, by = person(), helper()
        mandate, case = signed(resident, by=by), followed(resident, by=by, service="ANTS, ants.gouv.fr")
        plan = Plan(
            CaseState.WAITING_PERSON,
            next_step="Apporter deux photos",
            deadline_on=NOON.date() + timedelta(days=20),
            meeting_at=NOON + timedelta(days=7),
            meeting_where="Mairie, guichet 3",
        )
        wrong = acted(case, by=by, text="Pré-demande envoyée", manner=Manner.IN_PLACE)
        acted(case, by=by, text="Pré-demande refaite", repairs=wrong, wrong="Prénom mal écrit", plan=plan)
        paper = receive_document(case=case, name="Justificatif", original=True, by=by)
        return_document(document=receive_document(case=case, name="Livret", original=True, by=by), by=by)
        visit = visit_of(resident, NOON.date())
        assert visit
        data = visit_data(visit)
        file = visit_pdf(visit)
        sign_in(client, by)
        page = text(client.get(reverse("accompany:visit", args=[resident.pk])))
        assert visit_of(resident, NOON.date() - timedelta(days=1)) is None
    (sheet,) = data["cases"]
    assert [act["text"] for act in sheet["acts"]] == ["Pré-demande envoyée", "Pré-demande refaite"]
    assert [act["manner"] for act in sheet["acts"]] == [
        "Fait à votre place, avec votre mandat",
        "Fait avec vous",
    ]
    assert mandate.code in sheet["acts"][0]["by"]
    assert "Prénom mal écrit" in sheet["acts"][1]["wrong"]
    said = " ".join([*sheet["documents"], *sheet["next"], *data["contest"]]).replace("\u00a0", " ")
    for words in (
        "à vous rendre : Justificatif",
        "Papier rendu : Livret",
        "C’est à vous",
        "Apporter deux photos",
        "14 décembre 2026",
        "1er décembre 2026, 12 h, Mairie, guichet 3",
        "annuler votre mandat",
        "la CNIL",
        "La Bobine",
    ):
        assert words in said, words
    for words in (mandate.code, "Justificatif", "Apporter deux photos", "la CNIL", by.name):
        assert words in page, words
    assert paper.name == "Justificatif"
    with pikepdf.open(io.BytesIO(file)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "fr-FR"
        assert b"pdfuaid" in opened.Root.Metadata.read_bytes()


def test_it_says_how_it_ended_and_only_what_is_of_that_day():
    with clock.frozen(NOON):
        resident, by = person(), helper()
        case, other = followed(resident, by=by), followed(resident, by=by, title="Autre chose")
        acted(other, by=by)
    with clock.frozen(NOON + timedelta(days=1)):
        acted(case, by=by)
        close_case(case=case, outcome=Outcome.OBTAINED, note="Carte reçue", by=by)
        visit = visit_of(resident, clock.today())
    assert visit
    (only,) = visit.cases
    assert only.case == case
    assert only.next_lines == ("La démarche est terminée : obtenu en entier.", "Carte reçue")


@pytest.mark.parametrize("day", ["hier", "2026-02-30", "0001-01-01", "9999-12-31", "2001-01-01"])
def test_a_day_on_which_nothing_was_done_has_no_sheet(client: Client, day: str):
    by = helper()
    case = followed(person(), by=by)
    acted(case, by=by)
    sign_in(client, by)
    for name in ("visit", "visit-pdf"):
        assert (
            client.get(reverse(f"accompany:{name}", args=[case.resident_id]), {"jour": day}).status_code
            == 404
        )
