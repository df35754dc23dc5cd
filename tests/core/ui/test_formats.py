"""Phones, distances, days and hours as they are said in France."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template

from fabrique.core.ui import formats

TODAY = date(2026, 11, 24)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Traversez le quai : l'entrée est là", "Traversez le quai\u00a0: l’entrée est là"),
        ("« Café clavier » ?", "«\u00a0Café clavier\u00a0»\u00a0?"),
        ("0,10 € la page, à 18 h", "0,10\u00a0€ la page, à 18\u00a0h"),
        ("https://lieu.example/?a=1 et :-)", "https://lieu.example/?a=1 et :-)"),
        ("", ""),
        ("de 9 h à 17 h", "de 9\u00a0h\u00a0à\u00a017\u00a0h"),
    ],
)
def test_words_of_a_source_are_set_as_french_is(written: str, set_: str):
    assert formats.typeset(written) == set_


def test_the_filter_keeps_what_is_escaped_escaped():
    template = Template("{{ words|typeset }} {{ lines|join:' · '|typeset }}")
    shown = template.render(Context({"words": "<b> d'eau", "lines": ["l'un", "<i>"]}))
    assert shown == "&lt;b&gt; d’eau l’un · &lt;i&gt;"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+33261910001", "02 61 91 00 01"),
        ("0261910001", "02 61 91 00 01"),
        ("+262262910001", "0262 91 00 01"),
        ("+3225550123", "+32 2 555 01 23"),
        ("3939", "3939"),
        ("à venir", "à venir"),
        ("", ""),
    ],
)
def test_phones(number: str, said: str):
    assert plain(formats.phone(number)) == said


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (40, "moins de 100 m"),
        (447, "450 m"),
        (970, "950 m"),
        (980, "1 km"),
        (1000, "1 km"),
        (3170, "3,2 km"),
        (9940, "9,9 km"),
        (9960, "10 km"),
        (12400, "12 km"),
    ],
)
def test_distances(metres: float, said: str):
    assert plain(formats.distance(metres)) == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 24), "mardi 24 novembre"),
        (date(2026, 2, 1), "dimanche 1er février"),
        (date(2027, 1, 2), "samedi 2 janvier 2027"),
    ],
)
def test_days(on: date, said: str):
    assert plain(formats.day(on, today=TODAY)) == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 24), "aujourd’hui"),
        (date(2026, 11, 23), "hier"),
        (date(2026, 11, 22), "avant-hier"),
        (date(2026, 11, 12), "il y a 12 jours"),
        (date(2026, 8, 20), "il y a 3 mois"),
        (date(2023, 11, 1), "il y a 3 ans"),
        (date(2026, 11, 25), "demain"),
        (date(2026, 11, 29), "dans 5 jours"),
    ],
)
def test_how_long_ago(on: date, said: str):
    assert plain(formats.ago(on, today=TODAY)) == said


def test_hours():
    assert plain(formats.clock(time(18, 30))) == "18 h 30"
    assert plain(formats.clock(time(9, 0))) == "9 h"
    assert plain(formats.clock(time(9, 5))) == "9 h 05"


@pytest.mark.parametrize(
    ("current", "total", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 12, [1, None, 4, 5, 6, None, 12]),
        (3, 5, [1, 2, 3, 4, 5]),
        (4, 12, [1, 2, 3, 4, 5, None, 12]),
        (12, 12, [1, None, 11, 12]),
    ],
)
def test_page_numbers(current: int, total: int, shown: list[int | None]):
    assert formats.pages(current, total) == shown


def test_filters_speak_in_the_time_of_paris(at_noon: datetime):
    filters = ("at|day", "at|short_day", "at|dated", "at|ago", "at|hour", "447|distance")
    source = " · ".join(f"{{{{ {each} }}}}" for each in filters)
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    said = "mardi 24 novembre · 24 novembre · 24 novembre 2026 · aujourd’hui · 0 h 30 · 450 m"
    assert plain(Template(source).render(Context({"at": late}))) == said
    assert Template("{{ 'éa'|capitalised }}").render(Context()) == "Éa"
    assert Template("{{ 'extra error'|message_kind }}").render(Context()) == "bad"
