"""What a plan says in sentences, the surest and the most useful first; never more than is proven."""

from __future__ import annotations

import math
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from fabrique.core.ui.formats import distance, money, typeset
from fabrique.kernels.siting.tours import Reason
from fabrique.observe.composing.rounding import about, number, percent, tens
from fabrique.observe.enums import ScenarioKind, Veto
from fabrique.observe.models import Scenario
from fabrique.observe.planning.touring import VETOED
from fabrique.observe.standalone.tours.command import WHY

NAMED = 6
DAYS: dict[str, str | Promise] = {
    "lun": lazy("lundi"), "mar": lazy("mardi"), "mer": lazy("mercredi"), "jeu": lazy("jeudi"),
    "ven": lazy("vendredi"), "sam": lazy("samedi"), "dim": lazy("dimanche"),
}  # fmt: skip


def veto_label(codes: str) -> str:
    """Who says no, in words: codes joined by « + »; "" for all of them."""
    return " + ".join(Veto(code).label for code in codes.split("+")) if codes else _("tous à la fois")


def reason_label(code: str) -> str:
    """Why the van leaves a commune."""
    if code == VETOED:
        return _("ses arrêts possibles sont tous sous veto")
    return WHY[Reason(code)]


def reading_of(scenario: Scenario) -> list[str]:
    """The answer of a solved scenario."""
    result = scenario.result
    if scenario.kind == ScenarioKind.TOURS:
        said = [_served(result, scenario.choices), _near_stops(result, scenario.choices)]
        said += _left_communes(result, scenario.inputs["communes"])
        said += [_tours_proof(result), _driven(result, scenario.choices)]
    else:
        said = [
            _reached(result, scenario.choices),
            *_by_model(result),
            *_quarters(result),
            *_weighed(result),
            _left(result),
        ]
        said += [*_none_near(result, scenario.inputs["communes"]), sites_proof(result), *_stopped(result)]
        said += [*_years(result), *_vetoes(result), *_cost(result)]
    return [typeset(one) for one in said if one]


def _reached(result: dict[str, Any], choices: dict[str, Any]) -> str:
    opened, kept = len(result["opened"]), len(result["kept"])
    what = ngettext("%(n)d lieu à ouvrir", "%(n)d lieux à ouvrir", opened) % {"n": opened}
    if kept:
        what += " " + ngettext("et %(n)d déjà ouvert", "et %(n)d déjà ouverts", kept) % {"n": kept}
    over = choices["years"] if result["years"] else 0
    when = _(" en %(n)d ans") % {"n": over} if over > 1 else ""
    told = _(
        "Avec %(what)s%(when)s, %(covered)s personnes sur %(people)s auraient un lieu à moins de %(radius)s, "
        "à vol d’oiseau : %(share)s."
    )
    return told % {
        "what": what,
        "when": when,
        "covered": about(result["covered"]),
        "people": number(tens(result["people"])),
        "radius": _length(choices["radius"]),
        "share": percent(result["covered"], result["people"]),
    }


def _by_model(result: dict[str, Any]) -> list[str]:
    """What the other models count: places, distances."""
    if result["model"] == "capacitated":
        return [_("%(n)s personnes y auraient une place.") % {"n": about(result["objective"]).capitalize()}]
    if "mean_metres" not in result:
        return []
    told = _(
        "Le lieu le plus proche serait à %(mean)s en moyenne, et à %(far)s pour la personne la plus loin."
    )
    values = {"mean": _length(result["mean_metres"]), "far": _length(result["farthest_metres"])}
    return [told % values]


def _length(metres: float) -> str:
    return f"{metres:.0f}\u00a0m" if metres < 1000 else distance(metres)


