"""Verifying the whole journal: the chain, what it commits to, the reads, and exported heads.

Streams in constant memory (besides the numbers of the entries whose values were forgotten), holds no
transaction and no lock: writing goes on meanwhile.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fabrique.core.journal import chain, genesis, rows, signing
from fabrique.core.journal.chain import Chunk, Note, Walk
from fabrique.core.journal.damage import Damage, Kind, Part, Report
from fabrique.core.journal.reads import REMOVED, SEALED
from fabrique.core.journal.verifying_reads import verify_reads
from fabrique.core.journal.verifying_values import Values

_NOTED = {action.encode() for action in (SEALED, REMOVED)}


def verify(
    heads: Iterable[Mapping[str, Any]] = (), *, told: Callable[[str], None] = lambda _text: None
) -> Report:
    """Verify everything; ``heads`` were exported before. The first damage of each part is reported.

    Raises DomainRefusal when a head is not one of this instance, ``LostKey`` without a file of keys.
    """
    started = time.perf_counter()
    wanted = {int(head["seq"]): head for head in map(signing.checked_head, heads)}
    values, found = Values(), dict[int, str]()

    def seen(chunk: Chunk, state: Walk) -> None:
        for row in chunk:
            if row[rows.ACTION] in _NOTED:
                _note(row, state)
            if row[0] in wanted:
                found[row[0]] = row[rows.HASH].decode()
        values.pass_by(chunk)
        told(f"{state.seq + 1} entrées vérifiées")

    state = chain.walk(seen=seen)
    reads, of_reads = verify_reads(state.notes, whole=state.bad is None)
    before, of_before = _before(state)
    damages = [chain.diagnose(state), of_before, values.damage(), of_reads]
    if damages[0] is None:
        damages[0] = _against(wanted, found, state)
    return Report(
        entries=state.seq + 1,
        before=before,
        values=values.count,
        reads=reads,
        heads=len(wanted),
        seq=state.seq,
        hash=state.hash.decode(),
        seconds=time.perf_counter() - started,
        damages=tuple(damage for damage in damages if damage is not None),
    )


def _note(row: rows.Row, state: Walk) -> None:
    at, subject, summary = (row[place].decode() for place in (1, rows.SUBJECT, rows.SUMMARY))
    state.notes.append(Note(row[rows.ACTION].decode(), subject, at, json.loads(summary)))


def _against(wanted: Mapping[int, Any], found: Mapping[int, str], state: Walk) -> Damage | None:
    """Compare a chain that is good in itself with what it was when the heads were exported."""
    for seq, head in sorted(wanted.items()):
        if seq > state.seq:
            message = (
                f"le journal s’arrête à l’entrée {state.seq} ; le {head['at'][:10]}, il allait jusqu’à "
                f"la {seq} : une copie plus ancienne a été remise, ou la fin et la tête coupées ensemble"
            )
            return Damage(Part.CHAIN, Kind.RESTORED, state.seq + 1, message)
        if found[seq] != head["hash"]:
            message = (
                f"à l’entrée {seq}, le journal n’est plus celui du {head['at'][:10]} : une copie plus "
                "ancienne a été remise, puis d’autres entrées ont été écrites"
            )
            return Damage(Part.CHAIN, Kind.RESTORED, seq, message)
    return None


def _before(state: Walk) -> tuple[int, Damage | None]:
    """Compare the entries from before the chain with what the genesis commits to."""
    count, digest = genesis.before()
    first = rows.fetch("seq = %s", [signing.GENESIS], 1)
    if state.seq < signing.GENESIS or not first:
        return count, None  # there is no good genesis to compare with: the chain's own damage
    told = json.loads(first[0][rows.SUMMARY])
    if (count, digest) == (told["entries"], told["digest"]):
        return count, None
    if count == told["entries"]:
        return count, Damage(Part.BEFORE, Kind.ALTERED, None, "une entrée d’avant la chaîne a été modifiée")
    kind, done = (Kind.DELETED, "effacées") if count < told["entries"] else (Kind.INSERTED, "ajoutées")
    message = f"des entrées d’avant la chaîne ont été {done} : {count} au lieu de {told['entries']}"
    return count, Damage(Part.BEFORE, kind, None, message)
