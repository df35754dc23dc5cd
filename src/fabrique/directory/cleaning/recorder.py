"""Notes every change and flag of a row while it is cleaned."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fabrique.directory.cleaning.model import Change, Cleaned, Severity
from fabrique.directory.cleaning.text import text_of

_LONGEST = 500
# The field that a flag is about, by the beginning of its code; the longest beginning wins.
_FIELDS = {
    "address": "address",
    "cell-too-long": "description",
    "commune": "commune_name",
    "commune-code": "commune_code",
    "coordinates": "coordinates",
    "hours": "hours",
    "name": "name",
    "postal-code": "postal_code",
}


def shown(value: Any) -> str:
    """The text of a value in a report, of a bounded length."""
    if isinstance(value, list):
        text = "|".join(map(text_of, value))
    else:
        text = value.isoformat() if isinstance(value, date) else text_of(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class Recorder:
    """Collects the changes and flags of one row."""

    def __init__(self, row: int) -> None:
        self.row = row
        self.changes: list[Change] = []
        self.flags: list[str] = []
        self._told: set[str] = set()

    def flag(self, *flags: str) -> None:
        """Raise quality flags, each once."""
        self.flags += [flag for flag in flags if flag not in self.flags]

    def change(self, field: str, before: Any, after: Any, rule: str, severity: Severity = "info") -> None:
        """Note one change."""
        self.changes.append(Change(self.row, field, shown(before), shown(after), rule, severity))

    def told(self, *flags: str) -> None:
        """These flags have a line of their own in the report already."""
        self._told.update(flags)

    def warn(self, flag: str, field: str, before: Any, after: Any, severity: Severity = "warning") -> None:
        """Raise a flag and write its line."""
        self.flag(flag)
        self.told(flag)
        self.change(field, before, after, flag.partition(":")[0], severity)

    def tell_flags(self, fields: Mapping[str, Any]) -> None:
        """One line for each flag that has none. What is missing is told by the completeness."""
        for flag in self.flags:
            code, _, detail = flag.partition(":")
            if flag in self._told or code.endswith("-missing"):
                continue
            about = max((start for start in _FIELDS if code.startswith(start)), key=len, default="")
            field = _FIELDS.get(about, "")
            value = fields.get(field, "")
            self.told(flag)
            self.change(field, value, detail or value, code, "warning")

    def take(self, field: str, before: Any, cleaned: Cleaned[Any]) -> Any:
        """Note what cleaning did to a cell and give back its clean value."""
        if cleaned.flags:
            self.flag(*cleaned.flags)
            self.told(*cleaned.flags if cleaned.rules else cleaned.flags[:1])
        if cleaned.rules:
            severity: Severity = "warning" if cleaned.flags else "info"
            self.change(field, before, cleaned.value, "+".join(cleaned.rules), severity)
        elif cleaned.flags:
            self.change(field, before, cleaned.value, cleaned.flags[0].partition(":")[0], "warning")
        return cleaned.value
