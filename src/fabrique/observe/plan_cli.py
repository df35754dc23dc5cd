"""``fabrique observe plan``: ask where to act in this instance, and wait for the answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import click
from django.core.management import call_command

from fabrique.core import progress
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions.scenarios import ask_scenario, share_scenario
from fabrique.observe.actions.sites import fill_site_list, make_site_list, share_site_list
from fabrique.observe.calculating import settle_scenario
from fabrique.observe.composing.scenario_words import reading_of
from fabrique.observe.enums import ScenarioKind, ScenarioState, SitePurpose
from fabrique.observe.models import Scenario, SiteList
from fabrique.observe.planning import SitesChoices, ToursChoices
from fabrique.observe.queries import sites
from fabrique.observe.queries.scenarios import own_communes
from fabrique.observe.site_files import SiteRow
from fabrique.observe.standalone import observe
from fabrique.observe.standalone.places import length_typed
from fabrique.observe.standalone.tours.hours import days_of, span_of
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from fabrique.territory.naming import fold
from fabrique.territory.queries import commune_middles

SOURCES: dict[str, Callable[[], list[SiteRow]]] = {
    "places": partial(sites.rows_from_guide, existing=False),
    "communes": sites.rows_from_communes,
    "qpv": sites.rows_from_quarters,
    "grid": sites.rows_from_grid,
}
TITLES = {"sites": "Où ouvrir des lieux", "tours": "Par où passe le véhicule"}


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs a command for an organisation: it reads what its coordinators read."""

    organisation_id: UUID
    is_authenticated: bool = True
    roles: frozenset[str] = frozenset({Role.COORDINATOR})


@observe.command("plan", help="Chercher où agir dans cette instance : des lieux à ouvrir, ou une tournée.")
@click.option("--organisation", required=True, help="Nom de l’organisation qui demande.")
@click.option("--kind", type=click.Choice(["sites", "tours"]), default="sites", show_default=True,
              help="Ouvrir des lieux, ou faire tourner un véhicule.")  # fmt: skip
@click.option("--list", "listed", help="Titre d’une liste de sites de cette organisation.")
@click.option("--candidates", default="communes,qpv", show_default=True,
              help="Sans --list : parmi places, communes, qpv (les milieux), grid (une grille).")  # fmt: skip
@click.option("--title", help="Titre du scénario.")
@click.option("--count", type=click.IntRange(1), help="sites : combien ouvrir en tout.")
@click.option("--per-year", type=click.IntRange(1), help="sites : combien par an.")
@click.option("--qpv-share", type=click.FloatRange(0, 1), default=0.0, show_default=True,
              help="sites : part des ouvertures en quartier prioritaire.")  # fmt: skip
