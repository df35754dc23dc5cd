"""The study and the requests of the demonstration, entered once."""

from __future__ import annotations

import pytest

from fabrique.core import clock
from fabrique.demo.studying import enter_studies
from fabrique.observe.composing.studies import study_content
from fabrique.observe.enums import Origin
from fabrique.observe.models import MeasureRequest, RequestSupport, Study
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from tests.factories.observe import brought
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def test_a_study_is_over_and_two_measurements_are_asked_for_once():
    known = {key: organisation(key) for key in ("metropole", "habitat", "bobine", "ccas-corderive")}
    carry_instance(organisation=known["metropole"])
    by = member(Role.ADMINISTRATOR, of=known["metropole"])
    people = {
        "clement": member(Role.COORDINATOR, of=known["bobine"]),
        "aude": member(Role.SOCIAL_WORKER, of=known["ccas-corderive"]),
    }
    brought(known["habitat"], origin=Origin.PARTNER, shared=True)
    for _again in range(2):
        enter_studies(known, people, by=by, today=clock.today())
    study = Study.objects.everywhere("test").get()
    assert (study.state, study.shared, study.partners.count()) == ("done", True, 2)
    assert [each.title for each in study_content(study).sources] == ["Recensement"]
    states = MeasureRequest.objects.everywhere("test").order_by("asked_at").values_list("state", flat=True)
    assert list(states) == ["accepted", "asked"]
    assert RequestSupport.objects.everywhere("test").count() == 1
