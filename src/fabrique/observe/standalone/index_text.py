"""What ``observe index`` says to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fabrique.kernels.index import Result
from fabrique.kernels.index.choices import FACTOR_LABELS

FIRST = 10


def text(report: dict[str, Any], names: Sequence[str], result: Result) -> str:
    """The report in plain French, a line for each thing to know."""
    noted = f"{many(report['scored'], 'zone')} {'notées' if report['scored'] > 1 else 'notée'}"
    lines = [
        f"{report['title']}, version {report['version']}, empreinte {report['hash'][:12]}",
        f"{noted} sur {report['areas']} ; {many(report['draws'], 'tirage')}.",
    ]
    if result.ranked:
        lines += [*_sureness(report), *_first(names, result)]
    lines += [f"À savoir : {one}" for one in report["warnings"]]
    lines += [
        f"À savoir : les personnes de « {code} » sont une estimation : sa part est rapportée à « {base} », "
        "qui n’est pas le nombre dont elle est une part."
        for code, base in report["estimated"].items()
    ]
    for part, told in (
        ("sensitivity", _sensitivity),
        ("comparison", _comparison),
        ("trend", _trend),
        ("validation", _validation),
    ):
        if part in report:
            lines.append(told(report[part]))
    return "\n".join(lines)


def _sureness(report: dict[str, Any]) -> list[str]:
    always, places = report["always_top"], report["median_places"]
    lines = [
        f"Parmi les plus fragiles ({report['top_count']}) : {many(report['robust_top'], 'zone')} dans au "
        f"moins 95 % des tirages{f' (dont {always} dans tous, quoi qu’on choisisse)' if always else ''}, "
        f"{many(report['probable_top'], 'autre')} dans 80 % ou plus.",
        f"En être ou non : sûr pour {many(report['robust'], 'zone')}, probable pour {report['probable']}, "
        f"contesté pour {report['contested']}.",
    ]
    if places:
        told = f"Au moins la moitié des zones ont un rang incertain de {many(places, 'rang')} ou plus."
        lines.append(told)
    return lines


def _first(names: Sequence[str], result: Result) -> list[str]:
    order = sorted((rank, at) for at, rank in enumerate(result.rank) if result.scored[at])
    return [
        f"{french(rank, 1):>8}  {result.areas[at]}  {names[at]}  {french(result.score[at], 2)}"
        for rank, at in order[:FIRST]
    ]


def _sensitivity(found: dict[str, Any]) -> str:
    if not found["effects"]:
        return "Ce qui change les rangs : rien, la définition ne laisse aucun choix ouvert."
    told = (
        f"{FACTOR_LABELS[one['factor']]} {percent(max(0.0, one['first']))} sans les autres, "
        f"{percent(one['total'])} avec eux"
        for one in found["effects"]
    )
    return f"Ce qui change les rangs : {' ; '.join(told)}."


def _comparison(found: dict[str, Any]) -> str:
    return (
        f"Avec « {found['with']} » : {percent(found['top_overlap'])} des plus fragiles en commun, "
        f"corrélation des rangs {french(found['spearman'], 2)}, sur {found['compared']} zones."
    )


def _trend(found: dict[str, Any]) -> str:
    return (
        f"Depuis l’année de base, bornes figées, sur {found['compared']} zones : {found['worse']} plus "
        f"fragiles, {found['better']} moins ; changement médian {french(found['median_change'], 2)}."
    )


def _validation(found: dict[str, Any]) -> str:
    low, high = found["auc_interval"]
    return (
        f"Résultat observé, {found['areas']} zones : corrélation des rangs {french(found['spearman'], 2)} ; "
        f"une des zones les plus touchées a un score plus haut qu’une autre {percent(found['auc'])} du temps "
        f"(de {percent(low)} à {percent(high)})."
    )


def percent(share: float | None) -> str:
    """A share as people write it."""
    return "?" if share is None else f"{french(100 * share, 0)} %"


def many(count: int, word: str) -> str:
    """A count and its regular noun, as people write them."""
    return f"{count} {word}{'s' if count > 1 else ''}"


def french(value: float | None, digits: int) -> str:
    """A number as people write it in French, without useless zeros."""
    if value is None:
        return "?"
    told = f"{value:.{digits}f}"
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return told.replace(".", ",").replace("-", "−")
