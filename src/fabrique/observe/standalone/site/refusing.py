"""Why there is no plan, in French, with the best that there can be."""

from __future__ import annotations

import math

from fabrique.kernels.siting import Infeasible, Unmet
from fabrique.observe.standalone.site.files import Files
from fabrique.observe.standalone.site.options import Options

_SHARES = {
    "priority_people": "des habitants des quartiers prioritaires couverts",
    "priority_sites": "des sites ouverts en quartier prioritaire",
    "area_people": "de chaque commune couverts",
}


def told_why(error: Infeasible, files: Files, options: Options) -> str:
    """What the rules forbid, one sentence for each rule."""
    sentences = [_sentence(one, files, options) for one in error.unmet]
    return "Aucun plan ne respecte ces règles. " + " ".join(sentences[:12])


def _sentence(one: Unmet, files: Files, options: Options) -> str:
    if one.rule in _SHARES:
        return _share(one, files)
    if one.rule == "count":
        return _count(one, files, options)
    if one.rule == "budget":
        kept = "garder les sites déjà gardés" if files.sites.kept.any() else "ouvrir un seul site"
        what = "tout atteindre" if options.model == "lscp" else kept
        return f"Budget de {one.asked:g} : il en faut au moins {one.alone:g} pour {what}."
    return (
        f"Il faut {one.asked:g} places pour tout le monde, et les sites permis en ont {one.alone:g} au plus."
    )


def _count(one: Unmet, files: Files, options: Options) -> str:
    asked, best = int(one.asked), int(one.alone)
    if options.model == "lscp":
        return f"{asked} sites : il en faut au moins {best} pour atteindre tout le monde."
    if best > asked:
        return f"{asked} sites : {best} sont gardés déjà."
    barred = int(files.sites.barred.sum())
    vetoes = f", dont {barred} sous veto" if barred else ""
    return f"{asked} sites demandés : il y en a {len(files.sites)}{vetoes}, donc {best} possibles."


def _share(one: Unmet, files: Files) -> str:
    what = _SHARES[one.rule]
    if one.area is not None:
        what = f"de « {files.communes[one.area]} » couverts"
    told = f"{_percent(one.asked)} {what} : le mieux possible est {_floor(one.alone)}"
    if one.alone < one.asked - 1e-6:
        return f"{told}."
    if one.together is None:
        return f"{told} seul, mais les autres règles ne peuvent pas être tenues avec celle-ci."
    return f"{told} seul, {_floor(one.together)} avec les autres règles."


def _percent(share: float) -> str:
    return f"{100 * share:.4g} %".replace(".", ",")


def _floor(share: float) -> str:
    """Rounded down: what is told can be reached."""
    return f"{math.floor(1000 * share + 1e-6) / 10:.4g} %".replace(".", ",")
