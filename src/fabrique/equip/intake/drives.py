"""Drives: what sort they are when a tool does not say, and what SMART allows to say of them."""

from __future__ import annotations

import re

from fabrique.equip.intake.observation import DriveKind, Health, Verdict

MOST_PENDING, MOST_REALLOCATED = 40, 10  # the thresholds of eReuse's test, taken from Backblaze's figures

_NVME = re.compile(r"\bnvme|\bMZV|\bMZ-V|\bHFS\w+GD|\bKXG\d|\bSSDPE|\bPC\d{3} NVMe|\bKBG\d", re.I)
_EMMC = re.compile(r"\bmmcblk|\bemmc|^(?:DF4|BJTD4|HBG4|HCG|hA8aP|MMC)\w*", re.I)
_SSD = re.compile(
    r"ssd|solid.?state|\bMZ[-7MNHY]|\bSA400|\bSV[23]00|\bSUV\d|\bSHFS|^CT\d{3,4}|\bCrucial_CT|\bM4-CT|LITEON|"
    r"\bLMT-|\bLC[HST]-|\bTHNS|\bWDS\d|\bMTFD|\bMicron_|\bHFS\d|\bSDS[A-Z]{2}|\bSanDisk|\bTS\d+G(?:SSD|MT)|\bOCZ|"
    r"\bVertex|\bKINGSTON S[AUHKV]|\bEmtec X|\bPNY CS|\bIntenso SATA",
    re.I,
)
_HDD = re.compile(
    r"\bST\d{3,5}[A-Z]{2}|\bST\d{5,}A?|\bWDC? ?WD\d|^WD\d|\bHitachi|\bHGST|\bHT[SE]\d|\bHD[TSP]\d{3}|"
    r"\bTOSHIBA (?:MQ|MK|DT|HDW)|\bSAMSUNG H[DMN]|\bMaxtor|\bQUANTUM|\bFUJITSU M|\bIC\d\d[LN]|\bExcelstor|"
    r"\bSP\d{4}[NC]|\bMK\d{4}|\bMQ\d\d",
    re.I,
)


def kind_of(*hints: str, spins: bool | None = None) -> DriveKind:
    """The sort of a drive by its names (model, device, interface) and whether it turns."""
    text = " ".join(hint for hint in hints if hint)
    if _NVME.search(text):
        return DriveKind.NVME
    if any(_EMMC.search(hint) for hint in hints if hint):
        return DriveKind.EMMC
    if spins is not None:
        return DriveKind.HDD if spins else DriveKind.SSD
    if _SSD.search(text):
        return DriveKind.SSD
    return DriveKind.HDD if _HDD.search(text) else DriveKind.UNKNOWN


def health(
    *,
    passed: bool | None,
    reallocated: int | None = None,
    pending: int | None = None,
    uncorrectable: int | None = None,
    used_percent: int | None = None,
    test_failed: bool = False,
    hours: int | None = None,
) -> Health:
    """The verdict on a drive: bad if SMART says so, to watch beyond the thresholds, unknown without SMART."""
    bad, watch = [], []
    if passed is False:
        bad.append("Le disque lui-même annonce une panne proche (SMART).")
    if test_failed:
        bad.append("Son autotest a échoué.")
    if pending is not None and pending > MOST_PENDING:
        watch.append(f"{pending} secteurs attendent d’être remplacés (plus de {MOST_PENDING}).")
    if reallocated is not None and reallocated > MOST_REALLOCATED:
        watch.append(f"{reallocated} secteurs ont été remplacés (plus de {MOST_REALLOCATED}).")
    if uncorrectable:
        lost = (
            "Un secteur ne peut plus" if uncorrectable == 1 else f"{uncorrectable} secteurs ne peuvent plus"
        )
        watch.append(f"{lost} être lu{'s' if uncorrectable > 1 else ''}.")
    if used_percent is not None and used_percent >= 100:
        watch.append(f"Il a servi {used_percent} % de la durée prévue par son fabricant.")
    if bad:
        return Health(Verdict.BAD, (*bad, *watch), hours)
    if watch:
        return Health(Verdict.WATCH, tuple(watch), hours)
    if passed is None:
        return Health(Verdict.UNKNOWN, ("SMART ne donne pas de verdict.",), hours)
    return Health(Verdict.GOOD, ("SMART n’annonce rien.",), hours)
