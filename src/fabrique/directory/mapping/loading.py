"""Mapping files in TOML to frozen values, with errors that say where and how to mend."""

from collections.abc import Mapping as Dict
from functools import lru_cache
from pathlib import Path
from typing import Any

from fabrique.core.toml_files import document_of, load_named, shipped_texts
from fabrique.directory.cleaning.text import fold
from fabrique.directory.cleaning.vocabularies import BY_FIELD
from fabrique.directory.mapping.model import (
    CHOICE_TARGETS,
    TEXT_TARGETS,
    ChoiceRule,
    HoursRule,
    Mapping,
    MappingError,
    PositionRule,
    TextRule,
    template_columns,
)

_HEAD = {
    "name",
    "title",
    "producer",
    "licence",
    "attribution",
    "signature",
    "record_id",
    "names_tell_kind",
    "exact",
    "of_services",
}
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_HALVES = {"am": "am", "pm": "pm", "": None}


class _Reader:
    """Reads one document; `where` is its name in messages."""

    def __init__(self, where: str) -> None:
        self.where = where

    def error(self, key: str, problem: str, mend: str) -> MappingError:
        return MappingError(self.where, key, problem, mend)

    def table(self, value: Any, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(
                key, "un tableau est attendu.", "Écrivez des couples clé = valeur entre accolades."
            )
        return value

    def known(self, table: Dict[str, Any], allowed: set[str], key: str) -> None:
        for name in table:
            if name not in allowed:
                choices = ", ".join(sorted(allowed))
                raise self.error(f"{key}.{name}", "cette clé n’existe pas.", f"Clés possibles : {choices}.")

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise self.error(key, "un texte ou une liste de textes est attendu.", "Mettez des guillemets.")
        return tuple(one for one in values if one)

    def text_rule(self, value: Any, key: str) -> TextRule:
        if isinstance(value, str | list):
            return TextRule(columns=self.texts(value, key))
        table = self.table(value, key)
        self.known(table, {"columns", "join", "lines", "constant", "split", "part", "unless", "values"}, key)
        translations = self.table(table.get("values", {}), f"{key}.values")
        rule = TextRule(
            columns=self.texts(table.get("columns", []), f"{key}.columns"),
            join=table.get("join"),
            lines=self.texts(table.get("lines", []), f"{key}.lines"),
            constant=str(table.get("constant", "")),
            split=str(table.get("split", "")),
            part=int(table.get("part", 0)),
            unless=tuple(map(fold, self.texts(table.get("unless", []), f"{key}.unless"))),
            values=tuple((fold(code), str(text)) for code, text in translations.items()),
        )
        if not (rule.columns or rule.lines or rule.constant):
            mend = 'Ajoutez columns = ["…"], lines = ["…"] ou constant = "…".'
            raise self.error(key, "rien ne dit d’où vient la valeur.", mend)
        if rule.lines and not template_columns(rule.lines):
            raise self.error(
                f"{key}.lines", "aucune colonne entre accolades.", 'Exemple : "Public : {public}".'
            )
        return rule

    def choice_rules(self, value: Any, field: str) -> tuple[ChoiceRule, ...]:
        key = f"fields.{field}"
        items = value if isinstance(value, list) and any(isinstance(one, dict) for one in value) else [value]
        return tuple(self.choice_rule(item, field, f"{key}[{number}]") for number, item in enumerate(items))

    def choice_rule(self, value: Any, field: str, key: str) -> ChoiceRule:
        if isinstance(value, str | list):
            return ChoiceRule(columns=self.texts(value, key))
        table = self.table(value, key)
        self.known(table, {"read", "columns", "codes", "terms", "unless", "separator"}, key)
        columns = self.texts(table.get("read", table.get("columns", [])), f"{key}.columns")
        codes = self.texts(table.get("codes", []), f"{key}.codes")
        for code in codes:
            if code not in BY_FIELD[field]:
                mend = f"Valeurs possibles : {' · '.join(BY_FIELD[field])}."
                raise self.error(f"{key}.codes", f"« {code} » n’est pas une valeur du vocabulaire.", mend)
        terms = tuple(map(fold, self.texts(table.get("terms", []), f"{key}.terms")))
        unless = tuple(map(fold, self.texts(table.get("unless", []), f"{key}.unless")))
        if not columns and not codes:
            raise self.error(key, "ni colonne, ni valeur.", 'Ajoutez read = ["…"] ou codes = ["…"].')
        if terms and not codes:
            raise self.error(key, "des termes sans valeur.", 'Ajoutez codes = ["…"].')
        return ChoiceRule(columns, codes, terms, unless, str(table.get("separator", "")))

    def hours(self, value: Any) -> HoursRule:
        if isinstance(value, str | list):
            return HoursRule(text=self.texts(value, "fields.hours"))
        table = self.table(value, "fields.hours")
        self.known(table, {"text", "days", "note", "open_days", "week", "elsewhere"}, "fields.hours")
        days: list[tuple[tuple[str, str | None], str]] = []
        for name, column in self.table(table.get("days", {}), "fields.hours.days").items():
            day, _, half = name.partition("_")
            if day not in _DAYS or half not in _HALVES:
                mend = "Écrivez Mo, Tu, We, Th, Fr, Sa ou Su, suivi au besoin de _am ou _pm."
                raise self.error(f"fields.hours.days.{name}", "ce jour n’existe pas.", mend)
            days += [((day, _HALVES[half]), one) for one in self.texts(column, f"fields.hours.days.{name}")]
        return HoursRule(
            text=self.texts(table.get("text", []), "fields.hours.text"),
            days=tuple(days),
            note=self.texts(table.get("note", []), "fields.hours.note"),
            open_days=str(table.get("open_days", "")),
            week=str(table.get("week", "")),
            elsewhere=str(table.get("elsewhere", "")),
        )

    def position(self, value: Any) -> PositionRule:
        if isinstance(value, str | list):
            return PositionRule(point=self.texts(value, "fields.coordinates"))
        table = self.table(value, "fields.coordinates")
        self.known(table, {"latitude", "longitude", "point"}, "fields.coordinates")
        parts = {name: self.texts(table.get(name, []), f"fields.coordinates.{name}") for name in table}
        if bool(parts.get("latitude")) != bool(parts.get("longitude")):
            mend = "Donnez latitude et longitude, ou point."
            raise self.error("fields.coordinates", "il manque une des deux colonnes.", mend)
        return PositionRule(parts.get("latitude", ()), parts.get("longitude", ()), parts.get("point", ()))

    def mapping(self, document: Dict[str, Any]) -> Mapping:
        self.known(document, {"mapping", "fields"}, "document")
        head = self.table(document.get("mapping", {}), "mapping")
        fields = self.table(document.get("fields", {}), "fields")
        self.known(head, _HEAD, "mapping")
        allowed = {*TEXT_TARGETS, *CHOICE_TARGETS, "hours", "coordinates"}
        self.known(fields, allowed, "fields")
        if "name" not in fields:
            mend = 'Ajoutez name = "colonne qui contient le nom" sous [fields].'
            raise self.error("fields.name", "le nom du lieu n’est pas décrit.", mend)
        name = fields["name"]
        if isinstance(name, str | list) and not "".join(self.texts(name, "fields.name")).strip():
            mend = "Écrivez entre les guillemets la colonne qui contient le nom du lieu."
            raise self.error("fields.name", "aucune colonne n’est donnée pour le nom du lieu.", mend)
        return Mapping(
            name=str(head.get("name", "")) or Path(self.where).stem,
            title=str(head.get("title", "")),
            producer=str(head.get("producer", "")),
            licence=str(head.get("licence", "")),
            attribution=str(head.get("attribution", "")),
            signature=self.texts(head.get("signature", []), "mapping.signature"),
            record_id=self.texts(head.get("record_id", []), "mapping.record_id"),
            exact=bool(head.get("exact", False)),
            of_services=bool(head.get("of_services", False)),
            names_tell_kind=bool(head.get("names_tell_kind", True)),
            texts={
                name: self.text_rule(fields[name], f"fields.{name}")
                for name in TEXT_TARGETS
                if name in fields
            },
            choices={
                name: self.choice_rules(fields[name], name) for name in CHOICE_TARGETS if name in fields
            },
            hours=self.hours(fields["hours"]) if "hours" in fields else None,
            position=self.position(fields["coordinates"]) if "coordinates" in fields else None,
        )


def parse_mapping(text: str, where: str = "mapping.toml") -> Mapping:
    """Read a mapping from its text. Raises :class:`MappingError` in French, naming file, key and mend."""
    return _Reader(where).mapping(document_of(text, where, MappingError))


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file (UTF-8), or the shipped mapping of that name. Raises :class:`MappingError`."""
    return load_named(path, shipped_mappings, parse_mapping, MappingError)


@lru_cache(maxsize=1)
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the platform, by name."""
    return tuple(parse_mapping(*one) for one in shipped_texts("fabrique.directory", "mappings"))
