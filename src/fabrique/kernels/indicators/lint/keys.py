"""Checks on the codes of the areas: repeated, of the wrong sort, of another year, missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from fabrique.kernels.indicators.lint.model import Finding, Flags, Severity, View
from fabrique.kernels.indicators.lint.words import counted

LEVELS = {
    "commune": re.compile(r"(\d\d|2[AB])\d{3}"),
    "iris": re.compile(r"(?!20)(\d\d|2[AB])\d{7}"),
    "epci": re.compile(r"2\d{8}"),
    "qpv": re.compile(r"Q[PN]\d[0-9AB][0-9A-Z]\d{3}"),
    "departement": re.compile(r"\d\d|2[AB]|9[78]\d"),
}
_FRENCH = {
    "commune": "de communes",
    "iris": "d’IRIS",
    "epci": "d’EPCI",
    "qpv": "de quartiers prioritaires",
    "departement": "de départements",
}
_WIDTHS = {"commune": 5, "iris": 9}
# Of a département (or of the whole) that a file covers to so much, what lacks is missing; below, the file is
# about a part of it on purpose: a métropole, an EPCI.
NEARLY_WHOLE = 0.9
# Mergers happen every January: after so many years a file this long without a former code is of another year.
STALE_YEARS, LONG_FILE = 3, 10_000


def duplicate_keys(view: View) -> Iterator[Finding]:
    """Areas with several rows, told apart: filled and empty, contradictory, or nothing but a repetition."""
    table = view.table
    ranks: dict[str, int] = {}
    ids = np.array([ranks.setdefault(key, len(ranks)) for key in table.keys], dtype=np.intp)
    if blank := sum(1 for key in table.keys if not key):
        message = f"{counted(blank, 'ligne')} sans code de territoire."
        yield view.finding("no-key", Severity.ERROR, message, areas=(), count=blank)
    repeated = (np.bincount(ids, minlength=len(ranks)) > 1)[ids] & (ids != ranks.get("", -1))
    if not repeated.any():
        return
    rows = np.flatnonzero(repeated)
    rows = rows[np.argsort(ids[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(ids[rows], prepend=-1))
    values = np.stack([one.values[rows] for one in table.columns.values()] or [np.zeros(len(rows))], axis=1)
    known = np.isfinite(values)
    low = np.minimum.reduceat(np.where(known, values, np.inf), starts, axis=0)
    high = np.maximum.reduceat(np.where(known, values, -np.inf), starts, axis=0)
    contradictory = np.asarray((low < high).any(axis=1))
    filled = np.add.reduceat(known.any(axis=1).astype(int), starts)
    sizes = np.diff(starts, append=len(rows))
    half = np.asarray(~contradictory & (filled > 0) & (filled < sizes))
    areas = [table.keys[rank] for rank in rows[starts]]
    kinds: tuple[tuple[Flags, Severity, str], ...] = (
        (half, Severity.ERROR, "une ligne remplie et une ligne vide"),
        (contradictory, Severity.ERROR, "des lignes qui se contredisent"),
        (np.asarray(~(half | contradictory)), Severity.WARNING, "la même ligne plusieurs fois"),
    )
    for kind, severity, said in kinds:
        if count := int(kind.sum()):
            have = "a" if count == 1 else "ont"
            message = f"{counted(count, 'territoire')} {have} {said}."
            named = [area for area, flag in zip(areas, kind.tolist(), strict=True) if flag]
            yield view.finding("duplicate-key", severity, message, areas=named, count=count)


def level_of(code: str) -> str:
    """The sort of area that a code looks like, "" for none; an EPCI of 24… may be taken for an IRIS of 24."""
    for level in ("commune", "qpv", "departement", "iris", "epci"):
        if LEVELS[level].fullmatch(code):
            return level
    return ""


def levels(view: View) -> Iterator[Finding]:
    """Codes that are not of the level announced, or, when none was, of the level of most."""
    reference = view.reference
    codes = [code for code in dict.fromkeys(view.table.keys) if code]
    looks = {code: level_of(code) for code in codes}
    most = Counter(looks.values()).most_common(1)
    level = view.table.level or (most[0][0] if most else "")
    if level not in LEVELS:
        return
    width = _WIDTHS.get(level, 0)
    bare = [
        code for code in codes if width and len(code) == width - 1 and LEVELS[level].fullmatch("0" + code)
    ]
    if bare:
        message = (
            f"{counted(len(bare), 'code')} de {width - 1} chiffres : le zéro du début est perdu "
            f"(« {bare[0]} » pour « 0{bare[0]} »)."
        )
        yield view.finding("lost-zero", Severity.ERROR, message, areas=bare, count=len(bare))
    fits = LEVELS[level]
    lost = set(bare)
    strange = [code for code in codes if not fits.fullmatch(code) and code not in lost]
    for other, count in Counter(looks[code] for code in strange).most_common():
        if other:
            yield view.finding(
                "wrong-level",
                Severity.ERROR,
                f"{counted(count, 'code')} {_FRENCH[other]} dans un fichier {_FRENCH[level]}.",
                areas=[code for code in strange if looks[code] == other],
                count=count,
            )
    odd = [code for code in strange if not looks[code]]
    if odd:
        message = f"{counted(len(odd), 'code')} d’une forme inattendue (« {odd[0][:40]} »)."
        yield view.finding("unknown-area", Severity.WARNING, message, areas=odd, count=len(odd))
    if level == "commune" and (inner := [code for code in codes if code in reference.inner]):
        towns = dict.fromkeys(reference.inner[code] for code in inner)
        both = [view.named(town) for town in towns if town in looks]
        message = f"{counted(len(inner), 'code')} d’arrondissements municipaux au lieu de la commune."
        if both:
            message += f" La commune y est aussi ({', '.join(both)}) : des habitants comptent deux fois."
        severity = Severity.ERROR if both else Severity.WARNING
        yield view.finding("wrong-level", severity, message, areas=inner, count=len(inner))


def years(view: View) -> Iterator[Finding]:
    """Codes of areas that are no more, against the year that the file is announced to be of."""
    reference, year = view.reference, view.table.geography
    codes = dict.fromkeys(view.table.keys)
    former = [code for code in codes if code in reference.former]
    if former:
        into = f"« {former[0]} », aujourd’hui {view.named(reference.former[former[0]])}"
        gone = f"{counted(len(former), 'code')} de territoires qui n’existent plus"
        what = f"{gone} en {reference.vintage} ({into})."
        if not year:
            severity, said = Severity.WARNING, f"{what} Le fichier est d’une année plus ancienne, non dite."
        elif year >= reference.vintage:
            severity, said = Severity.ERROR, f"{what} Or le fichier est annoncé de {year}."
        else:
            severity, said = Severity.NOTE, f"{what} Le fichier est annoncé de {year} : c’est cohérent."
        yield view.finding("vintage", severity, said, areas=former, count=len(former))
    elif reference.former and year and year <= reference.vintage - STALE_YEARS and len(codes) >= LONG_FILE:
        message = f"Le fichier est annoncé de {year}, mais aucun de ses codes n’a disparu depuis."
        yield view.finding("vintage", Severity.WARNING, message, areas=(), count=0)


def strangers(view: View) -> Iterator[Finding]:
    """Codes of the right form that no area bears."""
    reference, level = view.reference, view.table.level or "commune"
    if not reference.areas or level not in LEVELS:
        return
    fits = LEVELS[level]
    known = (reference.areas, reference.former, reference.inner)
    odd = [
        c for c in dict.fromkeys(view.table.keys) if fits.fullmatch(c) and not any(c in one for one in known)
    ]
    if odd:
        message = f"{counted(len(odd), 'code')} que le code géographique ne connaît pas (« {odd[0]} »)."
        yield view.finding("unknown-area", Severity.WARNING, message, areas=odd, count=len(odd))


def missing_areas(view: View) -> Iterator[Finding]:
    """Areas that are not there, where nearly all the others of their larger area are."""
    reference = view.reference
    here = {reference.inner.get(code, reference.former.get(code, code)) for code in view.table.keys}
    wholes: Counter[str] = Counter()
    absent: dict[str, list[str]] = {}
    for area in reference.expected:
        parent = reference.parents.get(area, "")
        wholes[parent] += 1
        if area not in here:
            absent.setdefault(parent, []).append(area)
    national = sum(map(len, absent.values())) <= (1 - NEARLY_WHOLE) * sum(wholes.values())
    none = [parent for parent, areas in absent.items() if len(areas) == wholes[parent]]
    partial = {
        parent: areas
        for parent, areas in absent.items()
        if len(areas) <= (1 - NEARLY_WHOLE) * wholes[parent] or (national and parent not in none)
    }
    if partial:
        areas = [area for each in partial.values() for area in each]
        places = ", ".join(view.named(parent) for parent in sorted(partial) if parent)
        message = (
            f"{counted(len(areas), 'territoire')} sans ligne, quand presque tous leurs voisins en ont une"
            f"{f' ({places})' if places and len(partial) <= 5 else ''}."
        )
        yield view.finding("missing-area", Severity.WARNING, message, areas=areas, count=len(areas))
    if national and none:
        areas = [area for parent in none for area in absent[parent]]
        said = ", ".join(view.named(parent) for parent in sorted(none))
        message = f"Aucune ligne pour {said} : {counted(len(areas), 'territoire')}."
        yield view.finding("missing-area", Severity.NOTE, message, areas=areas, count=len(areas))
