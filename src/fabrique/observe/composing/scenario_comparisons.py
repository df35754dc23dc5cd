"""Two scenarios of one territory side by side: people, communes, cost, hours."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.ui.formats import money, typeset
from fabrique.observe.composing.rounding import about, number, percent, tens
from fabrique.observe.composing.scenario_words import listed
from fabrique.observe.content import Cell, Column, Content, Table
from fabrique.observe.enums import Level, ScenarioKind
from fabrique.observe.models import Scenario
from fabrique.observe.planning import Compared, compared
from fabrique.observe.queries.scenarios import plan_of
from fabrique.territory.queries import current_territory

KIND = "comparison"
SIDE_BY_SIDE, COMMUNES = "cote-a-cote", "communes"


def comparison_content(first: Scenario, second: Scenario) -> Content:
    """What changes from one plan to the other. People are estimates, to the ten."""
    found = compared(plan_of(first), plan_of(second))
    territory = current_territory()
    solved = max(one.solved_at for one in (first, second) if one.solved_at)
    return Content(
        kind=KIND,
        subject=f"{first.pk} {second.pk}",
        title=_("« %(one)s » et « %(two)s »") % {"one": first.title, "two": second.title},
        territory=territory.name if territory else "",
        made_on=timezone.localdate(solved).isoformat(),
        reading=tuple(typeset(one) for one in _reading(first, second, found)),
        tables=(_side_by_side(first, second), _communes(first, second, found)),
        method=tuple(_method(first, second)),
    )


def _reading(first: Scenario, second: Scenario, found: Compared) -> list[str]:
    said = [_more(first, second)]
    if found.same_people:
        told = _(
            "%(both)s personnes sont à portée dans les deux ; %(first)s dans le premier seul ; %(second)s "
            "dans le second seul ; %(none)s dans aucun."
        ) % {
            "both": about(found.both),
            "first": about(found.first_only),
            "second": about(found.second_only),
            "none": about(found.neither),
        }
        said.append(told[0].upper() + told[1:])
    else:
        said.append(
            _("Les deux scénarios ne partent pas des mêmes personnes : on ne sait pas qui est dans les deux.")
        )
    if found.common is not None:
        said.append(_("Ils ont %(n)d sites en commun.") % {"n": found.common})
        for names, told in (
            (found.dropped, _("Le premier seul a : %(names)s.")),
            (found.added, _("Le second seul a : %(names)s.")),
        ):
            if names:
                said.append(told % {"names": listed(sorted(names))})
    if first.kind != second.kind:
        said.append(
            _("L’un ouvre des lieux tous les jours, l’autre passe quelques heures par cycle : être à portée "
              "n’y veut pas dire la même chose.")
        )  # fmt: skip
    return said


def _more(first: Scenario, second: Scenario) -> str:
    one, two = first.result["covered"], second.result["covered"]
    if abs(one - two) < 5:
        return _("Les deux plans mettent autant de personnes à portée.")
    best, other = (first, second) if one > two else (second, first)
    told = _("« %(title)s » met %(n)s personnes de plus à portée que « %(other)s ».")
    return told % {"title": best.title, "n": about(abs(one - two)), "other": other.title}


def _side_by_side(first: Scenario, second: Scenario) -> Table:
    """A line for each thing that can be said of both, in words."""
    sides = [_facts(one) for one in (first, second)]
    labels = [
        _("Ce que c’est"), _("Sites ouverts, ou arrêts"), _("Portée"), _("Personnes à portée"),
        _("Part du territoire"), _("Quartiers prioritaires, part à portée"),
        _("Communes où quelqu’un est à portée"),
        _("Coût des ouvertures"), _("Heures dehors par cycle"), _("Écart prouvé au meilleur plan"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (label, *(side[at] for side in sides)) for at, label in enumerate(labels) if any(s[at] for s in sides)
    ]
    columns = (
        Column("quoi", _("Ce qu’on compare")),
        Column("premier", first.title),
        Column("second", second.title),
    )
    return Table(SIDE_BY_SIDE, _("Côte à côte"), columns, tuple(rows))


def _facts(one: Scenario) -> list[str]:
    result, tours = one.result, one.kind == ScenarioKind.TOURS
    sites = {visit["site"] for visit in result["visits"]} if tours else result["opened"]
    reached = sum(1 for each in result["communes"] if each["covered"])
    quarters = percent(result["qpv_covered"], result["qpv_people"]) if result["qpv_people"] else ""
    gap = _("aucun : c’est le meilleur") if result["proven"] else ""
    if not gap:
        gap = _("non prouvé") if tours else f"{number(max(100 * result['gap'], 0.1), 1)} %"
    return [
        one.get_kind_display(),
        str(len(sites)),
        f"{one.choices['radius']:.0f} m",
        about(result["covered"]),
        percent(result["covered"], result["people"]),
        quarters,
        f"{reached} / {len(result['communes'])}",
        "—" if tours or not result["cost_cents"] else money(result["cost_cents"]),
        number(result["seconds"] / 3600) if tours else "—",
        gap,
    ]


def _communes(first: Scenario, second: Scenario, found: Compared) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.code,
            one.name,
            tens(one.people),
            tens(one.first),
            tens(one.second),
            tens(one.second) - tens(one.first),
        )
        for one in found.communes
    ]
    people = _("personnes")
    columns = (
        Column("id", _("Code"), fits=False),
        Column("nom", _("Commune")),
        Column("personnes", _("Personnes"), people, 0),
        Column("premier", _("À portée, premier"), people, 0),
        Column("second", _("À portée, second"), people, 0),
        Column("difference", _("Différence"), people, 0),
    )
    note = _("Les communes où les deux plans diffèrent le plus sont les premières.")
    return Table(COMMUNES, _("Commune par commune"), columns, tuple(rows), Level.COMMUNE, note)


def _method(first: Scenario, second: Scenario) -> list[str]:
    said = [_("Les nombres de personnes sont des estimations, arrondies à la dizaine.")]
    if first.choices["radius"] != second.choices["radius"]:
        said.append(_("Les deux plans n’ont pas la même portée : cela change autant que leurs sites."))
    return said
