"""The register of article 30, and the annex of the impact assessment, written from the classification."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from fabrique.core.classification import Activity, Keep, Kind, Level, activities, classified
from fabrique.core.crypto.fields import sealed_fields
from fabrique.people.durations import end_of

HEAD = """# Registre des traitements

Ce que le logiciel tel qu’il est livré garde des personnes (article 30 du RGPD). Il est tiré du code :
`fabrique people register` l’imprime, et un test tient ce fichier égal. À reprendre dans le registre de
chaque structure, avec ce que le logiciel ne sait pas :

- responsable de traitement et, s’il y en a, responsables conjoints : …
- délégué à la protection des données, et comment le joindre : …
- sous-traitants (hébergeur, envoi de courriels et de SMS, fournisseur d’identité) : …

Aucune donnée ne sort de l’Union européenne par le logiciel : il n’appelle que les services que
l’exploitant déclare. Aucune décision n’est prise par la machine seule.
"""
MEASURES = """## Mesures de sécurité

- Droits par rôle, refusés par défaut ([droits](droits.md)) ; ce qui est à une autre organisation répond comme
  ce qui n’existe pas.
- Mot de passe de 14 caractères au moins, gardé sous forme d’empreinte Argon2 ; second facteur exigé pour qui
  voit des personnes.
- Valeurs et fichiers sensibles chiffrés en AES-256-GCM, liés à leur ligne ; clés dans un fichier à part des
  sauvegardes ([chiffrement](adr/0014-chiffrement.md)).
- Toute action laisse une entrée au journal, dans la même transaction.
- Pages servies sans ressource d’un tiers, sans traceur ; cookies limités à la session et aux réglages.
- Aucun numéro de sécurité sociale ni de carte bancaire n’est admis dans un texte libre public.
"""
ANNEX_HEAD = """# Annexe de l’analyse d’impact : les données, champ par champ

Tirée du code par `fabrique people register --annex` ; un test tient ce fichier égal. Un champ absent de cette
liste ne dit rien d’une personne.

| table | champs | donnée | niveau | protection | activité | durée |
|---|---|---|---|---|---|---|
"""
_LEVELS = {Level.PERSONAL: "personnelle", Level.SENSITIVE: "sensible"}


def as_markdown() -> str:
    """The whole register; ``docs/registre.md`` is this text."""
    parts = [HEAD, *("\n".join(_entry(activity)) + "\n" for activity in activities()), MEASURES]
    return "\n".join(parts)


def annex() -> str:
    """Every field that says something of a person; ``docs/modeles/aipd-annexe.md`` is this text."""
    return ANNEX_HEAD + "".join(f"| {' | '.join(row)} |\n" for row in _rows())


def as_dict() -> list[dict[str, object]]:
    """The register as JSON-able entries."""
    return [
        {
            "code": activity.code,
            "name": activity.name,
            "purpose": activity.purpose,
            "basis": str(activity.basis),
            "persons": activity.persons,
            "recipients": activity.recipients,
            "controller": activity.controller,
            "data": [
                {
                    "category": category,
                    "level": str(level),
                    "retention": keep.words,
                    "erased_by": end_of(keep),
                }
                for category, level, keep in _categories(activity)
            ],
        }
        for activity in activities()
    ]


def _entry(activity: Activity) -> Iterator[str]:
    yield f"## {activity.name}"
    yield ""
    yield f"- **Finalité** : {activity.purpose}"
    yield f"- **Base légale** : {activity.basis}"
    yield f"- **Responsable** : {activity.controller}"
    yield f"- **Personnes concernées** : {activity.persons}"
    yield f"- **Destinataires** : {activity.recipients}"
    yield ""
    yield "| données | niveau | durée | effacement |"
    yield "|---|---|---|---|"
    for category, level, keep in _categories(activity):
        yield f"| {category} | {_LEVELS[level]} | {keep.words} | {end_of(keep)} |"


def _categories(activity: Activity) -> list[tuple[str, Level, Keep]]:
    """Each category of data of an activity, once."""
    kinds = {each.kind for each in classified() if each.kind.activity == activity}
    found = {(kind.category, kind.level, kind.keep) for kind in kinds if kind.keep}
    return sorted(found, key=lambda entry: entry[:2])


def _rows() -> Iterator[tuple[str, ...]]:
    sealed = {f"{field.model._meta.label}.{field.name}" for field in sealed_fields()}
    for (table, kind), entries in groupby(classified(), key=lambda each: (each.table, each.kind)):
        if kind.activity and kind.keep:
            names = [each.field for each in entries]
            encrypted = all(f"{table}.{name}" in sealed for name in names)
            fields = ", ".join(f"`{name}`" for name in names)
            yield (
                table, fields, kind.category, _LEVELS[kind.level], _protection(kind, encrypted=encrypted),
                kind.activity.name, kind.keep.words,
            )  # fmt: skip


def _protection(kind: Kind, *, encrypted: bool) -> str:
    if encrypted:
        return "chiffrée"
    return f"non chiffrée : {kind.in_clear}" if kind.in_clear else "droits d’accès"