@click.option("--budget", type=click.FloatRange(0, min_open=True), help="sites : euros, en tout.")
@click.option("--radius", callback=length_typed, help="D’où l’on vient : 800m, 3km.")
@click.option("--depot", help="tours : une commune, ou latitude,longitude.")
@click.option("--days", default="mar,mer,jeu,ven", show_default=True, help="tours : jours de sortie.")
@click.option("--weeks", type=click.IntRange(1, 8), default=2, show_default=True, help="tours : le cycle.")
@click.option("--visits", type=click.IntRange(1, 8), default=1, show_default=True, help="tours : passages.")
@click.option("--shift", default="08:30-17:00", show_default=True, help="tours : heures de sortie.")
@click.option("--stay", type=click.IntRange(5, 720), default=90, show_default=True, help="tours : minutes.")
@click.option("--share", is_flag=True, help="Toutes les organisations du programme peuvent le voir.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def plan(organisation: str, kind: str, as_json: bool, **said: Any) -> None:
    """Ask, solve in the foreground, print."""
    begun = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    holder = Organisation.objects.filter(name=organisation).first()
    if holder is None:
        raise DomainRefusal(f"Aucune organisation ne s’appelle « {organisation} ».")
    choices = _tours(said) if kind == ScenarioKind.TOURS else _sites(said)
    with progress.told("Recherche d’un plan"):
        asked = ask_scenario(
            organisation=holder,
            site_list=_list(holder, kind, said),
            kind=kind,
            title=said["title"] or TITLES[kind],
            choices=choices,
            by=None,
            reader=Operator(holder.pk),
        )
        found = settle_scenario(asked, by=None)
    if found.state == ScenarioState.REFUSED:
        raise DomainRefusal(found.reason)
    if said["share"]:
        share_scenario(scenario=found, shared=True, by=None)
    seconds = round(time.perf_counter() - begun, 2)
    if as_json:
        click.echo(json.dumps(_facts(found, seconds), ensure_ascii=False, allow_nan=False))
        return
    for line in (*reading_of(found), f"{seconds:.1f} s."):
        click.echo(line)


def _list(holder: Organisation, kind: str, said: dict[str, Any]) -> SiteList:
    """The list that is named, else one drawn up now from what the instance knows."""
    if said["listed"]:
        found = SiteList.objects.of(holder).filter(title=said["listed"]).first()
        if found is None:
            known = ", ".join(f"« {one.title} »" for one in SiteList.objects.of(holder)[:20])
            raise DomainRefusal(
                f"Aucune liste ne s’appelle « {said['listed']} ». Il y a : {known or 'aucune'}."
            )
        return found
    wanted = [one.strip() for one in said["candidates"].split(",") if one.strip()]
    if not wanted or not set(wanted) <= set(SOURCES):
        raise click.BadParameter(f"écrivez parmi {', '.join(SOURCES)}.", param_hint="--candidates")
    purpose = SitePurpose.STOP if kind == ScenarioKind.TOURS else SitePurpose.OUTDOOR
    number = SiteList.objects.of(holder).count() + 1
    title = f"Sites possibles {number} : {', '.join(wanted)}"
    made = make_site_list(organisation=holder, title=title, purpose=purpose, by=None)
    rows = [row for one in dict.fromkeys(wanted) for row in SOURCES[one]()]
    fill_site_list(site_list=made, rows=rows, by=None)
    return share_site_list(site_list=made, shared=said["share"], by=None)


def _sites(said: dict[str, Any]) -> dict[str, Any]:
    count, each = said["count"], said["per_year"]
    if count is None and said["budget"] is None:
        raise click.UsageError("Indiquez combien de lieux (--count 50) ou quel budget (--budget 200000).")
    years = -(-count // each) if count and each else 1
    return SitesChoices(
        radius=said["radius"] or SitesChoices.radius,
        count=count,
        years=years,
        budget=said["budget"],
        qpv_sites=100 * said["qpv_share"],
    ).as_json()


def _tours(said: dict[str, Any]) -> dict[str, Any]:
    days, shift = days_of(said["days"]), span_of(said["shift"])
    if days is None or shift is None:
        raise click.UsageError("Écrivez des jours (mar,mer,jeu,ven) et des heures (08:30-17:00).")
    begins, ends = said["shift"].replace("h", ":").split("-")
    depot, name = _depot(said["depot"] or "")
    return ToursChoices(
        depot=depot,
        depot_name=name,
        days=days,
        weeks=said["weeks"],
        begins=begins.strip(),
        ends=ends.strip(),
        stay=said["stay"],
        visits=said["visits"],
        radius=said["radius"] or ToursChoices.radius,
    ).as_json()


def _depot(typed: str) -> tuple[tuple[float, float], str]:
    """A commune of the territory, or latitude,longitude."""
    names = own_communes()
    middles = commune_middles(names)
    for code, name in names.items():
        if fold(name) == fold(typed) and code in middles:
            return middles[code], name
    try:
        latitude, longitude = (float(part) for part in typed.split(","))
    except ValueError:
        told = "Indiquez d’où part le véhicule : --depot suivi d’une commune, ou de latitude,longitude."
        raise click.UsageError(told) from None
    return (latitude, longitude), typed


def _facts(found: Scenario, seconds: float) -> dict[str, Any]:
    people = found.inputs["people"]["people"]
    return {
        "scenario": str(found.pk),
        "title": found.title,
        "kind": found.kind,
        "inputs": found.inputs_digest,
        "demand_points": len(people),
        "candidate_sites": len(found.inputs["sites"]["ids"]),
        "told": found.inputs["told"],
        "reading": reading_of(found),
        "choices": found.choices,
        **found.result,
        "elapsed": seconds,
    }


commands: list[click.Command] = []  # it joins the group of the observatory
