"""OSM strings: kept, mended when a small mistake allows only one reading, never open by accident."""

import pytest

from fabrique.kernels.hours import parse
from fabrique.kernels.hours.osm import OsmError, format_rules, parse_osm


@pytest.mark.parametrize(
    "osm",
    [
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off",
        "24/7",
        "Mo-Fr 08:00-18:00; We 12:00-14:00 off",
        "week 01-53/2 Mo 09:00-12:00",
        "Dec 24-Jan 02 off",
        "SH Mo-Fr 10:00-12:00",
        "Mo-Sa,PH 10:00-12:00",
        "Sa[1,3] 09:00-12:00",
        "Fr 22:00-02:00",
        'Mo 09:00-12:00 open "à l\'étage", Mo 14:00-17:00 || unknown "sur rendez-vous"',
        "2026 Jul 13-2026 Jul 24 off",
    ],
)
def test_good_strings_are_kept_as_they_are(osm: str) -> None:
    found = parse(osm)
    assert found.osm == osm
    assert not found.flags or found.flags == ("hours-unread",)


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Mo-Fr 9:00-12:00", "Mo-Fr 09:00-12:00"),
        ("mo-fr 9:00-12:00", "Mo-Fr 09:00-12:00"),
        ("Mo, We, Th 09:00-12:00, 14:00-17:00", "Mo,We,Th 09:00-12:00,14:00-17:00"),
        ("Mo-Fr 09:00-12:00; 14:00-17:00", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Mo, Fr 14:00-17:00 We 9:00-12:00", "Mo,Fr 14:00-17:00; We 09:00-12:00"),
        ("Tu-Fr 14:00-19:00\u00a0;Sa 14\u00a0:00-18h00", "Tu-Fr 14:00-19:00; Sa 14:00-18:00"),
        ("Tu-Th-Fr 14:00-18:00; We-Sa 10:00-12:30", "Tu,Th,Fr 14:00-18:00; We,Sa 10:00-12:30"),
        ("Mo-Fr 09:00-12", "Mo-Fr 09:00-12:00"),
    ],
)
def test_small_mistakes_are_mended(text: str, osm: str) -> None:
    assert parse(text).osm == osm


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ('"sur rendez-vous"', 'unknown "sur rendez-vous"'),
        ('Mo-Fr "sur rdv"', 'Mo-Fr unknown "sur rdv"'),
        ('Mo 09:00-12:00 || "sur rdv"', 'Mo 09:00-12:00 || unknown "sur rdv"'),
        ("Mo-Fr", 'Mo-Fr unknown "Mo-Fr"'),
        ("Mo 14:00-12:00", 'Mo unknown "Mo 14:00-12:00"'),
        ("09:00-17:00", '09:00-17:00 unknown "09:00-17:00"'),
    ],
)
def test_what_a_parser_would_take_for_open_becomes_unknown(text: str, osm: str) -> None:
    assert parse(text).osm == osm


@pytest.mark.parametrize("osm", ["", "Mo 25:00-26:00", "Mo 09:75-10:00", "lundi", "Mo-", "Mo 09:00-12:00 ]"])
def test_bad_grammar_is_refused(osm: str) -> None:
    with pytest.raises(OsmError):
        parse_osm(osm)


def test_rules_are_written_as_they_were_read() -> None:
    osm = 'Sep-Jun Mo-Fr 09:00-12:00, We 14:00-16:00 open "atelier"; SH off; PH off || Sa unknown "à voir"'
    assert format_rules(parse_osm(osm)) == osm
