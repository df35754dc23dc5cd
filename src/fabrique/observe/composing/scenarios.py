"""A scenario as a content: the answer first, then its maps and tables, then how it was made."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.composing.rounding import about, number, percent, tens
from fabrique.observe.composing.scenario_tables import COMMUNES, SITES, VISITS, first_day, tables_of
from fabrique.observe.composing.scenario_words import DAYS, reading_of
from fabrique.observe.content import Content, Figure, Map, Source
from fabrique.observe.enums import ScenarioKind
from fabrique.observe.models import Scenario
from fabrique.observe.queries.mapping import map_of_shares
from fabrique.observe.queries.scenarios import SETTLED
from fabrique.observe.queries.site_maps import Point, map_of_points
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import current_territory, latest_areas

KIND = "scenario"
MODELS = {
    "mclp": lazy("Le plan cherche à mettre le plus de personnes à portée d’un lieu (couverture maximale)."),
    "lscp": lazy("Le plan cherche le moins de lieux qui mettent à portée tous ceux qui peuvent l’être."),
    "capacitated": lazy(
        "Le plan cherche à donner une place au plus de personnes, sans dépasser chaque lieu."
    ),
    "pmedian": lazy("Le plan cherche la plus petite distance moyenne au lieu le plus proche."),
    "pcentre": lazy("Le plan cherche à rapprocher du lieu le plus proche celui qui en est le plus loin."),
}


def scenario_content(scenario: Scenario) -> Content:
    """All that a solved scenario says, to be published in any form. Refused before there is a plan.

    People are estimates: to the ten in tables, « environ » in sentences.
    """
    if scenario.state not in SETTLED:
        raise DomainRefusal(_("Ce scénario n’a pas de plan à publier."))
    territory = current_territory()
    return Content(
        kind=KIND,
        subject=str(scenario.pk),
        title=scenario.title,
        territory=territory.name if territory else "",
        made_on=timezone.localdate(scenario.solved_at).isoformat() if scenario.solved_at else "",
        reading=tuple(reading_of(scenario)),
        figures=tuple(_figures(scenario)),
        maps=tuple(_maps(scenario)),
        tables=tables_of(scenario),
        sources=tuple(_sources(scenario)),
        method=tuple(_method(scenario)),
        subtitle=scenario.question,
    )


def _figures(scenario: Scenario) -> list[Figure]:
    result = scenario.result
    people = Figure(
        _("personnes à portée"),
        about(result["covered"]),
        _("%(share)s du territoire") % {"share": percent(result["covered"], result["people"])},
    )
    if scenario.kind == ScenarioKind.TOURS:
        served = f"{result['communes_reached']} / {len(result['communes'])}"
        return [
            Figure(_("communes servies"), served),
            people,
            Figure(_("sorties par cycle"), str(len(result["days"]))),
            Figure(_("route par cycle"), f"{number(result['metres'] / 1000)} km"),
        ]
    in_quarters = _("dont %(n)d en quartier prioritaire") % {"n": result["sites_in_qpv"]}
    found = [Figure(_("lieux à ouvrir"), str(len(result["opened"])), in_quarters), people]
    if result["qpv_people"]:
        share = percent(result["qpv_covered"], result["qpv_people"])
        found.append(Figure(_("des habitants des quartiers prioritaires à portée"), share))
    gap = _("aucun") if result["proven"] else f"{number(max(100 * result['gap'], 0.1), 1)} %"
    return [*found, Figure(_("écart prouvé au meilleur plan, au plus"), gap)]


def _maps(scenario: Scenario) -> list[Map]:
    """Where the plan is, then the share of each commune's people who are reached."""
    return [*_map_of_plan(scenario), *_map_of_shares(scenario)]


def _map_of_plan(scenario: Scenario) -> list[Map]:
    held, result = scenario.inputs["sites"], scenario.result
    tours = scenario.kind == ScenarioKind.TOURS
    chosen = {one["site"] for one in result["visits"]} if tours else set(result["opened"])
    kept = set() if tours else set(result["kept"])
    marks = []
    for at, key in enumerate(held["ids"]):
        mark = ("stop" if tours else "new") if key in chosen else "open" if key in kept else ""
        if mark:
            marks.append(Point(held["latitude"][at], held["longitude"][at], held["names"][at], mark))
    if tours:
        latitude, longitude = scenario.choices["depot"]
        marks.append(Point(latitude, longitude, scenario.choices["depot_name"] or _("dépôt"), "depot"))
    title = _("Les arrêts du véhicule") if tours else _("Les lieux du plan")
    drawing = map_of_points(marks, "plan", title)
    return [Map.of(drawing, key="plan", table=VISITS if tours else SITES)] if drawing else []


