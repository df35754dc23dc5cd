"""A layout that nobody has described: read as its headers and values suggest, and said before importing."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique.core import files
from fabrique.core.models import StoredFile
from fabrique.core.tabular import read_table
from fabrique.directory.fields import BY_NAME
from fabrique.directory.mapping.loading import parse_mapping
from fabrique.directory.mapping.model import Mapping, MappingError
from fabrique.directory.mapping.suggest import suggest

GUESSED = "devine-"  # the beginning of the name of a guessed mapping


@dataclass(frozen=True, slots=True)
class Guess:
    """A draft mapping (TOML), what it means, and the columns of the file."""

    draft: str
    mapping: Mapping
    columns: tuple[str, ...]

    def read(self) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """((column, field in French) as read, the columns that are not)."""
        mapping = self.mapping
        pairs = [(column, name) for name, rule in mapping.texts.items() for column in rule.columns]
        pairs += [
            (column, name)
            for name, rules in mapping.choices.items()
            for rule in rules
            for column in rule.columns
        ]
        if hours := mapping.hours:
            days = (column for _day, column in hours.days)
            pairs += [(column, "hours") for column in (*hours.text, *days, *hours.note)]
        if where := mapping.position:
            pairs += [(column, "latitude") for column in (*where.latitude, *where.point)]
            pairs += [(column, "longitude") for column in where.longitude]
        known = mapping.columns()
        labels = dict.fromkeys((column, _label(name)) for column, name in pairs)
        return tuple(labels), tuple(column for column in self.columns if column not in known)


def _label(name: str) -> str:
    return BY_NAME[name].label if name in BY_NAME else name


def guess_of(stored: StoredFile, source: str) -> Guess | None:
    """What a kept file seems to say; None when no column looks like the name of a place."""
    table = read_table(files.path_of(stored))
    draft = suggest(table, f"{GUESSED}{source}")
    # A person's name is public only if the person agrees: a guess does not publish it.
    draft = "".join(line for line in draft.splitlines(True) if not line.startswith("contact_name ="))
    draft = draft.replace(f'title = "{GUESSED}', 'title = "', 1)  # what the public reads of the source
    try:
        return Guess(draft, parse_mapping(draft), tuple(table.columns))
    except MappingError as error:
        if error.key == "fields.name":
            return None
        raise
