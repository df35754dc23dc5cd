"""Stops and their dated visits: several at once, corrected, removed; where a stop is for distances."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import stops
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.actions.objections import object_contact
from fabrique.directory.forms.stops import PositionField, read_visit
from fabrique.directory.guide import snapshot
from fabrique.directory.models import Place, SourceRecord, Stop, StopVisit
from fabrique.territory.models import Area
from tests.factories.directory import entered, entry, queue_pair

BEGLES = {"commune_code": "33039", "commune_name": "Bègles"}
TODAY = date(2026, 11, 24)  # a Tuesday


def url(place: Place, stop: Stop | None = None, end: str = "") -> str:
    one = f"{stop.pk}/" if stop else ""
    return f"/espace/guide/lieux/{place.code}/arrets/{one}{end}"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def contour(db: None) -> tuple[float, float]:
    """The middle of a contour of Bègles."""
    Area.objects.create(
        kind="commune", code="33039", name="Bègles", geometry={}, simplified={}, imported_at=clock.now(),
        west=-0.60, east=-0.50, south=44.78, north=44.82,
    )  # fmt: skip
    return 44.80, -0.55


@pytest.fixture
def market(place: Place) -> Stop:
    return stops.add_stop(place=place, name="Place du Marché", **BEGLES)


FORM = {"name": "Place du Marché", "commune_name": "Bègles", "postal_code": "33130"}


def test_a_stop_with_several_visits_at_once(signed_in: Client, place: Place, at_noon: datetime):
    lines = "1/12/2026 9h-12h\r\nmardi 8 décembre 14h30 - 17h\r\n\r\n2026-12-15 de 9h à 12h"
    response = signed_in.post(url(place), {**FORM, "visits": lines, "hours": "mercredi 9h-12h"}, follow=True)
    assert "L’arrêt est ajouté" in text(response)
    stop = Stop.objects.get()
    assert (stop.commune_code, stop.hours) == ("33039", "We 09:00-12:00")
    first = [timezone.localtime(visit.starts_at) for visit in stop.visits.order_by("starts_at")]
    assert [f"{one:%d/%m %H:%M}" for one in first] == ["01/12 09:00", "08/12 14:30", "15/12 09:00"]
    again = signed_in.post(url(place), FORM)
    assert "Ouvrez-le pour ajouter des passages" in text(again)


def test_visits_are_added_to_a_stop_that_is_there(
    signed_in: Client, place: Place, market: Stop, at_noon: datetime
):
    page = url(place, market, "passages/")
    assert "Il manque une réponse" in text(signed_in.post(page, {"visits": ""}))
    told = signed_in.post(page, {"visits": "1/12 9h-12h\n8/12 9h-12h"}, follow=True)
    assert "2 passages sont notés" in text(told)
    signed_in.post(page, {"visits": "8/12 9h-11h"})
    assert market.visits.count() == 2
    ends = timezone.localtime(market.visits.latest("starts_at").ends_at)
    assert ends.hour == 11
    record = snapshot.current().place(place.code)
    assert record is not None
    assert len(record.stops[0].visits) == 2
    entries = JournalEntry.objects.filter(action="directory.add_visits")
    assert [one.summary["visits"] for one in entries.order_by("pk")] == [2, 1]


def test_lines_that_are_not_understood_are_named_and_kept(
    signed_in: Client, place: Place, market: Stop, at_noon: datetime
):
    typed = "1/12/2026 9h-12h\nmercredi 1/12/2026 9h-12h\nquand il veut\n32/12 9h-12h\n1/12/2025 9h-12h"
    html = text(signed_in.post(url(place, market, "passages/"), {"visits": typed}))
    for words in (
        "« mercredi 1/12/2026 9h-12h » : ce jour est un mardi",
        "« quand il veut » : il faut un jour",
        "« 32/12 9h-12h » : ce jour n’existe pas",
        "« 1/12/2025 9h-12h » : ce jour est passé",
    ):
        assert words in html
    assert typed in html.replace("\r\n", "\n")
    assert not StopVisit.objects.exists()


@pytest.mark.parametrize(
    ("line", "day", "hours"),
    [
        ("1er janvier 9h-12h", "2027-01-01", "09:00 12:00"),
        ("le 24/11 14 h à 16 h 30", "2026-11-24", "14:00 16:30"),
        ("Mardi 1er DÉC. 2026, 9:00 – 12:15", "2026-12-01", "09:00 12:15"),
        ("1/12/26 9h-12h", "2026-12-01", "09:00 12:00"),
        ("01.12.2026 : 9h-12h", "2026-12-01", "09:00 12:00"),
    ],
)
def test_a_visit_is_read_as_people_write_it(line: str, day: str, hours: str):
    first, last = (timezone.localtime(one) for one in read_visit(line, TODAY))
    assert (f"{first:%Y-%m-%d}", f"{first:%H:%M} {last:%H:%M}") == (day, hours)


@pytest.mark.parametrize(
    "line",
    ["1/12", "1/12 9h", "1/13 9h-10h", "1/12 25h-26h", "1/12 12h-9h", "29/2/2027 9h-10h", "1 jui 9h-10h"],
)
def test_what_is_no_visit_is_refused(line: str):
    with pytest.raises(ValueError, match=r"\w"):
        read_visit(line, TODAY)


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("47.21, -1.55", (47.21, -1.55)),
        ("47,21 ; -1,55", (47.21, -1.55)),
        ("47.21 −1.55", (47.21, -1.55)),
        ("47.21,1.55", (47.21, 1.55)),
        (" ", None),
    ],
)
def test_a_position_is_one_text(typed: str, position: Any):
    assert PositionField(required=False).clean(typed) == position


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("47.21", "Une position s’écrit"),
        ("place du marché", "Une position s’écrit"),
        ("95, 2", "de -90 à 90"),
        ("-0.55, 44.8", "Ce point est à"),
    ],
)
def test_a_position_that_cannot_be_is_refused(
    signed_in: Client, place: Place, contour: object, typed: str, words: str
):
    html = text(signed_in.post(url(place), {**FORM, "position": typed}))
    assert words in html
    assert f'value="{typed}"' in html
    assert not Stop.objects.exists()


def test_the_middle_of_the_commune_serves_until_a_position_is_given(
    signed_in: Client, place: Place, contour: tuple[float, float]
):
    signed_in.post(url(place), FORM)
    stop = Stop.objects.get()
    assert (stop.latitude, stop.longitude) == pytest.approx(contour)
    record = snapshot.current().place(place.code)
    assert record is not None
    assert record.points == (pytest.approx(contour),)
    page = url(place, stop)
    assert "le milieu de Bègles" in text(signed_in.get(url(place)))
    assert 'name="position" maxlength' in text(signed_in.get(page))  # empty: nobody wrote it
    signed_in.post(page, {**FORM, "position": "44.81, -0.56"})
    stop.refresh_from_db()
    assert (stop.latitude, stop.longitude) == (44.81, -0.56)
    html = text(signed_in.get(page))
    assert "Position : 44.81000, -0.56000" in html
    assert 'value="44.810000, -0.560000"' in html
    signed_in.post(page, {**FORM, "position": ""})
    stop.refresh_from_db()
    assert (stop.latitude, stop.longitude) == pytest.approx(contour)


def test_without_a_contour_the_page_says_that_nothing_is_known(signed_in: Client, place: Place, market: Stop):
    assert market.latitude is None
    assert "Position inconnue" in text(signed_in.get(url(place)))


def test_a_stop_is_corrected(signed_in: Client, place: Place):
    stop = stops.add_stop(place=place, name="Marché", hours='We 09:00-12:00 || "selon la météo"', **BEGLES)
    stops.add_stop(place=place, name="Gare", **BEGLES)
    page = url(place, stop)
    assert "déjà un arrêt" in text(signed_in.post(page, {**FORM, "name": "Gare"}))
    signed_in.post(page, {**FORM, "address": "3 rue du Port", "hours": "Mercredi : 9 h – 12 h"})
    stop.refresh_from_db()
    assert (stop.name, stop.address) == ("Place du Marché", "3 rue du Port")
    signed_in.post(page, {**FORM, "hours": "jeudi 9h-12h"})
    stop.refresh_from_db()
    assert stop.hours == "Th 09:00-12:00"


def test_a_commune_that_nobody_touched_is_not_looked_for_again(signed_in: Client, place: Place):
    where = {"commune_code": "97411", "commune_name": "Saint-Denis"}  # there is another one
    stop = stops.add_stop(place=place, name="Marché", **where)
    kept = {"name": "Halle", "commune_name": "Saint-Denis"}
    signed_in.post(url(place, stop), kept)
    stop.refresh_from_db()
    assert (stop.name, stop.commune_code) == ("Halle", "97411")
    moved = signed_in.post(url(place, stop), {**kept, "commune_name": "Saint Denis"})
    assert "Ajoutez son code postal" in text(moved)


def test_hours_that_nobody_touched_are_not_read_again(signed_in: Client, place: Place):
    own = 'We[1] 09:00-12:00 "sous la halle"; Fr 14:00-16:00'
    stop = stops.add_stop(place=place, name="Marché", hours=own, **BEGLES)
    html = unescape(signed_in.get(url(place, stop)).content.decode())
    shown = html.split('name="hours"')[1].split(">", 1)[1].split("</textarea>")[0].strip("\n")
    assert "\n" in shown
    signed_in.post(url(place, stop), {**FORM, "hours": shown.replace("\n", "\r\n")})
    stop.refresh_from_db()
    assert (stop.name, stop.hours) == ("Place du Marché", own)


def test_a_visit_and_a_stop_are_removed_once_confirmed(signed_in: Client, place: Place, market: Stop):
    soon = clock.now() + timedelta(days=2)
    stops.add_visits(stop=market, visits=[(soon, soon + timedelta(hours=1))])
    visit = StopVisit.objects.get()
    page = url(place, market, f"passages/{visit.pk}/enlever/")
    assert page in text(signed_in.get(url(place, market)))
    assert "Enlever ce passage" in text(signed_in.get(page))
    assert StopVisit.objects.exists()
    assert "Le passage est enlevé" in text(signed_in.post(page, follow=True))
    assert "déjà enlevé" in text(signed_in.post(page, follow=True))
    assert not StopVisit.objects.exists()
    page = url(place, market, "enlever/")
    assert "Enlever cet arrêt" in text(signed_in.get(page))
    assert "est enlevé" in text(signed_in.post(page, follow=True))
    assert "déjà enlevé" in text(signed_in.post(page, follow=True))
    assert not Stop.objects.exists()
    record = snapshot.current().place(place.code)
    assert record is not None
    assert record.stops == ()


def test_a_stop_of_another_place_has_no_page_here(signed_in: Client, place: Place, market: Stop):
    entered("region", entry("9", name="Le Bus", address="", phone=""))
    other = Place.objects.get(name="Le Bus")
    for end in ("", "passages/", "passages/1/enlever/"):
        assert signed_in.get(url(other, market, end)).status_code == 404
    signed_in.post(url(other, market, "enlever/"))
    assert Stop.objects.exists()


def test_a_stop_of_a_merged_place_is_kept_at_its_survivor(signed_in: Client, place: Place, market: Stop):
    entered("region", entry("9"))
    left, right = SourceRecord.objects.order_by("pk")
    confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    survivor = Place.objects.get(state="published")
    before = survivor.changed_at
    signed_in.post(url(survivor, market), {**FORM, "address": "Halle"})
    survivor.refresh_from_db()
    assert survivor.changed_at > before
    record = snapshot.current().place(survivor.code)
    assert record is not None
    assert record.stops[0].address == "Halle"


def test_what_no_stop_may_say(market: Stop):
    object_contact(name="Mireille Tavronne")
    late = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for write, words in (
        (lambda: stops.edit_stop(stop=market, name=" "), "nom de l’arrêt"),
        (lambda: stops.edit_stop(stop=market, address="Chez Mireille Tavronne"), "ne plus l’être"),
        (lambda: stops.add_visits(stop=market, visits=[(late, late)]), "finir après"),
        (lambda: stops.add_visits(stop=market, visits=[]), "au moins un passage"),
    ):
        with pytest.raises(DomainRefusal, match=words):
            write()


def test_the_list_costs_the_same_for_one_and_three(signed_in: Client, place: Place, market: Stop):
    signed_in.get(url(place))
    with CaptureQueriesContext(connection) as one:
        signed_in.get(url(place))
    soon = clock.now() + timedelta(days=2)
    for name, code in (("Gare", "33063"), ("Halle", "33522")):
        visits = [(soon, soon + timedelta(hours=1))]
        stops.add_stop(place=place, name=name, commune_code=code, commune_name=name, visits=visits)
    with CaptureQueriesContext(connection) as three:
        signed_in.get(url(place))
    assert len(one) == len(three)
