"""Which places are chosen for which answers, and whether each condition holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from fabrique.directory.enums import Fee, ServiceOffered, SpecificCare, TargetPublic
from fabrique.directory.guide.record import OfferRecord, PlaceRecord, StopRecord
from fabrique.directory.orienting.answers import Answers, Condition, Moment
from fabrique.directory.orienting.choosing import Choice, choose, organisation_of
from fabrique.directory.orienting.facts import audience, met
from fabrique.directory.orienting.where import Start
from fabrique.kernels.matching import Met
from tests.conftest import NOON
from tests.directory.guide.conftest import record, snapshot_of

pytestmark = pytest.mark.usefixtures("communes")
HERE = Start("47.200,-1.500", "l’adresse donnée", (47.2, -1.5), "00101", exact=True)
TOWN = Start("00101", "Port-Sablier", (47.2, -1.5), "00101")
NOWHERE = Start("inconnu")
ADMIN = {"services": (ServiceOffered.ADMINISTRATION,), "hours": "Mo-Fr 09:00-18:00"}


def asked(
    *conditions: Condition, need: str = "demarches", moment: Moment = Moment.ANY, **more: Any
) -> Answers:
    return Answers(need, "x", conditions, moment=moment, **more)


def chosen(*places: PlaceRecord, answers: Answers, start: Start = HERE, at: datetime = NOON) -> Choice:
    return choose(snapshot_of(*places), answers, start, at)


def order(found: Choice) -> list[str]:
    return [one.key for one in found.ranked]


def holds(condition: Condition, start: Start = HERE, language: str = "", **values: Any) -> Met:
    answers = asked(need="tous", language=language)
    found = chosen(record("un", **values), answers=answers, start=start)
    return met(condition, found.facts["un"])


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (Condition.WHEELCHAIR, {"wheelchair": True}, Met.YES),
        (Condition.WHEELCHAIR, {"wheelchair": False}, Met.NO),
        (Condition.WHEELCHAIR, {}, Met.UNKNOWN),
        (Condition.FREE, {"fees": (Fee.FREE,)}, Met.YES),
        (Condition.FREE, {"fees": (Fee.PAID,)}, Met.NO),
        (Condition.FREE, {"fees": (Fee.FREE, Fee.PAID)}, Met.UNKNOWN),
        (Condition.FREE, {"fees": (Fee.FREE_UNDER_CONDITION,)}, Met.UNKNOWN),
        (Condition.FREE, {}, Met.UNKNOWN),
        (Condition.WALK_IN, {"access_modes": ("Se présenter",)}, Met.YES),
        (Condition.WALK_IN, {"access_modes": ("Téléphoner",)}, Met.NO),
        (Condition.WALK_IN, {}, Met.UNKNOWN),
        (Condition.OFF_HOURS, {"hours": "Sa 10:00-12:00"}, Met.YES),
        (Condition.OFF_HOURS, {"hours": "Mo 10:00-20:00"}, Met.YES),
        (Condition.OFF_HOURS, {"hours": "Mo-Fr 09:00-17:00"}, Met.NO),
        (Condition.OFF_HOURS, {}, Met.UNKNOWN),
        (Condition.CHILDREN, {"publics": (TargetPublic.FAMILIES,)}, Met.YES),
        (Condition.CHILDREN, {}, Met.UNKNOWN),
        (Condition.READING, {"specific_care": (SpecificCare.ILLITERACY,)}, Met.YES),
        (Condition.READING, {"specific_care": (SpecificCare.DEAFNESS,)}, Met.UNKNOWN),
        (Condition.SIGNING, {"languages": ("fr", "fsl")}, Met.YES),
        (Condition.SIGNING, {}, Met.UNKNOWN),
        (Condition.REMOTE, {"accompaniment": ("À distance",)}, Met.YES),
        (Condition.REMOTE, {"summary": "Nous venons à domicile."}, Met.YES),
        (Condition.REMOTE, {"accompaniment": ("En autonomie",)}, Met.NO),
        (Condition.REMOTE, {}, Met.UNKNOWN),
        (Condition.NEAR, {"latitude": 47.21}, Met.YES),
        (Condition.NEAR, {"latitude": 47.3}, Met.NO),
        (Condition.NEAR, {"latitude": None, "longitude": None}, Met.UNKNOWN),
    ],
)
def test_whether_a_condition_holds(condition: Condition, values: dict[str, Any], expected: Met):
    assert holds(condition, **values) is expected


def test_languages():
    assert holds(Condition.LANGUAGE, language="ar", languages=("fr", "ar")) is Met.YES
    assert holds(Condition.LANGUAGE, language="ar", languages=("fr",)) is Met.NO
    assert holds(Condition.LANGUAGE, language="ar") is Met.UNKNOWN
    assert holds(Condition.LANGUAGE, language="en", specific_care=(SpecificCare.ENGLISH,)) is Met.YES
    several = (SpecificCare.OTHER_LANGUAGES,)
    assert holds(Condition.LANGUAGE, language="ar", languages=("fr",), specific_care=several) is Met.UNKNOWN


def test_the_middle_of_a_commune_is_no_address():
    far = {"latitude": 47.23, "longitude": -1.5}
    assert holds(Condition.NEAR, start=HERE, **far) is Met.NO
    assert holds(Condition.NEAR, start=TOWN, **far) is Met.UNKNOWN
    assert holds(Condition.NEAR, start=TOWN, **far, commune_code="00102") is Met.NO


def test_what_is_known_not_to_suit_is_set_aside_and_the_unknown_kept():
    places = [
        record("oui", wheelchair=True, **ADMIN),
        record("non", wheelchair=False, latitude=47.2001, **ADMIN),
        record("inconnu", **ADMIN),
        record("ailleurs", wheelchair=True, services=(ServiceOffered.LEISURE,)),
    ]
    found = chosen(*places, answers=asked(Condition.WHEELCHAIR))
    assert order(found) == ["oui", "inconnu"]
    assert found.aside == {"fauteuil": 1}
    assert [(one.obstacle, one.gained) for one in found.relaxations] == [("fauteuil", 1)]
    assert (found.qualified, found.considered) == (2, 3)


def test_a_place_that_receives_nobody_is_only_for_those_who_do_not_come():
    phone = record("tel", access_modes=("Ce lieu n'accueille pas de public",),
                   accompaniment=("À distance",), **ADMIN)  # fmt: skip
    assert order(chosen(phone, answers=asked())) == []
    assert order(chosen(phone, answers=asked(Condition.REMOTE))) == ["tel"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (Moment.TODAY, ["midi", "sans"]),
        (Moment.WEEK, ["midi", "jeudi", "sans"]),
        (Moment.ANY, ["midi", "jeudi", "sans", "deux-semaines"]),
    ],
)
def test_when_one_wants_to_come(moment: Moment, expected: list[str]):
    hours = {"midi": "Tu 11:00-17:00", "jeudi": "Th 09:00-12:00", "sans": "", "ferme": "Tu 09:00-12:10"}
    places = [record(key, **{**ADMIN, "hours": value}) for key, value in hours.items()]
    later = record("deux-semaines", **{**ADMIN, "hours": "2026 Dec 04 09:00-12:00"})
    found = chosen(*places, later, answers=asked(moment=moment))
    assert [key for key in order(found) if key != "ferme"] == expected
    assert ("ferme" in order(found)) == (moment is Moment.ANY)  # ten minutes left, then next Tuesday


def test_the_condition_of_residence():
    offer = _offer(residence_codes=("00102",))
    place = record("reserve", offers=(offer,), **ADMIN)
    assert order(chosen(place, answers=asked(), start=TOWN)) == []
    there = Start("00102", "Corderive", (47.2, -1.5), "00102")
    assert order(chosen(place, answers=asked(), start=there)) == ["reserve"]
    unknown = chosen(place, answers=asked(), start=NOWHERE)
    assert unknown.facts["reserve"].admits is Met.UNKNOWN
    assert order(unknown) == ["reserve"]


def _offer(**values: Any) -> OfferRecord:
    texts = ("name", "description", "type", "fees", "fees_detail", "publics_detail", "access_conditions",
             "mobilisation_detail", "mobilisation_url", "phone", "email", "hours", "note")  # fmt: skip
    lists = ("thematics", "categories", "publics", "residence_codes", "reception_modes", "mobilisation_modes")
    return OfferRecord(**{**dict.fromkeys(texts, ""), **dict.fromkeys(lists, ()), **values})


def test_a_bus_is_seen_at_the_stop_nearest_to_the_person():
    day = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
    soon = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    near = StopRecord("Place", "", "00101", "Port-Sablier", 47.201, -1.5, "",
                      ((day, day.replace(hour=15)),))  # fmt: skip
    far = StopRecord("Bourg", "", "00104", "Le Fresquoy", 47.6, -1.5, "", ((soon, soon.replace(hour=15)),))
    bus = record("bus", stops=(far, near), **{**ADMIN, "hours": ""})
    facts = chosen(bus, answers=asked()).facts["bus"]
    assert facts.metres == pytest.approx(111, abs=2)
    assert facts.next.on == day.date()
    assert facts.next.span
    assert facts.next.span.stop == near
    assert order(chosen(bus, answers=asked(moment=Moment.TODAY))) == []
    elsewhere = chosen(bus, answers=asked(), start=NOWHERE).facts["bus"]
    assert elsewhere.next.on == soon.date()


def test_far_places_come_only_when_asked():
    far = record("loin", latitude=47.6, **ADMIN)
    found = chosen(far, answers=asked())
    assert order(found) == []
    assert [one.obstacle for one in found.relaxations] == ["distance"]
    assert order(chosen(far, answers=asked(far=True))) == ["loin"]


def test_without_a_position_a_place_is_as_far_as_its_commune():
    lost = record("perdu", latitude=None, longitude=None, commune_code="00102", **ADMIN)
    other = record("autre", latitude=47.3, commune_code="00102", **ADMIN)
    facts = chosen(lost, other, answers=asked()).facts["perdu"]
    assert facts.roughly
    assert facts.metres == pytest.approx(11_100, abs=100)


def test_audiences():
    answers = asked(Condition.CHILDREN)
    found = chosen(
        record("familles", publics=(TargetPublic.FAMILIES,), **ADMIN),
        record("jeunes", publics=(TargetPublic.YOUNG_PEOPLE,), **ADMIN),
        record("tous", **ADMIN),
        answers=answers,
    )
    assert order(found) == ["familles", "tous", "jeunes"]
    assert audience(found.facts["jeunes"], answers) is Met.NO


def test_nearest_first_when_all_else_is_equal_and_any_need_takes_all():
    places = [record(f"p{n}", latitude=47.2 + n / 200, **ADMIN) for n in range(5)]
    assert order(chosen(*reversed(places), answers=asked())) == ["p0", "p1", "p2", "p3", "p4"]
    leisure = record("loisir", services=(ServiceOffered.LEISURE,))
    assert "loisir" in order(chosen(leisure, *places, answers=asked(need="tous")))


def test_who_runs_a_place():
    assert organisation_of(record(pivot="00010107100017")) == "000101071"
    assert organisation_of(record(pivot="W123456789")) == "W123456789"
    assert organisation_of(record(phone="+33261910001")) == "+33261910001"
    assert organisation_of(record()) == ""
