"""A rule of the domain says no: the message is plain French, meant for the person who asked."""

from __future__ import annotations


class DomainRefusal(Exception):
    """An action cannot be done: ``message`` is shown as it is, beside the form field ``field`` if any."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
