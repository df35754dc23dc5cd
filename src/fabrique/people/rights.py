"""The rights of every role, written from the tables of the apps: ``docs/droits.md`` is this text."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps as registry

from fabrique.core import policies
from fabrique.core.policies import ALL, PUBLIC, SIGNED_IN, Relation
from fabrique.people.enums import Role

HEAD = """# Qui peut faire quoi

Ce tableau est tiré du code (`fabrique people rights` l’imprime) et un test l’essaie case par case.
Ce qu’il ne dit pas est refusé. Ce qui est à une autre organisation répond comme ce qui n’existe pas.

« Tout le monde » : sans compte. « Toute personne connectée » : quel que soit son rôle.
« De son organisation » : celle pour laquelle la personne agit à ce moment.
"""
NAMES = {PUBLIC: "tout le monde", SIGNED_IN: "toute personne connectée"}


def as_markdown() -> str:
    """The whole table, one row for each action, relation and set of fields."""
    lines = [HEAD]
    apps = sorted({action.partition(".")[0] for action in policies.table()})
    for app in apps:
        title = registry.get_app_config(app).verbose_name
        lines += [f"## {title}", "", "| action | rôles | sur quoi | champs |", "|---|---|---|---|"]
        for action in policies.table():
            if action.startswith(f"{app}."):
                lines += _rows(action)
        lines.append("")
    return "\n".join(lines)


def _rows(action: str) -> Iterator[str]:
    grouped: dict[Relation, list[str]] = {}
    for role, relations in policies.table()[action].items():
        for relation in relations if isinstance(relations, tuple) else (relations,):
            grouped.setdefault(relation, []).append(role)
    what = f"{policies.label_of(action)} `{action}`"
    if not grouped:
        yield f"| {what} | personne | | |"
    for relation, roles in sorted(grouped.items(), key=lambda pair: (pair[0].key != "every", pair[0].key)):
        fields = "tous" if relation.fields == ALL else ", ".join(sorted(relation.fields))
        yield f"| {what} | {_roles(roles)} | {relation.label} | {fields} |"


def _roles(roles: list[str]) -> str:
    if set(roles) >= set(Role):
        return "tous les rôles"
    order = [*NAMES, *Role.values]
    return ", ".join(
        NAMES.get(role) or f"{Role(role).label.lower()} `{role}`" for role in sorted(roles, key=order.index)
    )
