"""The tables of a plan: by commune, by site, by year, of the vetoes, and a van's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from fabrique.observe.composing.rounding import tens
from fabrique.observe.composing.scenario_words import DAYS, reason_label, veto_label
from fabrique.observe.content import Absent, Cell, Column, Table
from fabrique.observe.enums import Level, ScenarioKind
from fabrique.observe.models import Scenario
from fabrique.observe.standalone.tours.hours import DAYS as WEEK

COMMUNES, SITES, YEARS, VETOES, VISITS, OUTINGS, LEFT = (
    "communes", "sites", "annees", "vetos", "calendrier", "sorties", "laissees",
)  # fmt: skip


def tables_of(scenario: Scenario) -> tuple[Table, ...]:
    """All the tables of a solved scenario; those that would be empty are left aside."""
    if scenario.kind == ScenarioKind.TOURS:
        found = [_visits(scenario), _outings(scenario), _left(scenario), _communes(scenario)]
    else:
        found = [_sites(scenario), _years(scenario), _communes(scenario), _vetoes(scenario)]
    return tuple(one for one in found if one.rows)


def _people(code: str, label: str, meaning: str = "") -> Column:
    return Column(code, label, _("personnes"), 0, meaning or _("Estimation, arrondie à la dizaine."))


def _communes(scenario: Scenario) -> Table:
    names, rows = scenario.inputs["communes"], []
    for one in scenario.result["communes"]:
        people, covered = one["people"], one["covered"]
        share: Cell = round(100 * covered / people) if people else Absent.MISSING
        known: list[Cell] = [tens(people), tens(covered), share, tens(people - covered)]
        rows.append((one["code"], names[one["code"]], *(known if people else [Absent.MISSING] * 4)))
    rows.sort(key=lambda row: (-row[5] if isinstance(row[5], int) else 1, str(row[1])))
    columns = (
        Column("id", _("Code"), meaning=_("Code officiel géographique de la commune."), fits=False),
        Column("nom", _("Commune")),
        _people("personnes", _("Personnes")),
        _people("a_portee", _("À portée")),
        Column("part", _("Part à portée"), "%", 0, _("Part des personnes de la commune à portée.")),
        _people("laissees", _("Laissées")),
    )
    title = _("Par commune : qui est à portée, qui est laissé")
    note = _("Les communes où il reste le plus de personnes sans rien à portée sont les premières.")
    return Table(COMMUNES, title, columns, tuple(rows), Level.COMMUNE, note)


def _sites(scenario: Scenario) -> Table:
    result, held = scenario.result, scenario.inputs["sites"]
    rank = {key: at for at, key in enumerate(held["ids"])}
    kept = set(result["kept"])
    rows = []
    for key, one in sorted(result["sites"].items(), key=lambda pair: pair[1]["order"]):
        at = rank[key]
        when: Cell = _("déjà ouvert") if key in kept else one["year"] or _("à ouvrir")
        rows.append(
            (
                key,
                one["order"],
                held["names"][at],
                scenario.inputs["communes"].get(held["commune"][at], ""),
                when,
                _("oui") if held["qpv"][at] else _("non"),
                tens(one["people_added"]),
                tens(one["people_alone"]),
                round(held["cost_cents"][at] / 100),
                held["latitude"][at],
                held["longitude"][at],
            )
        )
    columns = (
        Column("id", _("Identifiant"), fits=False),
        Column(
            "ordre",
            _("Ordre"),
            digits=0,
            meaning=_("Du site qui compte le plus à celui qui compte le moins."),
        ),
        Column("nom", _("Site")),
        Column("commune", _("Commune")),
        Column("annee", _("Année"), meaning=_("Année d’ouverture, à partir de 1.")),
        Column("quartier_prioritaire", _("Quartier prioritaire")),
        _people(
            "de_plus", _("Personnes de plus"), _("Que nul site d’avant dans la liste n’atteint. Estimation.")
        ),
        _people(
            "a_lui_seul", _("Lui seul"), _("Personnes que nul autre site du plan n’atteint. Estimation.")
        ),
        Column("cout", _("Coût"), "€", 0),
        Column("lat", _("Latitude"), digits=6, fits=False),
        Column("lon", _("Longitude"), digits=6, fits=False),
    )
    return Table(SITES, _("Les sites du plan, dans l’ordre où ils comptent"), columns, tuple(rows))


def _years(scenario: Scenario) -> Table:
    best = 1.0
    rows = []
    for one in scenario.result["years"]:
        best = one["aimed"] / one["bound"] if one["bound"] else 1.0
        rows.append(
            (
                one["year"],
                len(one["opened"]),
                one["sites_in_qpv"],
                tens(one["covered"]),
                int(100 * best + 1e-6),  # « at least »: never rounded up
                round(one["cost_cents"] / 100),
            )
        )
    columns = (
        Column("annee", _("Année"), digits=0),
        Column("ouvertures", _("Ouvertures"), digits=0),
        Column("en_quartier", _("En quartier prioritaire"), digits=0),
        _people("a_portee", _("Personnes à portée"), _("De tout ce qui est ouvert alors. Estimation.")),
        Column(
            "du_mieux", _("Du mieux possible"), "%", 0,
            _("Part, au moins, de ce qu’atteindrait le meilleur plan d’autant de sites cette année-là."),
        ),
        Column("cout", _("Coût"), "€", 0),
    )  # fmt: skip
    note = _("Ce qui manque à 100 % est ce que coûte l’ordre des ouvertures, tout compris.")
    return Table(YEARS, _("Année par année"), columns, tuple(rows), note=note)


def _vetoes(scenario: Scenario) -> Table:
    counted = scenario.result["unit"] == "people"
    rows = tuple(
        (
            veto_label(one["veto"]),
            one["sites"],
            tens(one["gain"]) if counted else round(one["gain"]),
            tens(one["most"]) if counted else round(one["most"]),
        )
        for one in sorted(scenario.result["vetoes"], key=lambda one: (not one["veto"], -one["gain"]))
    )
    unit = _("personnes") if counted else scenario.result["unit"]
    columns = (
        Column("veto", _("Sans ce veto")),
        Column("sites", _("Sites qu’il écarte"), digits=0),
        Column(
            "gain", _("Ce qu’on gagnerait"), unit, 0, _("Du plan trouvé sans ce veto à celui-ci. Estimation.")
        ),
        Column("au_plus", _("Au plus"), unit, 0, _("Aucun plan ne gagnerait plus : c’est prouvé.")),
    )
    return Table(VETOES, _("Ce que coûte chaque veto"), columns, rows)


def _visits(scenario: Scenario) -> Table:
    held, names = scenario.inputs["sites"], scenario.inputs["communes"]
    rank = {key: at for at, key in enumerate(held["ids"])}
    rows = []
    for one in scenario.result["visits"]:
        at = rank[one["site"]]
        rows.append(
            (
                one["site"],
                one["week"],
                str(DAYS[one["day"]]),
                first_day(scenario, one).isoformat(),
                one["order"],
                held["names"][at],
                names[one["commune"]],
                one["arrives"],
                one["begins"],
                one["leaves"],
                tens(one["people"]),
                round(one["metres"] / 1000, 1),
                held["latitude"][at],
                held["longitude"][at],
            )
        )
    columns = (
        Column("id", _("Identifiant"), fits=False),
        Column("semaine", _("Semaine"), digits=0, meaning=_("Semaine du cycle, à partir de 1.")),
        Column("jour", _("Jour")),
        Column("premiere_date", _("Première date"), meaning=_("Le jour du premier passage."), fits=False),
        Column("ordre", _("Ordre"), digits=0),
        Column("arret", _("Arrêt")),
        Column("commune", _("Commune")),
        Column("arrive", _("Arrive"), fits=False),
        Column("ouvre", _("Ouvre")),
        Column("repart", _("Repart")),
        _people("personnes", _("Personnes"), _("Qui vivent à portée de l’arrêt. Estimation.")),
        Column("km", _("Route"), "km", 1, _("Depuis l’arrêt d’avant, ou le dépôt. Estimation.")),
        Column("lat", _("Latitude"), digits=6, fits=False),
        Column("lon", _("Longitude"), digits=6, fits=False),
    )
    return Table(VISITS, _("Le calendrier du véhicule"), columns, tuple(rows))


def first_day(scenario: Scenario, one: dict[str, Any]) -> date:
    """The first day on which a visit, or an outing, takes place."""
    monday = date.fromisoformat(scenario.result["first_monday"])
    return monday + timedelta(days=7 * (one["week"] - 1) + WEEK.index(one["day"]))


def _outings(scenario: Scenario) -> Table:
    rows = tuple(
        (
            one["week"],
            str(DAYS[one["day"]]),
            one["leaves"],
            one["returns"],
            one["stops"],
            round(one["metres"] / 1000),
            round(one["seconds"] / 3600, 1),
        )
        for one in scenario.result["days"]
    )
    columns = (
        Column("semaine", _("Semaine"), digits=0),
        Column("jour", _("Jour")),
        Column("part", _("Part")),
        Column("rentre", _("Rentre")),
        Column("arrets", _("Arrêts"), digits=0),
        Column("km", _("Route"), "km", 0),
        Column("heures", _("Dehors"), "h", 1),
    )
    return Table(OUTINGS, _("Les sorties"), columns, rows)


def _left(scenario: Scenario) -> Table:
    names = scenario.inputs["communes"]
    rows = tuple(
        (one["commune"], names[one["commune"]], one["missing"], reason_label(one["reason"]))
        for one in scenario.result["left"]
    )
    columns = (
        Column("id", _("Code"), fits=False),
        Column("nom", _("Commune")),
        Column("manquent", _("Passages qui manquent"), digits=0),
        Column("raison", _("Pourquoi")),
    )
    return Table(LEFT, _("Les communes laissées, et pourquoi"), columns, rows, Level.COMMUNE)
