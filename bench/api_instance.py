"""An instance of 20,000 invented places for bench/api.py, entered through the application's own action.

FABRIQUE_HOME=… python -m bench.api_instance 20000
"""

from __future__ import annotations

import os
import random
import sys
from dataclasses import asdict

from bench.generate_places import generate

HOURS = [
    "Mo-Fr 09:00-12:00,14:00-17:30",
    "Tu-Sa 10:00-18:00",
    "Mo,Th 14:00-19:00; Sa 09:00-12:00; PH off",
    "Mo-Fr 08:30-17:00; We off",
    "",
]
LONG = (
    "Un accueil ouvert à tous, avec des ordinateurs, une imprimante et quelqu’un pour vous aider à faire vos "
    "démarches en ligne, seul ou en petit groupe, à votre rythme. "
)


def main(count: int) -> None:
    """Enter the places as one source of one day."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fabrique.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from fabrique.directory.actions.records import Entry, enter_records, register_source
    from fabrique.directory.enums import (
        AccessMode,
        Accompaniment,
        Fee,
        NationalProgramme,
        ServiceOffered,
        TargetPublic,
    )

    call_command("migrate", verbosity=0)
    rng = random.Random(7)

    def some(codes: type, most: int) -> list[str]:
        return sorted(rng.sample(list(codes.values), rng.randint(0, most)))

    entries = []
    for row, one in enumerate(generate(count, seed=3, again=0.0)):
        known = {
            name: value
            for name, value in asdict(one).items()
            if name not in {"id", "truth", "source", "siret"}
        }
        fields = {
            **{name: list(value) if isinstance(value, tuple) else value for name, value in known.items()},
            "pivot": one.siret,
            "commune_name": f"Commune {one.commune_code}",
            "services": some(ServiceOffered, 5),
            "publics": some(TargetPublic, 3),
            "fees": some(Fee, 1),
            "access_modes": some(AccessMode, 3),
            "accompaniment": some(Accompaniment, 3),
            "programmes": some(NationalProgramme, 1),
            "hours": rng.choice(HOURS),
            "summary": LONG[:120],
            "description": LONG * rng.randint(0, 4),
            "collector": "Banc d’essai",
            "wheelchair": rng.choice([True, False, None]),
            "languages": rng.sample(["en", "ar", "pt", "uk"], rng.randint(0, 2)),
            "updated_on": f"2026-{rng.randint(1, 10):02d}-{rng.randint(1, 28):02d}",
        }
        entries.append(Entry(external_id=one.id, row=row, fields=fields, raw={"nom": one.name}))
    enter_records(source=register_source(slug="banc"), entries=entries)


if __name__ == "__main__":
    main(int(sys.argv[1]))
