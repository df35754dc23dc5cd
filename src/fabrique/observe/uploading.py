"""From a file sent at the desk to a data set: read and checked first, without writing anything, then kept."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import files
from fabrique.core.models import StoredFile
from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular.model import Table
from fabrique.core.uploads import find_upload
from fabrique.kernels.indicators import Series
from fabrique.kernels.indicators.lint import Finding, RawTable, Reference, lint
from fabrique.observe.actions.data_sets import About, Reading, import_data_set, note_refused_import
from fabrique.observe.enums import Origin
from fabrique.observe.models import DataSet
from fabrique.observe.partner_files import check_no_persons, check_usable
from fabrique.observe.queries.agreements import agreements_seen
from fabrique.observe.reading import open_table
from fabrique.observe.sources import (
    Draft,
    ReadPanel,
    Spec,
    beneath_labels,
    propose,
    read_panel,
    recognise,
)
from fabrique.observe.sources.drafts import LONGEST_LABEL
from fabrique.observe.sources.model import Rows
from fabrique.observe.sources.settling import NO_PART
from fabrique.observe.standalone.lint_reference import reference_for
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Agreement, Organisation
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import communes_in_perimeter, latest_areas

LONG = 8_000_000  # bytes: beyond, the import runs in the background
MOST_FAULTS = 100
LONGEST_KEY = 130  # of a finding, as an answer keeps it
MOST_MEASURES = 200  # of one file: each is checked against the others
FIRST_ROWS = 5_000  # of a long file, looked at before it is read whole
MOST_ALIKE = 20  # findings of one sort
WHOLE = frozenset({"missing-area", "missing-people"})  # findings that a part of a file says of itself


@dataclass(frozen=True, slots=True)
class Examination:
    """What an import would do. ``draft``: how an unknown layout was understood, else None; ``rows``: how many
    rows of a long file were looked at, 0 when all were."""

    spec: Spec
    draft: Draft | None
    read: ReadPanel
    findings: tuple[dict[str, Any], ...]
    long: bool
    rows: int = 0

    @property
    def digest(self) -> str:
        """Two examinations of one file that have the same were read in the same way."""
        how = self.draft.to_toml() if self.draft else f"{self.spec.name} {self.read.vintage}"
        return hashlib.sha256(f"{self.read.panel.geography} {how}".encode()).hexdigest()

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The first rows that could not be read whole."""
        return _faults(self.read)


def examine(
    stored: StoredFile, values: Mapping[str, Any], *, whole: bool = True, table: Table | None = None
) -> Examination:
    """Read and check the file, write nothing. ``values``: ``draft`` (as ``Draft.to_dict``), ``vintage``,
    ``geography``, each if known; without a draft, ``common``: the columns that are the common measures that
    they look like, when nobody can be asked. ``whole``: else only the first rows of a long file are read.
    ``table``: the file, when it is open already.
    Raises DomainRefusal when the file cannot be taken at all.
    """
    table, long = table or table_of(stored), stored.size >= LONG
    spec, draft = description_of(table, stored, values)
    if len(spec.measures) > MOST_MEASURES:
        text = _("Ce fichier donne %(count)d mesures : %(most)d au plus. Gardez celles qui servent.")
        raise DomainRefusal(text % {"count": len(spec.measures), "most": MOST_MEASURES})
    part = long and not whole
    read = _named(stored, _beginning(table) if part else table, spec, values)
    found = tuple(_checked(read, leaving=WHOLE if part else frozenset()))
    return Examination(spec, draft, read, found, long, read.counts.rows if part else 0)


def _beginning(table: Table) -> Table:
    return replace(table, source=lambda: islice(table.source(), FIRST_ROWS))


def description_of(table: Table, stored: StoredFile, values: Mapping[str, Any]) -> tuple[Spec, Draft | None]:
    """How to read the file: as a person corrected it, as its producer's files are, or as guessed."""
    given = values.get("draft")
    if not given and (spec := recognise(table.columns)):
        return spec, None
    draft = Draft.from_dict(given) if given else _proposed(table, stored)
    if not given and "common" in values:
        draft = draft.common_only(values["common"])
    check_no_persons(table, draft)
    check_usable(draft)
    return draft.spec(), draft


