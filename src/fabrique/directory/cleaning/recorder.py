"""Notes every change and flag of a row while it is cleaned."""

from datetime import date
from typing import Any

from fabrique.directory.cleaning.model import Change, Cleaned, Severity
from fabrique.directory.cleaning.text import text_of

_LONGEST = 500


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

    def flag(self, *flags: str) -> None:
        """Raise quality flags, each once."""
        self.flags += [flag for flag in flags if flag not in self.flags]

    def change(self, field: str, before: Any, after: Any, rule: str, severity: Severity = "info") -> None:
        """Note one change."""
        self.changes.append(Change(self.row, field, shown(before), shown(after), rule, severity))

    def take(self, field: str, before: Any, cleaned: Cleaned[Any]) -> Any:
        """Note what cleaning did to a cell and give back its clean value."""
        if cleaned.flags:
            self.flag(*cleaned.flags)
        if cleaned.rules:
            severity: Severity = "warning" if cleaned.flags else "info"
            self.change(field, before, cleaned.value, "+".join(cleaned.rules), severity)
        elif cleaned.flags:
            self.change(field, before, cleaned.value, cleaned.flags[0].partition(":")[0], "warning")
        return cleaned.value
