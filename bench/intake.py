"""1,000 files of a workshop read in under 30 s: .venv/bin/python bench/intake.py

The files are invented, of eight formats, at the weight of real ones. The baseline, in the same run, only
loads them as JSON, XML or text: it is what nothing can do without. The same files are then taken in, one
after the other, by an instance of its own on SQLite: recognised, entered with their code, journalled, sealed.
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.equip.intake import samples  # noqa: E402

from fabrique.equip.intake import read  # noqa: E402

FILES, PROMISE = 1_000, 30.0
GIB = 2**30
CPUS = (
    "Intel(R) Core(TM) i5-6200U CPU @ 2.30GHz",
    "Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz",
    "AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx",
    "Intel(R) Celeron(R) N4020 CPU @ 1.10GHz",
    "AMD C-50 Processor",
)


def padded_lshw(rank: int, draw: random.Random) -> dict[str, object]:
    """An inventory of the weight of a real one, some 45 kB: most of it is bridges and controllers."""
    machine = samples.lshw(
        serial=f"FAB{rank:06}X",
        disk=f"DISQUE{rank:06}",
        cpu=draw.choice(CPUS),
        banks=(draw.choice((2, 4, 8)) * GIB,) * 2,
        uuid=f"11111111-2222-4333-8444-{rank:012x}",
        mac=f"02:00:00:{rank >> 8:02x}:{rank & 255:02x}:01",
    )
    bridge = {"id": "pci", "class": "bridge", "description": "PCI bridge", "product": "Pont d’essai",
              "capabilities": {f"faculté{n}": "une faculté du pont" for n in range(12)},
              "configuration": {"driver": "pcieport", "latency": "0"}, "claimed": True}  # fmt: skip
    machine["children"][0]["children"] += [dict(bridge, physid=str(n)) for n in range(60)]
    return machine


def invented() -> list[bytes]:
    draw = random.Random(7)
    makers = (
        lambda rank: json.dumps(padded_lshw(rank, draw)),
        lambda rank: samples.lshw_xml(f"FAX{rank:06}X"),
        lambda rank: json.dumps(samples.glpi(tag=f"T{rank}")),
        lambda rank: json.dumps(samples.script_snapshot()).replace("FAB0004X", f"FAS{rank:06}X"),
        lambda rank: json.dumps(samples.legacy_snapshot()).replace("FAB0006X", f"FAL{rank:06}X"),
        lambda rank: json.dumps(samples.workbench_snapshot()).replace("FAB0005X", f"FAW{rank:06}X"),
        lambda rank: json.dumps(samples.inxi()).replace("FAB0004X", f"FAI{rank:06}X"),
        lambda rank: samples.DMIDECODE.replace("FAB0004X", f"FAD{rank:06}X"),
    )
    return [makers[0 if rank % 2 else 1 + rank // 2 % 7](rank).encode() for rank in range(FILES)]


def naive(content: bytes) -> object:
    if content[:1] in b"{[":
        return json.loads(content)
    return ElementTree.fromstring(content) if content[:1] == b"<" else content.decode().splitlines()


def taken_in(files: list[bytes]) -> tuple[float, float, Counter[str]]:
    """Seconds to take the files in, those of the processor, and what became of their machines."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"FABRIQUE_HOME": home, "DJANGO_SETTINGS_MODULE": "fabrique.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        from fabrique.equip.actions.intake import take_file
        from fabrique.equip.actions.intake_sites import site_for
        from fabrique.equip.enums.intake import Door

        call_command("migrate", verbosity=0, interactive=False)
        site, told = site_for(), Counter[str]()
        started, worked = time.perf_counter(), time.process_time()
        for content in files:
            taken = take_file(content=content, name="releve", site=site, by=None, door=Door.COMMAND)
            told.update(entry["status"] for entry in taken.entries)
        return time.perf_counter() - started, time.process_time() - worked, told


def main() -> int:
    files = invented()
    started = time.perf_counter()
    for content in files:
        naive(content)
    baseline = time.perf_counter() - started
    formats: Counter[str] = Counter()
    started = time.perf_counter()
    for content in files:
        reading = read(content)
        formats[reading.format] += len(reading.observations)
    seconds = time.perf_counter() - started
    kept_seconds, worked, told = taken_in(files)
    figures = {
        "files": len(files),
        "megabytes": round(sum(map(len, files)) / 1e6, 1),
        "observations by format": dict(formats),
        "seconds": round(seconds, 2),
        "baseline (loaded, not understood), seconds": round(baseline, 2),
        "milliseconds a file": round(1000 * seconds / len(files), 2),
        "taken in, seconds": round(kept_seconds, 2),
        "… of which the processor worked": round(worked, 2),
        "taken in": dict(told),
        "peak megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "processors": os.cpu_count(),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    kept = max(seconds, kept_seconds) < PROMISE and sum(formats.values()) == sum(told.values()) == FILES
    print("kept" if kept else "BROKEN", f"1,000 files in under {PROMISE:.0f} s")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