def _quarters(result: dict[str, Any]) -> list[str]:
    if not result["qpv_people"]:
        return []
    told = ngettext(
        "%(n)d de ces lieux est en quartier prioritaire.",
        "%(n)d de ces lieux sont en quartier prioritaire.",
        result["sites_in_qpv"],
    ) % {"n": result["sites_in_qpv"]}
    people = _(
        "Parmi les %(people)s personnes qui vivent dans ces quartiers, %(covered)s auraient un lieu à leur "
        "portée (%(share)s)."
    ) % {
        "covered": about(result["qpv_covered"]),
        "people": number(tens(result["qpv_people"])),
        "share": percent(result["qpv_covered"], result["qpv_people"]),
    }
    return [f"{told} {people}"]


def _weighed(result: dict[str, Any]) -> list[str]:
    if not result["weighed"]:
        return []
    told = _(
        "Parmi elles, %(covered)s vivraient dans une des zones les plus fragiles, sur %(people)s, en moyenne "
        "sur les tirages de l’indice."
    )
    held = result["weighed"]
    return [told % {"covered": about(held["covered"]), "people": about(held["people"])}]


def _left(result: dict[str, Any]) -> str:
    left = result["left"]
    parts = [
        (left["could_be"], _("%(n)s que d’autres sites de la liste atteindraient")),
        (left["only_vetoed"], _("%(n)s que seuls des sites sous veto atteindraient")),
        (left["out_of_reach"], _("%(n)s qu’aucun site de la liste n’atteint")),
    ]
    said = [told % {"n": about(people)} for people, told in parts if people >= 0.5]
    if not said:
        return _("Personne n’est laissé sans lieu à portée.")
    total = sum(people for people, _told in parts)
    return _("Il laisse %(n)s personnes sans lieu à portée : %(parts)s.") % {
        "n": about(total),
        "parts": " ; ".join(said),
    }


def _none_near(result: dict[str, Any], names: dict[str, str]) -> list[str]:
    """The communes in which nobody is reached."""
    bare = sorted(names[one["code"]] for one in result["communes"] if one["people"] and not one["covered"])
    if not bare:
        return []
    told = ngettext(
        "Dans %(n)d commune, personne n’aurait de lieu à portée : %(names)s.",
        "Dans %(n)d communes, personne n’aurait de lieu à portée : %(names)s.",
        len(bare),
    )
    return [told % {"n": len(bare), "names": listed(bare)}]


def listed(names: list[str]) -> str:
    """The first names, and how many others."""
    more = len(names) - NAMED
    said = ", ".join(names[:NAMED])
    if more <= 0:
        return said
    others = ngettext("et %(n)d autre", "et %(n)d autres", more) % {"n": more}
    return f"{said} {others}"


def sites_proof(result: dict[str, Any]) -> str:
    """How far from the best the plan can be, in plain words."""
    if result["proven"] or result["gap"] < 5e-5:
        return _("C’est prouvé : avec ces sites et ces règles, aucun autre plan ne fait mieux.")
    share = number(math.ceil(1000 * result["gap"]) / 10, 1)  # upwards: it is a bound
    return _(
        "On ne sait pas s’il existe un meilleur plan ; il est prouvé qu’aucun ne ferait mieux de plus de "
        "%(share)s %%."
    ) % {"share": share}


def _stopped(result: dict[str, Any]) -> list[str]:
    """That the search ended for lack of time: what was not searched to its end."""
    if "stopped_after" not in result:
        return []
    minutes = max(1, round(result["stopped_after"] / 60))
    told = ngettext(
        "Le calcul a été arrêté après %(n)d minute : %(what)s",
        "Le calcul a été arrêté après %(n)d minutes : %(what)s",
        minutes,
    )
    what = _(
        "ce plan est le meilleur trouvé d’ici là. Avec moins de sites, d’années ou de parts à couvrir, il "
        "irait plus loin."
    )
    if result["proven"]:
        what = _("l’ordre des ouvertures, ou ce que coûtent les vetos, n’a pas été cherché jusqu’au bout.")
    return [told % {"n": minutes, "what": what}]


