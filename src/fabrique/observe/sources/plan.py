"""A specification brought down to the columns of one file."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.sources.columns import Headers, years_of
from fabrique.observe.sources.model import Blank, MeasureRule, Spec

Filter = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A measure and the columns that it adds, each with its sign and factor."""

    rule: MeasureRule
    parts: tuple[tuple[str, float], ...]
    where: Filter
    blank: Blank


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns of a file that will be read; ``year`` is the vintage that they tell, 0 when none."""

    key: tuple[str, ...]
    terms: tuple[Term, ...]
    keep: Filter
    imputed: str
    imputed_values: frozenset[str]
    area_name: str
    vintage_column: str
    year: int
    warnings: tuple[str, ...]


def plan_of(table: Table, spec: Spec, vintage: int = 0) -> Plan:
    """Find the columns. Raises ``TableRefusal`` that names those that are absent."""
    headers = Headers(table.columns)
    year = _year(table, spec, headers, vintage)
    absent: list[str] = []
    warnings: list[str] = []

    def need(name: str) -> str:
        found = headers.find(name, year or vintage)
        if found is None:
            absent.append(name)
        return found or ""

    terms = []
    for rule in spec.measures:
        names = (*rule.plus, *rule.minus, *rule.where)
        if rule.optional and not all(headers.find(name, year or vintage) for name in names):
            warnings.append(f"« {rule.measure.label} » : ce fichier n’a pas la colonne.")
            continue
        parts = [(need(name), rule.factor) for name in rule.plus]
        parts += [(need(name), -rule.factor) for name in rule.minus]
        where = tuple((need(name), values) for name, values in rule.where.items())
        terms.append(Term(rule, tuple(parts), where, rule.blank or spec.blank))
    key = tuple(need(name) for name in spec.key.columns)
    keep = tuple((need(name), values) for name, values in spec.keep.items())
    imputed = need(spec.imputed.column) if spec.imputed else ""
    if absent:
        raise TableRefusal(_absent(absent, table, spec), path=table.path, mend="Vérifiez le fichier choisi.")
    return Plan(
        key=key,
        terms=tuple(terms),
        keep=keep,
        imputed=imputed,
        imputed_values=spec.imputed.values if spec.imputed else frozenset(),
        area_name=(headers.find(spec.area_name, year) or "") if spec.area_name else "",
        vintage_column=(headers.find(spec.vintage_column) or "") if spec.vintage_column else "",
        year=year,
        warnings=tuple(warnings),
    )


def _year(table: Table, spec: Spec, headers: Headers, vintage: int) -> int:
    years = years_of(spec, headers)
    if vintage and years and vintage not in years:
        told = ", ".join(map(str, years))
        raise TableRefusal(
            f"ses colonnes ne disent pas l’année {vintage}.",
            path=table.path,
            mend=f"Années possibles : {told}.",
        )
    return vintage if vintage in years else (years[0] if years else 0)


def _absent(absent: list[str], table: Table, spec: Spec) -> str:
    wanted = ", ".join(f"« {name.replace('|', ' » ou « ')} »" for name in dict.fromkeys(absent))
    has = ", ".join(f"« {name} »" for name in table.columns[:12])
    alone = " Une seule colonne : le séparateur est peut-être mal lu." if len(table.columns) == 1 else ""
    return f"il manque les colonnes {wanted} de « {spec.title} » ; le fichier a {has}.{alone}"
