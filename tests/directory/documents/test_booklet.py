"""The booklet: how places are shared out into volumes, and what the volumes hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core.documents import DocumentError, render_apart
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions.booklet import make_booklet
from fabrique.directory.documents import booklet, make_volumes
from fabrique.directory.documents.volumes import by_name, share_out
from fabrique.directory.guide.record import StopRecord
from tests.directory.documents.reading import assert_accessible, bookmarks, opened, tags
from tests.directory.documents.samples import SETTING, bare, many, record


@given(st.lists(st.integers(0, 12), max_size=60), st.integers(1, 20))
def test_every_place_is_in_one_volume_and_no_volume_is_too_big(communes: list[int], most: int):
    places = [
        bare(f"l{rank}", name=f"Lieu {rank}", commune_name=f"C{code:02}", commune_code=f"{code:05}")
        for rank, code in enumerate(communes)
    ]
    volumes = share_out(places, most)
    shared = [place.code for volume in volumes for place in volume.places]
    assert sorted(shared) == sorted(place.code for place in places)
    names = [part.name for volume in volumes for part in volume.communes]
    assert names == sorted(names)
    assert all(len(volume.places) <= most for volume in volumes)
    assert [volume.number for volume in volumes] == list(range(1, len(volumes) + 1))
    assert all(volume.places for volume in volumes) or not places


def test_a_commune_is_cut_only_when_it_fills_a_volume():
    places = many(95, communes=10)
    for volume in share_out(places, 40):
        assert not any(part.continued for part in volume.communes)
    big = [part for volume in share_out(many(50, communes=1), 20) for part in volume.communes]
    assert [part.continued for part in big] == [False, True, True]


def test_names_are_in_the_order_of_a_dictionary():
    names = ["Zénith", "école", "Atelier", "Espace", "École du soir"]
    assert [names[rank] for rank in by_name(names)] == [
        "Atelier",
        "école",
        "École du soir",
        "Espace",
        "Zénith",
    ]


def made(folder: Path, count: int, **options: Any) -> Iterator[tuple[booklet.MadeVolume, bytes]]:
    for volume in make_volumes(many(count, communes=6), SETTING, folder, **options):
        yield volume, volume.path.read_bytes()


def pages_of_bookmarks(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page (from 1) to which each bookmark leads."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    found: dict[str, int] = {}

    def walk(item: Any) -> None:
        found[item.title] = numbers[item.destination[0].objgen]
        for child in item.children:
            walk(child)

    with pdf.open_outline() as outline:
        for item in outline.root:
            walk(item)
    return found


@pytest.mark.parametrize("large", [False, True])
def test_a_small_territory_has_one_accessible_book(tmp_path: Path, large: bool):
    (volume, content), *others = made(tmp_path, 24, large=large)
    assert others == []
    pdf = assert_accessible(content, volume.title)
    assert len(pdf.pages) == volume.pages
    marks = bookmarks(pdf)
    chapters = ["Ce qu’il y a dans ce guide", "Comment se servir de ce guide"]
    chapters += ["Les lieux, commune par commune", "Selon votre besoin", "Par nom"]
    assert [mark for mark in marks if mark in chapters] == chapters
    assert sum(" n° " in mark for mark in marks) == 24
    assert volume.name.endswith("grands-caracteres-2026-11-24.pdf" if large else "metropole-2026-11-24.pdf")
    assert tags(pdf).count("TOC") >= 1
    assert tags(pdf).count("Link") > 24


def test_the_pages_given_are_those_where_the_places_are(tmp_path: Path):
    volume = share_out(many(40, communes=6))[0]
    data = booklet.volume_data(volume, SETTING, large=False)
    apart = render_apart(booklet.TEMPLATE, data, tmp_path / "a.pdf", at=SETTING.at, facts="<facts>")
    marks = pages_of_bookmarks(opened(apart.path.read_bytes()))
    assert [marks[place.name] for place in volume.places] == apart.facts["places"]
    assert apart.peak_bytes > 10_000_000


def test_an_itinerant_place_is_under_each_commune_that_it_visits(tmp_path: Path):
    stops = [
        StopRecord("Halle", "", "00109", "Sablebourg", None, None, "Tu 09:00-12:00", ()),
        StopRecord("Quai", "", "00101", "Port-Sablier", None, None, "We 09:00-12:00", ()),
    ]
    volume = share_out([record(), bare(name="Le Bus", commune_code="00101", stops=tuple(stops), hours="")])[0]
    data = booklet.volume_data(volume, SETTING, large=False)
    (visited,) = [one for one in data["communes"] if one["name"] == "Sablebourg"]
    assert visited["places"] == []
    (line,) = visited["passing"]
    assert line["name"] == "Le Bus"
    assert all("Halle" in stop for stop in line["stops"])
    assert volume.places[line["rank"]].name == "Le Bus"
    assert all(not one["passing"] for one in data["communes"] if one is not visited)
    apart = render_apart(booklet.TEMPLATE, data, tmp_path / "a.pdf", at=SETTING.at, facts="<facts>")
    assert "Sablebourg" in bookmarks(opened(apart.path.read_bytes()))


def test_a_large_territory_has_volumes_and_a_general_index(tmp_path: Path):
    books = list(made(tmp_path, 60, most=20))
    assert [volume.places for volume, _content in books[:-1]] == [20, 20, 20]
    index, content = books[-1]
    pdf = assert_accessible(content, index.title)
    assert "index général" in index.title
    assert "Par nom" in bookmarks(pdf)
    assert not any(" n° " in mark for mark in bookmarks(pdf))
    assert all("Volume" in volume.title for volume, _content in books[:-1])
    assert len({volume.name for volume, _content in books}) == 4


def test_what_is_printed_of_a_place_has_no_person_s_name():
    data = booklet.volume_data(share_out([record(contact_name="Odette Marsonval")])[0], SETTING, large=False)
    assert "Marsonval" not in str(data)
    assert data["needs"][0] == {
        "name": "Aide aux démarches",
        "communes": [{"name": "Port-Sablier", "places": [0]}],
    }


def test_a_template_that_fails_leaves_no_file(tmp_path: Path):
    with pytest.raises(DocumentError, match=r"booklet\.typ"):
        render_apart(booklet.TEMPLATE, {"title": "x"}, tmp_path / "a.pdf", at=SETTING.at)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_an_empty_guide_has_no_booklet():
    with pytest.raises(DomainRefusal, match="aucun lieu"):
        make_booklet(site="https://guide.estuaire.example")
