"""The lists of the desk: what they find, how many queries they cost, what strangers may write in them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core import clock
from fabrique.directory.actions import places, reports
from fabrique.directory.actions.imports import note_run
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.models import DuplicatePair, ErrorReport, Place, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair

LIST = "/espace/guide/lieux/"
ATTACK = '<script>alert(1)</script><b onload="x">\'"&'


def names(client: Client, query: str) -> list[str]:
    html = client.get(f"{LIST}?{query}").content.decode()
    return [name for name in ("Alpha", "Bêta", "Gamma") if f">{name}</a>" in html]


@pytest.fixture
def three(db: None) -> None:
    entered(
        "ville",
        entry("a", name="Alpha", phone="", updated_on="2024-01-01", hours="Mo 09:00-12:00"),
        entry("b", 1, name="Bêta", commune_name="Brumelac", flags=["hours-missing"]),
        entry("c", 2, name="Gamma", services=[], address="", latitude=None, longitude=None),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alpha", "Bêta", "Gamma"]),
        ("q=beta", ["Bêta"]),
        ("q=BRUMELAC", ["Bêta"]),
        ("q=alpha+port", ["Alpha"]),
        ("q=02+61+91+00+01", ["Bêta", "Gamma"]),
        ("q=rien", []),
        ("avec=telephone", ["Alpha"]),
        ("avec=horaires", ["Bêta", "Gamma"]),
        ("avec=vieux", ["Alpha"]),
        ("avec=incomplets", ["Gamma"]),
        ("avec=alertes", ["Bêta"]),
        ("avec=telephone&avec=alertes", []),
        ("avec=signales", ["Gamma"]),
        ("etat=retires", []),
        ("etat=tous&q=gamma&page=99", ["Gamma"]),
        ("etat=couleur&avec=bleu&page=x", ["Alpha", "Bêta", "Gamma"]),
    ],
)
def test_search_and_filters(signed_in: Client, three: None, at_noon: object, query: str, found: list[str]):
    reports.report_error(place=place_of("ville", "c"), motive="hours")
    assert names(signed_in, query) == found


def test_a_withdrawn_place_is_among_the_withdrawn(signed_in: Client, three: None):
    places.withdraw_place(place=place_of("ville", "a"))
    assert names(signed_in, "") == ["Bêta", "Gamma"]
    assert names(signed_in, "etat=retires") == ["Alpha"]


def test_the_home_counts(signed_in: Client, three: None, at_noon: object):
    html = signed_in.get("/espace/guide/").content.decode()
    for figure in (">3</b>", ">1</b>", ">2</b>"):
        assert figure in html
    assert "Aucun import" in html


def fill(rows: int) -> None:
    """``rows`` more places, each with a report, a possible duplicate, a merged one and an import."""
    start = SourceRecord.objects.filter(source="a").count()
    ranks = range(start, start + rows)
    for source in ("a", "b", "c"):
        entered(source, *[entry(f"{n}", n, name=f"Lieu {n}", flags=["x"]) for n in ranks], complete=False)
    for n in ranks:
        a, b, c = (SourceRecord.objects.get(source=source, external_id=str(n)) for source in "abc")
        confirm_pair(pair=queue_pair(left=a, right=b, probability=0.99, reasons=[{"text": "même nom"}]))
        queue_pair(left=a, right=c, probability=0.9, reasons=[{"text": "même nom", "weight": 1}])
        reports.report_error(place=Place.objects.get(records=a), motive="hours", words="Faux.")
        counts = dict.fromkeys(("rows", "created", "updated", "rejected", "withdrawn"), 1)
        note_run(
            source=a.source, file_sha256="", mapping="x", report=None, counts=counts, started_at=clock.now()
        )


PAGES = [
    "/espace/guide/",
    LIST,
    f"{LIST}?q=lieu",
    f"{LIST}?avec=signales&avec=alertes",
    "/espace/guide/signalements/",
    "/espace/guide/doublons/reunis/",
    "/espace/guide/doublons/{pair}/",
    "/espace/guide/imports/",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow(signed_in: Client, page: str):
    counts = []
    for rows in (1, 2):
        fill(rows)
        pair = SourceRecord.objects.get(source="a", external_id="0")
        url = page.format(pair=_queued(pair))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert signed_in.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[1] <= 12


def _queued(record: SourceRecord) -> int:
    return DuplicatePair.objects.get(left=record, state="queued").pk


def test_the_sheet_costs_the_same_whatever_its_history(signed_in: Client, place: Place):
    counts = []
    for values in ({"summary": "Un."}, {"summary": "Deux.", "phone": "+33261910002", "to_bring": "x"}):
        places.edit_place(place=place, changes=values)
        with CaptureQueriesContext(connection) as seen:
            signed_in.get(f"{LIST}{place.code}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_strangers_write_is_never_markup(signed_in: Client, db: None, at_noon: object):
    texts = dict.fromkeys(("name", "address", "commune_name", "summary", "contact_name"), ATTACK)
    texts |= {"description": ATTACK, "hours_text": ATTACK, "to_bring": ATTACK, "parent_network": ATTACK}
    lists = {"emails": [ATTACK], "services": [ATTACK], "typologies": [ATTACK], "other_labels": [ATTACK]}
    entered("a", entry("1", hours=f'unknown "{"<script>"}"', **texts, **lists))
    entered("b", entry("1", **texts, **lists))
    left, right = SourceRecord.objects.order_by("pk")
    reasons = [{"text": ATTACK, "weight": 1}, {"text": ATTACK, "weight": -1}]
    pair = queue_pair(left=left, right=right, probability=0.9, reasons=reasons)
    place = left.place
    places.edit_place(place=place, changes={"summary": f"{ATTACK} 2", "updated_on": date(2026, 11, 1)})
    report = reports.report_error(place=place, motive="other", words=ATTACK)
    sheet = f"{LIST}{place.code}/"
    pages = ["/espace/guide/", LIST, f"{LIST}?q={ATTACK}", sheet, f"{sheet}publication/"]
    pages += [f"{sheet}source/summary/", f"{sheet}fermetures/", f"{sheet}arrets/", f"{sheet}services/"]
    pages += ["/espace/guide/signalements/", f"/espace/guide/signalements/{report.code}/"]
    pages += [f"/espace/guide/doublons/{pair.pk}/", f"/guide/lieu/{place.code}/signaler/"]
    reports.close_report(report=report, corrected=True, answer=ATTACK)
    pages += [f"/guide/signalement/{report.code}/", "/espace/guide/signalements/?etat=traites"]
    confirm = {"meme": "oui"}
    for page in pages:
        clean(signed_in.get(page))
    signed_in.post(f"/espace/guide/doublons/{pair.pk}/", confirm)
    clean(signed_in.get("/espace/guide/doublons/reunis/"))
    clean(signed_in.get(f"/espace/guide/signalements/{report.code}/"))
    clean(signed_in.post(sheet, {"name": "", "summary": ATTACK, "vu": ATTACK}))
    assert ErrorReport.objects.count() == 1


def clean(response: Any) -> None:
    html = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert" not in html
    assert '<b onload="x"' not in html
