"""Why a file is not taken: one sentence on what is wrong, one on what to do."""

from __future__ import annotations

from fabrique.core.refusals import DomainRefusal

KNOWN = (
    "Fichiers acceptés : lshw (JSON ou XML), GLPI, eReuse, inxi (JSON), dmidecode, smartctl (JSON), "
    "journal nwipe, batterie, tableau CSV ou Excel."
)


class IntakeRefusal(DomainRefusal):
    """``format`` is the code of what was recognised before the refusal, empty if nothing was."""

    def __init__(self, message: str, *, format: str = "") -> None:
        super().__init__(message)
        self.format = format
