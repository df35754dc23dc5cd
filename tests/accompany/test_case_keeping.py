"""Two years after its last act a procedure goes; what was done in a person's place goes with its mandate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fabrique.accompany.actions.documents import receive_document
from fabrique.accompany.actions.screening import screen_file
from fabrique.accompany.enums import Duration, Manner
from fabrique.accompany.models import Case, CaseAct, CaseDocument
from fabrique.core import clock
from fabrique.core.models import SealedFile
from fabrique.core.retention import apply
from fabrique.people.access import copy_of_resident
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.enums import ErasureReason
from fabrique.people.models import Resident
from tests.core.test_received import PDF
from tests.factories.accompany import acted, followed, helper, person, signed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
BEFORE, AFTER = datetime(2028, 11, 29, 22, 59, tzinfo=UTC), datetime(2028, 11, 29, 23, 1, tzinfo=UTC)


def left() -> tuple[int, int]:
    return Case.objects.everywhere("tests").count(), CaseAct.objects.everywhere("tests").count()


def with_paper(resident: Resident) -> Case:
    """A case with a file and two acts, one of which corrects the other."""
    by = helper()
    case = followed(resident, by=by)
    screened = screen_file(content=PDF, resident=resident, by=by, field="document")
    receive_document(case=case, name="Avis d’imposition", screened=screened, by=by)
    first = acted(case, by=by)
    acted(case, by=by, repairs=first, wrong="Mauvaise pièce")
    return case


def test_a_case_goes_two_years_after_its_last_act_with_all_that_hangs_from_it():
    with clock.frozen(NOON):
        with_paper(person())
    with clock.frozen(BEFORE):
        apply()
        assert left() == (1, 2)
    with clock.frozen(AFTER):
        apply()
    assert left() == (0, 0)
    assert SealedFile.objects.count() == 0


def test_what_was_done_in_a_persons_place_stays_as_long_as_its_mandate():
    with clock.frozen(NOON):
        resident, by = person(), helper()
        signed(resident, by=by, duration=Duration.SHORT)
        case = followed(resident, by=by)
        wrong = acted(case, by=by, manner=Manner.IN_PLACE)
        acted(case, by=by, repairs=wrong, wrong="Mauvaise pièce")
    with clock.frozen(AFTER):
        apply()
        assert left() == (1, 2)
    with clock.frozen(datetime(2032, 11, 30, 22, 59, tzinfo=UTC)):
        apply()
        assert left() == (1, 2)
    with clock.frozen(datetime(2032, 11, 30, 23, 1, tzinfo=UTC)):
        apply()
    assert left() == (0, 0)


def test_a_case_that_lasts_loses_only_the_acts_of_a_mandate_that_is_gone():
    with clock.frozen(NOON):
        resident, by = person(), helper()
        signed(resident, by=by, duration=Duration.SHORT)
        case = followed(resident, by=by)
        acted(case, by=by, manner=Manner.IN_PLACE)
    with clock.frozen(datetime(2032, 11, 30, 11, 0, tzinfo=UTC)):
        kept = acted(case, by=by, text="Toujours suivie")
    with clock.frozen(datetime(2032, 12, 2, 11, 0, tzinfo=UTC)):
        apply()
    assert [each.pk for each in CaseAct.objects.everywhere("tests")] == [kept.pk]


def test_an_erased_person_takes_the_case_and_its_files_along():
    case = with_paper(person())
    done = erase_resident(resident=case.resident, reason=ErasureReason.REQUEST)
    assert (done.kept, left(), SealedFile.objects.count()) == ([], (0, 0), 0)


def test_a_mandate_keeps_the_case_but_not_its_files():
    resident, by = person(), helper()
    signed(resident, by=by)
    acted(with_paper(resident), by=by, manner=Manner.IN_PLACE)
    followed(resident, by=by)
    done = erase_resident(resident=resident, reason=ErasureReason.REQUEST)
    assert [hold.what for hold in done.kept] == ["1 mandat signé", "1 démarche faite à sa place"]
    assert done.kept[0].until == done.kept[1].until
    assert left() == (1, 3)
    assert SealedFile.objects.count() == 0
    document = CaseDocument.objects.everywhere("tests").get()
    assert (document.name, document.gone_at is not None) == ("Avis d’imposition", True)


def test_the_copy_for_the_person_has_what_was_done():
    case = with_paper(person())
    tables = copy_of_resident(case.resident).as_dict()["tables"]
    assert tables["accompany.Case"][0]["title"] == case.title
    assert [row["text"] for row in tables["accompany.CaseAct"]] == ["Dossier déposé"] * 2
    assert tables["accompany.CaseDocument"][0]["name"] == "Avis d’imposition"
