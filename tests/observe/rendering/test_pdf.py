"""The sheet and the slides: accessible, whole, readable without colour, the same for the same content."""

from __future__ import annotations

import re
from dataclasses import replace

from fabrique.observe.rendering import pdf
from fabrique.observe.rendering.painting import painted, swatch, with_our_font
from tests.directory.documents.reading import assert_accessible, bookmarks, elements, opened, tags
from tests.observe.contents import AT, CODES, content, maps, points, zones


def test_the_sheet_is_accessible_and_says_it_all_on_its_first_page():
    held = content()
    made = pdf.sheet_pdf(held, at=AT)
    found = assert_accessible(made, held.title)
    assert bookmarks(found)[:3] == [held.title, "Ce qu’on peut dire", "Fragilité"]
    assert "Tous les chiffres" in bookmarks(found)
    width, height = (float(found.pages[0].MediaBox[at]) for at in (2, 3))
    assert (round(width), round(height)) == (595, 842)


def test_every_map_has_words_and_every_table_its_header():
    found = opened(pdf.sheet_pdf(content(), at=AT))
    said = [str(each.Alt) for each in elements(found) if each.S == "/Figure"]
    assert any(one.startswith("Carte : Fragilité.") and "moins de" in one for one in said)
    assert any(one.startswith("Carte : Besoin et accès.") for one in said)
    counted = tags(found)
    assert counted.count("Table") == 2  # in short, then whole
    assert counted.count("TH") == 2 * 4
    assert counted.count("TR") == (1 + pdf.ON_SHEET) + (1 + len(CODES))


def test_the_slides_are_accessible_and_nothing_runs_over():
    held = content()
    found = assert_accessible(pdf.slides_pdf(held, at=AT), held.title)
    # Title, reading, figures, two maps, one table, sources.
    assert len(found.pages) == 7
    assert float(found.pages[0].MediaBox[2]) > float(found.pages[0].MediaBox[3])


def test_the_same_content_gives_the_same_bytes():
    held = content()
    assert pdf.sheet_pdf(held, at=AT) == pdf.sheet_pdf(held, at=AT)


def test_a_content_of_words_alone_is_still_a_document():
    bare = replace(content(), maps=(), tables=(), figures=(), sources=(), method=(), subtitle="")
    assert_accessible(pdf.sheet_pdf(bare, at=AT), bare.title)
    assert_accessible(pdf.slides_pdf(bare, at=AT), bare.title)


def test_a_long_table_is_made_apart_and_whole():
    table = zones()
    long = replace(table, rows=tuple(table.rows[at % 40] for at in range(400)))
    found = opened(pdf.sheet_pdf(content(long), at=AT))
    assert tags(found).count("TR") == (1 + pdf.ON_SHEET) + 401


def test_what_has_no_value_says_why_on_paper():
    told = pdf.sheet_data(content())["tables"][0]
    assert [row[2] for row in told["rows"][:4]] == ["secret", "manquant", "masqué", "15,2\u202f%"]
    assert (told["rows"][1][1], told["rows"][0][3]) == ("1\u202f234", "—")
    assert len(told["absent"]) == 3
    assert told["rows"][0][0] == "L’Isle-aux-Joncs 1"


def test_columns_ask_for_as_much_room_as_their_longest_word():
    told = pdf.sheet_data(content(zones(), points()))["tables"]
    assert all(len(table["weights"]) == len(table["columns"]) for table in told)
    name, number = told[0]["weights"][0], told[0]["weights"][1]
    assert name > number >= len("personnes")


def test_a_drawing_for_paper_has_its_colours_and_its_textures_on_white():
    one, both = maps()
    made = painted(one, letters=60)
    assert made.startswith("<svg ")
    assert ".c5{fill:#0b3a48}" in made
    assert ".wide{display:none}" in made
    assert "in-print{display:none}" not in painted(both, letters=40)
    pattern = re.search(r'<pattern[^>]* id="(indice-[a-z-]+)"', swatch(one, one.entries[-1]))
    assert pattern
    assert f"url(#{pattern.group(1)}" in one.svg
    assert "Atkinson Hyperlegible" in with_our_font(one.sheet)
