"""A procedure from the day that it is taken up to its outcome, and who may act in a person's place."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fabrique.accompany.actions.acting import Deed, NoMandate
from fabrique.accompany.actions.cases import close_case, reopen_case
from fabrique.accompany.actions.ending import revoke_authorisations
from fabrique.accompany.actions.planning import Plan, assign_case, plan_case
from fabrique.accompany.enums import (
    Asked,
    CaseState,
    Duration,
    Manner,
    Outcome,
    Procedure,
)
from fabrique.accompany.models import Case, CaseAct
from fabrique.accompany.queries.cases import cases_of, timeline_of
from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry, JournalPersonal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member
from fabrique.people.actions.keeping import limit_resident
from fabrique.people.actions.members import end_membership
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.organisations import create_team
from fabrique.people.enums import Position, Protection, Role
from fabrique.people.models import Agreement, Membership
from tests.factories.accompany import acted, drafted, followed, helper, person, signed
from tests.factories.people import account, member, organisation

pytestmark = pytest.mark.django_db


def entry(verb: str) -> JournalEntry:
    return JournalEntry.objects.filter(action=f"accompany.{verb}").order_by("-seq")[0]


def acts(case: Case) -> int:
    return CaseAct.objects.of(case.organisation).filter(case=case).count()


# --- with the person, by the person


def test_what_is_done_with_the_person_needs_no_mandate_and_is_told_so():
    resident, by = person(), member(Role.MEDIATOR, of=organisation())
    case = followed(resident, by=by)
    act = acted(case, by=by, text="Demande remplie ensemble", minutes=20)
    assert (act.manner, act.authorisation, act.get_manner_display()) == (
        "with_person",
        None,
        "Fait avec la personne",
    )
    assert entry("note_act").summary["manner"] == "with_person"
    assert entry("note_act").subject == f"resident:{resident.pk}"
    resident.refresh_from_db()
    assert resident.last_contact_on == clock.today()


def test_the_journal_commits_to_the_words_of_an_act():
    case = followed(person(), by=helper())
    act = acted(case, by=case.responsible, text="Dossier déposé au guichet")
    noted = entry("note_act")
    kept = JournalPersonal.objects.get(entry=noted, key="text")
    assert (kept.value, kept.person) == (act.text, f"resident:{case.resident_id}")
    assert "guichet" not in str(noted.summary)
    assert set(noted.commitments) == {"text"}


def test_one_form_opens_a_case_with_its_first_act_and_what_comes_next():
    resident, by, key = person(), helper(), uuid4()
    team = create_team(organisation=resident.organisation, name="Le bus")
    Membership.objects.of(resident.organisation).filter(account=by).update(team=team)
    given = {
        "deed": Deed("Pièces vues ensemble", Manner.WITH_PERSON),
        "plan": Plan(CaseState.WAITING_PERSON, next_step="Apporter deux photos", deadline_on=clock.today()),
    }
    case = followed(resident, by=by, key=key, service="ANTS, ants.gouv.fr", **given)
    again = followed(resident, by=by, key=key, **given)
    assert again == case
    assert (acts(case), cases_of(resident).count()) == (1, 1)
    assert (case.state, case.next_step, case.team) == (CaseState.WAITING_PERSON, "Apporter deux photos", team)
    assert JournalEntry.objects.filter(action="accompany.open_case").count() == 1


def test_a_form_that_is_sent_twice_notes_one_act():
    case, key = followed(person(), by=helper()), uuid4()
    acted(case, by=case.responsible, key=key)
    acted(case, by=case.responsible, key=key)
    assert acts(case) == 1
    other = followed(person(), by=case.responsible)
    with pytest.raises(DomainRefusal, match="déjà servi"):
        acted(other, by=case.responsible, key=key)


@pytest.mark.parametrize(
    "secret", ["mot de passe : Sésame12", "carte 4970 1000 0000 0154", "1 48 05 76 540 012"]
)
@pytest.mark.parametrize("field", ["title", "service", "text", "next_step"])
def test_nobody_writes_a_secret(secret: str, field: str):
    by = helper()
    case, plan = followed(person(), by=by), Plan(next_step=secret)
    writes = {
        "title": lambda: followed(person(), by=by, title=secret),
        "service": lambda: followed(person(), by=by, service=secret),
        "text": lambda: acted(case, by=by, text=secret),
        "next_step": lambda: plan_case(case=case, plan=plan, by=by),
    }
    with pytest.raises(DomainRefusal, match="Enlevez") as told:
        writes[field]()
    assert told.value.field == field


# --- in the person's place


def test_in_the_persons_place_an_act_names_its_mandate():
    resident, by = person(), helper()
    mandate = signed(resident, by=by)
    act = acted(followed(resident, by=by), by=by, manner=Manner.IN_PLACE)
    assert act.authorisation
    assert act.authorisation.mandate == mandate
    assert entry("note_act").summary["mandate"] == f"mandate:{mandate.pk}"


def refused(case: Case, by: object, **more: object) -> NoMandate:
    """What is said to somebody who may not act in the person's place; nothing is written."""
    before = acts(case)
    with pytest.raises(NoMandate) as told:
        acted(case, by=by, manner=Manner.IN_PLACE, **more)  # type: ignore[arg-type]
    assert acts(case) == before
    return told.value


