"""A draft of a specification: what a person reads, corrects in a form, and then uses to read the file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from fabrique.core.tabular import normalise_header
from fabrique.kernels.indicators.model import Kind
from fabrique.observe.sources.catalogue import catalogue
from fabrique.observe.sources.codes import NAMED, POSTAL
from fabrique.observe.sources.loading import parse_spec, reserved
from fabrique.observe.sources.model import MISSING, SECRET, Spec, SpecError

LONGEST_CODE, LONGEST_LABEL = 60, 200  # as a data set keeps them
ABSENT = (*MISSING, "na", "n/a", "nc", "nr", "-", "–", "..")  # as partners write it


class Role(StrEnum):
    """What a column is for."""

    KEY = "key"
    NAME = "name"
    MEASURE = "measure"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A column and what was guessed of it. ``reasons`` say why, in French; ``factor`` multiplies its figures
    (100 for a share written from 0 to 1). What follows ``role`` matters for a measure only. ``alike``: the
    common measure that its header alone makes it look like."""

    column: str
    role: Role
    code: str = ""
    label: str = ""
    unit: str = ""
    kind: Kind = Kind.COUNT
    direction: int = 0
    numerator: str = ""
    denominator: str = ""
    factor: float = 1.0
    samples: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    alike: str = ""

    def apart(self, taken: Collection[str]) -> DraftColumn:
        """The same column as a measure of its own, with its own words."""
        code, words = free_code(self.column, taken), self.column[:LONGEST_LABEL]
        return replace(self, code=code, label=words, direction=0, numerator="", denominator="")


@dataclass(frozen=True, slots=True)
class Draft:
    """A specification to correct. ``level`` and ``key_code`` as in :mod:`codes`; years are 0 when unknown.
    ``blank`` and ``rows`` as in the specification: what an empty cell means, and several rows of one area."""

    name: str
    title: str
    level: str
    key_code: str
    columns: tuple[DraftColumn, ...]
    producer: str = ""
    licence: str = ""
    vintage: int = 0
    geography: int = 0
    blank: str = "missing"
    rows: str = "one"
    warnings: tuple[str, ...] = ()

    def of_role(self, role: Role) -> list[DraftColumn]:
        """The columns that have this role."""
        return [one for one in self.columns if one.role is role]

    def keys(self) -> list[DraftColumn]:
        """The columns of the key; a postal code comes after the name of the commune."""
        found = self.of_role(Role.KEY)
        if self.key_code == NAMED:
            found.sort(key=lambda one: bool(POSTAL & set(normalise_header(one.column).split())))
        return found

    def changed(self, column: str, **values: Any) -> Draft:
        """The same draft, one of its columns changed."""
        columns = tuple(replace(one, **values) if one.column == column else one for one in self.columns)
        return replace(self, columns=columns)

    def likenesses(self) -> dict[str, str]:
        """By column, the common measure that its header alone makes it look like."""
        return {one.column: one.alike for one in self.of_role(Role.MEASURE) if one.alike}

    def common_only(self, columns: Collection[str]) -> Draft:
        """The same draft where no other column is a common measure: each has its own code and words.
        Raises ``SpecError`` if one of these looks like none."""
        looks = self.likenesses()
        for column in columns:
            if column not in looks:
                told = "cette colonne ne ressemble à aucune mesure commune."
                raise SpecError(self.name, column, told, "Ne la nommez pas, ou vérifiez son nom.")
        apart = looks.keys() - set(columns)
        taken = {one.code for one in self.columns if one.column not in apart}
        found = []
        for one in self.columns:
            found.append(one.apart(taken) if one.column in apart else one)
            taken.add(found[-1].code)
        return replace(self, columns=tuple(found))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a form or for JSON."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Draft:
        """The draft that ``to_dict`` gave, whatever was changed since. Raises ``SpecError`` if it is none."""
        try:
            columns = tuple(_column(one) for one in values["columns"])
            rest = {name: value for name, value in values.items() if name != "columns"}
            rest["warnings"] = tuple(rest.get("warnings", ()))
            for name in ("vintage", "geography"):
                rest[name] = int(rest.get(name) or 0)
            return cls(columns=columns, **rest)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SpecError("brouillon", "", "ce brouillon ne se lit pas.", "Recommencez-le.") from error

    def to_toml(self) -> str:
        """A specification with its reasons in comments."""
        return "\n".join(_lines(self)) + "\n"

    def spec(self) -> Spec:
        """The specification. Raises ``SpecError`` when the draft has no key or no measure."""
        return parse_spec(self.to_toml(), f"{self.name}.toml")


