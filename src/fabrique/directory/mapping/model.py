"""The parts of a mapping, as frozen values."""

from dataclasses import dataclass
from functools import lru_cache

from fabrique.core.refusals import DomainRefusal

# Fields that hold one text, number or date, and are read from one or several columns.
TEXT_TARGETS = (
    "name",
    "pivot",
    "commune_name",
    "commune_code",
    "postal_code",
    "address",
    "address_complement",
    "phone",
    "emails",
    "websites",
    "summary",
    "description",
    "collector",
    "parent_network",
    "updated_on",
    "other_labels",
    "accessibility_url",
    "booking_url",
    "source_url",
    "wheelchair",
    "fees_detail",
    "directions",
    "to_bring",
    "contact_name",
)
# Fields whose values belong to a closed vocabulary.
CHOICE_TARGETS = (
    "typologies",
    "itinerance",
    "services",
    "publics",
    "specific_care",
    "fees",
    "programmes",
    "labels",
    "access_modes",
    "accompaniment",
    "languages",
    "networks",
)


class MappingError(DomainRefusal):
    """A mapping cannot be used. The message names the file, the key and the mend."""

    def __init__(self, where: str, key: str, problem: str, mend: str) -> None:
        super().__init__(
            f"« {where} », clé « {key} » : {problem} {mend}" if key else f"« {where} » : {problem} {mend}"
        )
        self.where, self.key, self.problem, self.mend = where, key, problem, mend


@dataclass(frozen=True, slots=True)
class TextRule:
    """Where one text comes from.

    The first non-empty of `columns`; or all of them joined by `join`; or `lines`, templates with `{column}`,
    of which those whose columns are all empty are dropped; else `constant`. `split` and `part` keep one piece
    (`part` counts from 0, negative from the end). `unless` are folded words that make a value ignored.
    `values` translates the pieces of a cell of codes (cut at `split`); other pieces are dropped.
    """

    columns: tuple[str, ...] = ()
    join: str | None = None
    lines: tuple[str, ...] = ()
    constant: str = ""
    split: str = ""
    part: int = 0
    unless: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """How some columns give values of a vocabulary.

    Without `codes`, the values are read (`read`). With `codes`, they are given when one of `columns` holds
    one of `terms` and none of `unless` (folded text); any value but a « non » will do when `terms` is empty;
    without columns, always. `separator` cuts a cell of short codes, and a term must then equal an item.
    """

    columns: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    separator: str = ""


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Where the hours are: OSM strings or words in `text`, one column per day or half-day in `days`.

    `days` keys are ("Mo", None | "am" | "pm"). `note` is a remark on the week; `open_days` a column that
    lists the days; `week` a column that says odd or even weeks; `elsewhere` one where hours fell by mistake.
    """

    text: tuple[str, ...] = ()
    days: tuple[tuple[tuple[str, str | None], str], ...] = ()
    note: tuple[str, ...] = ()
    open_days: str = ""
    week: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class PositionRule:
    """Where the position is: two columns, or one that holds both numbers (`point`)."""

    latitude: tuple[str, ...] = ()
    longitude: tuple[str, ...] = ()
    point: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A layout of files and what its columns mean.

    `signature` are the columns that make it recognised; with `exact`, the file must have no other. Rows
    `of_services` describe services offered at places that are known already, in data.inclusion's columns.
    """

    name: str
    title: str
    signature: tuple[str, ...]
    texts: dict[str, TextRule]
    choices: dict[str, tuple[ChoiceRule, ...]]
    record_id: tuple[str, ...] = ()
    producer: str = ""
    licence: str = ""
    attribution: str = ""
    hours: HoursRule | None = None
    position: PositionRule | None = None
    names_tell_kind: bool = True
    exact: bool = False
    of_services: bool = False

    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        found = set(self.record_id)
        for text in self.texts.values():
            found |= {*text.columns, *template_columns(text.lines)}
        for rules in self.choices.values():
            found |= {column for rule in rules for column in rule.columns}
        if self.hours:
            found |= {*self.hours.text, *(column for _, column in self.hours.days), *self.hours.note}
            found |= {
                column for column in (self.hours.open_days, self.hours.week, self.hours.elsewhere) if column
            }
        if self.position:
            found |= {*self.position.latitude, *self.position.longitude, *self.position.point}
        return frozenset(found)


@lru_cache(maxsize=1024)
def template_columns(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The columns named between braces in templates."""
    found: list[str] = []
    for line in lines:
        rest = line
        while "{" in rest:
            _, _, rest = rest.partition("{")
            column, _, rest = rest.partition("}")
            found.append(column)
    return tuple(dict.fromkeys(found))
