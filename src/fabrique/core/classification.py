"""What each field holds of a person, why, and for how long: the tables from which the register is written.

Each app has a ``privacy`` module that classifies every field of its tables, and of the tables of the
libraries that it brings. There is no default: a field that nobody thought of fails a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db.models import Model

from fabrique.core import jobs
from fabrique.core.crypto.fields import SealedField
from fabrique.core.retention.rules import rules


class Level(StrEnum):
    """How much a field says of a person."""

    NONE = "none"  # nothing: no person, or a number that leads to nobody outside of the instance
    PERSONAL = "personal"
    SENSITIVE = "sensitive"  # what would harm the person if it were read: encrypted


class Basis(StrEnum):
    """What makes an activity lawful (article 6 of the GDPR)."""

    TASK = "Mission d’intérêt public (art. 6.1.e)"
    CONSENT = "Consentement (art. 6.1.a)"
    LAW = "Obligation légale (art. 6.1.c)"
    INTEREST = "Intérêt légitime (art. 6.1.f)"


@dataclass(frozen=True, slots=True)
class Activity:
    """A processing activity, an entry of the register of article 30. All of it is shown, in French."""

    code: str
    name: str
    purpose: str
    basis: Basis
    persons: str
    recipients: str
    controller: str


@dataclass(frozen=True, slots=True)
class Keep:
    """How long something is kept, and what ends it: the ``rule`` of ``core.retention`` that erases it, the
    background ``job`` that does so sooner, or the ``event`` (French) with which it goes."""

    code: str
    words: str
    job: str = ""
    rule: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What some fields have in common. ``in_clear``: why a sensitive one is not encrypted, in French."""

    level: Level
    activity: Activity | None = None
    category: str = ""
    keep: Keep | None = None
    in_clear: str = ""


@dataclass(frozen=True, slots=True)
class Classified:
    """One field of one table."""

    table: str
    field: str
    kind: Kind


NONE = Kind(Level.NONE)
_tables: dict[str, Mapping[Kind, str]] = {}


def personal(activity: Activity, category: str, keep: Keep) -> Kind:
    """Data of a person."""
    return Kind(Level.PERSONAL, activity, category, keep)


def sensitive(activity: Activity, category: str, keep: Keep, *, in_clear: str = "") -> Kind:
    """Data that would harm the person: the field is encrypted, or says why it cannot be."""
    return Kind(Level.SENSITIVE, activity, category, keep, in_clear)


def classify(table: str, kinds: Mapping[Kind, str]) -> None:
    """Say of every field of a table (``app.Model``) of what kind it is; names are separated by blanks."""
    _tables[table] = kinds


def classified() -> list[Classified]:
    """Every field that was classified, in the order of the tables' names."""
    return [
        Classified(table, field, kind)
        for table, kinds in sorted(_tables.items())
        for kind, names in kinds.items()
        for field in names.split()
    ]


def activities() -> list[Activity]:
    """Every activity that a field serves, by code."""
    found = {each.kind.activity for each in classified() if each.kind.activity}
    return sorted(found, key=lambda activity: activity.code)


def faults(*, beside: str = "") -> list[str]:
    """What is not as it should be, as sentences; none if all is well. ``beside``: a package to leave out."""
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    if beside:
        models = {label: model for label, model in models.items() if not model.__module__.startswith(beside)}
    found = [f"{table} : cette table n’existe pas" for table in sorted(set(_tables) - set(models))]
    for label, model in sorted(models.items()):
        found.extend(f"{label}.{fault}" for fault in _faults_of(model, _tables.get(label, {})))
    return found


def _faults_of(model: type[Model], kinds: Mapping[Kind, str]) -> Iterator[str]:
    names = [name for listed in kinds.values() for name in listed.split()]
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    for name in sorted(fields.keys() - set(names)):
        yield f"{name} : ce champ n’est pas classé (module privacy de son application)"
    for name in sorted(set(names) - fields.keys()):
        yield f"{name} : ce champ n’existe pas"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} : ce champ est classé deux fois"
    for kind, listed in kinds.items():
        for name in set(listed.split()) & fields.keys():
            yield from (f"{name} : {fault}" for fault in _faults_of_kind(kind, fields[name]))


def _faults_of_kind(kind: Kind, field: object) -> Iterator[str]:
    if kind.level != Level.NONE and not (kind.activity and kind.category and kind.keep):
        yield "il manque l’activité, la catégorie ou la durée"
    if kind.level == Level.SENSITIVE and not (isinstance(field, SealedField) or kind.in_clear):
        yield "ce champ sensible n’est pas chiffré, et rien ne dit pourquoi"
    if isinstance(field, SealedField) and kind.level != Level.SENSITIVE:
        yield "ce champ chiffré n’est pas classé sensible"
    if kind.keep:
        yield from _faults_of_keep(kind.keep)


def _faults_of_keep(keep: Keep) -> Iterator[str]:
    if keep.job and keep.job not in jobs.registered():
        yield f"aucun travail ne s’appelle « {keep.job} »"
    if keep.rule and keep.rule not in {rule.code for rule in rules}:
        yield f"aucune règle d’effacement ne s’appelle « {keep.rule} »"
    if not (keep.rule or keep.job or keep.event):
        yield f"rien ne met fin à la durée « {keep.code} »"
