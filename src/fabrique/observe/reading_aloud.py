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
    said = [_surely(summary["robust_top"], summary["top_count"])]
    if summary["contested"]:
        told = ngettext(
            "Pour %(n)d zone, dire si elle en est dépend des choix : n’en faites pas un argument.",
            "Pour %(n)d zones, dire si elles en sont dépend des choix : n’en faites pas un argument.",
            summary["contested"],
        )
        said.append(told % {"n": summary["contested"]})
    width = round(summary["median_width"] * scored)
    told = _("La moitié des zones pourraient gagner ou perdre, ensemble, plus de %(n)d rangs sur %(all)d.")
    said.append(told % {"n": width, "all": scored})
    if scored < areas:
        told = ngettext(
            "%(n)d zone n’est pas classée, faute de données : elle n’est pas « moins fragile ».",
            "%(n)d zones ne sont pas classées, faute de données : elles ne sont pas « moins fragiles ».",
            areas - scored,
        )
        said.append(told % {"n": areas - scored})
    return said


def _surely(robust: int, top: int) -> str:
    """« Three areas are among the ten most fragile whatever one chooses. »"""
    if not robust:
        return _(
            "Aucune zone n’est sûrement parmi les %(top)d plus fragiles : le haut de la liste dépend "
            "des choix."
        ) % {"top": top}
    told = ngettext(
        "%(n)d zone est parmi les %(top)d plus fragiles quoi qu’on choisisse.",
        "%(n)d zones sont parmi les %(top)d plus fragiles quoi qu’on choisisse.",
        robust,
    )
    return told % {"n": robust, "top": top}