def test_without_a_mandate_the_exact_reason_is_said():
    resident, by = person(), helper()
    case = followed(resident, by=by)
    assert "Aucun mandat" in refused(case, by).message
    waiting = drafted(resident, by=by)
    assert f"{waiting.code} est préparé" in refused(case, by).message
    signed(resident, Procedure.MONEY, by=by)
    other = followed(person(), by=by, procedure=Procedure.PAPERS)
    signed(other.resident, Procedure.HOUSING, by=by)
    told = refused(other, by)
    assert "ne couvre pas" in told.message
    assert "Logement" in told.message
    assert told.draftable


def test_an_ended_mandate_is_told_by_its_end():
    by, resident = helper(), person()
    case, mandate = followed(resident, by=by), signed(resident, by=by, duration=Duration.SHORT)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert f"{mandate.code} est arrivé à son terme" in refused(case, by).message
    revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.DESK, by=by)
    assert "La personne a annulé" in refused(case, by).message


def test_it_holds_until_its_last_instant_and_not_one_more():
    by, resident = helper(), person()
    case, mandate = followed(resident, by=by), signed(resident, by=by, duration=Duration.SHORT)
    assert mandate.expires_at
    with clock.frozen(mandate.expires_at - timedelta(seconds=1)):
        acted(case, by=by, manner=Manner.IN_PLACE)
    with clock.frozen(mandate.expires_at):
        refused(case, by)


@pytest.mark.parametrize("position", [each for each in Position if each != Position.EMPLOYEE])
def test_who_is_not_salaried_is_refused_and_told_why(position: Position):
    resident = person()
    signed(resident, by=helper())
    by = account()
    add_member(account=by, organisation=resident.organisation, role=Role.MEDIATOR, position=position)
    by = act_for(by, resident.organisation)
    told = refused(followed(resident, by=by), by)
    assert str(position.label).lower() in told.message
    assert not told.draftable
    acted(followed(resident, by=by), by=by)  # with the person, they do


def test_a_helper_who_left_or_acts_elsewhere_is_refused():
    resident, by = person(), helper()
    case = followed(resident, by=by)
    signed(resident, by=by)
    refused(case, helper(of=organisation("L’Ancre")))
    end_membership(membership=Membership.objects.of(resident.organisation).get(account=by))
    refused(case, by)


@pytest.mark.parametrize("protection", [Protection.CURATORSHIP, Protection.GUARDIANSHIP])
def test_a_protection_that_is_noted_after_the_signature_stops_it(protection: Protection):
    """Code civil, article 2003: it ends the mandate. With the person one goes on."""
    resident, by = person(), helper()
    signed(resident, by=by)
    case = followed(resident, by=by)
    resident.protection = protection
    resident.save()
    assert str(protection.label).lower() in refused(case, by).message
    acted(case, by=by, manner=Manner.WITH_PERSON)


def test_what_is_done_in_the_persons_place_is_noted_the_same_day():
    resident, by = person(), helper()
    signed(resident, by=by)
    case = followed(resident, by=by)
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(DomainRefusal, match="jour même"):
        acted(case, by=by, manner=Manner.IN_PLACE, done_on=yesterday)
    act = acted(case, by=by, done_on=yesterday)
    assert timezone.localdate(act.done_at) == yesterday
    for day, words in ((1, "pas encore venu"), (-32, "dans le mois")):
        with pytest.raises(DomainRefusal, match=words):
            acted(case, by=by, done_on=clock.today() + timedelta(days=day))


@pytest.mark.parametrize("held", [True, False])
def test_the_database_wants_the_mandate_there_and_nowhere_else(held: bool):
    resident, by = person(), helper()
    signed(resident, by=by)
    case = followed(resident, by=by)
    given = acted(case, by=by, manner=Manner.IN_PLACE).authorisation
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseAct(
            case=case,
            manner=Manner.WITH_PERSON if held else Manner.IN_PLACE,
            authorisation=given if held else None,
            text="x",
            done_at=clock.now(),
            noted_at=clock.now(),
            by=by,
        ).save()


