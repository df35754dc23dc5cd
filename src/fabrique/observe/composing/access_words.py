"""Access in words: its unit, what the figures allow to say, how they were measured."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fabrique.directory.enums.national import ServiceOffered
from fabrique.observe.composing import wording
from fabrique.observe.composing.rounding import NBSP, number
from fabrique.observe.queries.access import CUMULATIVE, ESFCA, PER, POTENTIAL, SFCA, Measured
from fabrique.observe.queries.access_asked import Answer, Asked
from fabrique.observe.queries.access_maps import worst_of_both
from fabrique.observe.queries.supply import counted

NAMED = 6  # communes that a sentence names
_SHARED = {
    SFCA: gettext_lazy("Chaque lieu est partagé également entre ceux qui sont à portée (méthode 2SFCA)."),
    ESFCA: gettext_lazy(
        "Chaque lieu est partagé entre ceux qui sont à portée ; qui est loin y va moins (méthode E2SFCA)."
    ),
    POTENTIAL: gettext_lazy(
        "Chaque lieu est partagé avec les paliers de distance que la DREES prend pour les médecins "
        "(accessibilité potentielle localisée, APL)."
    ),
}


def unit_of(asked: Asked) -> str:
    """The unit of what is measured."""
    if asked.nearest:
        return "min" if asked.trajets else "km"
    what = _("heures par semaine") if asked.by_hours else _("lieux")
    if asked.methode == CUMULATIVE:
        return what
    return _("%(what)s pour %(per)s personnes") % {"what": what, "per": number(PER)}


def far_said(far: float, *, timed: bool) -> str:
    """A distance in metres, or a time in minutes; "" when nothing can be reached."""
    if not np.isfinite(far):
        return ""
    return f"{number(far)}{NBSP}min" if timed else f"{number(far / 1000, 1)}{NBSP}km"


def value_said(one: Measured, unit: str, *, timed: bool) -> str:
    """What was measured of a commune."""
    if one.value is None:
        return far_said(one.far, timed=timed)
    return f"{number(one.value, 2)} {unit}"


def sentences(found: Answer) -> list[str]:
    """What the figures allow to say, the surest first."""
    shown, supply = found.shown, found.supply
    people = number(float(found.demand.people.sum()))
    inside = supply.inside(found.demand.names)
    opened = ngettext("%(n)d lieu ouvert", "%(n)d lieux ouverts", inside) % {"n": inside}
    told = _("%(people)s personnes, %(opened)s.") % {"people": people, "opened": opened}
    if around := supply.places - inside:
        told = _("%(people)s personnes, %(opened)s dans le territoire, %(n)d autour.")
        told %= {"people": people, "opened": opened, "n": around}
    said = [told, *counted(supply)]
    if not found.asked.nearest and shown.unreached:
        one, many = (
            "%(n)d commune n’a aucun lieu à portée : son accès est 0.",
            "%(n)d communes n’ont aucun lieu à portée : leur accès est 0.",
        )
        said.append(ngettext(one, many, shown.unreached) % {"n": shown.unreached})
    if shown.idle:
        one, many = (
            "%(n)d lieu ou arrêt n’est à portée d’aucune d’elles : il n’entre pas dans le partage.",
            "%(n)d lieux ou arrêts ne sont à portée d’aucune d’elles : ils n’entrent pas dans le partage.",
        )
        said.append(ngettext(one, many, shown.idle) % {"n": shown.idle})
    said += _both(found)
    if shown.sums and not _adds_up(shown.sums):
        wrong = _("Attention : les parts de tous font %(handed)s, et il y a %(held)s à partager.")
        said.append(wrong % _sums(shown.sums, found.asked))
    return said


def _both(found: Answer) -> list[str]:
    """Where a strong need meets a poor access, by the classes of the map: no more than they say."""
    names = worst_of_both(found.shown, found.need) if found.need else None
    if names is None:
        return []
    if not names:
        return [_("Aucune commune n’est à la fois dans le tiers du plus fort besoin et du moindre accès.")]
    one, many = (
        "%(n)d commune est à la fois dans le tiers du plus fort besoin et du moindre accès : %(names)s.",
        "%(n)d communes sont à la fois dans le tiers du plus fort besoin et du moindre accès : %(names)s.",
    )
    more = len(names) - NAMED
    named = names[:NAMED]
    if more > 0:
        named = [*named, ngettext("%(n)d autre", "%(n)d autres", more) % {"n": more}]
    return [ngettext(one, many, len(names)) % {"n": len(names), "names": wording.listed(named)}]


def ways(found: Answer) -> list[str]:
    """How it was measured."""
    asked, told = found.asked, []
    if asked.service:
        offered = ServiceOffered(asked.service).label
        told.append(_("Seuls comptent les lieux qui offrent « %(what)s ».") % {"what": offered})
    if asked.methode in _SHARED:
        told.append(str(_SHARED[asked.methode]))
    if found.shown.sums and _adds_up(found.shown.sums):
        right = _("C’est vérifié : additionnées, les parts de tous redonnent ce qu’il y a, %(held)s.")
        told.append(right % _sums(found.shown.sums, asked))
    moving = _(
        "Un lieu itinérant compte à chacun de ses arrêts. L’adresse de sa fiche ne compte que si "
        "la fiche a des horaires : sinon, c’est celle d’un bureau."
    )
    return [*found.demand.said, *found.supply.said, *told, *_distances(found), moving]


def _distances(found: Answer) -> list[str]:
    asked = found.asked
    if found.table is not None:
        start = _(
            "Temps de trajet d’après %(source)s. Chacun part de son quartier prioritaire ou de son îlot si "
            "le tableau les connaît, sinon de sa commune ; un trajet absent du tableau est hors de portée."
        )
        limit = _("À portée : à %(n)s minutes au plus.") % {"n": _plain(asked.duree)}
        return [*([] if asked.nearest else [limit]), start % {"source": found.table.label}]
    limit = _("À portée : à %(n)s km de route au plus.") % {"n": _plain(asked.portee)}
    told = _("Distances à vol d’oiseau, multipliées par %(n)s pour le détour des rues.")
    return [*([] if asked.nearest else [limit]), told % {"n": _plain(asked.detour)}]


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _adds_up(sums: tuple[float, float]) -> bool:
    """Whether what is shared adds up to what there is."""
    return abs(sums[0] - sums[1]) <= 1e-9 * max(sums)


def _sums(sums: tuple[float, float], asked: Asked) -> dict[str, str]:
    handed, held = (number(one, int(round(one, 1) % 1 > 0)) for one in sums)
    what = _("heures par semaine") if asked.by_hours else ngettext("lieu", "lieux", round(sums[1]))
    return {"handed": handed, "held": f"{held} {what}"}