def _proposed(table: Table, stored: StoredFile) -> Draft:
    """What is guessed, under the name that was sent, in words."""
    stem = stored.name.rpartition(".")[0] or stored.name
    words = " ".join(re.sub(r"[_\-]+", " ", stem).split()) or _("Données")
    own = frozenset(latest_areas(AreaKind.OTHER).values_list("code", flat=True))
    draft = propose(table, slugify(stem)[:50] or "donnees", own)
    return replace(draft, title=f"{words[0].upper()}{words[1:]}"[:LONGEST_LABEL])


def draft_of(stored: StoredFile, table: Table) -> Draft | None:
    """What is guessed of a file that no producer's description fits; None when one does."""
    if recognise(table.columns):
        return None
    return _proposed(table, stored)


def run(stored_id: str, values: dict[str, Any], *, actor: str, organisation: str) -> DataSet | None:
    """Import a kept file for whoever may still bring data; a refusal is noted for that person, and gives
    None. Any other failure is noted too, then raised."""
    noted: dict[str, Any] = {"values": values, "actor": actor, "organisation": organisation}
    try:
        by, holder = _authorised(actor, organisation)
        stored = find_upload(stored_id, name=values.get("file_name", ""))
        return import_upload(stored, values, by=by, organisation=holder)
    except DomainRefusal as refusal:
        note_refused_import(reason=refusal.message, **noted)
        return None
    except Exception:
        note_refused_import(reason=_("Une erreur est survenue. Les valeurs ne sont pas importées."), **noted)
        raise


def _authorised(actor: str, organisation: str) -> tuple[Account, Organisation]:
    """Who asked, if that account may still bring data for that organisation: roles end while files wait."""
    by = Account.objects.filter(pk=actor).first()
    holder = Organisation.objects.filter(pk=organisation).first()
    if by is None or holder is None or not can(act_for(by, holder), "observe.bring_data", holder):
        raise DomainRefusal(_("Ce compte n’a plus le droit d’apporter des données pour cette organisation."))
    return by, holder


def import_upload(
    stored: StoredFile,
    values: Mapping[str, Any],
    *,
    by: Account | None,
    organisation: Organisation,
    agreement: Agreement | None = None,
) -> DataSet:
    """Read a kept file and write its data set. ``values``: those of ``examine`` and what the form says;
    ``agreement``: the one that the command line names."""
    found = examine(stored, values)
    counts = found.read.counts
    about = About(
        slug=values["slug"],
        title=values["title"],
        producer=values["producer"],
        vintage=values["vintage"],
        licence=values["licence"],
        url=values.get("url", ""),
        origin=Origin.PARTNER if found.draft else Origin.PRODUCER,
        geography=found.read.panel.geography,
        spec="" if found.draft else found.spec.name,
        mapping=found.draft.to_toml() if found.draft else "",
        shared=bool(values.get("shared")),
    )
    reading = Reading(
        rows=counts.taken,
        refused=counts.refused,
        left_out=counts.outside + counts.repeated,
        faults=found.faults,
        findings=found.findings,
    )
    return import_data_set(
        organisation=organisation,
        about=about,
        panel=found.read.panel,
        reading=reading,
        file=stored,
        agreement=agreement or _agreement(values, by),
        by=by,
    )


def _agreement(values: Mapping[str, Any], by: Account | None) -> Agreement | None:
    """The agreement whose key was kept with the file, if the account still sees it and it holds."""
    key = values.get("agreement")
    if not key or by is None:
        return None
    found = agreements_seen(by).filter(pk=key).first()
    if found is None:
        raise DomainRefusal(_("Cette convention n’est plus en cours : choisissez-en une autre."))
    return found


def table_of(stored: StoredFile) -> Table:
    """The table of a kept file; refusals speak of the name that the person knows."""
    path = files.path_of(stored)
    try:
        return beneath_labels(open_table(path))
    except DomainRefusal as refusal:
        raise _told(stored, refusal) from refusal


