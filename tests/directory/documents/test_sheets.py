"""The sheet of a place, the lists, the sheet that a person leaves with: real PDF files, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.directory.documents import (
    Choice,
    Orientation,
    PlaceList,
    orientation_sheet,
    place_list,
    place_sheet,
)
from fabrique.directory.documents.orientation import orientation_data
from fabrique.directory.documents.words import place_words
from fabrique.directory.guide.record import ClosureRecord, PlaceRecord, StopRecord
from fabrique.territory.models import Area
from tests.directory.documents.reading import assert_accessible, bookmarks, opened, tags
from tests.directory.documents.samples import NOON, SETTING, bare, many, record

HOSTILE = '#import "x": * $a$ [b] @ref <l> \\ `c` _e_ //n مكتبة 日本 😀 ' + "a" * 80
STOP = StopRecord(
    "Place du Marché", "1 place du Marché", "00119", "Ombreval", 47.2, -1.5, "Mo 09:00-12:00", ()
)
CROWDED = record(
    name="Maison des services, de l’emploi et de la solidarité du Fresquoy et de ses environs",
    directions="Prenez le bus 12. " * 30,
    to_bring="Un papier. " * 60,
    fees_detail="Selon les cas. " * 30,
    description="Beaucoup de choses à dire. " * 60,
    summary="",
    hours="; ".join(f"week {n:02} Mo 09:00-12:00" for n in range(1, 30)),
    services=tuple(f"Service {n} au nom assez long pour tenir sur deux lignes" for n in range(20)),
    typologies=("BIB", "CCAS"),
    itinerance=("Itinérant",),
    stops=tuple(replace(STOP, name=f"Halte {n}") for n in range(12)),
    closures=(ClosureRecord(date(2026, 12, 24), date(2027, 1, 2), "", "congés"),),
)


def pdf_of(printed) -> bytes:
    return render(printed.path, printed.data, at=printed.at)


@pytest.mark.parametrize(
    "place", [record(), bare(), CROWDED, bare(name=HOSTILE, address="*x*_", directions="#x")]
)
def test_a_sheet_is_one_accessible_page(place: PlaceRecord):
    printed = place_sheet(place, SETTING)
    content = pdf_of(printed)
    pdf = assert_accessible(content, printed.data["title"] if place.name != HOSTILE else titled(content))
    assert len(pdf.pages) == 1
    assert len(content) < 60_000
    assert tags(pdf).count("Figure") == 1
    assert bookmarks(pdf)[0][:40] == place.name[:40]


def titled(content: bytes) -> str:
    with opened(content).open_metadata() as metadata:
        return str(metadata["dc:title"])


def test_markup_in_a_name_is_only_a_name():
    title = titled(pdf_of(place_sheet(bare(name=HOSTILE), SETTING)))
    assert title.replace("\u200b", "") == (
        '#import "x": * $a$ [b] @ref <l> \\ `c` _e_ //n مكتبة ?  ' + "a" * 80 + " – Ombreval"
    )


def test_large_print_has_all_and_takes_its_room():
    printed = place_sheet(record(), SETTING, large=True)
    pdf = assert_accessible(pdf_of(printed), printed.data["title"])
    assert bookmarks(pdf) == bookmarks(opened(pdf_of(place_sheet(record(), SETTING))))
    assert printed.name == "fiche-mediatheque-des-deux-rives-port-sablier-grands-caracteres.pdf"


def test_a_sheet_says_what_is_known_and_no_more():
    words = place_sheet(record(contact_name="Odette Marsonval"), SETTING).data["place"]
    assert words["address"] == ["12 quai des Chanvres", "00100 Port-Sablier"]
    assert words["phone"].replace("\u00a0", " ") == "02 61 91 00 01"
    assert words["hours"][1] == {"days": "Samedi", "hours": "10\u00a0h\u00a0–\u00a018\u00a0h"}
    assert words["checked"].replace("\u00a0", " ") == "Informations du 1er octobre 2026."
    assert "Marsonval" not in str(words)
    unknown = place_sheet(bare(), SETTING).data["place"]
    assert unknown["phone"] == ""
    assert unknown["hours"] == [{"days": "Horaires inconnus.", "hours": ""}]  # no number to call
    silent = place_sheet(record(hours="", hours_text=""), SETTING).data["place"]
    assert silent["hours"] == [{"days": "Horaires inconnus : appelez avant de venir.", "hours": ""}]
    assert unknown["cost"] == []


def test_a_sheet_warns_of_a_closure_to_come():
    alerts = place_sheet(CROWDED, SETTING).data["place"]["alerts"]
    assert alerts[0].replace("\u00a0", " ").startswith("Fermé du 24 décembre au 2 janvier")


def test_the_same_place_gives_the_same_bytes_and_an_edit_another_key():
    one, same, other = (
        place_sheet(place, SETTING) for place in (record(), record(), record(phone="+33261910002"))
    )
    assert pdf_of(one) == pdf_of(same)
    assert one.key == same.key != other.key


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_a_list_has_four_places_to_a_page(count: int, pages: int):
    printed = place_list(PlaceList("Lieux d’Ombreval", many(count), SETTING.site), SETTING)
    pdf = assert_accessible(pdf_of(printed), "Lieux d’Ombreval")
    assert len(pdf.pages) == pages
    assert tags(pdf).count("H2") == count


def test_a_list_of_nothing_says_so_and_a_long_one_stops():
    printed = place_list(PlaceList("Aucun lieu", [], SETTING.site), SETTING)
    assert len(opened(pdf_of(printed)).pages) == 1
    long = place_list(PlaceList("Lieux", many(130), SETTING.site), SETTING)
    assert len(long.data["places"]) == 120
    assert long.data["subtitle"] == "Les 120 premiers ; les autres sont sur Internet."


def test_a_long_list_is_made_apart_and_is_the_same_document():
    printed = place_list(PlaceList("Lieux", many(13), SETTING.site), SETTING)
    assert printed.long
    assert not place_list(PlaceList("Lieux", many(12), SETTING.site), SETTING).long
    assert printed.pdf() == pdf_of(printed)


def test_a_crowded_list_in_large_print_holds():
    printed = place_list(PlaceList("Lieux", [CROWDED, bare(name=HOSTILE)], SETTING.site), SETTING, large=True)
    assert_accessible(pdf_of(printed), "Lieux")


CHOICES = Orientation(
    choices=(
        Choice(record(), ("C’est le plus proche : 450 m.",), ("Longez le fleuve.",)),
        Choice(bare(name=HOSTILE), ("Ouvert le samedi.",)),
    ),
    need="faire une démarche en ligne",
    person=(47.2, -1.56),
)


@pytest.fixture
def outlined(db: None) -> None:
    ring = [[-1.6, 47.18], [-1.5, 47.17], [-1.48, 47.22], [-1.53, 47.26], [-1.6, 47.18]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    Area.objects.create(
        kind="commune", code="00101", name="Port-Sablier", geometry=shape, simplified=shape,
        west=-1.6, south=47.17, east=-1.48, north=47.26, imported_at=clock.now(),
    )  # fmt: skip


@pytest.mark.usefixtures("outlined")
@pytest.mark.parametrize("large", [True, False])
def test_the_sheet_of_a_person_is_accessible_and_its_sketch_is_told(large: bool):
    pdf = assert_accessible(
        orientation_sheet(CHOICES, SETTING, large=large), "Où aller pour trouver de l’aide"
    )
    assert tags(pdf).count("Figure") == 1
    assert tags(pdf).count("H2") == 3
    sketch = orientation_data(CHOICES, SETTING, large=large)["sketch"]
    assert sketch.count("<path") == 1
    assert sketch.count("<circle") == 3


@pytest.mark.django_db
def test_a_person_s_sheet_needs_no_position_and_has_one_to_three_places():
    plain = Orientation((Choice(bare()),))
    pdf = assert_accessible(orientation_sheet(plain, SETTING), "Où aller pour trouver de l’aide")
    assert tags(pdf).count("Figure") == 0
    for count in (0, 4):
        with pytest.raises(ValueError, match="from 1 to 3"):
            orientation_sheet(Orientation((Choice(bare()),) * count), SETTING)


def test_documents_bear_their_day():
    assert SETTING.at == NOON
    pdf = opened(pdf_of(place_sheet(record(), SETTING)))
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124")


BUS = record(name="Le Bus", hours="", stops=(STOP, replace(STOP, name="Halte", commune_code="00120")))


def test_a_place_that_only_visits_has_no_unknown_hours_and_calls_its_address_an_office():
    words = place_words(BUS, SETTING)
    assert words["hours"] == []
    assert words["address"][0] == "Bureau\u00a0: 12 quai des Chanvres"
    assert words["stops"]
    assert place_words(bare(), SETTING)["hours"][0]["days"].startswith("Horaires inconnus")
    assert pdf_of(place_sheet(BUS, SETTING))
    assert "inconnus" not in str(place_sheet(BUS, SETTING).data)


def test_the_list_of_a_commune_shows_the_stops_made_there():
    data = place_list(PlaceList("Ombreval", [BUS], "https://x.example", commune="00119"), SETTING).data
    (shown,) = data["places"]
    assert shown["stops"]
    assert all("Place du Marché" in line and "Halte" not in line for line in shown["stops"])
    assert "30\u00a0novembre" in shown["stops"][0]