def _column(values: Mapping[str, Any]) -> DraftColumn:
    found = dict(values)
    found["role"], found["kind"] = Role(found["role"]), Kind(found.get("kind", "count"))
    found["direction"], found["factor"] = int(found.get("direction", 0)), float(found.get("factor", 1.0))
    found["samples"], found["reasons"] = tuple(found.get("samples", ())), tuple(found.get("reasons", ()))
    return DraftColumn(**found)


def free_code(words: str, taken: Collection[str]) -> str:
    """A code of measure from words, unlike those taken and those of the vocabulary."""
    plain = "".join(c for c in normalise_header(words).replace(" ", "_") if c.isascii())
    base = plain if plain.isidentifier() and not reserved(plain) else f"m_{plain}".rstrip("_")
    base = f"{base}_" if reserved(base) else base
    code, copy = base[:LONGEST_CODE], 2
    while code in taken or code in catalogue() or reserved(code):
        end = f"_{copy}"
        code, copy = base[: LONGEST_CODE - len(end)] + end, copy + 1
    return code


def quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's."""
    return json.dumps(_printable(text), ensure_ascii=False)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _list(texts: list[str] | tuple[str, ...]) -> str:
    return "[" + ", ".join(map(quoted, texts)) + "]"


def _remark(column: DraftColumn) -> str:
    """One line of comment: examples, then reasons."""
    said = [*column.reasons]
    if column.samples:
        said.insert(0, "exemples : " + " · ".join(column.samples[:4]))
    return "# " + " ".join(_printable(" ; ".join(said)).split()) if said else "#"


def _lines(draft: Draft) -> Iterator[str]:
    yield "# Brouillon. Relisez chaque ligne ; une ligne commencée par # est ignorée."
    for warning in draft.warnings:
        yield f"# À voir : {' '.join(_printable(warning).split())}"
    keys, names = draft.keys(), draft.of_role(Role.NAME)
    measures = draft.of_role(Role.MEASURE)
    yield "[source]"
    for name in ("name", "title", "producer", "licence", "level"):
        yield f"{name} = {quoted(getattr(draft, name))}"
    yield f"vintage = {draft.vintage}  # année des chiffres ; 0 si elle sera demandée"
    yield f"geography = {draft.geography}  # année du découpage des zones ; 0 si elle n’est pas connue"
    yield "# Les colonnes qui font reconnaître le fichier :"
    yield f"signature = {_list([one.column for one in (*keys, *measures)][:6])}"
    yield f"rows = {quoted(draft.rows)}  # plusieurs lignes d’une zone : one (une erreur), sum, least ou most"
    if names:
        yield f"area_name = {quoted(names[0].column)}"
    yield "\n[key]"
    for one in keys:
        yield _remark(one)
    yield f"columns = {_list([one.column for one in keys])}"
    yield f"code = {quoted(draft.key_code)}"
    yield "\n[status]"
    yield f"secret = {_list(SECRET)}  # secret statistique"
    yield f"missing = {_list(ABSENT)}"
    yield f"blank = {quoted(draft.blank)}  # une case vide : missing, secret ou zero"
    for one in measures:
        yield from _measure(one)
    ignored = draft.of_role(Role.IGNORED)
    if ignored:
        yield "\n# Colonnes non reprises :"
    for one in ignored:
        yield f"# {quoted(one.column)} {_remark(one)}"


def _measure(one: DraftColumn) -> Iterator[str]:
    known = catalogue().get(one.code)
    yield "\n[[measure]]"
    yield _remark(one)
    yield f"code = {quoted(one.code)}" + ("  # vocabulaire commun" if known else "")
    yield f"column = {quoted(one.column)}"
    if one.factor != 1:
        yield f"factor = {one.factor!r}"
    yield f"label = {quoted(one.label or one.column)}"
    yield f"unit = {quoted(one.unit)}"
    yield f"kind = {quoted(one.kind)}"
    yield f"direction = {one.direction}  # plus veut dire plus fragile : 1 ; moins fragile : -1 ; sinon 0"
    yield f"numerator = {quoted(one.numerator)}"
    yield f"denominator = {quoted(one.denominator)}"
    if one.unit == "%":
        yield "scale = 100.0\nmost = 100.0"
