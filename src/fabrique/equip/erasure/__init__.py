"""What proves that a drive was erased: logs to reports (``read_log``), reports to claims (``judge``).

Nothing here is kept or known of tables: text in, frozen values out.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from fabrique.equip.erasure import nwipe, sanitize
from fabrique.equip.erasure.judging import (
    HEAD,
    Drive,
    Judgement,
    Level,
    Refusal,
    Why,
    judge,
    rule_text,
    same_serial,
    serial_heads,
)
from fabrique.equip.erasure.reports import (
    ErasureReport,
    Errors,
    Extent,
    Hidden,
    Machine,
    Medium,
    Rounds,
    Status,
    Technique,
    UnreadableLog,
    Verification,
)

LARGEST = 8 * 1024 * 1024  # bytes: the log of forty drives and as many passes has a tenth of it
_IMMENSE = re.compile(r"\d{40}")  # no drive has so many bytes, and Python reads no number of 4,300 figures


def recognises(content: bytes) -> bool:
    """Whether a file is a log that ``read_log`` knows how to read, whole or cut."""
    text = content[:LARGEST].decode("utf-8", "replace")
    return nwipe.recognises(text) or sanitize.recognises(text)


def read_log(content: bytes) -> tuple[ErasureReport, ...]:
    """One report for each drive and run that a log speaks of. Raises ``UnreadableLog``, in plain French."""
    if len(content) > LARGEST:
        raise UnreadableLog(_("Ce journal dépasse 8 Mo : ce n’est pas un journal d’effacement."))
    text = content.decode("utf-8", "replace")
    if _IMMENSE.search(text):
        raise UnreadableLog(
            _("Ce journal contient un nombre immense, qu’aucun outil n’écrit : il est refusé.")
        )
    if nwipe.recognises(text):
        return nwipe.read_nwipe(text)
    if sanitize.recognises(text):
        return sanitize.read_sanitize(text)
    raise UnreadableLog(_("Ce fichier n’est pas un journal de nwipe, ni un relevé de hdparm ou de nvme."))


__all__ = [
    "HEAD",
    "Drive",
    "ErasureReport",
    "Errors",
    "Extent",
    "Hidden",
    "Judgement",
    "Level",
    "Machine",
    "Medium",
    "Refusal",
    "Rounds",
    "Status",
    "Technique",
    "UnreadableLog",
    "Verification",
    "Why",
    "judge",
    "read_log",
    "recognises",
    "rule_text",
    "same_serial",
    "serial_heads",
]
