"""A handover that serves a request: what it takes from it."""

from __future__ import annotations

from typing import Any

import pytest

from fabrique.core import clock
from fabrique.equip.actions.handing import Counted
from fabrique.equip.enums import Audience
from fabrique.equip.enums.asking import Criterion, RequestState, Use
from fabrique.equip.models import Handover
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.enums import ErasureReason
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area
from tests.factories.asking import kept_for, requested
from tests.factories.handing import handed, prepared
from tests.factories.people import organisation, receive

pytestmark = pytest.mark.django_db
QUARTER = "qpv:QN00101A"


def served(counted: Counted | None = None, **wanted: Any) -> Handover:
    """Prepared for the request of another organisation."""
    asked = requested(receive(organisation("CCAS de Corderive")), **wanted)
    return prepared(kept_for(asked).device, to=asked.resident, counted=counted)


@pytest.fixture(autouse=True)
def quarter(territory) -> None:
    """A neighbourhood in two communes."""
    Area.objects.create(
        kind=AreaKind.QPV, code="QN00101A", name="Les Cordiers", vintage="2024", imported_at=clock.now(),
        commune_codes=["00101", "00102"], geometry={}, simplified={}, west=0, south=0, east=1, north=1,
    )  # fmt: skip


def test_figures_take_the_place_and_the_situation_from_the_request():
    found = served(area=QUARTER, criteria=frozenset({Criterion.JOB_SEEKER}), use=Use.WORK)
    assert (found.commune_code, found.qpv_code, found.audience) == ("00101", "QN00101A", Audience.JOB_SEEKER)


def test_a_pupil_is_at_school_or_studies_and_a_commune_is_no_quarter():
    pupil = served(area="commune:00102", criteria=frozenset({Criterion.PUPIL}))
    assert (pupil.commune_code, pupil.qpv_code, pupil.audience) == ("00102", "", Audience.PUPIL)
    assert served(criteria=frozenset({Criterion.PUPIL}), use=Use.STUDIES).audience == Audience.STUDENT


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (Counted(commune_code="00101"), ("00101", "QN00101A", Audience.UNSAID)),
        (Counted(commune_code="00103"), ("00103", "", Audience.UNSAID)),
        (Counted(qpv_code="hors"), ("", "hors", Audience.UNSAID)),
        (Counted(audience=Audience.RETIRED), ("00101", "QN00101A", Audience.RETIRED)),
    ],
)
def test_what_is_said_at_the_handover_comes_first(said: Counted, kept: tuple[str, str, Audience]):
    found = served(said, area=QUARTER)
    assert (found.commune_code, found.qpv_code, found.audience) == kept


def test_a_handover_outlives_the_request_that_it_served():
    found = handed(served(area=QUARTER))
    assert found.request
    assert found.request.state == RequestState.SERVED
    erase_resident(resident=found.resident, reason=ErasureReason.REQUEST)
    found.refresh_from_db()
    assert (found.request, found.resident, found.qpv_code) == (None, None, "QN00101A")