def _years(result: dict[str, Any]) -> list[str]:
    if len(result["years"]) < 2:
        return []
    first, last = result["years"][0], result["years"][-1]
    told = _(
        "Les lieux qui comptent le plus ouvrent d’abord : %(first)s personnes dès la première année, "
        "%(last)s la %(n)de."
    )
    said = told % {"first": about(first["covered"]), "last": about(last["covered"]), "n": last["year"]}
    return [said]


def _vetoes(result: dict[str, Any]) -> list[str]:
    """What the dearest vetoes cost; all of them are in the table."""
    costly = [one for one in result["vetoes"] if one["veto"] and one["gain"] >= 10]
    if not costly or result["unit"] != "people":
        return []
    worst = max(costly, key=lambda one: one["gain"])
    told = ngettext(
        "Le veto qui coûte le plus est « %(veto)s », sur %(n)d site : sans lui, %(gain)s personnes de plus.",
        "Le veto qui coûte le plus est « %(veto)s », sur %(n)d sites : sans lui, %(gain)s personnes de plus.",
        worst["sites"],
    )
    values = {"veto": veto_label(worst["veto"]), "n": worst["sites"], "gain": about(worst["gain"])}
    return [told % values]


def _cost(result: dict[str, Any]) -> list[str]:
    if not result["cost_cents"]:
        return []
    return [
        _("Ces ouvertures coûteraient %(cost)s.") % {"cost": money(100 * round(result["cost_cents"] / 100))}
    ]


def _served(result: dict[str, Any], choices: dict[str, Any]) -> str:
    count = len(result["communes"])
    told = ngettext(
        "Le véhicule sert %(n)d commune sur %(all)d, %(visits)s par %(cycle)s.",
        "Le véhicule sert %(n)d communes sur %(all)d, %(visits)s par %(cycle)s.",
        result["communes_reached"],
    )
    times = ngettext("%(n)d fois", "%(n)d fois", choices["visits"]) % {"n": choices["visits"]}
    return told % {
        "n": result["communes_reached"],
        "all": count,
        "visits": times,
        "cycle": _cycle(choices),
    }


def _cycle(choices: dict[str, Any]) -> str:
    weeks = choices["weeks"]
    return _("semaine") if weeks == 1 else _("cycle de %(weeks)d semaines") % {"weeks": weeks}


def _near_stops(result: dict[str, Any], choices: dict[str, Any]) -> str:
    told = _("%(covered)s personnes sur %(people)s vivent à moins de %(radius)s d’un arrêt : %(share)s.")
    said = told % {
        "covered": about(result["covered"]),
        "people": number(tens(result["people"])),
        "radius": _length(choices["radius"]),
        "share": percent(result["covered"], result["people"]),
    }
    return said[0].upper() + said[1:]


def _left_communes(result: dict[str, Any], names: dict[str, str]) -> list[str]:
    """The communes that lack a visit, by reason."""
    by_reason: dict[str, list[str]] = {}
    for one in result["left"]:
        by_reason.setdefault(one["reason"], []).append(names[one["commune"]])
    return [
        _("Laissées : %(names)s ; %(reason)s.")
        % {"names": listed(sorted(held)), "reason": reason_label(reason)}
        for reason, held in by_reason.items()
    ]


def _tours_proof(result: dict[str, Any]) -> str:
    if result["proven"]:
        return _("C’est prouvé : avec ces jours et ces arrêts, aucune tournée ne sert plus de communes.")
    told = _(
        "On ne sait pas si une autre tournée en servirait plus ; il est prouvé qu’aucune n’en servirait plus "
        "de %(n)d."
    )
    return told % {"n": result["bound"]}


def _driven(result: dict[str, Any], choices: dict[str, Any]) -> str:
    days = len(result["days"])
    told = ngettext(
        "Par %(cycle)s : %(n)d sortie, %(km)s km et %(hours)s h dehors.",
        "Par %(cycle)s : %(n)d sorties, %(km)s km et %(hours)s h dehors.",
        days,
    )
    return told % {
        "cycle": _cycle(choices),
        "n": days,
        "km": number(result["metres"] / 1000),
        "hours": number(result["seconds"] / 3600),
    }
