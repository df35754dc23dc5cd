"""What must hold for any text at all."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import validate

from fabrique.kernels.hours import Calendar, Schedule, describe, parse, parse_week

PARIS = ZoneInfo("Europe/Paris")
_PIECES = st.sampled_from(
    [
        *(
            "lundi",
            "mardi",
            "du mardi au vendredi",
            "lun-ven",
            "Mo-Fr",
            "tous les jours",
            "sam.",
            "l, ma, me",
        ),
        *(
            "9h",
            "12h30",
            "14h-17h",
            "9h-12h / 13h30-17h",
            "25h",
            "9:00",
            "9.30",
            "12",
            "2h",
            "minuit",
            "midi",
        ),
        *(
            "à",
            "au",
            "-",
            "–",
            "/",
            ",",
            ";",
            ".",
            ":",
            "(",
            ")",
            "\n",
            "et",
            "ou",
            "de",
            "jusqu'à",
            '"',
            "||",
        ),
        *(
            "fermé",
            "sauf",
            "hors",
            "matin",
            "après-midi",
            "sur rdv",
            "vacances scolaires",
            "jours fériés",
            "août",
        ),
        *(
            "1 samedi sur 2",
            "1er et 3e",
            "semaine paire",
            "24h/24",
            "7j/7",
            "off",
            "unknown",
            "SH",
            "PH",
            "24/7",
        ),
        *(
            "pause de 12h à 13h",
            "fermeture à",
            "reste de l'année",
            "été (juillet-août)",
            "y compris jours fériés",
            "tous les matins",
            "uniquement",
            "jusqu'au 30 juin",
            "un sur deux",
            "dernier accueil",
            "congés",
        ),
        *(
            "du 1er au 15 août",
            "<b>",
            "&nbsp;",
            "02 61 91 00 00",
            "12 rue Haute",
            "été",
            "pour tous",
            "\x00",
            "é",
        ),
    ]
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=14).map(" ".join))


def _sound(osm: str) -> None:
    assert validate(osm)
    assert parse(osm).osm == osm
    schedule = Schedule(osm, Calendar("A", "alsace-moselle"))
    schedule.status(datetime(2026, 2, 10, 3, tzinfo=PARIS))
    schedule.week(date(2026, 2, 9))
    assert describe(osm)


@settings(max_examples=250, deadline=None, database=None)
@given(_TEXTS)
def test_any_text_gives_a_sound_string_or_nothing(text: str) -> None:
    found = parse(text)
    if found.osm:
        _sound(found.osm)


@settings(max_examples=200, deadline=None, database=None)
@given(_TEXTS)
def test_no_text_opens_a_place_at_three_in_the_morning_unless_it_says_so(text: str) -> None:
    schedule = Schedule(parse(text).osm, Calendar("A"))
    if not re.search(r"24|0?0\s?[h:]|minuit", text):
        assert not any(schedule.is_open(datetime(2026, 2, day, 3, tzinfo=PARIS)) for day in range(2, 16))


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.lists(
        st.one_of(_TEXTS, st.sampled_from(["9h-12h", "-", "Fermé", "sur RDV"])), min_size=14, max_size=14
    )
)
def test_any_week_of_cells_gives_a_sound_string_or_nothing(cells: list[str]) -> None:
    days = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    keys = [(day, half) for day in days for half in ("am", "pm")]
    found = parse_week(dict(zip(keys, cells, strict=True)), note=cells[0])
    if found.osm:
        _sound(found.osm)


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=120))
def test_any_text_can_be_asked_and_described(text: str) -> None:
    Schedule(text).status(datetime(2026, 2, 10, 3, tzinfo=PARIS))
    describe(text)