def _named(stored: StoredFile, table: Table, spec: Spec, values: Mapping[str, Any]) -> ReadPanel:
    """Read; refusals speak of the name that the person knows."""
    try:
        return read_panel(
            table, spec, vintage=_year(values.get("vintage")), geography=_year(values.get("geography"))
        )
    except DomainRefusal as refusal:
        raise _told(stored, refusal) from refusal


def _told(stored: StoredFile, refusal: DomainRefusal) -> DomainRefusal:
    message = refusal.message.replace(files.path_of(stored).name, stored.name)
    mend = _("Voyez, plus bas, quelle colonne a le rôle « Code de la zone » et ce qu’est chaque ligne.")
    return DomainRefusal(message.replace("Vérifiez la description du fichier.", mend), field=refusal.field)


def _year(value: object) -> int:
    text = str(value or "")[:4]
    return int(text) if text.isdecimal() else 0


def _checked(read: ReadPanel, *, leaving: frozenset[str]) -> list[dict[str, Any]]:
    """What the check finds in the rows as they came, repetitions included; some sorts are left out."""
    measures = {code: one.measure for code, one in read.panel.series.items()}
    raw = {code: column for code, column in read.raw.columns.items() if code in measures}
    parts = any((status == NO_PART).any() for _values, status in raw.values())
    if read.spec.rows is not Rows.ONE or parts or not raw:  # rows that are parts of their area
        keys, columns = read.panel.areas, dict(read.panel.series)
    else:
        keys = read.raw.keys
        columns = {code: Series(measures[code], values, status) for code, (values, status) in raw.items()}
    table = RawTable(tuple(keys), columns, read.panel.level, read.panel.geography)
    found = [each for each in lint(table, _reference(table)) if each.code not in leaving]
    return _told_apart(found, measures)


def _reference(table: RawTable) -> Reference:
    """What the table should hold: the areas of this territory, among those that exist."""
    population = table.columns.get("population")
    people: dict[str, float] = {}
    if population is not None:
        people = dict(zip(table.keys, population.values.tolist(), strict=True))
    found = reference_for(table, people)
    served = {each.code for each in communes_in_perimeter()}
    return replace(found, expected=served) if table.level == "commune" and served else found


def _told_apart(found: Sequence[Finding], measures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings, each with a key of its own; of many of one sort, the first and how many others."""
    said: list[dict[str, Any]] = []
    alike, keys = Counter(each.code for each in found), Counter[str]()
    sorts = Counter[str]()
    for each in found:
        sorts[each.code] += 1
        one = _finding(each, measures)
        if sorts[each.code] > MOST_ALIKE:
            one |= {"key": f"{each.code}:others", "areas": [], "title": _("Autres points du même genre")}
            one["count"] = others = alike[each.code] - MOST_ALIKE
            text = ngettext("et %(count)d autre.", "et %(count)d autres.", others)
            one["message"] = text % {"count": others}
            if sorts[each.code] > MOST_ALIKE + 1:
                continue
        keys[one["key"]] += 1
        if (again := keys[one["key"]]) > 1:
            one["key"] += f"-{again}"  # no code holds a hyphen
        said.append(one)
    return said


def _finding(each: Finding, measures: Mapping[str, Any]) -> dict[str, Any]:
    measure = measures.get(each.measure)
    key = f"{each.code}:{each.measure}"
    if each.code == "duplicate-column":  # another group of columns is another finding
        key += f":{hashlib.sha256(each.message.encode()).hexdigest()[:8]}"
    return {
        "key": key[: LONGEST_KEY - 10],
        "severity": str(each.severity),
        "title": measure.label if measure else (each.measure or _("Tout le fichier")),
        "message": each.message,
        "reason": each.reason,
        "mend": each.mend,
        "areas": list(each.areas[:10]),
        "count": each.count,
    }


def _faults(read: ReadPanel) -> list[dict[str, Any]]:
    told = [{"line": one.line, "column": one.column, "message": one.message} for one in read.faults]
    repeated = [{"line": one.lines[0], "column": "", "message": str(one)} for one in read.repeated]
    return [*told, *repeated][:MOST_FAULTS]
