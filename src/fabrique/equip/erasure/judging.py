"""Whether a report proves that a drive was erased, up to which level, and by which rule; else why not.

The levels are those of NIST SP 800-88 (revision 2, September 2025), whose techniques are those of IEEE 2883:
Clear resists somebody who reads the drive with its ordinary commands, Purge a laboratory. We claim the level,
the rule and the tool, never a conformity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from fabrique.equip.erasure.reports import ErasureReport, Hidden, Medium, Status, Technique

SIZE_MARGIN = 0.02  # inventories round to the gigabyte
SERIAL_LETTERS = 20  # that nwipe keeps
HEAD = SERIAL_LETTERS - 4  # dashes are among the letters that nwipe counts
FEWEST = 4  # letters in common for two names to be the same
CLOCK_MARGIN = timedelta(days=1)  # clocks of benches are often in another zone


class Level(StrEnum):
    """What is claimed."""

    CLEAR = "clear"
    PURGE = "purge"


class Why(StrEnum):
    """Why nothing is claimed."""

    FAILED = "failed"
    ABORTED = "aborted"
    INCOMPLETE = "incomplete"
    ERRORS = "errors"
    NO_SERIAL = "no_serial"
    OTHER_SERIAL = "other_serial"
    OTHER_MODEL = "other_model"
    OTHER_SIZE = "other_size"
    EDITED = "edited"
    NOT_VERIFIED = "not_verified"
    HIDDEN_SECTORS = "hidden_sectors"
    NOT_AN_ERASURE = "not_an_erasure"
    FLASH_OVERWRITTEN = "flash_overwritten"
    UNKNOWN_MEDIUM = "unknown_medium"
    TOO_EARLY = "too_early"
    IN_FUTURE = "in_future"


@dataclass(frozen=True, slots=True)
class Drive:
    """The drive that should have been erased. What is not known is "", None or ``UNKNOWN``."""

    serial: str
    model: str = ""
    medium: Medium = Medium.UNKNOWN
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, in plain French, with what to do."""

    why: Why
    message: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """``level`` and ``rule`` when it holds; else ``refusals``. ``warnings`` go on the certificate."""

    level: Level | None
    rule: str
    refusals: tuple[Refusal, ...]
    warnings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the drive may be said erased."""
        return self.level is not None


def rule_text(rule: str) -> str:
    """The words of a rule, as the certificate prints them."""
    return {
        "hdd-overwrite": _(
            "Disque à plateaux : tout l’espace adressable a été écrit et relu. "
            "Niveau Clear (NIST SP 800-88 rév. 2)."
        ),
        "hdd-sanitize": _(
            "Disque à plateaux : commande d’assainissement du disque, acceptée et terminée sans erreur. "
            "Niveau Purge (NIST SP 800-88 rév. 2, IEEE 2883)."
        ),
        "flash-sanitize": _(
            "Mémoire flash : effacement des blocs ou des clés par le disque lui-même, commande acceptée et "
            "terminée sans erreur. Niveau Purge (NIST SP 800-88 rév. 2, IEEE 2883)."
        ),
        "firmware-erase": _(
            "Effacement intégré au disque (ATA Security Erase ou NVMe Format), terminé sans erreur. "
            "Niveau Clear (NIST SP 800-88 rév. 2)."
        ),
        "factory-reset": _(
            "Appareil dont le stockage est chiffré, remis à zéro par son propre menu, constaté par une "
            "personne nommée. Niveau Clear (NIST SP 800-88 rév. 2)."
        ),
        "settings-reset": _(
            "Appareil qui garde des réglages et non des fichiers, remis à zéro par son propre menu, constaté "
            "par une personne nommée. Niveau Clear (NIST SP 800-88 rév. 2)."
        ),
    }[rule]


def judge(
    report: ErasureReport, drive: Drive, *, not_before: date | None = None, today: date | None = None
) -> Judgement:
    """What a report proves of a drive. ``not_before``: the day when the drive came in."""
    refusals = [
        *_ended(report),
        *_same_drive(report, drive),
        *_believable(report, not_before, today),
        *_covers(report),
    ]
    level, rule, way = _level(report, drive)
    refusals += way
    if refusals:
        return Judgement(None, "", tuple(refusals))
    return Judgement(level, rule, (), _warnings(report))


def _ended(report: ErasureReport) -> list[Refusal]:
    said = {
        Status.FAILED: (
            Why.FAILED,
            _("L’effacement a échoué. Recommencez, ou retirez le disque et détruisez-le."),
        ),
        Status.ABORTED: (
            Why.ABORTED,
            _("L’effacement a été interrompu avant la fin. Recommencez-le en entier."),
        ),
        Status.INSANE: (
            Why.FAILED,
            _("L’outil n’a pas pu dire si l’effacement a eu lieu. Recommencez-le en entier."),
        ),
        Status.INCOMPLETE: (
            Why.INCOMPLETE,
            _("Le journal s’arrête avant la fin : déposez le journal entier, ou recommencez l’effacement."),
        ),
    }
    found = [Refusal(*said[report.status])] if report.status in said else []
    if report.errors and not found:
        found = [
            Refusal(Why.ERRORS, _("Le journal compte des erreurs d’écriture ou de relecture. Recommencez."))
        ]
    return found


def _same_drive(report: ErasureReport, drive: Drive) -> list[Refusal]:
    if report.hides_its_serial:
        message = _(
            "Le journal cache les numéros de série (option -q de nwipe). Recommencez sans cette option."
        )
        return [Refusal(Why.NO_SERIAL, message)]
    if not _letters(report.serial):
        message = _("Le journal ne donne pas de numéro de série : rien ne dit que c’est ce disque.")
        return [Refusal(Why.NO_SERIAL, message)]
    if not _letters(drive.serial):
        message = _(
            "Le numéro de série du disque n’est pas connu ici. Relevez-le sur son étiquette, puis déposez."
        )
        return [Refusal(Why.NO_SERIAL, message)]
    if not same_serial(report.serial, drive.serial):
        names = {"log": report.serial, "drive": drive.serial}
        message = _(
            "Ce journal est celui du disque %(log)s, pas de %(drive)s. Cherchez la machine de ce disque."
        )
        return [Refusal(Why.OTHER_SERIAL, message % names)]
    found = []
    if drive.model and not _same_model(report.model, drive.model):
        names = {"log": report.model or "?", "drive": drive.model}
        message = _(
            "Le numéro de série est le bon, mais le modèle est %(log)s au lieu de %(drive)s. "
            "Vérifiez la fiche."
        )
        found.append(Refusal(Why.OTHER_MODEL, message % names))
    size = report.extent.apparent
    if drive.size_bytes and size and abs(size - drive.size_bytes) > drive.size_bytes * SIZE_MARGIN:
        names = {"log": str(size // 10**9), "drive": str(drive.size_bytes // 10**9)}
        message = _("Le journal parle de %(log)s Go, la fiche du disque de %(drive)s Go. Vérifiez la fiche.")
        found.append(Refusal(Why.OTHER_SIZE, message % names))
    return found


def _believable(report: ErasureReport, not_before: date | None, today: date | None) -> list[Refusal]:
    found = []
    if report.doubts:
        message = _(
            "Ce journal se contredit, comme s’il avait été modifié. %(doubts)s Recommencez l’effacement."
        )
        found.append(Refusal(Why.EDITED, message % {"doubts": " ".join(report.doubts)}))
    if not_before and report.started_at and report.started_at.date() < not_before - CLOCK_MARGIN:
        message = _(
            "Cet effacement date d’avant l’arrivée du disque : il a pu resservir depuis. Recommencez-le."
        )
        found.append(Refusal(Why.TOO_EARLY, message))
    if today and report.ended_at and report.ended_at.date() > today + CLOCK_MARGIN:
        message = _("Le journal est daté d’un jour à venir : mettez le poste à l’heure et recommencez.")
        found.append(Refusal(Why.IN_FUTURE, message))
    return found


def _covers(report: ErasureReport) -> list[Refusal]:
    """Whether the whole drive was written and read back."""
    if report.status is not Status.ERASED or report.technique is Technique.VERIFY_ONLY:
        return []
    found = []
    if not report.verified:
        message = _(
            "Rien n’a été relu après l’effacement : recommencez avec la vérification de la dernière passe."
        )
        found.append(Refusal(Why.NOT_VERIFIED, message))
    extent = report.extent
    larger = extent.real and extent.apparent and extent.real > extent.apparent
    if not report.technique.by_firmware and (report.hidden is Hidden.FOUND or larger):
        message = _(
            "Des secteurs du disque sont cachés (HPA ou DCO) et n’ont pas été effacés. Rendez-les visibles."
        )
        found.append(Refusal(Why.HIDDEN_SECTORS, message))
    if report.technique is Technique.OVERWRITE and (
        extent.apparent is None or extent.erased != extent.apparent
    ):
        message = _("Le disque n’a pas été écrit en entier. Recommencez.")
        found.append(Refusal(Why.ERRORS, message))
    return found


def _level(report: ErasureReport, drive: Drive) -> tuple[Level | None, str, list[Refusal]]:
    """The level of a way of erasing on a kind of memory."""
    technique, medium = report.technique, drive.medium
    if report.medium.is_flash or medium is Medium.UNKNOWN:  # what the drive says of itself is worse, and wins
        medium = report.medium
    if technique in (Technique.VERIFY_ONLY, Technique.UNKNOWN):
        message = _("Ce journal n’est pas celui d’un effacement que nous savons juger.")
        return None, "", [Refusal(Why.NOT_AN_ERASURE, message)]
    if medium is Medium.UNKNOWN:
        message = _("Dites d’abord si c’est un disque à plateaux ou une mémoire flash (SSD, NVMe, eMMC).")
        return None, "", [Refusal(Why.UNKNOWN_MEDIUM, message)]
    if technique is Technique.FIRMWARE_ERASE:
        return Level.CLEAR, "firmware-erase", []
    if medium is Medium.HDD:
        return (Level.CLEAR, "hdd-overwrite", []) if technique is Technique.OVERWRITE else (
            Level.PURGE, "hdd-sanitize", [],
        )  # fmt: skip
    if technique in (Technique.SANITIZE_BLOCK, Technique.SANITIZE_CRYPTO):
        return Level.PURGE, "flash-sanitize", []
    message = _(
        "Écrire sur une mémoire flash laisse des copies hors d’atteinte. Demandez l’effacement au disque "
        "lui-même (sanitize : effacement des blocs ou des clés)."
    )
    return None, "", [Refusal(Why.FLASH_OVERWRITTEN, message)]


def _warnings(report: ErasureReport) -> tuple[str, ...]:
    found = []
    if report.hidden is Hidden.UNKNOWN and not report.technique.by_firmware:
        found.append(_("Secteurs cachés (HPA, DCO) : non vérifiés par l’outil."))
    if report.technique.by_firmware and report.tool == "nwipe":
        found.append(_("L’outil s’en remet à la réponse du disque : il n’a pas relu le contenu."))
    return tuple(found)


def serial_heads(serial: str) -> set[str]:
    """How the letters of a serial that ``same_serial`` takes for this one may begin; empty for no serial."""
    bare = _letters(serial).removeprefix("WD")
    return {bare[:HEAD], f"WD{bare}"[:HEAD]} if bare else set()


def same_serial(one: str, other: str) -> bool:
    """Whether two spellings are one serial: case, spaces, dashes, WD’s prefix, and nwipe’s cut aside."""
    first, second = (_letters(each).removeprefix("WD") for each in (one, other))
    if not first or not second:
        return False
    return first == second or (len(first) >= HEAD and second.startswith(first))


def _same_model(one: str, other: str) -> bool:
    first, second = _letters(one), _letters(other)
    short, long = sorted((first, second), key=len)
    return len(short) >= FEWEST and short in long


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
