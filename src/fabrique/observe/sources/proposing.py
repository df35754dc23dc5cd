"""A draft of a specification for a file that nobody has described, from its headers and its first rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from fabrique.core.tabular import normalise_header
from fabrique.core.tabular.model import Table
from fabrique.kernels.indicators.model import Kind, Measure
from fabrique.observe.sources.catalogue import Known, catalogue
from fabrique.observe.sources.codes import CODES, NAMED
from fabrique.observe.sources.drafts import LONGEST_LABEL, Draft, DraftColumn, Role, free_code
from fabrique.observe.sources.keying import FoundKey, find_key, kind_of, postal
from fabrique.observe.sources.profiling import Profile, profile

_ROWS = 400
_YEAR = re.compile(r"(?:19|20)\d\d")
_RATIO = frozenset(
    {"part", "parts", "taux", "tx", "pct", "pourcentage", "pourcent", "share", "ratio", "proportion"}
)
_COUNT = frozenset({"nb", "nombre", "effectif", "effectifs", "total", "nbre", "volume"})
_QUANTILE = frozenset({"mediane", "median", "medianes", "quartile", "decile"})
_MEAN = frozenset({"moyenne", "moyen", "moy", "average"})
_SCORE = frozenset({"score", "indice", "index", "rang", "note", "classement"})
_MONEY = frozenset({"euro", "euros", "montant", "budget", "revenu", "revenus", "cout", "depense", "depenses"})
_NAME = frozenset(
    {"nom", "libelle", "lib", "libgeo", "libcom", "libiris", "label", "name", "intitule", "commune", "ville"}
)
_ELSEWHERE = frozenset(
    {"lat", "lon", "lng", "long", "latitude", "longitude", "x", "y", "siret", "siren", "telephone", "tel"}
    | {
        "reg",
        "region",
        "dep",
        "departement",
        "annee",
        "year",
        "date",
        "an",
        "millesime",
        "geometry",
        "rna",
        "code",
    }
)
_TURNED = frozenset(
    {"sans", "hors", "non", "pas", "aucun", "aucune", "sauf"}
)  # they turn what they are said of
_SAID = _RATIO | _COUNT | _QUANTILE | _MEAN | _SCORE  # words that make a measure whatever else is said
_LETTERS = 0.5


def propose(table: Table, name: str = "", own: Collection[str] = ()) -> Draft:
    """A draft that a person corrects: the key and its level, the name, the measures with their kind.
    ``own``: codes of areas that the territory drew itself.

    It always says what it did not find; ``Draft.spec`` refuses a draft that has no key or no measure.
    """
    rows = [row.values for row in islice(table.rows, _ROWS)]
    profiles = [profile(column, [row.get(column) for row in rows]) for column in table.columns]
    names = [one for one in profiles if _is_name(one)]
    key = find_key(profiles, names, own)
    found: list[DraftColumn] = []
    codes: set[str] = set()
    name_column = next((one.column for one in names if key is None or one.column not in key.columns), "")
    for one in profiles:
        column = _column(one, key, name_column, codes)
        if column.role is Role.MEASURE:
            codes.add(column.code)
        found.append(column)
    stem = name or normalise_header(table.path.stem).replace(" ", "-") or "nouvelle-source"
    code = key.code if key else "text"
    level = "commune" if code == NAMED else CODES[code].level
    return Draft(
        name=stem,
        title=table.path.stem.replace("_", " "),
        level=level,
        key_code=code,
        columns=tuple(found),
        vintage=_vintage(table.columns),
        warnings=tuple(_warnings(table, rows, key, found)),
    )


def _is_name(one: Profile) -> bool:
    return bool(one.texts) and one.numeric < _LETTERS and bool(_NAME & set(one.words)) and not postal(one)


def _vintage(columns: Sequence[str]) -> int:
    """The newest year that a header says."""
    return max(_years(columns), default=0)


def _years(columns: Sequence[str]) -> set[int]:
    return {int(year) for column in columns for year in _YEAR.findall(column)}


def _warnings(
    table: Table, rows: Sequence[Mapping[str, object]], key: FoundKey | None, found: Sequence[DraftColumn]
) -> list[str]:
    said = []
    if not rows:
        said.append("le fichier n’a aucune ligne de données.")
    if len(table.columns) == 1:
        said.append("une seule colonne : le séparateur est peut-être mal lu.")
    if key is None:
        said.append("aucune colonne ne nomme les zones : choisissez-en une.")
    elif not key.sure:
        said.append(f"le code des zones (« {' + '.join(key.columns)} ») est deviné : vérifiez-le.")
    if key is not None and key.repeated:
        said.append("des zones sont là plusieurs fois : faut-il additionner leurs lignes ?")
    if len(years := _years(table.columns)) > 1:
        said.append(f"les en-têtes disent plusieurs années ({', '.join(map(str, sorted(years)))}).")
    if not any(one.role is Role.MEASURE for one in found):
        said.append("aucune colonne de chiffres n’a été trouvée.")
    return said


def _column(one: Profile, key: FoundKey | None, name: str, codes: set[str]) -> DraftColumn:
    if key and one.column in key.columns:
        return DraftColumn(one.column, Role.KEY, samples=one.samples, reasons=key.reasons)
    if one.column == name:
        why = ("des mots, et l’en-tête dit un nom",)
        return DraftColumn(one.column, Role.NAME, samples=one.samples, reasons=why)
    if (ignored := _ignored(one)) is not None:
        return DraftColumn(one.column, Role.IGNORED, samples=one.samples, reasons=(ignored,))
    return _measure(one, codes)


def _ignored(one: Profile) -> str | None:
    """Why a column holds no measure; None when it may be one."""
    if one.nested:
        return "une géométrie ou une liste"
    if not one.texts:
        return "vide dans cet extrait"
    if one.numeric < 0.8 or not one.numbers:
        return "des mots"
    if (code := kind_of(one)) != "":
        return f"un code de zone ({CODES[code].level}), mais pas celui de la ligne"
    if postal(one) or one.header.startswith("colonne ") or one.header in {"id", "fid", "ogc fid", "objectid"}:
        return "un numéro, pas une mesure"
    if _ELSEWHERE & set(one.words) and not _SAID & set(one.words):
        return "une position, une date ou un code"
    return None


@dataclass(frozen=True, slots=True)
class _Guess:
    kind: Kind
    unit: str
    factor: float
    reason: str


def _measure(one: Profile, codes: set[str]) -> DraftColumn:
    guess = _kind(one)
    reasons = [guess.reason]
    known = _known(one, guess, codes)
    if len(set(one.numbers)) == 1:
        reasons.append("toutes les valeurs de cet extrait sont égales")
    if one.hushed:
        reasons.append(f"{one.hushed} cases sont des secrets ou des absences")
    if guess.factor != 1:
        reasons.append("des valeurs de 0 à 1, multipliées par 100")
    if known is None:
        return DraftColumn(
            one.column, Role.MEASURE, free_code(one.column, codes), one.column[:LONGEST_LABEL],
            guess.unit, guess.kind,
            factor=guess.factor, samples=one.samples, reasons=tuple(reasons),
        )  # fmt: skip
    measure = known.measure
    reasons.append(f"l’en-tête ressemble à « {measure.label} »")
    return DraftColumn(
        one.column, Role.MEASURE, measure.code, measure.label, measure.unit, measure.kind,
        measure.direction, measure.numerator, measure.denominator,
        guess.factor if measure.unit == "%" else 1.0, one.samples, tuple(reasons), measure.code,
    )  # fmt: skip


def _alike(known: Measure, guess: _Guess) -> bool:
    """Whether a shared measure is of the kind that was guessed, in a unit that may be the same."""
    if known.kind is not guess.kind and (guess.kind is Kind.RATIO or known.kind is not Kind.QUANTILE):
        return False
    return guess.unit not in ("%", "€") or guess.unit in known.unit


def _kind(one: Profile) -> _Guess:
    words = set(one.words)
    unit_share = one.most <= 1 and one.least >= 0 and not one.whole and not one.percent
    if words & _SCORE:
        return _Guess(
            Kind.SCORE, "", 1.0, "l’en-tête dit un score : il ne se reporte pas d’une zone à l’autre"
        )
    if words & _QUANTILE and one.words[0] not in _RATIO:  # « taux…, à 60 % du niveau de vie médian »
        unit = "€" if words & _MONEY else "%" if one.percent else ""
        return _Guess(Kind.QUANTILE, unit, 1.0, "l’en-tête dit une médiane : elle ne se reporte pas")
    if one.percent or "%" in one.column or words & _RATIO:
        return _Guess(
            Kind.RATIO, "%", 100.0 if unit_share else 1.0, "l’en-tête ou les valeurs disent une part"
        )
    if words & _MEAN:
        return _Guess(Kind.MEAN, "€" if words & _MONEY else "", 1.0, "l’en-tête dit une moyenne")
    if words & _MONEY:
        return _Guess(
            Kind.COUNT, "€", 1.0, "un montant ; à vérifier : une somme, ou une moyenne par personne ?"
        )
    if unit_share:
        return _Guess(Kind.RATIO, "%", 100.0, "des valeurs de 0 à 1 : une part, à vérifier")
    if one.whole and one.least >= 0:
        return _Guess(Kind.COUNT, "", 1.0, "des nombres entiers : un effectif")
    if one.least >= 0 and one.most <= 100 and not words & _COUNT:
        return _Guess(Kind.RATIO, "%", 1.0, "des valeurs de 0 à 100 : une part, à vérifier")
    return _Guess(Kind.COUNT, "", 1.0, "des nombres : un effectif, à vérifier")


def _known(one: Profile, guess: _Guess, codes: set[str]) -> Known | None:
    """The shared measure whose label or words are those of the header, the longest first, in its unit."""
    bare = " ".join(word for word in _YEAR.sub(" ", one.header).split() if word not in _COUNT)
    words = set(bare.split())
    turned = words & _TURNED
    best: tuple[int, Known] | None = None
    for known in catalogue().values():
        if known.measure.code in codes or not _alike(known.measure, guess):
            continue
        label = normalise_header(known.measure.label)
        for said in (*known.words, *([label] if label == one.header else ())):
            asked = set(said.split())
            exact = said in (bare, one.header)
            if turned - asked:
                continue
            fits = exact or (len(asked) > 1 and asked <= words) or (len(said) > 4 and asked <= words)
            score = 100 * exact + len(asked) * 10 + len(said)
            if fits and (best is None or score > best[0]):
                best = (score, known)
    return best[1] if best else None
