"""The machine of devices as a page of documentation, written from its table and its guards."""

from __future__ import annotations

from fabrique.core.policies import label_of, table
from fabrique.equip.enums import DEVICE_MACHINE, MOVES, DeviceState, Move
from fabrique.equip.guards import words_for
from fabrique.people.enums import Role

_HEAD = """# La vie d’un appareil

Tirée de la table du code (`equip/enums/devices.py`) et de ses conditions ; un test les tient égales.
Imprimer de nouveau : `fabrique devices states > docs/appareils.md`.

Un appareil ne passe d’un état à l’autre que par un de ces gestes. Chacun laisse une ligne dans l’histoire de
l’appareil et une entrée dans le journal.
"""


def as_markdown() -> str:
    """The whole page: the table, then the diagram."""
    rows = [
        "| geste | de | vers | qui peut | ce qu’il faut |",
        "|---|---|---|---|---|",
        *(_row(move) for move in MOVES),
    ]
    diagram = f"```mermaid\n{DEVICE_MACHINE.diagram()}\n```"
    return "\n".join([_HEAD, *rows, "", "## Le diagramme", "", diagram, ""])


def _row(move: Move) -> str:
    origins = ", ".join(DeviceState(each).label.lower() for each in move.origins)
    roles = ", ".join(Role(each).label.lower() for each in table()[move.action])
    needs = " ; ".join(words_for(move.verb)) or "—"
    who = f"{roles} (« {label_of(move.action)} »)"
    target = DeviceState(move.target).label.lower()
    return f"| {move.words} (`{move.verb}`) | {origins} | {target} | {who} | {needs} |"
