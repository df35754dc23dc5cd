"""Specifications in TOML to frozen values, with errors that say where and how to mend."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from fabrique.core.toml_files import document_of, load_named, shipped_texts
from fabrique.kernels.indicators.model import Kind, Measure
from fabrique.observe.sources.catalogue import catalogue
from fabrique.observe.sources.codes import CODES, NAMED
from fabrique.observe.sources.model import (
    MISSING,
    SECRET,
    Absent,
    Blank,
    Imputed,
    KeyRule,
    MeasureRule,
    Rows,
    Spec,
    SpecError,
)

Choice = TypeVar("Choice", bound=StrEnum)
_TEXTS = ("name", "title", "producer", "licence", "url", "note", "vintage_column")
_SOURCE = {*_TEXTS, "level", "vintage", "geography", "geography_lag", "signature", "exact"}
_SOURCE |= {"area_name", "rows", "ratios", "absent"}
_STATUS = {"secret", "missing", "blank", "sentinels", "imputed"}
_SHOWN = {
    "label",
    "unit",
    "kind",
    "direction",
    "numerator",
    "denominator",
    "scale",
    "least",
    "most",
    "approximate",
}
_MEASURE = {"code", "column", "plus", "minus", "factor", "where", "blank", "optional", "estimated", *_SHOWN}


class _Reader:
    """One document being read; ``where`` names it in errors."""

    def __init__(self, where: str) -> None:
        self.where = where

    def error(self, entry: str, problem: str, mend: str = "") -> SpecError:
        return SpecError(self.where, entry, problem, mend)

    def table(self, value: object, entry: str, known: Iterable[str] = ()) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.error(
                entry, "une table est attendue.", f"Écrivez [{entry}], puis une ligne par entrée."
            )
        names = set(known)
        for name in value if names else ():
            if name not in names:
                mend = f"Entrées possibles : {', '.join(sorted(names))}."
                raise self.error(f"{entry}.{name}", "cette entrée n’existe pas.", mend)
        return value

    def text(self, value: object, entry: str) -> str:
        if not isinstance(value, str):
            raise self.error(entry, "un texte est attendu.", "Mettez-le entre guillemets.")
        return value

    def texts(self, value: object, entry: str) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        return tuple(self.text(item, entry) for item in items)

    def number(self, value: object, entry: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.error(entry, "un nombre est attendu.", "Écrivez-le sans guillemets.")
        return float(value)

    def year(self, value: object, entry: str) -> int:
        year = int(self.number(value, entry))
        if year and not 1900 <= year <= 2200:
            raise self.error(entry, f"« {value} » n’est pas une année.", "Écrivez par exemple 2021.")
        return year

    def flag(self, value: object, entry: str) -> bool:
        if not isinstance(value, bool):
            raise self.error(entry, "true ou false est attendu.")
        return value

    def choice(self, kind: type[Choice], value: object, entry: str) -> Choice:
        try:
            return kind(self.text(value, entry))
        except ValueError:
            mend = f"Valeurs possibles : {', '.join(kind)}."
            raise self.error(entry, f"« {value} » n’est pas compris.", mend) from None

    def where_of(self, value: object, entry: str) -> dict[str, frozenset[str]]:
        table = self.table(value, entry)
        return {name: frozenset(self.texts(v, f"{entry}.{name}")) for name, v in table.items()}

    def key(self, value: object, level: str) -> KeyRule:
        table = self.table(value, "key", ("columns", "code", "split"))
        columns = self.texts(table.get("columns", []), "key.columns")
        if not columns or not all(columns):
            raise self.error("key.columns", "la colonne des codes n’est pas dite.", 'Écrivez columns = "…".')
        code = self.text(table.get("code", level if level in CODES else "text"), "key.code")
        if code not in (*CODES, NAMED):
            mend = f"Valeurs possibles : {', '.join((*CODES, NAMED))}."
            raise self.error("key.code", f"« {code} » n’est pas une sorte de code.", mend)
        if code == NAMED and len(columns) != 2:
            raise self.error("key.columns", "il faut deux colonnes : le nom de la commune, le code postal.")
        return KeyRule(columns, code, self.text(table.get("split", ""), "key.split"))

    def measure(self, value: object, entry: str) -> MeasureRule:
        table = self.table(value, entry, _MEASURE)
        plus = table.get("plus", table.get("column", []))
        return MeasureRule(
            measure=self.described(table, entry),
            plus=self.texts(plus, f"{entry}.plus"),
            minus=self.texts(table.get("minus", []), f"{entry}.minus"),
            factor=self.number(table.get("factor", 1.0), f"{entry}.factor"),
            where=self.where_of(table.get("where", {}), f"{entry}.where"),
            blank=self.choice(Blank, table["blank"], f"{entry}.blank") if "blank" in table else None,
            optional=self.flag(table.get("optional", False), f"{entry}.optional"),
            estimated=self.flag(table.get("estimated", False), f"{entry}.estimated"),
        )

    def described(self, table: Mapping[str, Any], entry: str) -> Measure:
        """The measure of the catalogue that has this code, as this file changes it, or a new one."""
        code = self.text(table.get("code", ""), f"{entry}.code")
        if not code.isidentifier() or not code.isascii() or code != code.lower():
            mend = "Écrivez-le en minuscules sans accent, des _ entre les mots : taux_de_depart."
            raise self.error(f"{entry}.code", f"« {code} » n’est pas un code de mesure.", mend)
        if reserved(code):
            raise self.error(
                f"{entry}.code", f"« {code} » nomme une colonne du fichier écrit.", "Changez-le."
            )
        known = catalogue().get(code)
        if known is None and "label" not in table:
            mend = 'Ajoutez label = "…" et unit = "…", ou prenez un code du vocabulaire commun.'
            raise self.error(f"{entry}.label", f"« {code} » n’est pas dans le vocabulaire commun.", mend)
        base = known.measure if known else Measure(code, code, "", Kind.COUNT)
        given: dict[str, Any] = {}
        for name in ("label", "unit", "numerator", "denominator"):
            if name in table:
                given[name] = self.text(table[name], f"{entry}.{name}")
        for name in ("scale", "least", "most"):
            if name in table:
                given[name] = self.number(table[name], f"{entry}.{name}")
        if "approximate" in table:
            given["approximate"] = self.flag(table["approximate"], f"{entry}.approximate")
        if "kind" in table:
            given["kind"] = self.choice(Kind, table["kind"], f"{entry}.kind")
        if "direction" in table:
            given["direction"] = self.direction(table["direction"], f"{entry}.direction")
        return replace(base, **given)

    def direction(self, value: object, entry: str) -> int:
        if self.number(value, entry) not in (-1, 0, 1):
            mend = "Plus veut dire plus fragile : 1 ; moins fragile : -1 ; ni l’un ni l’autre : 0."
            raise self.error(entry, f"« {value} » n’est pas un sens.", mend)
        return int(self.number(value, entry))

    def ratios(self, value: object) -> tuple[Measure, ...]:
        found = []
        for code in self.texts(value, "source.ratios"):
            known = catalogue().get(code)
            if known is None or not (known.measure.numerator and known.measure.denominator):
                mend = "Prenez une mesure du vocabulaire commun qui a un numérateur et un dénominateur."
                raise self.error("source.ratios", f"« {code} » ne se calcule pas.", mend)
            found.append(known.measure)
        return tuple(found)

    def imputed(self, value: object) -> Imputed:
        table = self.table(value, "status.imputed", ("column", "values"))
        column = self.text(table.get("column", ""), "status.imputed.column")
        return Imputed(column, frozenset(self.texts(table.get("values", []), "status.imputed.values")))

    def spec(self, document: Mapping[str, Any]) -> Spec:
        self.table(document, "document", ("source", "key", "status", "keep", "measure"))
        source = self.table(document.get("source", {}), "source", _SOURCE)
        status = self.table(document.get("status", {}), "status", _STATUS)
        level = self.text(source.get("level", ""), "source.level")
        if not level:
            mend = 'Écrivez level = "commune", "iris", "epci", "qpv", "cell" ou "other".'
            raise self.error("source.level", "l’échelle n’est pas dite.", mend)
        items = document.get("measure", [])
        if not isinstance(items, list) or not items:
            raise self.error("measure", "aucune mesure n’est décrite.", "Ajoutez [[measure]] et sa colonne.")
        rules = tuple(self.measure(item, f"measure[{rank}]") for rank, item in enumerate(items, start=1))
        self.distinct(rules)
        texts = {name: self.text(source.get(name, ""), f"source.{name}") for name in _TEXTS}
        texts["name"] = texts["name"] or Path(self.where).stem
        texts["title"] = texts["title"] or texts["name"]
        lag = source.get("geography_lag")
        return Spec(
            **texts,
            level=level,
            key=self.key(document.get("key", {}), level),
            measures=rules,
            vintage=self.year(source.get("vintage", 0), "source.vintage"),
            geography=self.year(source.get("geography", 0), "source.geography"),
            geography_lag=None if lag is None else int(self.number(lag, "source.geography_lag")),
            signature=self.texts(source.get("signature", []), "source.signature"),
            exact=self.flag(source.get("exact", False), "source.exact"),
            area_name=self.text(source.get("area_name", ""), "source.area_name"),
            rows=self.choice(Rows, source.get("rows", "one"), "source.rows"),
            absent=self.absent(source.get("absent", "missing"), level),
            keep=self.where_of(document.get("keep", {}), "keep"),
            secret=frozenset(
                map(str.casefold, self.texts(status.get("secret", list(SECRET)), "status.secret"))
            ),
            missing=frozenset(
                map(str.casefold, self.texts(status.get("missing", list(MISSING)), "status.missing"))
            ),
            blank=self.choice(Blank, status.get("blank", "missing"), "status.blank"),
            sentinels=frozenset(self.number(v, "status.sentinels") for v in status.get("sentinels", [])),
            imputed=self.imputed(status["imputed"]) if "imputed" in status else None,
            ratios=self.ratios(source.get("ratios", [])),
        )

    def absent(self, value: object, level: str) -> Absent:
        found = self.choice(Absent, value, "source.absent")
        if found is Absent.ZERO and level != "commune":
            raise self.error(
                "source.absent", "« zero » ne vaut que pour des communes.", "Leur liste seule est connue."
            )
        return found

    def distinct(self, rules: tuple[MeasureRule, ...]) -> None:
        seen: set[str] = set()
        for rank, rule in enumerate(rules, start=1):
            if rule.measure.code in seen:
                mend = "Donnez un code à chacune."
                raise self.error(f"measure[{rank}].code", f"« {rule.measure.code} » est déjà décrite.", mend)
            seen.add(rule.measure.code)


def reserved(code: str) -> bool:
    """Whether a code would be taken for a column of the normalised file that holds no figures."""
    return code in {"id", "name"} or code.endswith("_status")


def parse_spec(text: str, where: str = "source.toml") -> Spec:
    """Read a specification from its text. Raises :class:`SpecError` in French."""
    return _Reader(where).spec(document_of(text, where, SpecError))


def load_spec(path: str | Path) -> Spec:
    """Read a specification file (UTF-8), or the shipped specification of that name."""
    return load_named(path, shipped_specs, parse_spec, SpecError)


@lru_cache(maxsize=1)
def shipped_specs() -> tuple[Spec, ...]:
    """The specifications that come with the platform, by name of file."""
    return tuple(parse_spec(*one) for one in shipped_texts("fabrique.observe.sources", "specs"))
