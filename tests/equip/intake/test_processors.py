"""Names of processors, their marks, and Windows 11."""

from __future__ import annotations

import pytest

from fabrique.equip.intake.observation import Answer, Drive, Kind
from fabrique.equip.intake.processors import recognise
from fabrique.equip.intake.processors.marks import Confidence, MarkTable
from fabrique.equip.intake.processors.windows import processor_answer, windows11

YES, NO = Answer.YES, Answer.NO
# name in a file → family, model, generation, on the lists for Windows 11
NAMES = {
    "Intel(R) Core(TM)2 CPU          6600  @ 2.40GHz": ("Core 2", "6600", "Core (65 nm)", NO),
    "Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz": ("Core 2 Duo", "E8400", "Core (45 nm)", NO),
    "Intel(R) Core(TM) i3 CPU         530  @ 2.93GHz": ("Core i3", "530", "1", NO),
    "Intel(R) Core(TM) i7 CPU M 620 @ 2.67GHz": ("Core i7", "620M", "1", NO),
    "Intel Core I5-4200m Cpu @ 2.50ghz": ("Core i5", "4200M", "4", NO),
    "Intel(R) Core(TM) i5-1035G1 CPU @ 1.00GHz": ("Core i5", "1035G1", "10", YES),
    "13th Gen Intel(R) Core(TM) i5-1335U": ("Core i5", "1335U", "13", YES),
    "Intel(R) Core(TM) i7-7820HQ CPU @ 2.90GHz": ("Core i7", "7820HQ", "7", YES),
    "Intel(R) Core(TM) i7-7700 CPU @ 3.60GHz": ("Core i7", "7700", "7", NO),
    "Intel(R) Core(TM) m3-8100Y CPU @ 1.10GHz": None,
    "Intel(R) Core(TM) m3-6Y30 CPU @ 0.90GHz": ("Core m3", "6Y30", "6", NO),
    "Intel(R) Core(TM) Ultra 5 125H": ("Core Ultra 5", "125H", "Series 1", YES),
    "Intel(R) Atom(TM) CPU N270   @ 1.60GHz": ("Atom", "N270", "Bonnell", NO),
    "Intel(R) Atom(TM) x5-Z8350  CPU @ 1.44GHz": ("Atom x5", "Z8350", "Cherry Trail", NO),
    "Intel(R) Pentium(R) M processor 1.73GHz": ("Pentium M", "1,73 GHz", "Pentium M", NO),
    "Intel(R) Pentium(R) CPU G645 @ 2.90GHz": ("Pentium", "G645", "2", NO),
    "Intel(R) Pentium(R) Gold G5400 CPU @ 3.70GHz": ("Pentium Gold", "G5400", "8", YES),
    "Intel(R) Celeron(R) N4020 CPU @ 1.10GHz": ("Celeron", "N4020", "Gemini Lake", YES),
    "Intel(R) Celeron(R) CPU N2840 @ 2.16GHz": ("Celeron", "N2840", "Bay Trail", NO),
    "Intel(R) Celeron(R) CPU 1.70GHz": ("Celeron", "1,70 GHz", "NetBurst", NO),
    "Intel(R) N100": ("Processor", "N100", "Alder Lake-N", YES),
    "Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz": ("Xeon", "E5-2620 v3", "v3", NO),
    "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz": ("Xeon Gold", "6130", "Scalable 1", YES),
    "AMD C-50 Processor": ("C-Series", "C-50", "Bobcat", NO),
    "AMD A9-9425 RADEON R5, 5 COMPUTE CORES 2C+3G": ("A9", "9425", "9000", NO),
    "AMD FX(tm)-8350 Eight-Core Processor": ("FX", "8350", "Piledriver", NO),
    "AMD Athlon(tm) 64 X2 Dual Core Processor 4400+": ("Athlon 64 X2", "4400+", "K8", NO),
    "AMD Phenom(tm) II X4 955 Processor": ("Phenom II X4", "955", "K10", NO),
    "AMD Ryzen 5 2400G with Radeon Vega Graphics": ("Ryzen 5", "2400G", "2000", NO),
    "AMD Ryzen 5 2600 Six-Core Processor": ("Ryzen 5", "2600", "2000", YES),
    "AMD Ryzen 5 PRO 3500U w/ Radeon Vega Mobile Gfx": ("Ryzen 5 PRO", "3500U", "3000", YES),
    "AMD Athlon Silver 3050U with Radeon Graphics": ("Athlon Silver", "3050U", "3000", YES),
    "Apple M1 Pro": ("M", "M1 Pro", "1", NO),
    "Qualcomm Snapdragon 8cx Gen 3": ("Snapdragon", "8cx Gen 3", "Gen 3", YES),
    "MediaTek Helio G85": ("Helio", "G85", "8", NO),
}


@pytest.mark.parametrize("raw", [raw for raw, known in NAMES.items() if known])
def test_names_are_understood(raw):
    cpu = recognise(raw)
    assert (cpu.family, cpu.model, cpu.generation, processor_answer(cpu)) == NAMES[raw]
    assert cpu.recognised


def test_a_processor_without_a_number_is_known_by_its_frequency():
    cpu = recognise("AMD Athlon(tm) Processor", mhz=1000)
    assert (cpu.model, cpu.generation, cpu.name) == ("1,00 GHz", "K7", "AMD Athlon 1,00 GHz")


@pytest.mark.parametrize("raw", ["QEMU Virtual CPU version 2.5+", "p1ml", "", "Processor"])
def test_what_is_not_understood_is_said_so(raw):
    cpu = recognise(raw)
    assert not cpu.recognised
    assert cpu.name == raw
    assert processor_answer(cpu) is Answer.UNKNOWN


def test_marks_are_matched_by_name_and_doubted_when_only_near():
    table = MarkTable([("Intel Core i5-6200U @ 2.30GHz", 3900), ("Bidule ZX 4500 Turbo", 1200)])
    exact = table.find(recognise("Intel(R) Core(TM) i5-6200U CPU @ 2.30GHz"))
    assert (exact.mark, exact.confidence) == (3900, Confidence.EXACT)
    near = table.find(recognise("Bidule ZX-4500 Turbo+"))
    assert (near.mark, near.confidence, near.name) == (1200, Confidence.NEAR, "Bidule ZX 4500 Turbo")
    for other in ("Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", "Bidule ZX 4600 Turbo"):
        assert table.find(recognise(other)).confidence is Confidence.NONE


def test_windows_11_asks_for_all_and_says_what_is_missing():
    good = {"kind": Kind.LAPTOP, "cpu": recognise("Intel Core i5-8250U"), "ram_mb": 8192,
            "drives": (Drive(size_bytes=256 * 10**9),), "uefi": True, "tpm": "2.0"}  # fmt: skip
    assert windows11(**good).answer is Answer.YES
    silent = windows11(**{**good, "tpm": ""})
    assert (silent.answer, silent.reasons) == (
        Answer.UNKNOWN, ("Le fichier ne dit pas si la machine a une puce TPM 2.0.",)
    )  # fmt: skip
    for change in ({"ram_mb": 2048}, {"uefi": False}, {"tpm": "1.2"},
                   {"drives": (Drive(size_bytes=32 * 10**9),)},
                   {"cpu": recognise("i5-7200U")}):  # fmt: skip
        refused = windows11(**{**good, **change})
        assert refused.answer is Answer.NO
        assert len(refused.reasons) == 1
