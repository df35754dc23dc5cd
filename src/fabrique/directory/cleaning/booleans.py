"""Yes and no, and access in a wheelchair."""

from typing import Any

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import fold, text_of

_YES = frozenset({"oui", "o", "yes", "y", "true", "vrai", "1", "x", "ok", "designated", "accessible", "pmr"})
_NO = frozenset({"non", "n", "no", "false", "faux", "0", "inaccessible", "aucun", "aucune"})


def read_boolean(value: Any) -> bool | None:
    """True, False, or None when the cell says neither."""
    if isinstance(value, bool):
        return value
    words = fold(text_of(value)).split()
    if not words:
        return None
    if words[0] in _NO:
        return False
    return True if words[0] in _YES else None


def clean_wheelchair(value: Any) -> Cleaned[bool | None]:
    """Whether a person in a wheelchair can come in; a partial access is None with a flag."""
    text = text_of(value).strip()
    answer = read_boolean(value)
    if answer is None and "accessible" in fold(text) and "partiel" not in fold(text):
        answer = "non accessible" not in fold(text) and "pas accessible" not in fold(text)
    if answer is None and text:
        return Cleaned(None, ("wheelchair-removed",), ("wheelchair-unread",), text)
    return Cleaned(answer, ("wheelchair-read",) if text and not isinstance(value, bool) else ())
