"""A set of rules: read from its published text, checked, and never guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums.asking import URGENCIES, Criterion, Use
from fabrique.equip.enums.kinds import DeviceKind

DEFAULT = Path(__file__).with_name("default.toml")
MEASURES = ("ram_mb", "storage_gb", "cpu_mark")
PENALTIES = ("other_kind", "short", "ample", "unknown")
MOST = 1000
LONGEST = 20_000  # signs of the text
LONGEST_OVERTAKING = 730  # days: published rules let nobody be overtaken by whoever asks later than that


@dataclass(frozen=True, slots=True)
class UseRule:
    """The kinds that do for a use, the best first; for each measure, the least and what is comfortable."""

    kinds: tuple[str, ...]
    measures: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """``criteria``: points of each; ``fit``: the best fit and what is taken from it (``PENALTIES``)."""

    version: str
    title: str
    points_per_day: int
    criteria: Mapping[str, int]
    light_g: int
    large_screen_tenths: int
    fit: Mapping[str, int]
    uses: Mapping[str, UseRule]

    @property
    def longest_overtaking(self) -> int:
        """After how many days nobody who asks then can pass before: the most that criteria give, in days.

        Each day gives the same points to all who wait; a request made so many days later, had it every
        criterion (of the urgencies one, they exclude each other) and the first none, would come just behind.
        """
        others = sum(points for code, points in self.criteria.items() if code not in URGENCIES)
        urgent = max((points for code, points in self.criteria.items() if code in URGENCIES), default=0)
        return -(-(others + urgent) // self.points_per_day)


def read_rules(text: str) -> RuleSet:
    """The rules that a text says. Raises ``DomainRefusal`` (field ``text``) with what to mend, and where."""
    if len(text) > LONGEST:
        raise _refused(_("Ce texte est trop long : %(most)s signes au plus.") % {"most": LONGEST})
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 4,300 figures, a thousand brackets
        said = _("Ce texte n’est pas du TOML : %(error)s. Reprenez les règles livrées comme modèle.")
        raise _refused(said % {"error": error}) from None
    constraints = _part(data, "constraints")
    fit = _part(data, "fit")
    uses = _part(data, "uses")
    return RuleSet(
        version=_words(data, "version", 20),
        title=_words(data, "title", 120),
        points_per_day=_whole(data, "points_per_day", 1, where=""),
        criteria=_criteria(_part(data, "criteria")),
        light_g=_whole(constraints, "light_g", 1, where="constraints", most=50_000),
        large_screen_tenths=_whole(constraints, "large_screen_tenths", 1, where="constraints"),
        fit={"best": _whole(fit, "best", 1, where="fit")}
        | {name: _whole(fit, name, 0, where="fit") for name in PENALTIES},
        uses={use.value: _use(_part(uses, use.value, "uses"), use.value) for use in Use},
    )


def _criteria(data: Mapping[str, Any]) -> dict[str, int]:
    if unknown := sorted(set(data) - set(Criterion.values)):
        known = ", ".join(Criterion.values)
        said = _("[criteria] « %(name)s » n’est pas un critère connu. Ceux qui le sont : %(known)s.")
        raise _refused(said % {"name": unknown[0], "known": known})
    return {name: _whole(data, name, 0, where="criteria") for name in Criterion.values if name in data}


def _use(data: Mapping[str, Any], name: str) -> UseRule:
    where, kinds = f"uses.{name}", data.get("kinds")
    if not isinstance(kinds, list) or not kinds or not set(map(str, kinds)) <= set(DeviceKind.values):
        said = _("[%(where)s] « kinds » est une liste de sortes d’appareils, comme « laptop ».")
        raise _refused(said % {"where": where})
    measures = {}
    for measure in MEASURES:
        pair = data.get(measure)
        if not isinstance(pair, list) or len(pair) != 2 or not all(type(each) is int for each in pair):
            said = _("[%(where)s] « %(name)s » a deux nombres : [le moins, le confortable].")
            raise _refused(said % {"where": where, "name": measure})
        if not 0 <= pair[0] <= pair[1] <= 1_000_000:
            said = _("[%(where)s] « %(name)s » : le moins vient avant le confortable.")
            raise _refused(said % {"where": where, "name": measure})
        measures[measure] = (pair[0], pair[1])
    return UseRule(tuple(dict.fromkeys(map(str, kinds))), measures)


def _part(data: Mapping[str, Any], name: str, inside: str = "") -> Mapping[str, Any]:
    found = data.get(name)
    if not isinstance(found, dict):
        said = _("Il manque la partie [%(name)s].") % {"name": f"{inside}.{name}" if inside else name}
        raise _refused(said)
    return found


def _words(data: Mapping[str, Any], name: str, most: int) -> str:
    found = data.get(name)
    if not isinstance(found, str) or not found.strip() or len(found) > most:
        said = _("« %(name)s » est un texte de %(most)s signes au plus.")
        raise _refused(said % {"name": name, "most": most})
    return found.strip()


def _whole(data: Mapping[str, Any], name: str, least: int, *, where: str, most: int = MOST) -> int:
    found = data.get(name)
    if type(found) is not int or not least <= found <= most:
        said = _("%(where)s« %(name)s » est un nombre entier, de %(least)s à %(most)s.")
        place = f"[{where}] " if where else ""
        raise _refused(said % {"where": place, "name": name, "least": least, "most": most})
    return found


def _refused(message: str) -> DomainRefusal:
    return DomainRefusal(message, field="text")
