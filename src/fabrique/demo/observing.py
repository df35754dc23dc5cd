"""The observatory's figures, invented: files with the headers of their producers, brought as a person brings
them. The centre, its suburbs and the far communes are not fragile for the same reasons; two small communes
are secret, and the landlord's file has the faults of real ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.core import uploads
from fabrique.core.tabular import Cell, write_csv
from fabrique.demo.communes import DemoCommune
from fabrique.observe import uploading
from fabrique.observe.actions.facts import collect_facts
from fabrique.observe.actions.indices import adopt_definition, compute_index, share_run, sign_definition
from fabrique.observe.actions.publishing import draft_publication, keep_files, publish
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.enums import Level
from fabrique.observe.models import DataSet, IndexRun
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation

SECRET_BELOW = 2_000  # people: incomes of smaller communes are not published
File = tuple[str, Sequence[str], list[list[Cell]]]


def enter_figures(
    known: Mapping[str, Organisation], members: Sequence[DemoCommune], *, by: Account, today: date, seed: int
) -> None:
    """Bring the files of the Métropole and of the landlord, then what the instance itself counts."""
    yy = f"{(today.year - 3) % 100:02}"
    producer = _("Institut de l’Estuaire, chiffres inventés")
    for name, header, rows in _public(members, yy, np.random.default_rng(seed)):
        bring(name, header, rows, known["metropole"], by, shared=True, producer=producer)
    name, header, rows = _of_landlord(members, np.random.default_rng(seed + 1))
    about = {
        "title": _("Locataires sans adresse électronique"),
        "producer": known["habitat"].name,
        "licence": _("Licence Ouverte 2.0"),
        "vintage": str(today.year - 1),
    }
    bring(name, header, rows, known["habitat"], by, shared=True, **about)
    collect_facts()
    _calculate(known["metropole"], by)


def _calculate(holder: Organisation, by: Account) -> None:
    """Adopt the project’s index, stand behind it, calculate it by commune, share what it gives; once."""
    found = adopt_definition(organisation=holder, name="fabrique", by=by)
    if IndexRun.objects.of(holder).filter(definition=found).exists():
        return
    sign_definition(definition=found, quality=_("coordinatrice de l’inclusion numérique"), by=by)
    run = compute_index(definition=found, level=Level.COMMUNE, by=act_for(by, holder))
    share_run(run=run, shared=True, by=by)
    composed = Composed(ranking_content(run), run=run)
    draft = draft_publication(organisation=holder, composed=composed, by=act_for(by, holder))
    keep_files(publication=publish(publication=draft, by=by))


def _public(members: Sequence[DemoCommune], yy: str, random: np.random.Generator) -> Iterable[File]:
    """Population, diplomas, families, incomes and lines, each in its own file as producers publish them."""
    people = np.array([each.population for each in members], dtype=float)
    far = np.array([np.hypot(*each.seeds[0]) for each in members])
    far = far / max(far.max(), 1)
    codes = [[each.code, each.name] for each in members]

    def around(middle: np.ndarray, spread: float) -> np.ndarray:
        return np.clip(middle + random.normal(0, spread, len(people)), 0.02, 0.95)

    older, low = around(0.17 + 0.14 * far, 0.02), around(0.34 - 0.20 * far + 0.18 * far**2, 0.03)
    men, women = np.rint(people * older * 0.43), np.rint(people * older * 0.57)
    header: Sequence[str] = ("CODGEO", "LIBGEO", f"P{yy}_POP", f"P{yy}_H65P", f"P{yy}_F65P")
    yield f"base-cc-evol-struct-pop-20{yy}.csv", header, _rows(codes, people, men, women)
    out = np.rint(people * 0.77)
    header = ("CODGEO", "LIBGEO", f"P{yy}_NSCOL15P", f"P{yy}_NSCOL15P_DIPLMIN")
    yield f"base-cc-diplomes-formation-20{yy}.csv", header, _rows(codes, out, np.rint(out * low))
    homes = np.rint(people / (1.9 + 0.5 * far))
    families, alone = np.rint(homes * 0.62), np.rint(homes * around(0.46 - 0.2 * far, 0.02))
    single = np.rint(families * around(0.21 - 0.12 * far, 0.02))
    header = ("CODGEO", "LIBGEO", f"C{yy}_MEN", f"C{yy}_MENPSEUL", f"C{yy}_FAM", f"C{yy}_FAMMONO")
    yield f"base-cc-coupl-fam-men-20{yy}.csv", header, _rows(codes, homes, alone, families, single)
    poor = np.round(100 * around(0.24 - 0.17 * far, 0.02), 1)
    income = np.rint(19_800 + 6_000 * far - 120 * (poor - 12))
    header = ("CODGEO", "LIBGEO", f"DISP_TP60{yy}", f"DISP_MED{yy}")
    rows = [
        [*code, *(("s", "s") if size < SECRET_BELOW else (float(rate), int(middle)))]
        for code, size, rate, middle in zip(codes, people, poor, income, strict=True)
    ]
    yield f"BASE_TD_FILO_DISP_COM_20{yy}.csv", header, rows
    lines = np.rint(homes * 1.12)
    slow = np.rint(lines * around(0.01 + 0.3 * far**2, 0.02))
    day = f"20{yy}-12-31"
    header = ("code_insee", "nom_com", "date", "nbr", "elig_bhd8", "elig_thd30", "elig_thd100", "elig_thd1g")
    fast = [lines - np.rint(slow / 3), lines - slow, lines - np.rint(slow * 1.2), lines - np.rint(slow * 1.3)]
    dated = [[*code, day] for code in codes]
    yield (
        f"commune_debit_filaire_20{yy}.csv",
        header,
        _rows(dated, lines, *(np.maximum(one, 0) for one in fast)),
    )


def _rows(codes: Iterable[Sequence[Cell]], *columns: np.ndarray) -> list[list[Cell]]:
    return [
        [*code, *(int(value) for value in values)]
        for code, *values in zip(codes, *(column.tolist() for column in columns), strict=True)
    ]


def _of_landlord(members: Sequence[DemoCommune], random: np.random.Generator) -> File:
    """A partner’s table: a commune on two lines, a number that is a word, a column that says nothing."""
    rows: list[list[Cell]] = []
    for each in members[:10]:
        homes = int(each.population * 0.06)
        rows.append([each.code, each.name, homes, int(homes * random.uniform(0.12, 0.34)), "oui"])
    rows.append([*rows[0][:2], "", "", ""])
    rows.append([members[-1].code, members[-1].name, "quelques-uns", "", "oui"])
    header = ("code commune", "commune", "nb locataires", "nb locataires sans courriel", "à jour")
    return "locataires-sans-courriel.csv", header, rows


def bring(
    name: str,
    header: Sequence[str],
    rows: list[list[Cell]],
    holder: Organisation,
    by: Account,
    **about: Any,
) -> None:
    """Send a file, examine it, import it with what it says of itself; once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_csv(path, header, rows)
        with path.open("rb") as stream:
            stored = uploads.keep_upload(stream=stream, name=name)
    found = uploading.examine(stored, about)
    values = {
        "title": found.spec.title,
        "producer": found.spec.producer,
        "licence": found.spec.licence,
        "vintage": str(found.read.vintage),
        **about,
    }
    values["slug"] = slugify(values["title"])[:60]
    rows_kept = DataSet.objects.everywhere("the demo is built once")
    if rows_kept.filter(organisation=holder, slug=values["slug"], vintage=values["vintage"]).exists():
        return
    uploading.import_upload(stored, values, by=by, organisation=holder)
