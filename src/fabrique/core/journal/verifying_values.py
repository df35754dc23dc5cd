"""Comparing the personal values beside the chain with what the chain commits to."""

from __future__ import annotations

import json

from fabrique.core.crypto.keyring import LostKey
from fabrique.core.journal import canonical, rows
from fabrique.core.journal.chain import Chunk
from fabrique.core.journal.damage import Damage, Kind, Part
from fabrique.core.journal.erasure import FORGOTTEN
from fabrique.core.journal.models import JournalPersonal
from fabrique.core.refusals import DomainRefusal

_SAID = {
    Kind.ALTERED: "la valeur « {key} » de l’entrée {seq} n’est pas celle qui a été écrite",
    Kind.INSERTED: "l’entrée {seq} n’a jamais eu de valeur « {key} » : elle a été ajoutée",
    Kind.DELETED: "une valeur de l’entrée {seq} a été ôtée sans que le journal en dise l’effacement",
    Kind.KEY: "la valeur « {key} » de l’entrée {seq} est chiffrée par une clé qui n’est pas dans le fichier",
}


class Values:
    """What is known of the values as the chain goes by."""

    def __init__(self) -> None:
        self.count = 0
        self._first: Damage | None = None
        self._awaited: dict[tuple[int, str], str] = {}  # of the present chunk
        self._missing: set[int] = set()

    def pass_by(self, chunk: Chunk) -> None:
        """Compare a chunk of good entries with the values kept for them."""
        if not chunk:
            return
        for row in chunk:
            if row[rows.COMMITMENTS] != b"{}":
                told = json.loads(row[rows.COMMITMENTS])
                self._awaited.update({(row[0], key): found for key, found in told.items()})
        kept = JournalPersonal.objects.filter(entry_id__gte=chunk[0][0], entry_id__lte=chunk[-1][0])
        for value in kept.order_by("entry_id", "key"):
            self._compare(value)
        self._missing.update(seq for seq, _key in self._awaited)
        self._awaited.clear()
        for row in chunk:
            if row[rows.ACTION] == FORGOTTEN.encode():
                self._missing.difference_update(json.loads(row[rows.SUMMARY])["entries"])

    def damage(self) -> Damage | None:
        """The first value that is wrong, else the first that was taken away."""
        if self._first is None and self._missing:
            self._tell(Kind.DELETED, min(self._missing))
        return self._first

    def _compare(self, value: JournalPersonal) -> None:
        self.count += 1
        committed = self._awaited.pop((value.entry_id, value.key), None)
        if committed is None:
            self._tell(Kind.INSERTED, value.entry_id, value.key)
            return
        try:
            text = value.value
            salt = bytes.fromhex(value.salt)
        except LostKey:
            self._tell(Kind.KEY, value.entry_id, value.key)
        except (DomainRefusal, ValueError):
            self._tell(Kind.ALTERED, value.entry_id, value.key)
        else:
            if canonical.commitment(salt, value.key, text) != committed:
                self._tell(Kind.ALTERED, value.entry_id, value.key)

    def _tell(self, kind: Kind, seq: int, key: str = "") -> None:
        if self._first is None:
            self._first = Damage(Part.PERSONAL, kind, seq, _SAID[kind].format(seq=seq, key=key))
