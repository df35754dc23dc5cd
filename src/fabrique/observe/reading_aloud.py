"""What a calculation says in plain words, and never more than its intervals allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reading_of(summary: Mapping[str, Any], *, noun: tuple[str, str] | None = None) -> list[str]:
    """Sentences: how many areas are fragile whatever one chooses, how many cannot be told, how ranks move.

    ``noun``: what the areas are, one and several, a feminine noun (« commune »); « zone » if none is given.
    """
    one, many = noun or (_("zone"), _("zones"))
    scored, areas = summary["scored"], summary["areas"]
    if not scored or summary["median_width"] is None:
        return [_("Rien ne départage ces %(many)s : aucun classement n’en sort.") % {"many": many}]
    said = _surely(summary, one, many)
    doubtful = summary["contested"] + summary["probable"]
    if doubtful:
        told = ngettext(
            "Pour %(n)d %(one)s, dire si elle en est dépend des choix : n’en faites pas un argument.",
            "Pour %(n)d %(many)s, dire si elles en sont dépend des choix : n’en faites pas un argument.",
            doubtful,
        )
        said.append(told % {"n": doubtful, "one": one, "many": many})
    if width := summary["median_places"]:
        told = _(
            "Pour la moitié des %(many)s au moins, le rang peut varier de %(n)d places ou plus, sur %(all)d."
        )
        said.append(told % {"n": width, "all": scored, "one": one, "many": many})
    if scored < areas:
        told = ngettext(
            "%(n)d %(one)s n’est pas classée, faute de données : elle n’est pas « moins fragile ».",
            "%(n)d %(many)s ne sont pas classées, faute de données : elles ne sont pas « moins fragiles ».",
            areas - scored,
        )
        said.append(told % {"n": areas - scored, "one": one, "many": many})
    return said


def _surely(summary: Mapping[str, Any], one: str, many: str) -> list[str]:
    """« Three areas are among the ten most fragile whatever one chooses; two more in 95 % of draws. »"""
    top, always = summary["top_count"], summary["always_top"]
    often = summary["robust_top"] - always
    said = []
    if always:
        told = ngettext(
            "%(n)d %(one)s est parmi les %(top)d plus fragiles quoi qu’on choisisse.",
            "%(n)d %(many)s sont parmi les %(top)d plus fragiles quoi qu’on choisisse.",
            always,
        )
        said.append(told % {"n": always, "top": top, "one": one, "many": many})
    if often:
        told = ngettext(
            "%(n)d %(one)s est parmi les %(top)d plus fragiles dans au moins 95 %% des tirages.",
            "%(n)d %(many)s sont parmi les %(top)d plus fragiles dans au moins 95 %% des tirages.",
            often,
        )
        said.append(told % {"n": often, "top": top, "one": one, "many": many})
    if not said:
        told = _(
            "Aucune %(one)s n’est sûrement parmi les %(top)d plus fragiles : le haut de la liste dépend "
            "des choix."
        )
        said.append(told % {"top": top, "one": one})
    return said
