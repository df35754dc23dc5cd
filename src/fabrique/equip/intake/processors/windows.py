"""Windows 11, by what Microsoft publishes: « Windows 11 specifications » and its lists of processors (24H2).

4 GB of memory, 64 GB of storage, UEFI, TPM 2.0, and a processor of the lists. A list is long; what it says is
short: it is given here as the rule that yields it, with the few models that escape it.
"""

from __future__ import annotations

import re

from fabrique.equip.intake.observation import Ability, Answer, Cpu, Drive, Kind

LEAST_RAM_MB, LEAST_GB = 4096, 64
_USABLE = 0.93  # of the memory that is fitted, what is left once the graphics took their share
_SEVENTH = ("7800X", "7820X", "7820HQ", "7640X", "7740X", "7900X", "7920X", "7940X", "7960X", "7980XE")
_COMPUTERS = (Kind.LAPTOP, Kind.DESKTOP, Kind.ALL_IN_ONE, Kind.TABLET, Kind.SERVER, Kind.OTHER)
_ATOMS = frozenset(("Gemini Lake", "Jasper Lake", "Elkhart Lake", "Alder Lake-N"))


def processor_answer(cpu: Cpu) -> Answer:
    """Is the processor on the published lists? Unknown only for one that was not recognised."""
    if not cpu.recognised:
        return Answer.UNKNOWN
    check = {"Intel": _intel, "AMD": _amd, "Qualcomm": _qualcomm}.get(cpu.vendor)
    return Answer.YES if check is not None and check(cpu) else Answer.NO


def _intel(cpu: Cpu) -> bool:
    if cpu.generation in _ATOMS or cpu.family.startswith("Core Ultra") or cpu.generation.startswith("Series"):
        return True
    if cpu.family.startswith("Xeon"):
        return cpu.generation.startswith("Scalable") or bool(re.match(r"[EWD]-\d", cpu.model))
    if cpu.family.startswith("Core i") and cpu.model in _SEVENTH:
        return True
    return cpu.generation.isdigit() and int(cpu.generation) >= 8


def _amd(cpu: Cpu) -> bool:
    if cpu.family.startswith("Ryzen AI"):
        return True
    if cpu.family.startswith("Ryzen"):
        thousands = int(cpu.generation)
        zen_plus = thousands == 2000 and re.fullmatch(r"\d{4}(?:X|E|WX)?", cpu.model) is not None
        return thousands >= 3000 or zen_plus
    if cpu.family == "EPYC":
        return cpu.generation.isdigit() and int(cpu.generation) >= 2
    return (cpu.generation == "3000" and cpu.family.startswith(("Athlon", "3000"))) or (
        cpu.family == "Athlon" and cpu.model in ("300U", "300GE", "320GE")
    )


def _qualcomm(cpu: Cpu) -> bool:
    return cpu.family == "Microsoft SQ" or bool(re.match(r"(?:7c|8c|8cx|X\b|X |850$)", cpu.model))


def windows11(
    *, kind: Kind, cpu: Cpu | None, ram_mb: int | None, drives: tuple[Drive, ...], uefi: bool | None, tpm: str
) -> Ability:
    """No as soon as one requirement fails; yes if all are met; unknown if the file is silent on one.

    Nothing is said of a phone, a screen or a printer.
    """
    if kind not in _COMPUTERS:
        return Ability()
    answers = [
        _cpu(cpu),
        _ram(ram_mb),
        _drive(drives),
        _firmware(uefi),
        _tpm(tpm),
    ]
    found = [answer for answer, _ in answers]
    overall = Answer.NO if Answer.NO in found else Answer.UNKNOWN if Answer.UNKNOWN in found else Answer.YES
    wanted = {Answer.YES} if overall is Answer.YES else {overall, Answer.NO}
    return Ability(overall, tuple(reason for answer, reason in answers if answer in wanted))


def _cpu(cpu: Cpu | None) -> tuple[Answer, str]:
    if cpu is None:
        return Answer.UNKNOWN, "Le fichier ne donne pas le processeur."
    answer = processor_answer(cpu)
    said = {
        Answer.YES: f"Le processeur ({cpu.name}) est sur la liste de Microsoft.",
        Answer.NO: f"Le processeur ({cpu.name}) n’est pas sur la liste de Microsoft.",
        Answer.UNKNOWN: f"Le processeur « {cpu.name} » n’est pas reconnu.",
    }
    return answer, said[answer]


def _ram(ram_mb: int | None) -> tuple[Answer, str]:
    if ram_mb is None:
        return Answer.UNKNOWN, "Le fichier ne donne pas la mémoire."
    if ram_mb >= LEAST_RAM_MB * _USABLE:
        return Answer.YES, "La mémoire suffit (4 Go)."
    return Answer.NO, "Il faut 4 Go de mémoire."


def _drive(drives: tuple[Drive, ...]) -> tuple[Answer, str]:
    sizes = [drive.size_gb for drive in drives if drive.size_gb]
    if not sizes:
        return Answer.UNKNOWN, "Le fichier ne donne pas la taille du disque."
    # A « 64 GB » eMMC shows 62: a disk of 64 GB is meant, not its last byte.
    if max(sizes) >= LEAST_GB - 6:
        return Answer.YES, "Le disque suffit (64 Go)."
    return Answer.NO, "Il faut un disque de 64 Go."


def _firmware(uefi: bool | None) -> tuple[Answer, str]:
    if uefi is None:
        return Answer.UNKNOWN, "Le fichier ne dit pas si le démarrage est en UEFI."
    return (Answer.YES, "Le démarrage est en UEFI.") if uefi else (Answer.NO, "Il faut un démarrage en UEFI.")


def _tpm(tpm: str) -> tuple[Answer, str]:
    if not tpm:
        return Answer.UNKNOWN, "Le fichier ne dit pas si la machine a une puce TPM 2.0."
    if tpm.startswith("2"):
        return Answer.YES, "La machine a une puce TPM 2.0."
    return Answer.NO, f"Il faut une puce TPM 2.0 (celle-ci est en {tpm})."
