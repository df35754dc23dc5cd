"""The booklet of 3,000 invented places: volumes made one by one, beside one single compilation.

    python bench/booklet.py [PLACES] [--large]

Prints, for each way, the seconds, the peak of memory of the processes that compile (and of this one, which
holds the places), the pages and the size. Fails if a volume passes 1 GB.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fabrique.config.settings_test")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from tests.directory.documents.samples import SETTING, many  # noqa: E402

from fabrique.directory.documents.booklet import MadeVolume, make_volumes  # noqa: E402 - after setup
from fabrique.directory.documents.volumes import PLACES_IN_VOLUME  # noqa: E402

LIMIT = 1_000_000_000
MB = 1_000_000


def run(name: str, count: int, most: int, *, large: bool) -> list[MadeVolume]:
    places = many(count, max(1, count // 8))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        made = list(make_volumes(places, SETTING, Path(folder), large=large, most=most))
        seconds = time.perf_counter() - start
        size = sum(one.path.stat().st_size for one in made)
    peak = max(one.peak_bytes for one in made)
    pages = sum(one.pages for one in made)
    print(
        f"{name:<22} {count:>6} places {len(made):>3} files {pages:>5} pages {seconds:7.1f} s "
        f"peak {peak / MB:6.0f} MB  {size / MB:5.1f} MB"
    )
    return made


def main() -> int:
    large = "--large" in sys.argv
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    count = numbers[0] if numbers else 3000
    volumes = run(f"volumes of {PLACES_IN_VOLUME}", count, PLACES_IN_VOLUME, large=large)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"this process: {own / MB:.0f} MB")
    run("one compilation", count, count, large=large)
    return int(max(own, *(one.peak_bytes for one in volumes)) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
