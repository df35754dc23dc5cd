"""Where a device stands, and the one table of what may be done with it: who may, and what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from fabrique.core.states import Machine


class DeviceState(TextChoices):
    """Where a device stands, from the day it came in."""

    RECEIVED = "received", "Reçu"
    IDENTIFIED = "identified", "Identifié"
    TO_ERASE = "to_erase", "À effacer"
    ERASING = "erasing", "Effacement en cours"
    ERASED = "erased", "Effacé"
    ERASURE_FAILED = "erasure_failed", "Effacement échoué"
    DRIVE_REMOVED = "drive_removed", "Support retiré"
    TO_DIAGNOSE = "to_diagnose", "À diagnostiquer"
    TO_REPAIR = "to_repair", "À réparer"
    REPAIRING = "repairing", "En réparation"
    TO_INSTALL = "to_install", "À installer"
    QUALITY_CHECK = "quality_check", "Au contrôle qualité"
    READY = "ready", "Prêt"
    RESERVED = "reserved", "Réservé"
    HANDED_OVER = "handed_over", "Remis"
    IN_USE = "in_use", "En usage, suivi"
    AFTER_SALE = "after_sale", "Revenu en réparation"
    RETURNED = "returned", "Rendu"
    QUARANTINED = "quarantined", "En quarantaine"
    LOST = "lost", "Perdu"
    STOLEN = "stolen", "Volé"
    FOR_PARTS = "for_parts", "Pour pièces"
    RECYCLED = "recycled", "Recyclé"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that may be done: in French, from which states, to which, and by which right."""

    verb: str
    words: str
    origins: tuple[DeviceState, ...]
    target: DeviceState
    action: str


S = DeviceState
STOCK, WORK, CHECK, ALLOCATE, HAND = (
    f"equip.{name}"
    for name in ("keep_stock", "work_on_device", "check_quality", "reserve_device", "hand_over")
)
ERASABLE = (S.IDENTIFIED, S.ERASED, S.ERASURE_FAILED, S.TO_DIAGNOSE, S.TO_REPAIR, S.RETURNED, S.AFTER_SALE)
ON_THE_BENCH = (S.TO_DIAGNOSE, S.TO_REPAIR, S.REPAIRING, S.TO_INSTALL, S.QUALITY_CHECK)
ERASURE = (S.TO_ERASE, S.ERASING, S.ERASED, S.ERASURE_FAILED, S.DRIVE_REMOVED)
IN_WORKSHOP = (S.RECEIVED, S.IDENTIFIED, *ERASURE, *ON_THE_BENCH, S.READY, S.RETURNED, S.AFTER_SALE)
WITH_SOMEBODY = (S.HANDED_OVER, S.IN_USE)
GONE = (S.LOST, S.STOLEN)
ENDED = (S.FOR_PARTS, S.RECYCLED, *GONE)

MOVES = (
    Move("identify", "Identifier", (S.RECEIVED,), S.IDENTIFIED, STOCK),
    Move("order_erasure", "Demander l’effacement", ERASABLE, S.TO_ERASE, WORK),
    Move("start_erasure", "Lancer l’effacement", (S.TO_ERASE,), S.ERASING, WORK),
    Move("prove_erasure", "Prouver l’effacement", (S.TO_ERASE, S.ERASING), S.ERASED, WORK),
    Move("fail_erasure", "Noter l’échec de l’effacement", (S.TO_ERASE, S.ERASING), S.ERASURE_FAILED, WORK),
    Move(
        "remove_drive", "Noter le retrait du support", (S.IDENTIFIED, S.TO_ERASE, S.ERASING, S.ERASURE_FAILED,
        S.RETURNED), S.DRIVE_REMOVED, WORK,
    ),
    Move("diagnose", "Mettre au diagnostic", (S.IDENTIFIED, S.ERASED, S.DRIVE_REMOVED, S.READY, S.RETURNED),
         S.TO_DIAGNOSE, WORK),
    Move("need_repair", "Mettre à réparer", (S.TO_DIAGNOSE, S.TO_INSTALL, S.QUALITY_CHECK, S.AFTER_SALE),
         S.TO_REPAIR, WORK),
    Move("start_repair", "Commencer la réparation", (S.TO_REPAIR,), S.REPAIRING, WORK),
    Move("pause_repair", "Mettre la réparation en pause", (S.REPAIRING,), S.TO_REPAIR, WORK),
    Move("install", "Mettre à installer", (S.TO_DIAGNOSE, S.REPAIRING, S.QUALITY_CHECK), S.TO_INSTALL, WORK),
    Move("ask_check", "Envoyer au contrôle qualité", (S.TO_INSTALL,), S.QUALITY_CHECK, WORK),
    Move("pass_check", "Déclarer prêt", (S.QUALITY_CHECK,), S.READY, CHECK),
    Move("reserve", "Réserver", (S.READY,), S.RESERVED, ALLOCATE),
    Move("release", "Libérer", (S.RESERVED,), S.READY, ALLOCATE),
    Move("hand_over", "Remettre", (S.RESERVED,), S.HANDED_OVER, HAND),
    Move("follow", "Noter qu’il sert", (S.HANDED_OVER,), S.IN_USE, HAND),
    Move("bring_back", "Reprendre pour réparation", WITH_SOMEBODY, S.AFTER_SALE, HAND),
    Move("give_back", "Rendre à la personne", (S.AFTER_SALE,), S.IN_USE, HAND),
    Move("return", "Noter le retour définitif", (*WITH_SOMEBODY, S.AFTER_SALE), S.RETURNED, HAND),
    Move("quarantine", "Mettre en quarantaine", IN_WORKSHOP, S.QUARANTINED, WORK),
    Move("leave_quarantine", "Sortir de quarantaine", (S.QUARANTINED,), S.RECEIVED, WORK),
    Move("lose", "Noter la perte", (*IN_WORKSHOP, S.RESERVED), S.LOST, STOCK),
    Move("steal", "Noter le vol", (*IN_WORKSHOP, S.RESERVED), S.STOLEN, STOCK),
    Move("report_loss", "Noter que la personne l’a perdu", WITH_SOMEBODY, S.LOST, HAND),
    Move("report_theft", "Noter qu’il a été volé à la personne", WITH_SOMEBODY, S.STOLEN, HAND),
    Move("find", "Noter qu’il est retrouvé", GONE, S.RECEIVED, STOCK),
    Move("use_for_parts", "Garder pour pièces", (*IN_WORKSHOP, S.QUARANTINED), S.FOR_PARTS, WORK),
    Move("recycle", "Envoyer au recyclage", (*IN_WORKSHOP, S.QUARANTINED, S.FOR_PARTS, *WITH_SOMEBODY),
         S.RECYCLED, WORK),
)  # fmt: skip
BY_VERB = {move.verb: move for move in MOVES}
DEVICE_MACHINE = Machine(
    name="Appareil",
    field="state",
    transitions={(origin, move.verb): move.target for move in MOVES for origin in move.origins},
)


def moves_from(state: str) -> Iterable[Move]:
    """What may be done with a device in this state, in the order of a device's life."""
    return (move for move in MOVES if state in move.origins)


def first_before(state: str, verb: str) -> Move | None:
    """The move that a device in this state needs before this one, when one is enough; no detour, no loss."""
    wanted = BY_VERB[verb]
    if state == wanted.target or wanted.target in GONE:
        return None
    away = (*ENDED, S.QUARANTINED)
    return next(
        (each for each in moves_from(state) if each.target in wanted.origins and each.target not in away),
        None,
    )
