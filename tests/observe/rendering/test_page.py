"""A content on a page: words, maps and tables, escaped; what is long is folded and still there."""

from __future__ import annotations

import re
from html import unescape

from django.template.loader import render_to_string

from fabrique.observe.rendering.files import data_files
from fabrique.observe.templatetags.observe_content import file_use
from tests.observe.contents import CODES, content, points, zones


def page(*tables: object) -> str:
    return render_to_string("observe/content/whole.html", {"content": content(*tables)})  # type: ignore[arg-type]


def test_the_page_says_what_the_content_says():
    found = page()
    text = unescape(re.sub(r"<[^>]+>", " ", found))
    for words in ("Trois communes sont fragiles <quoi qu’on choisisse>.", "412 300",
                  "chiffres de 2026",
                  "Besoin et accès", "Chaque commune",
                  "Deux communes sont à vérifier.", "Rien n’est moyenné.",
                  content().digest[:16], "30\u00a0novembre 2026"):  # fmt: skip
        assert words in text
    assert "<quoi" not in found


def test_each_file_says_what_it_is_for():
    said = {name: file_use(name) for name in ("portrait.pdf", "diaporama.pdf", "zones.geojson", "carte.png")}
    assert said["portrait.pdf"] == "à lire, à imprimer"
    assert said["diaporama.pdf"] == "à projeter"
    assert said["zones.geojson"] == "pour un logiciel de cartes"
    made = [each.name for each in data_files(content(zones(), points()), shapes={})]
    assert all(file_use(each) for each in made), made


def test_maps_are_drawn_with_their_legend_and_their_table():
    found = page()
    assert found.count('<svg xmlns="http://www.w3.org/2000/svg" class="map"') == 2
    assert found.count('href="#tableau-zones"') == 2
    assert 'id="tableau-zones"' in found
    assert 'class="map-square"' in found
    assert found.count("<td><svg") == 9
    assert "besoin : 3 sur 3 ; accès : 3 sur 3" in found
    assert "style=" not in found


def test_a_long_table_is_folded_after_thirty_rows_and_a_short_one_is_not():
    long, short = page(zones()), page(points())
    assert long.count("<details") == 1
    assert "Les 10 autres lignes" in long
    assert long.count('role="rowheader"') == len(CODES)
    assert "<details" not in short


def test_each_cell_of_a_stacked_table_names_its_column():
    found = page()
    assert 'data-label="Part des 65 ans et plus">15,2\u202f%</td>' in found
    assert 'data-label="Population (personnes)">2\u202f234</td>' in found
    assert "«\u00a0masqué\u00a0»\u00a0:" in found
    assert "00101" not in re.sub(r"<svg.*?</svg>", "", found, flags=re.DOTALL)  # a code has no room on a page


def test_ids_are_distinct():
    ids = re.findall(r'\bid="([^"]+)"', page(zones(), points()))
    assert len(ids) == len(set(ids))
