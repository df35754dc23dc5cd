"""Where to act, in the demo: sites that could be, the two usual questions solved and shared, one adopted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from django.utils.translation import gettext as _

from fabrique.core.tabular import Cell
from fabrique.demo import geography
from fabrique.demo.communes import DemoCommune
from fabrique.demo.contours import DemoMap
from fabrique.demo.observing import bring
from fabrique.observe.actions.scenarios import ask_scenario, move_scenario, share_scenario
from fabrique.observe.actions.sites import fill_site_list, make_site_list, share_site_list
from fabrique.observe.calculating import settle_scenario
from fabrique.observe.enums import ScenarioKind, ScenarioState, SitePurpose, Veto
from fabrique.observe.models import Scenario, SiteList
from fabrique.observe.planning import SitesChoices, ToursChoices
from fabrique.observe.queries.sites import (
    located,
    rows_from_communes,
    rows_from_grid,
    rows_from_guide,
    rows_from_quarters,
)
from fabrique.observe.site_files import SiteRow
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation

# Cents: at a place of the guide, in the middle of a town or a neighbourhood, in a street.
AT_PLACE, IN_MIDDLE, IN_STREET = 2_400_00, 4_800_00, 6_500_00
FIFTY = 50
STREETS = (
    "Place du Marché", "Quai des Voiles", "Abribus de la Mairie", "Esplanade de la Gare", "Square du Phare",
    "Parvis de l’Église", "Port de plaisance", "Parc des Sables",
)  # fmt: skip
# One street site in so many bears each of these; a church is never fitted without asking the heritage.
VETOES = (
    (Veto.POWER, _("Aucun branchement à moins de 200 m.")),
    (Veto.ROAD, _("Trottoir trop étroit pour un mât.")),
    (Veto.HERITAGE, _("Abords d’un monument historique.")),
    (Veto.FIBRE, _("Pas de fibre avant deux ans.")),
)


def enter_scenarios(
    holder: Organisation,
    members: Sequence[DemoCommune],
    drawn: DemoMap,
    *,
    by: Account,
    today: date,
    seed: int,
) -> None:
    """Two lists of sites, two scenarios; once."""
    if SiteList.objects.of(holder).exists():
        return
    actor = act_for(by, holder)
    _bring_quarters(holder, members, drawn, by=by, today=today)
    random = np.random.default_rng(seed + 2)
    inside = [one for one in members if one.epci]
    middles = [*rows_from_communes(), *rows_from_quarters()]
    known = _inside([*rows_from_guide(existing=False), *middles], inside)
    outdoor = _listed(
        holder,
        _("Accès libre en plein air : emplacements possibles"),
        SitePurpose.OUTDOOR,
        [*_priced(known), *_streets(inside, random), *_estates(drawn)],
        by,
    )
    stops = _listed(
        holder,
        _("Arrêts possibles du bus numérique"),
        SitePurpose.STOP,
        _by_road([*middles, *_markets(members)], members),
        by,
    )
    count = min(FIFTY, 2 * len(inside) + 2)
    title, question = _("Des points d’accès libre en cinq ans"), ""
    if count == FIFTY:
        title = _("Cinquante points d’accès libre en cinq ans")
        question = _(
            "Où installer cinquante points d’accès libre en plein air, dix par an, dont un tiers en quartier "
            "prioritaire ?"
        )
    choices = SitesChoices(count=count, years=5, qpv_sites=100 / 3).as_json()
    points = _solved(holder, outdoor, ScenarioKind.SITES, title, question, choices, actor)
    if points.state == ScenarioState.SOLVED:
        move_scenario(scenario=points, verb="adopt", by=actor)
    if len(members) > len(inside):  # one van is not for sixteen territories
        return
    latitude, longitude = _at(members[0].seeds[0])
    _solved(
        holder,
        stops,
        ScenarioKind.TOURS,
        _("Le bus numérique, quatre jours par semaine"),
        _("Un véhicule peut-il passer dans chaque commune une fois par quinzaine, en sortant quatre jours "
          "par semaine ?"),
        ToursChoices(depot=(latitude, longitude), depot_name=members[0].name).as_json(),
        actor,
    )  # fmt: skip


def _solved(
    holder: Organisation,
    site_list: SiteList,
    kind: str,
    title: str,
    question: str,
    choices: dict[str, object],
    actor: Account,
) -> Scenario:
    """Ask, solve at once, share."""
    asked = ask_scenario(
        organisation=holder,
        site_list=site_list,
        kind=kind,
        title=title,
        question=question,
        choices=choices,
        by=None,
        reader=actor,
    )
    found = settle_scenario(asked, by=actor)
    return share_scenario(scenario=found, shared=True, by=actor)


def _bring_quarters(
    holder: Organisation, members: Sequence[DemoCommune], drawn: DemoMap, *, by: Account, today: date
) -> None:
    """How many live in each priority neighbourhood: a tenth of its commune, more or less by its ground."""
    people = {one.code: one.population for one in members}
    rows: list[list[Cell]] = []
    for one in drawn.neighbourhoods:
        count = max(round(people[one.commune_code] * 0.07, -1), 400)
        poor, income, foreign = 41.5, 13_900, 14.0
        rows.append([one.code, one.name, count, poor, income, foreign, count // 4, count // 2, count // 12])
    header = ("code_qp", "nom_qp", "pop_mun", "tp60", "disp_q2", "tx_tot_et", "a", "percou", "abcde")
    if rows:
        producer = _("Institut de l’Estuaire, chiffres inventés")
        year = str(today.year - 3)
        bring(
            "quartiers_prioritaires.csv",
            header,
            rows,
            holder,
            by,
            shared=True,
            producer=producer,
            vintage=year,
        )


def _listed(holder: Organisation, title: str, purpose: str, rows: Sequence[SiteRow], by: Account) -> SiteList:
    made = make_site_list(organisation=holder, title=title, purpose=purpose, by=by)
    fill_site_list(site_list=made, rows=rows, by=by)
    return share_site_list(site_list=made, shared=True, by=by)


def _inside(rows: Sequence[SiteRow], members: Sequence[DemoCommune]) -> list[SiteRow]:
    codes = {one.code for one in members}
    areas = located(rows)
    return [row for row, (commune, _quarter) in zip(rows, areas, strict=True) if commune in codes]


def _priced(rows: Sequence[SiteRow]) -> list[SiteRow]:
    return [replace(one, cost_cents=AT_PLACE if one.place else IN_MIDDLE) for one in rows]


def _at(kilometres: tuple[float, float]) -> tuple[float, float]:
    """Latitude and longitude of a point of the invented plane."""
    longitude, latitude = geography.degrees(np.array([kilometres]))[0]
    return float(latitude), float(longitude)


def _streets(members: Sequence[DemoCommune], random: np.random.Generator) -> list[SiteRow]:
    """Street sites around each town, the larger the more; one in three bears a veto."""
    found: list[SiteRow] = []
    for commune in members:
        count = int(np.clip(commune.population // 6_000, 1, len(STREETS)))
        for rank, name in enumerate(STREETS[:count]):
            east, north = commune.seeds[0]
            reach = 0.3 + 0.9 * np.sqrt(commune.population / 50_000)
            latitude, longitude = _at((east + random.normal(0, reach), north + random.normal(0, reach)))
            number = len(found)
            veto = VETOES[number // 3 % len(VETOES)] if number % 3 == 2 else None
            found.append(
                SiteRow(
                    key=f"rue-{commune.code}-{rank}",
                    name=f"{name}, {commune.name}",
                    latitude=latitude,
                    longitude=longitude,
                    cost_cents=IN_STREET,
                    vetoes=({"by": veto[0].value, "note": str(veto[1])},) if veto else (),
                )
            )
    return found


def _estates(drawn: DemoMap) -> list[SiteRow]:
    """At the foot of the blocks of each neighbourhood: three points of a grid."""
    grid = [one for one in rows_from_grid() if one.key.startswith("grille-")]
    found = []
    for quarter in drawn.neighbourhoods:
        near = [one for one in grid if one.key.startswith(f"grille-{quarter.code}-")]
        for rank, one in enumerate(near[:: max(len(near) // 3, 1)][:3]):
            name = f"Pied d’immeuble, {quarter.name}"
            found.append(replace(one, key=f"pied-{quarter.code}-{rank}", name=name, cost_cents=IN_STREET))
    return found


def _by_road(stops: Sequence[SiteRow], members: Sequence[DemoCommune]) -> list[SiteRow]:
    """No ferry takes the van to the island."""
    isles = {one.code for one in members if one.seeds[0][0] < -18}
    veto = {"by": Veto.OTHER.value, "note": _("Le bac ne prend pas le véhicule.")}
    areas = located(stops)
    return [
        replace(one, vetoes=(veto,)) if commune in isles else one
        for one, (commune, _quarter) in zip(stops, areas, strict=True)
    ]


def _markets(members: Sequence[DemoCommune]) -> list[SiteRow]:
    """The market place of each town; those of the largest take no van on market mornings."""
    found = []
    for commune in members:
        latitude, longitude = _at(commune.seeds[0])
        hours = "mar,jeu,ven 08:00-18:00; mer 14:00-18:00" if commune.population > 20_000 else ""
        name = f"Place du Marché, {commune.name}"
        found.append(SiteRow(f"marche-{commune.code}", name, latitude, longitude, opens=hours))
    return found
