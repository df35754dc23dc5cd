"""People weighted by an index: how probable it is that their area is among the most fragile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.cartography import words
from fabrique.observe.enums import Level
from fabrique.observe.models import IndexRun
from fabrique.observe.packing import unpack_arrays
from fabrique.observe.planning import People
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import area_tree

WEIGHS = (Level.COMMUNE, Level.IRIS, Level.QPV, Level.EPCI)


def weighed(people: People, run: IndexRun) -> tuple[People, str]:
    """The same people with the weight of each point, and the sentence that says it.

    An area that the index could not rank has the share of those that are called the most fragile, so that it
    counts for what is known of it: nothing. Outside of any neighbourhood, an index of neighbourhoods is 0.
    """
    if run.level not in WEIGHS:
        raise DomainRefusal(_("Cet indice n’est pas par commune, par îlot ni par quartier."), field="run")
    chances = unpack_arrays(run.results)["p_top"]
    known = {code: float(one) for code, one in zip(run.areas, chances, strict=True) if np.isfinite(one)}
    keys, usual = _keys(people, run.level), float(run.summary["top_share"])
    weight = np.array([_weight(key, known, usual, level=run.level) for key in keys])
    lost = float(people.people[[_unranked(key, known, run.level) for key in keys]].sum())
    told = _(
        "Chaque personne compte autant qu’il est probable que sa zone soit parmi les plus fragiles selon "
        "« %(title)s » : le plan atteint le plus grand nombre, en moyenne sur tous les tirages de l’indice."
    ) % {"title": run.definition.title}
    if lost:
        told += " " + _(
            "Environ %(n)s personnes vivent dans une zone que l’indice ne classe pas : elles comptent pour "
            "%(share)d %%, comme une zone dont on ne sait rien."
        ) % {"n": words.number(10 * round(lost / 10) or 10), "share": round(100 * usual)}
    return replace(people, weight=weight), told


def _keys(people: People, level: str) -> Sequence[str]:
    """The area of each point, "" for none."""
    if level == Level.COMMUNE:
        return people.commune
    if level == Level.EPCI:
        known = cog()
        groups = {code: one.epci for code in set(people.commune) if (one := known.commune(code))}
        return [groups.get(code, "") for code in people.commune]
    kind = AreaKind.IRIS if level == Level.IRIS else AreaKind.QPV
    return area_tree(kind).codes_at(people.latitude, people.longitude)


def _unranked(key: str, known: dict[str, float], level: str) -> bool:
    return key not in known and not (level == Level.QPV and not key)


def _weight(key: str, known: dict[str, float], usual: float, *, level: str) -> float:
    if key in known:
        return known[key]
    return usual if _unranked(key, known, level) else 0.0
