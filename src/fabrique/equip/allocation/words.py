"""Why her, why this device, what would change it: in French, from the figures that decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.utils.translation import ngettext

from fabrique.core.ui import formats
from fabrique.equip.allocation.ranking import Ranked
from fabrique.equip.allocation.rules import RuleSet
from fabrique.equip.allocation.sharing import AREA, HOUSEHOLD, Line
from fabrique.equip.enums.asking import URGENCIES, Constraint, Criterion
from fabrique.equip.enums.kinds import DeviceKind
from fabrique.kernels.matching.priority import Outcome

# What takes points from a fit, and what stops a device.
COSTS = {
    "kind": marked("ce n’est pas la sorte qui va le mieux"),
    "ram_mb": marked("mémoire"),
    "storage_gb": marked("stockage"),
    "cpu_mark": marked("puissance du processeur"),
    "light": marked("poids"),
    "large_screen": marked("taille de l’écran"),
    "windows": marked("Windows 11"),
}
STOPS = {
    "use": marked("une sorte d’appareil qui convient à l’usage"),
    "programme": marked("une sorte d’appareil que donne ce programme"),
    "ram_mb": marked("assez de mémoire"),
    "storage_gb": marked("assez de stockage"),
    "cpu_mark": marked("un processeur assez rapide"),
    "refused": marked("un autre appareil que celui qui a été refusé"),
} | {each.value: each.label.lower() for each in Constraint}


@dataclass(frozen=True, slots=True)
class Reasons:
    """Three lists of sentences."""

    person: tuple[str, ...]
    device: tuple[str, ...]
    change: tuple[str, ...]


def reasons_of(line: Line, rules: RuleSet, among: int) -> Reasons:
    """Everything that can be said of a line; ``among``: how many requests were in the order."""
    return Reasons(_person(line.place, rules, among), _device(line, rules), _change(line))


def _person(place: Ranked, rules: RuleSet, among: int) -> tuple[str, ...]:
    total = ngettext("%(points)s point", "%(points)s points", place.points) % {"points": place.points}
    first = _("Rang %(rank)s sur %(among)s, avec %(total)s.") % {
        "rank": place.rank,
        "among": among,
        "total": total,
    }
    wait = _("Demandé aujourd’hui : pas encore de points d’attente.")
    if place.waited:
        words = ngettext(
            "%(days)s jour d’attente : %(points)s.", "%(days)s jours d’attente : %(points)s.", place.waited
        )
        wait = words % {"days": place.waited, "points": place.waiting}
    said = [
        _("%(criterion)s : %(points)s.") % {"criterion": Criterion(code).label, "points": points}
        for code, points in place.parts
    ]
    return (first, *said, wait, *_lapsed(place, rules))


def _lapsed(place: Ranked, rules: RuleSet) -> tuple[str, ...]:
    """That its day is past, and which points went with it."""
    counted = {code for code, _points in place.parts}
    gone = sum(rules.criteria.get(code, 0) for code in (place.request.criteria & URGENCIES) - counted)
    if not gone or place.request.needed_on is None:
        return ()
    said = _("L’échéance du %(day)s est passée : ses %(points)s points ne comptent plus.")
    return (said % {"day": formats.dated(place.request.needed_on), "points": gone},)


def _device(line: Line, rules: RuleSet) -> tuple[str, ...]:
    if line.device is None:
        return ()
    told = _("%(kind)s : accord de %(fit)s sur %(best)s avec l’usage demandé.") % {
        "kind": DeviceKind(line.device.kind).label,
        "fit": line.fit,
        "best": rules.fit["best"],
    }
    taken = [
        _("%(what)s : %(points)s points de moins%(why)s.")
        % {"what": _(COSTS[name]).capitalize(), "points": cost, "why": _why(name, cost, rules)}
        for name, values in line.judged.costs.items()
        if (cost := int(values[0]))
    ]
    together = _("Les appareils sont choisis pour aller, tous ensemble, le mieux possible à qui est servi.")
    return (told, *taken, together)


def _why(name: str, cost: int, rules: RuleSet) -> str:
    """Which of the published reasons took the points."""
    if name == "kind":
        return ""
    if name in Constraint.values:  # it is asked for, and only what nobody knows takes points
        return _(", à mesurer avant d’accepter")
    known = {
        rules.fit["short"]: _(", sous ce qui est confortable"),
        rules.fit["ample"]: _(", bien plus qu’il n’en faut"),
        rules.fit["unknown"]: _(", pas de mesure"),
    }
    return known.get(cost, "") if len(known) == 3 else ""


def _change(line: Line) -> tuple[str, ...]:
    if line.device:
        return (_served(line.next_alike),)
    if line.outcome == Outcome.NOTHING_FITS:
        return _nothing_fits(line)
    if line.outcome == Outcome.LIMIT_REACHED:
        return _limit(line)
    return (_("Les appareils qui lui conviennent vont à des demandes mieux placées."), _above(line))


def _served(other: Ranked | None) -> str:
    if other is None:
        return _("Rien : derrière elle, personne qui demande la même chose ne manque d’appareil.")
    return _(
        "Passer derrière la demande %(code)s (rang %(rank)s, %(points)s points) : c’est la première qui "
        "demande la même chose et n’a pas d’appareil."
    ) % {"code": other.request.key, "rank": other.rank, "points": other.points}


def _nothing_fits(line: Line) -> tuple[str, ...]:
    stops = line.judged.stops
    freeing = [
        name
        for name in stops
        if not np.all(sum(stop for other, stop in stops.items() if other != name)) and len(stops["use"])
    ]
    first = _("Aucun appareil prêt ne convient.")
    if not freeing:
        return (first, _("Il faut attendre d’autres appareils."))
    names = ", ".join(f"« {_(STOPS[name])} »" for name in freeing)
    return (
        first,
        _("Un appareil prêt conviendrait sans l’une de ces conditions : %(names)s.") % {"names": names},
    )


def _limit(line: Line) -> tuple[str, ...]:
    return (limit_words(line.limit), _above(line))


def limit_words(limit: str) -> str:
    """Which limit is reached, in French."""
    return {
        HOUSEHOLD: _("Le foyer a déjà un appareil, ou une autre demande du foyer passe devant."),
        AREA: _("Le programme a donné tout ce qu’il réserve à ce quartier."),
    }.get(limit, _("Le programme a donné tous ses appareils."))


def _above(line: Line) -> str:
    if line.above is None:
        return _("Aucun rang n’y changerait rien.")
    missing = line.above.points - line.place.points
    return _(
        "Il faudrait passer devant la demande %(code)s (rang %(rank)s, %(points)s points) : il manque "
        "%(missing)s points."
    ) % {
        "code": line.above.request.key,
        "rank": line.above.rank,
        "points": line.above.points,
        "missing": missing + 1,
    }
