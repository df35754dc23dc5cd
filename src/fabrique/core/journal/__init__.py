"""The journal: one entry for each act, written in the act's own transaction, chained, never changed.

``record`` keeps an act, ``record_read`` that a sensitive file was looked at, ``forget`` erases what entries
said of a person. How it is sealed, and what that proves, is in docs/adr/0013-le-journal-scelle.md.
"""

from fabrique.core.journal.appending import BrokenJournal, record
from fabrique.core.journal.erasure import forget
from fabrique.core.journal.reads import record_read

__all__ = ["BrokenJournal", "forget", "record", "record_read"]
