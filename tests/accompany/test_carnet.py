"""What a person reads in their carnet of what was done for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fabrique.accompany import carnet
from fabrique.accompany.actions.documents import receive_document, return_document
from fabrique.accompany.actions.planning import Plan, plan_case
from fabrique.accompany.enums import Duration, Manner, Procedure
from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.people.actions.carnets import answer_alert, raise_alert
from fabrique.people.actions.merging import merge_residents
from fabrique.people.carnet import CarnetPart, parts_of
from fabrique.people.enums import AlertKind, Role
from fabrique.people.models import Resident
from tests.factories.accompany import acted, drafted, followed, helper, person, signed
from tests.factories.accounts import sign_in
from tests.factories.carnets import given
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def ours(resident: Resident) -> dict[str, CarnetPart]:
    titles = ("Mes rendez-vous", "Ce qui a été fait pour moi", "Mes papiers gardés ici", "Mes mandats")
    found = {part.title: part for part in parts_of(resident) if part.title in titles}
    assert tuple(found) == titles
    return found


def test_it_says_what_was_done_by_whom_and_what_may_be_disputed():
    resident, by = person(), helper()
    mandate = signed(resident, by=by)
    case = followed(resident, by=by, service="ANTS")
    first = acted(case, by=by, text="Pré-demande faite", manner=Manner.IN_PLACE)
    second = acted(case, by=by, text="Refaite", repairs=first, wrong="Mauvais nom")
    lines = ours(resident)["Ce qui a été fait pour moi"].lines
    assert [line.text for line in lines] == ["Refaite", "Pré-demande faite"]
    assert [line.subject for line in lines] == [f"case_act:{second.pk}", f"case_act:{first.pk}"]
    assert {(line.by, line.title) for line in lines} == {(by.name, case.title)}
    assert "Mauvais nom" in lines[0].detail
    assert lines[1].detail == f"Fait à votre place, avec votre mandat {mandate.code}. Où : ANTS."


def test_what_the_person_did_alone_is_not_said_done_by_another():
    by = helper()
    acted(followed(resident := person(), by=by), by=by, manner=Manner.BY_PERSON)
    (line,) = ours(resident)["Ce qui a été fait pour moi"].lines
    assert (line.by, line.detail) == ("", f"Fait par vous, noté par {by.name}.")


def test_that_there_is_more_than_it_shows_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carnet, "LATEST", 2)
    resident, by = person(), helper()
    case = followed(resident, by=by)
    for rank, last in ((1, "Acte 1"), (2, "Acte 1"), (3, "La Bobine")):
        acted(case, by=by, text=f"Acte {rank}")
        lines = ours(resident)["Ce qui a été fait pour moi"].lines
        assert last in lines[-1].text
    assert (len(lines), lines[-1].subject) == (3, "")


def test_who_did_what_is_disputed_leaves_the_answer_to_others(client: Client):
    resident, by = person(), helper()
    act = acted(followed(resident, by=by), by=by)
    access, _code = given(resident)
    told = {"access": access, "resident": resident, "subject": f"case_act:{act.pk}", "told": "Un acte"}
    alert, stop = (raise_alert(**told, kind=kind) for kind in AlertKind)
    page = reverse("people:answer-alert", args=[resident.pk, alert.pk])
    sign_in(client, by)
    assert 'name="answer"' in client.get(page).content.decode()  # nobody else may answer yet
    colleague = member(Role.COORDINATOR, of=resident.organisation)
    assert 'name="answer"' not in client.get(page).content.decode()
    client.post(page, {"answer": "Tout est normal."})
    alert.refresh_from_db()
    assert alert.answered_at is None
    answer_alert(alert=stop, answer="C’est arrêté.", by=by)
    answer_alert(alert=alert, answer="Vérifié avec vous.", by=colleague)


def test_it_says_the_mandates_live_and_past_and_none_that_was_not_signed():
    resident, by = person(), helper()
    drafted(resident, by=by)
    past = signed(resident, Procedure.PAPERS, by=by, duration=Duration.SHORT)
    live = signed(resident, Procedure.MONEY, by=by)
    with clock.frozen(clock.now() + timedelta(days=3)):
        lines = {line.subject: line for line in ours(resident)["Mes mandats"].lines}
    assert set(lines) == {f"mandate:{past.pk}", f"mandate:{live.pk}"}
    assert "Il est fini depuis le" in lines[f"mandate:{past.pk}"].detail
    assert "Il sert jusqu’au" in lines[f"mandate:{live.pk}"].detail
    assert "pouvait agir à votre place" in lines[f"mandate:{past.pk}"].text
    assert "peut agir à votre place" in lines[f"mandate:{live.pk}"].text
    assert (lines[f"mandate:{past.pk}"].stop, lines[f"mandate:{live.pk}"].stop) == ("", "Annuler ce mandat")


def test_it_says_the_appointments_to_come_of_every_file_of_the_person():
    kept, going, by = person(), person(), helper()
    case = followed(going, by=by)
    at = clock.now() + timedelta(days=2)
    plan_case(case=case, plan=Plan(meeting_at=at, meeting_where="Mairie"), by=by)
    merge_residents(kept=kept, other=going, by=by)
    (line,) = ours(kept)["Mes rendez-vous"].lines
    day = formats.day(timezone.localdate(at), today=clock.today())
    assert line.title.lower() == f"{day}, {formats.clock(timezone.localtime(at))}"
    assert (line.text, line.detail) == (case.title, "Mairie")
    with clock.frozen(at + timedelta(minutes=1)):
        assert ours(kept)["Mes rendez-vous"].lines == ()


def test_it_says_the_papers_that_were_left_until_they_are_given_back():
    resident, by = person(), helper()
    case = followed(resident, by=by)
    paper = receive_document(case=case, name="Livret de famille", original=True, by=by)
    (line,) = ours(resident)["Mes papiers gardés ici"].lines
    assert (line.text, line.on) == ("Livret de famille", timezone.localdate(paper.received_at))
    assert (line.title, line.detail) == (case.title, "Le papier est ici, à vous rendre.")
    return_document(document=paper, by=by)
    assert ours(resident)["Mes papiers gardés ici"].lines == ()


def test_another_organisation_and_another_person_are_not_in_it():
    resident, by = person(), helper()
    acted(followed(person(), by=by), by=by)
    there = organisation("L’Ancre")
    acted(followed(person(there), by=helper(there)), by=helper(there))
    assert all(part.lines == () and part.empty for part in ours(resident).values())
