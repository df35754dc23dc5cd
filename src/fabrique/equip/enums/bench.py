"""Vocabularies of the workbench: erasure and its proofs, inspections, parts, software."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class OrderState(TextChoices):
    """Where an order to erase a drive stands."""

    OPEN = "open", "À faire"
    PROVED = "proved", "Prouvé"
    FAILED = "failed", "Échoué"
    DROPPED = "dropped", "Abandonné"


ORDER_MACHINE = Machine(
    name="Ordre d’effacement",
    field="state",
    transitions={
        (OrderState.OPEN, "prove"): OrderState.PROVED,
        (OrderState.OPEN, "fail"): OrderState.FAILED,
        (OrderState.OPEN, "drop"): OrderState.DROPPED,
    },
)


class ClaimLevel(TextChoices):
    """What is claimed of an erasure (NIST SP 800-88, revision 2)."""

    CLEAR = "clear", "Clear"
    PURGE = "purge", "Purge"
    DESTROY = "destroy", "Destroy"


class ProofBasis(TextChoices):
    """What a proof rests on."""

    LOG = "log", "Journal de l’outil d’effacement"
    RESET = "reset", "Remise à zéro constatée"
    REMOVED = "removed", "Support retiré"
    DESTROYED = "destroyed", "Support détruit"


ERASING_BASES = (ProofBasis.LOG, ProofBasis.RESET)


class CertificateScope(TextChoices):
    """What a certificate of erasure is about."""

    DEVICE = "device", "Un appareil"
    LOT = "lot", "Un lot"


class Purpose(TextChoices):
    """Why a device is inspected."""

    DIAGNOSIS = "diagnosis", "Diagnostic"
    QUALITY = "quality", "Contrôle qualité"


class Answer(TextChoices):
    """What an inspection finds of one thing."""

    GOOD = "good", "Bon"
    FAULT = "fault", "Défaut"
    ABSENT = "absent", "N’en a pas"
    UNTRIED = "untried", "Pas essayé"


class PartKind(TextChoices):
    """What is taken from a machine, or fitted in one."""

    MEMORY = "memory", "Barrette de mémoire"
    DRIVE = "drive", "Disque"
    BATTERY = "battery", "Batterie"
    SCREEN = "screen", "Dalle ou écran"
    KEYBOARD = "keyboard", "Clavier"
    FAN = "fan", "Ventilateur ou refroidissement"
    POWER = "power", "Alimentation ou chargeur"
    BOARD = "board", "Carte mère ou carte"
    CASE = "case", "Coque, capot, vis"
    OTHER = "other", "Autre pièce"


class SoftwareKind(TextChoices):
    """What is installed."""

    LINUX = "linux", "Linux"
    WINDOWS_11 = "windows_11", "Windows 11"
    WINDOWS_10 = "windows_10", "Windows 10"
    MACOS = "macos", "macOS"
    ANDROID = "android", "Android"
    IOS = "ios", "iOS ou iPadOS"
    CHROMEOS = "chromeos", "ChromeOS"
    PROGRAM = "program", "Un logiciel"

    @property
    def is_system(self) -> bool:
        """Whether the machine starts on it."""
        return self is not SoftwareKind.PROGRAM


class Licence(TextChoices):
    """By which right software is installed."""

    FREE = "free", "Logiciel libre"
    DEVICE = "device", "Licence attachée à l’appareil"
    REFURBISHER = "refurbisher", "Licence de reconditionneur"
    BOUGHT = "bought", "Licence achetée pour cet appareil"


# What the bench notes in a device's history beside the moves of its machine: verb to French words.
GESTURES = {
    "order_drive": "Effacement d’un support demandé",
    "prove_drive": "Support prouvé effacé",
    "refuse_log": "Journal d’effacement refusé",
    "take_drive": "Support retiré",
    "destroy_drive": "Support détruit",
    "note_drive": "Support relevé",
    "no_drive": "Aucun support dedans",
    "inspect": "Diagnostic ou contrôle rempli",
    "repair": "Temps de réparation",
    "take_part": "Pièce prise",
    "fit_part": "Pièce posée",
    "install_software": "Logiciel installé",
    "grade": "Note donnée",
    "certify": "Certificat d’effacement",
}
