"""What a calculation says in plain words, and never more than its intervals allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reading_of(summary: Mapping[str, Any]) -> list[str]:
    """Sentences: how many areas are fragile whatever one chooses, how many cannot be told, how ranks move."""
    scored, areas = summary["scored"], summary["areas"]
    if not scored or summary["median_width"] is None:
        return [_("Rien ne départage ces zones : aucun classement n’en sort.")]
    said = _surely(summary)
    doubtful = summary["contested"] + summary["probable"]
    if doubtful:
        told = ngettext(
            "Pour %(n)d zone, dire si elle en est dépend des choix : n’en faites pas un argument.",
            "Pour %(n)d zones, dire si elles en sont dépend des choix : n’en faites pas un argument.",
            doubtful,
        )
        said.append(told % {"n": doubtful})
    if width := summary["median_places"]:
        told = _(
            "Pour la moitié des zones au moins, le rang peut varier de %(n)d places ou plus, sur %(all)d."
        )
        said.append(told % {"n": width, "all": scored})
    if scored < areas:
        told = ngettext(
            "%(n)d zone n’est pas classée, faute de données : elle n’est pas « moins fragile ».",
            "%(n)d zones ne sont pas classées, faute de données : elles ne sont pas « moins fragiles ».",
            areas - scored,
        )
        said.append(told % {"n": areas - scored})
    return said


def _surely(summary: Mapping[str, Any]) -> list[str]:
    """« Three areas are among the ten most fragile whatever one chooses; two more in 95 % of draws. »"""
    top, always = summary["top_count"], summary["always_top"]
    often = summary["robust_top"] - always
    said = []
    if always:
        told = ngettext(
            "%(n)d zone est parmi les %(top)d plus fragiles quoi qu’on choisisse.",
            "%(n)d zones sont parmi les %(top)d plus fragiles quoi qu’on choisisse.",
            always,
        )
        said.append(told % {"n": always, "top": top})
    if often:
        told = ngettext(
            "%(n)d zone est parmi les %(top)d plus fragiles dans au moins 95 %% des tirages.",
            "%(n)d zones sont parmi les %(top)d plus fragiles dans au moins 95 %% des tirages.",
            often,
        )
        said.append(told % {"n": often, "top": top})
    if not said:
        told = _(
            "Aucune zone n’est sûrement parmi les %(top)d plus fragiles : le haut de la liste dépend "
            "des choix."
        )
        said.append(told % {"top": top})
    return said
