"""What is nobody's mistake and will pass: the database is away, the disk is full."""

from __future__ import annotations

import errno

from django.db import InterfaceError, OperationalError, ProgrammingError

UNAVAILABLE, FULL = 503, 507
RETRY_AFTER = 30  # seconds
_FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_STATE = "53100"
_NO_TABLE_STATES = {"42P01", "42703"}  # the database is behind the software, or ahead of it


def status_of(error: BaseException | None) -> int | None:
    """The HTTP status of an outage; None when the error is not one.

    SQLite tells of a full disk as of a base that is away: by the words alone.
    """
    state = getattr(error.__cause__, "sqlstate", None) if error else None
    if isinstance(error, OSError):
        return FULL if error.errno in _FULL_ERRORS else None
    if isinstance(error, OperationalError):
        return FULL if state == _FULL_STATE or "disk is full" in str(error) else UNAVAILABLE
    if isinstance(error, InterfaceError) or (
        isinstance(error, ProgrammingError) and state in _NO_TABLE_STATES
    ):
        return UNAVAILABLE
    return None
