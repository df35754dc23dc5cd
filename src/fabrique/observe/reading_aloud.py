"""What a calculation says in plain words, and never more than its intervals allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.kernels.cartography import words


def reading_of(summary: Mapping[str, Any], *, noun: tuple[str, str] | None = None) -> list[str]:
    """Sentences: how many areas are fragile whatever one chooses, how many cannot be told, how ranks move;
    last, how many have no rank.

    ``noun``: what the areas are, one and several, a feminine noun (« commune »); « zone » if none is given.
    ``beside``, in the summary: among how many areas they are ranked, when those that it counts are a part.
    """
    one, many = noun or (_("zone"), _("zones"))
    scored, lacking = summary["scored"], summary["areas"] - summary["scored"]
    beside = summary.get("beside", scored)
    if not scored:
        return [_nothing(lacking, one, many)]
    if beside == 1:
        said = [
            _("Une seule %(one)s a de quoi être classée : il n’y a rien à quoi la comparer.") % {"one": one}
        ]
    elif summary["median_width"] is None:
        said = [_("Rien ne départage ces %(many)s : aucun classement n’en sort.") % {"many": many}]
    else:
        said = [*_surely(summary, one, many, beside), *_doubtful(summary, one, many, beside)]
    if lacking:
        told = ngettext(
            "%(n)s %(one)s n’est pas classée, faute de données : elle n’est pas « moins fragile ».",
            "%(n)s %(many)s ne sont pas classées, faute de données : elles ne sont pas « moins fragiles ».",
            lacking,
        )
        said.append(told % {"n": words.number(lacking), "one": one, "many": many})
    return said


def most_fragile(top: int, beside: int = 0, many: str = "") -> str:
    """« parmi les 3 plus fragiles », « la plus fragile » if it is one; ``beside``, ``many``: of which."""
    told = _("parmi les %(top)s plus fragiles") if top > 1 else _("la plus fragile")
    told = told % {"top": words.number(top)}
    return _("%(told)s des %(n)s %(many)s comparées") % {
        "told": told, "n": words.number(beside), "many": many,
    } if beside else told  # fmt: skip


def _nothing(areas: int, one: str, many: str) -> str:
    if areas == 1:
        told = _("Cette %(one)s n’est pas classée, faute de données : elle n’est pas « moins fragile ».")
        return told % {"one": one}
    return _(
        "Aucune de ces %(many)s n’est classée, faute de données : elles ne sont pas « moins fragiles »."
    ) % {"many": many}


def _surely(summary: Mapping[str, Any], one: str, many: str, beside: int) -> list[str]:
    """« Three areas are among the ten most fragile whatever one chooses; two more in 95 % of draws. »"""
    always = summary["always_top"]
    often = summary["robust_top"] - always
    further = beside > summary["scored"]
    top = most_fragile(summary["top_count"], beside if further else 0, many)
    said = []
    if always:
        told = ngettext(
            "%(n)s %(one)s est %(top)s quoi qu’on choisisse.",
            "%(n)s %(many)s sont %(top)s quoi qu’on choisisse.",
            always,
        )
        said.append(told % {"n": words.number(always), "top": top, "one": one, "many": many})
    if often:
        told = ngettext(
            "%(n)s %(one)s est %(top)s dans au moins 95 %% des tirages.",
            "%(n)s %(many)s sont %(top)s dans au moins 95 %% des tirages.",
            often,
        )
        said.append(told % {"n": words.number(often), "top": top, "one": one, "many": many})
    if not said:
        doubtful = summary["contested"] + summary["probable"]
        if further and not doubtful:
            told = _(
                "Aucune %(one)s n’est %(top)s ; pour chacune, c’est vrai dans au moins 95 %% des tirages."
            )
        elif further:
            told = _("Aucune %(one)s n’est sûrement %(top)s.")
        else:
            told = _("Aucune %(one)s n’est sûrement %(top)s : le haut de la liste dépend des choix.")
        said.append(told % {"top": top, "one": one})
    return said


def _doubtful(summary: Mapping[str, Any], one: str, many: str, beside: int) -> list[str]:
    """How many cannot be told, and by how much ranks move."""
    said = []
    if doubtful := summary["contested"] + summary["probable"]:
        told = (
            ngettext(
                "Pour %(n)s %(one)s, dire si elle en est dépend des choix : n’en faites pas un argument.",
                "Pour %(n)s %(many)s, dire si elles en sont dépend des choix : n’en faites pas un argument.",
                doubtful,
            )
            if summary["top_count"] > 1
            else ngettext(
                "Pour %(n)s %(one)s, dire si c’est elle dépend des choix : n’en faites pas un argument.",
                "Pour %(n)s %(many)s, dire si c’est l’une d’elles dépend des choix : n’en faites pas un "
                "argument.",
                doubtful,
            )
        )
        said.append(told % {"n": words.number(doubtful), "one": one, "many": many})
    if width := summary["median_places"]:
        of = {"n": words.number(width), "all": words.number(beside), "many": many}
        if summary["scored"] == 1:
            told = ngettext(
                "Son rang peut varier de %(n)s place ou plus, sur %(all)s.",
                "Son rang peut varier de %(n)s places ou plus, sur %(all)s.",
                width,
            )
        else:
            told = ngettext(
                "Pour la moitié des %(many)s au moins, le rang peut varier de %(n)s place ou plus, sur "
                "%(all)s.",
                "Pour la moitié des %(many)s au moins, le rang peut varier de %(n)s places ou plus, sur "
                "%(all)s.",
                width,
            )
        said.append(told % of)
    return said
