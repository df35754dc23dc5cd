"""Data sets of invented figures, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fabrique.core import clock
from fabrique.kernels.index import Frame, assess_uncertainty, compute, of_panel, parse
from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe.actions.data_sets import About, Reading, import_data_set
from fabrique.observe.actions.following import follow_area
from fabrique.observe.actions.indices import keep_run, summary_of, write_definition
from fabrique.observe.actions.publishing import draft_publication
from fabrique.observe.actions.requests import ask_measure
from fabrique.observe.actions.studies import Said, write_study
from fabrique.observe.actions.travel_times import TimesAbout, keep_travel_times
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.content import Column, Content, Source, Table
from fabrique.observe.enums import ScenarioKind, SitePurpose
from fabrique.observe.models import (
    DataSet,
    FollowedArea,
    IndexDefinition,
    IndexRun,
    MeasureRequest,
    Publication,
    Scenario,
    Site,
    SiteList,
    Study,
    TravelTimes,
)
from fabrique.observe.queries.inputs import Inputs
from fabrique.observe.time_files import ReadTimes
from fabrique.people.models import Account, Organisation
from fabrique.territory.actions import register_contours

POPULATION = Measure("population", "Population", "personnes", Kind.COUNT)
ALONE = Measure("households_one_person", "Ménages d’une personne", "ménages", Kind.COUNT)
HOUSEHOLDS = Measure("households", "Ménages", "ménages", Kind.COUNT)
SHARE = Measure(
    "households_one_person_rate",
    "Part des ménages d’une personne",
    "%",
    Kind.RATIO,
    direction=1,
    numerator="households_one_person",
    denominator="households",
    scale=100.0,
    most=100.0,
)


def panel(level: str = "commune", areas: tuple[str, ...] = ("00101", "00102", "00103")) -> Panel:
    """Three areas (or more): population, households, those of one person and their share; one is missing."""
    count = len(areas)
    homes = np.arange(1, count + 1, dtype=float) * 100
    alone = homes * 0.4
    alone[-1] = np.nan
    held = {
        "population": series(POPULATION, homes * 2),
        "households": series(HOUSEHOLDS, homes),
        "households_one_person": series(ALONE, alone),
        "households_one_person_rate": series(SHARE, 100 * alone / homes),
    }
    return Panel(level, 2026, areas, held, {code: f"Zone {code}" for code in areas})


def about(**changes: Any) -> About:
    """A census, unless told otherwise."""
    values = {
        "slug": "recensement",
        "title": "Recensement",
        "producer": "INSEE",
        "vintage": "2021",
        "licence": "Licence Ouverte 2.0",
    }
    return About(**{**values, **changes})


def brought(
    holder: Organisation, *, by: Account | None = None, of: Panel | None = None, **changes: Any
) -> DataSet:
    """A data set that an organisation brought."""
    held = of or panel()
    findings = changes.pop("findings", ())
    reading = Reading(rows=len(held.areas), findings=findings)
    return import_data_set(organisation=holder, about=about(**changes), panel=held, reading=reading, by=by)


TEXT = """
name = "essai"
title = "Indice d’essai"
version = "1"
description = "Deux indicateurs."
reasons = "Pour essayer."
normalisation = "goalposts"
[[indicators]]
code = "share_old"
label = "Personnes âgées"
direction = 1
unit = "%"
denominator = "population"
goalposts = [0.0, 50.0]
[[indicators]]
code = "share_wired"
label = "Locaux reliés"
direction = -1
unit = "%"
goalposts = [0.0, 100.0]
[groups.index]
label = "Fragilité"
parts = ["share_old", "share_wired"]
[alternatives]
normalisations = ["percentile"]
means = ["geometric"]
spread = 10.0
"""
OLD = Measure("share_old", "Personnes âgées", "%", Kind.RATIO, 1, scale=100.0, most=100.0)
WIRED = Measure("share_wired", "Locaux reliés", "%", Kind.RATIO, -1, scale=100.0, most=100.0)
PEOPLE = Measure("population", "Population", "personnes", Kind.COUNT)
CENSUS = Panel(
    "commune",
    2026,
    ("00101", "00102", "00103"),
    {
        "share_old": series(OLD, [20.0, 40.0, 10.0]),
        "share_wired": series(WIRED, [90.0, np.nan, 80.0]),
        "population": series(PEOPLE, [1000.0, 500.0, 700.0]),
    },
)


WHOLE = Panel(
    CENSUS.level,
    CENSUS.geography,
    CENSUS.areas,
    {**CENSUS.series, "share_wired": series(WIRED, [90.0, 60.0, 80.0])},
)


def defined(holder: Organisation, *, by: Account) -> IndexDefinition:
    """A definition of an index; the same one when it is there already."""
    return write_definition(organisation=holder, text=TEXT, by=by)


def calculated(holder: Organisation, *, by: Account) -> IndexRun:
    """What it gave, kept as the action keeps it, whether or not ``by`` sees the data."""
    definition = defined(holder, by=by)
    said = parse(definition.text)
    data = of_panel(CENSUS)
    frame = Frame(said, data)
    result, doubt = compute(said, data, frame), assess_uncertainty(frame, data, draws=5, seed=1)
    inputs = Inputs(CENSUS, (), ())
    return keep_run(definition, inputs, result, doubt, summary_of(frame, data, result, doubt), by=by)


def listed(holder: Organisation, *, purpose: str = SitePurpose.OUTDOOR, title: str = "") -> SiteList:
    """A list of possible sites, with nothing in it."""
    at = clock.now()
    count = SiteList.objects.of(holder).count()
    return SiteList.objects.create(
        organisation=holder,
        title=title or f"Sites {count + 1}",
        purpose=purpose,
        created_at=at,
        changed_at=at,
    )


def timed(
    holder: Organisation, rows: Sequence[tuple[str, str, float]] = (("00101", "00102", 12.0),), **said: Any
) -> TravelTimes:
    """A table of travel times: (origin, destination, minutes)."""
    count = TravelTimes.objects.of(holder).count()
    values = {"title": f"Trajets {count + 1}", "producer": "Autorité des transports", "vintage": "2026"}
    about = TimesAbout(**{**values, "licence": "Licence Ouverte 2.0", **said})
    starts, ends = (tuple(dict.fromkeys(row[side] for row in rows)) for side in (0, 1))
    read = ReadTimes(
        starts, ends, np.array([starts.index(row[0]) for row in rows]),
        np.array([ends.index(row[1]) for row in rows]), np.array([row[2] for row in rows]), (), 0,
    )  # fmt: skip
    return keep_travel_times(organisation=holder, about=about, read=read, by=None)


def asked(holder: Organisation) -> Scenario:
    """A scenario that waits to be solved."""
    return Scenario.objects.create(
        organisation=holder, site_list=listed(holder), kind=ScenarioKind.SITES, title="Où ouvrir ?",
        asked_at=clock.now(),
    )  # fmt: skip


def studied(
    holder: Organisation, *, by: Account, title: str = "", on: Sequence[DataSet] = (), **said: Any
) -> Study:
    """A study that begins, on these data sets."""
    count = Study.objects.of(holder).count()
    told = Said(title=title or f"Étude {count + 1}", question="Qui n’a pas d’ordinateur ?", **said)
    return write_study(organisation=holder, said=told, data_sets=on, by=by)


def wanted(
    holder: Organisation, *, by: Account, measure: str = "", decision: str = "Où ouvrir une permanence."
) -> MeasureRequest:
    """A measurement that an organisation asks for."""
    count = MeasureRequest.objects.of(holder).count()
    return ask_measure(
        organisation=holder,
        measure=measure or f"Mesure {count + 1}",
        decision=decision,
        level="commune",
        by=by,
    )


def sited(site_list: SiteList, *rows: dict[str, Any]) -> list[Site]:
    """Sites of a list, each told by what is not usual: in Grandmesnil, free, nobody against."""
    usual = {"latitude": 47.0, "longitude": -3.0, "commune_code": "00101"}
    return [
        Site.objects.create(
            site_list=site_list, **{**usual, "key": f"s{rank}", "name": f"Site {rank}", **row}
        )
        for rank, row in enumerate(rows)
    ]


WEST = -3.05  # degrees: where Grandmesnil begins; each commune is 0.1 wide and 0.1 high


def square(rank: int, *, at: tuple[float, float] = (0.0, 0.0), size: float = 0.1) -> dict[str, Any]:
    """The contour of the commune of a rank, or a square inside it, from its south-west corner."""
    west, south = WEST + 0.1 * rank + at[0], 46.95 + at[1]
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def contoured(kind: str = "commune", *areas: tuple[str, dict[str, Any]]) -> None:
    """Contours of the two communes of ``towns``, or of what is told: (code, geometry)."""
    named = {"commune": "insee_com", "qpv": "code_qp", "iris": "code_iris"}
    rows = areas or (("00101", square(0)), ("00102", square(1)))
    features = [
        {"type": "Feature", "properties": {named[kind]: code, "nom": f"Zone {code}"}, "geometry": geometry}
        for code, geometry in rows
    ]
    register_contours(
        collection={"type": "FeatureCollection", "features": features}, kind=kind, source="essai"
    )


def told(values: Mapping[str, int], *, title: str = "Personnes équipées", **column: str) -> Content:
    """What would be published of persons counted by commune."""
    counted = {"counts": "persons", "origin": "partner", "period": "2026", **column}
    columns = (
        Column("id", "Code"),
        Column("nom", "Commune"),
        Column("equipped", "Équipées", "personnes", 0, "Personnes équipées dans l’année.", **counted),  # type: ignore[arg-type]
    )
    rows = tuple((code, f"Zone {code}", value) for code, value in values.items())
    table = Table("communes", "Par commune", columns, rows, "commune")
    return Content(
        "indicator", "equipped", title, "Val-d’Estuaire", "2026-11-30", ("Une phrase sûre.",),
        tables=(table,), sources=(Source("Suivi", "Habitat", "2026"),), method=("Comptées une fois.",),
    )  # fmt: skip


COUNTS = {"00101": 120, "00102": 60}


def drafted_publication(
    holder: Organisation, *, by: Account, of: Content | None = None, **more: Any
) -> Publication:
    """A draft of an organisation."""
    return draft_publication(organisation=holder, composed=Composed(of or told(COUNTS)), by=by, **more)


def followed_area(holder: Organisation, *, by: Account) -> FollowedArea:
    """An area that an account follows there."""
    return follow_area(account=by, organisation=holder, level="commune", code="00101", name="Grandmesnil")