def _map_of_shares(scenario: Scenario) -> list[Map]:
    names = scenario.inputs["communes"]
    shares = {
        one["code"]: 100 * one["covered"] / one["people"] if one["people"] else None
        for one in scenario.result["communes"]
    }
    said = {
        one["code"]: _("%(n)s à portée sur %(all)s")
        % {"n": number(tens(one["covered"])), "all": number(tens(one["people"]))}
        for one in scenario.result["communes"]
    }
    title = _("Part des personnes à portée, par commune")
    drawing = map_of_shares("portee", title, names, shares, said)
    if drawing is None:
        return []
    source = ", ".join(one.title for one in _sources(scenario))
    return [Map.of(drawing, key="portee", table=COMMUNES, source=source)]


def _sources(scenario: Scenario) -> list[Source]:
    names = ("title", "producer", "vintage", "licence", "url")
    found = [Source(**{name: one[name] for name in names}) for one in scenario.inputs["sources"]]
    if not found:
        found = [Source(_("Populations du code officiel géographique"), "Insee")]
    drawn = latest_areas(AreaKind.COMMUNE).order_by().values_list("source", "vintage").distinct()
    found += [
        Source(_("Contours des communes : %(file)s") % {"file": name}, vintage=year) for name, year in drawn
    ]
    listed = _("Liste de sites « %(title)s »") % {"title": scenario.site_list.title}
    return [*found, Source(listed, scenario.organisation.name)]


def _method(scenario: Scenario) -> list[str]:
    """How it was made, with what is estimated."""
    choices, points = scenario.choices, len(scenario.inputs["people"]["people"])
    said = list(scenario.inputs["told"])
    placed = _("Les personnes sont en %(n)s points ; leurs nombres sont arrondis à la dizaine.")
    said.append(placed % {"n": number(points)})
    if scenario.kind == ScenarioKind.TOURS:
        said.append(_tours_method(choices))
    else:
        said.append(str(MODELS[choices["model"]]))
        said.append(
            _("La portée est de %(n)d m en ligne droite : un détour à pied n’est pas compté.")
            % {"n": choices["radius"]}
        )
        said += _rules(choices)
    said.append(
        _("Les sites et les personnes ont été gardés tels qu’ils étaient (empreinte %(digest)s).")
        % {"digest": scenario.inputs_digest[:16]}
    )
    return said


def _rules(choices: dict[str, Any]) -> list[str]:
    rules = (
        ("qpv_sites", _("Au moins %(n)s %% des lieux ouverts sont en quartier prioritaire.")),
        ("qpv_people", _("Au moins %(n)s %% des habitants des quartiers prioritaires sont à portée.")),
        ("commune_people", _("Au moins %(n)s %% des habitants de chaque commune sont à portée.")),
        ("budget", _("Le budget est de %(n)s euros en tout.")),
    )
    said = [
        told % {"n": number(choices[name], choices[name] % 1 > 0)} for name, told in rules if choices[name]
    ]
    closing = _("Les lieux qui existent peuvent fermer, si d’autres font mieux.")
    return [*said, closing if choices["may_close"] else _("Les lieux qui existent restent ouverts.")]


def _tours_method(choices: dict[str, Any]) -> str:
    told = _(
        "Le véhicule part de %(depot)s, sort %(days)s, de %(begins)s à %(ends)s, et reste %(stay)d minutes à "
        "chaque arrêt. Les distances sont la ligne droite allongée de %(detour)d %%, les temps ceux de "
        "routes ordinaires : à vérifier avant d’annoncer des heures. Le calcul sert d’abord le "
        "plus de communes, puis le plus de personnes."
    )
    return told % {
        "depot": choices["depot_name"] or _("son dépôt"),
        "days": ", ".join(f"le {DAYS[day]}" for day in choices["days"]),
        "begins": choices["begins"],
        "ends": choices["ends"],
        "stay": choices["stay"],
        "detour": round(100 * (choices["detour"] - 1)),
    }


def calendar_of(scenario: Scenario) -> list[tuple[int, list[dict[str, Any]]]]:
    """A van's cycle to print, week by week: (week, its outings with their visits, in order)."""
    held, names = scenario.inputs["sites"], scenario.inputs["communes"]
    rank = {key: at for at, key in enumerate(held["ids"])}
    weeks: dict[int, list[dict[str, Any]]] = {}
    for day in scenario.result["days"]:
        visits = [
            {**one, "name": held["names"][rank[one["site"]]], "town": names[one["commune"]]}
            for one in scenario.result["visits"]
            if (one["week"], one["day"]) == (day["week"], day["day"])
        ]
        outing = {**day, "on": first_day(scenario, day), "km": round(day["metres"] / 1000), "visits": visits}
        weeks.setdefault(day["week"], []).append(outing)
    return sorted(weeks.items())