# --- errors


def test_an_error_is_repaired_by_another_act_and_stays_to_be_read():
    case = followed(person(), by=helper())
    by = case.responsible
    wrong = acted(case, by=by, text="Envoyé à la CAF")
    mended = acted(
        case, by=by, text="Renvoyé à la MSA", repairs=wrong, wrong="Ce n’était pas la bonne caisse"
    )
    lines = timeline_of(case)
    assert [line.act for line in lines] == [mended, wrong]
    assert lines[1].corrected == (mended,)
    assert entry("note_act").summary["repairs"] == f"case_act:{wrong.pk}"
    wrong.refresh_from_db()
    assert wrong.text == "Envoyé à la CAF"


def test_a_repair_says_what_was_wrong_and_of_which_act():
    case = followed(person(), by=helper())
    act = acted(case, by=case.responsible)
    with pytest.raises(DomainRefusal, match="Dites ce qui n’allait pas"):
        acted(case, by=case.responsible, repairs=act)
    with pytest.raises(DomainRefusal, match="Choisissez l’acte"):
        acted(case, by=case.responsible, wrong="Faux")
    other = followed(person(), by=case.responsible)
    with pytest.raises(DomainRefusal, match="pas de cette démarche"):
        acted(other, by=case.responsible, repairs=act, wrong="Faux")


# --- what comes next, the end


def test_a_plan_is_changed_without_an_act_and_said_once():
    case = followed(person(), by=helper())
    plan = Plan(CaseState.WAITING_OFFICE, next_step="Rappeler", next_on=clock.today())
    for _each in range(2):
        case = plan_case(case=case, plan=plan, by=case.responsible)
    assert (case.state, case.next_step) == (CaseState.WAITING_OFFICE, "Rappeler")
    assert JournalEntry.objects.filter(action="accompany.plan_case").count() == 1
    with pytest.raises(DomainRefusal, match="l’année"):
        plan_case(case=case, plan=Plan(next_on=clock.today().replace(year=2062)), by=case.responsible)


def test_a_case_is_given_to_somebody_who_follows_cases_here():
    case = followed(person(), by=helper())
    other = member(Role.MEDIATOR, of=case.organisation, name="Clément")
    assert assign_case(case=case, responsible=other, by=case.responsible).responsible == other
    elsewhere, leader = helper(of=organisation("L’Ancre")), member(Role.COORDINATOR, of=case.organisation)
    for nobody in (elsewhere, leader):
        with pytest.raises(DomainRefusal, match="ne suit pas"):
            assign_case(case=case, responsible=nobody, by=other)


def test_a_closed_case_takes_nothing_until_it_is_reopened():
    case = followed(person(), by=helper())
    by = case.responsible
    case = close_case(case=case, outcome=Outcome.PARTLY, note="Six mois sur douze", by=by)
    close_case(case=case, outcome=Outcome.REFUSED, by=by)
    case.refresh_from_db()
    assert (case.outcome, case.outcome_note, case.closed_by) == (Outcome.PARTLY, "Six mois sur douze", by)
    with pytest.raises(DomainRefusal, match="rouvrez-la"):
        acted(case, by=by)
    case = reopen_case(case=case, by=by)
    assert (case.state, case.outcome, case.closed_at) == (CaseState.OPEN, "", None)
    acted(case, by=by)


def test_a_file_that_does_not_serve_any_more_takes_nothing():
    case = followed(person(), by=helper())
    limit_resident(resident=case.resident, by=case.responsible)
    with pytest.raises(DomainRefusal, match="ne serve plus"):
        acted(case, by=case.responsible)


def test_merged_files_are_read_and_written_together():
    kept, going, by = person(), person(), helper()
    case, mandate = followed(going, by=by), signed(kept, by=by)
    merge_residents(kept=kept, other=going, by=by)
    going.refresh_from_db()
    case.resident.refresh_from_db()
    assert list(cases_of(kept)) == [case]
    act = acted(case, by=by, manner=Manner.IN_PLACE)
    assert act.authorisation
    assert act.authorisation.mandate == mandate
    with pytest.raises(DomainRefusal, match="Aucun mandat"):
        acted(followed(person(), by=by), by=by, manner=Manner.IN_PLACE)


def test_an_organisation_without_the_agreement_opens_nothing():
    resident = person()
    Agreement.objects.of(resident.organisation).update(data=["identity"])
    with pytest.raises(DomainRefusal, match="convention"):
        followed(resident, by=helper())
