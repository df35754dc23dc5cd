"""Bringing a data set, taking it out of use, sharing it, answering what its check found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, files, jobs, journal, uploads
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.kernels.indicators import Panel, Series, Status
from fabrique.observe.enums import DATA_SET, DataSetState, Level, Origin
from fabrique.observe.models import DataColumn, DataSet, FindingAnswer
from fabrique.observe.packing import pack_status, pack_values
from fabrique.observe.texts import on_one_line, one_line
from fabrique.observe.words import is_open, year_of
from fabrique.people.models import Account, Agreement, Organisation

FILE_TYPE = "application/x-fabrique-data-set"  # the file of a data set: kept as long as it
LONGEST_REASON = 500
TOLD = ("title", "producer", "vintage", "licence")  # what nothing that is brought may lack


@dataclass(frozen=True, slots=True)
class About:
    """What a data set says of itself; see ``models.DataSet``."""

    slug: str
    title: str
    producer: str
    vintage: str
    licence: str
    origin: Origin = Origin.PRODUCER
    geography: int = 0
    url: str = ""
    spec: str = ""
    mapping: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file was read: rows taken, refused and left out, the first faults, what the check found."""

    rows: int = 0
    refused: int = 0
    left_out: int = 0
    faults: Sequence[dict[str, Any]] = field(default_factory=tuple)
    findings: Sequence[dict[str, Any]] = field(default_factory=tuple)


@transaction.atomic
def import_data_set(
    *,
    organisation: Organisation | None,
    about: About,
    panel: Panel,
    reading: Reading,
    file: StoredFile | None = None,
    agreement: Agreement | None = None,
    by: Account | None = None,
) -> DataSet:
    """Write a data set. The edition of the same vintage that serves, if any, is replaced and kept; the same
    file read in the same way and said the same is that edition itself.
    """
    about = replace(about, **on_one_line(about, ("title", "producer", "licence")))
    _check(about, panel)
    if about.shared and about.origin == Origin.PARTNER:
        check_lendable(about.licence, agreement)
    before = _serving(organisation, about).select_for_update().first()
    _check_same(before, panel)
    values = {**asdict(about), "file": file, "agreement": agreement}
    values["geography"] = panel.geography or about.geography
    if before and file and all(getattr(before, name) == value for name, value in values.items()):
        return before
    if before:
        advance(DATA_SET, before, "replace", changed_at=clock.now())
    last = _editions(organisation, about).order_by("-edition").values_list("edition", flat=True).first()
    now = clock.now()
    found = DataSet(
        **values,
        organisation=organisation,
        edition=(last or 0) + 1,
        level=Level(panel.level),
        file_name=file.name if file else "",
        areas=list(panel.areas),
        names=dict(panel.names),
        rows=reading.rows,
        refused=reading.refused,
        left_out=reading.left_out,
        faults=list(reading.faults),
        findings=list(reading.findings),
        imported_at=now,
        imported_by=by,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Ce jeu de données vient d’être importé. Rechargez la page.")) from None
    DataColumn.objects.bulk_create(
        _column(found, position, one) for position, one in enumerate(panel.series.values())
    )
    if file:
        uploads.settle_upload(stored=file, media_type=FILE_TYPE)
    _carry_answers(before, found)
    summary = {"slug": about.slug, "vintage": about.vintage, "edition": found.edition, "rows": reading.rows}
    summary["sha256"] = file.sha256 if file else ""
    _record("replace_data_set" if before else "import_data_set", found, by, summary)
    return found


def _check(about: About, panel: Panel) -> None:
    if not panel.areas or not panel.series:
        raise DomainRefusal(_("Ce fichier n’a aucune valeur à garder."))
    for name in TOLD:
        if not getattr(about, name).strip():
            raise DomainRefusal(_("Dites le titre, le producteur, le millésime et la licence."), field=name)
    if not 1900 <= year_of(about.vintage) <= clock.today().year + 1 or not about.vintage.isprintable():
        raise DomainRefusal(
            _("Écrivez l’année dont parlent les chiffres, par exemple 2021."), field="vintage"
        )


def _check_same(before: DataSet | None, panel: Panel) -> None:
    """A new edition measures at least one thing that the one before did, at the same level."""
    if before is None:
        return
    codes = set(before.columns.values_list("code", flat=True))
    if before.level != panel.level or codes.isdisjoint(panel.series):
        told = _(
            "Un autre jeu de données porte ce titre et ce millésime, et ne mesure pas la même chose : "
            "changez le titre."
        )
        raise DomainRefusal(told, field="title")


def _editions(organisation: Organisation | None, about: About) -> QuerySet[DataSet]:
    rows = DataSet.objects.everywhere("editions of one data set")
    return rows.filter(organisation=organisation, slug=about.slug, vintage=about.vintage)


def _serving(organisation: Organisation | None, about: About) -> QuerySet[DataSet]:
    return _editions(organisation, about).filter(state=DataSetState.USED)


def _column(data_set: DataSet, position: int, one: Series) -> DataColumn:
    measure = one.measure
    return DataColumn(
        data_set=data_set,
        position=position,
        code=measure.code,
        label=measure.label,
        unit=measure.unit,
        kind=measure.kind,
        direction=measure.direction,
        numerator=measure.numerator,
        denominator=measure.denominator,
        scale=measure.scale,
        least=measure.least,
        most=measure.most,
        approximate=measure.approximate,
        values=pack_values(one.values),
        status=pack_status(one.status),
        **{status.name.lower(): int((one.status == status).sum()) for status in Status},
    )


def _carry_answers(before: DataSet | None, found: DataSet) -> None:
    """What was answered to a finding that the new edition still has is answered."""
    if before is None:
        return
    still = {each["key"] for each in found.findings}
    FindingAnswer.objects.bulk_create(
        FindingAnswer(
            data_set=found,
            finding=each.finding,
            reason=each.reason,
            answered_at=each.answered_at,
            answered_by_id=each.answered_by_id,
        )
        for each in before.answers.all()
        if each.finding in still
    )


@transaction.atomic
def withdraw_data_set(*, data_set: DataSet, by: Account) -> DataSet:
    """Take a data set out of use: nothing is calculated from it any more; it may be put back."""
    advance(DATA_SET, data_set, "withdraw", changed_at=clock.now())
    _record("withdraw_data_set", data_set, by, _named(data_set))
    return data_set


@transaction.atomic
def restore_data_set(*, data_set: DataSet, by: Account) -> DataSet:
    """Put a data set back in use; refused when another edition of its vintage has taken its place."""
    try:
        with transaction.atomic():
            advance(DATA_SET, data_set, "restore", changed_at=clock.now())
    except IntegrityError:
        raise DomainRefusal(_("Une autre édition de ce millésime sert déjà : retirez-la d’abord.")) from None
    _record("restore_data_set", data_set, by, _named(data_set))
    return data_set


def _named(data_set: DataSet) -> dict[str, object]:
    return {"slug": data_set.slug, "vintage": data_set.vintage}


@transaction.atomic
def erase_data_set(*, data_set: DataSet, by: Account) -> None:
    """Erase a data set that was withdrawn or replaced, its values and its file; what was calculated stays."""
    rows = DataSet.objects.everywhere("its caller holds it").select_for_update()
    held = rows.filter(pk=data_set.pk).exclude(state=DataSetState.USED).first()
    if held is None:
        raise DomainRefusal(_("Retirez d’abord ce jeu de données : il sert encore."))
    stored, summary = held.file, {**_named(held), "edition": held.edition, "rows": held.rows}
    for study in held.studies.everywhere("a study goes on naming what it rests on"):
        study.gone = [*study.gone, str(held) if held.shared else _("un jeu qui n’était pas partagé")]
        study.save(update_fields=["gone"])
    held.delete()
    others = DataSet.objects.everywhere("who keeps the same file").filter(file=stored)
    if stored and stored.media_type == FILE_TYPE and not others.exists():
        path = files.path_of(stored)
        stored.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    _record("erase_data_set", data_set, by, summary)


@transaction.atomic
def share_data_set(
    *,
    data_set: DataSet,
    shared: bool,
    licence: str = "",
    agreement: Agreement | None = None,
    by: Account,
) -> DataSet:
    """Let every organisation of the programme read a data set, or its own only. What a partner brought is
    shared under an open licence, or under the agreement that allows it.
    """
    said = one_line(licence) or data_set.licence
    held = agreement or data_set.agreement
    if len(said) > 120:
        raise DomainRefusal(_("Dites la licence en 120 caractères au plus."), field="licence")
    if shared and data_set.origin == Origin.PARTNER:
        check_lendable(said, held)
    changes = {"shared": shared, "licence": said, "agreement": held, "changed_at": clock.now()}
    rows = DataSet.objects.everywhere("its caller holds it").filter(pk=data_set.pk)
    rows.update(**changes)
    for name, value in changes.items():
        setattr(data_set, name, value)
    summary = {"slug": data_set.slug, "shared": shared, "licence": said}
    _record("share_data_set", data_set, by, {**summary, "agreement": str(held.pk) if held else ""})
    return data_set


def check_lendable(licence: str, agreement: Agreement | None) -> None:
    """Refuse to share what is neither under an open licence nor under an agreement that holds today."""
    if is_open(licence):
        return
    if agreement is None:
        told = _(
            "« %(licence)s » n’est pas une licence ouverte : dites quelle convention permet de partager ce "
            "fichier, ou corrigez la licence."
        )
        raise DomainRefusal(told % {"licence": licence}, field="agreement")
    today = clock.today()
    if agreement.starts_on > today or (agreement.ends_on and agreement.ends_on < today):
        raise DomainRefusal(_("Cette convention n’est pas en cours aujourd’hui."), field="agreement")


@transaction.atomic
def answer_finding(*, data_set: DataSet, key: str, reason: str, by: Account) -> FindingAnswer:
    """Say why a finding is not a defect, or what is done about it. The finding stays in sight."""
    if key not in {each["key"] for each in data_set.findings}:
        raise DomainRefusal(_("Ce point n’est plus dans la vérification. Rechargez la page."))
    said = one_line(reason)
    if not said or len(said) > LONGEST_REASON:
        raise DomainRefusal(_("Écrivez une raison, de 500 caractères au plus."), field="reason")
    values = {"reason": said, "answered_at": clock.now(), "answered_by": by}
    answer, _new = FindingAnswer.objects.update_or_create(data_set=data_set, finding=key, defaults=values)
    _record("answer_finding", data_set, by, {"slug": data_set.slug, "finding": key})
    return answer


def _record(verb: str, data_set: DataSet, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk if by else "",
        organisation=data_set.organisation_id or "",
        subject=f"data_set:{data_set.pk}",
        summary=summary,
    )


@transaction.atomic
def request_import(
    *, stored: StoredFile, values: dict[str, Any], by: Account, organisation: Organisation
) -> None:
    """Ask for a long import in the background."""
    summary = {"slug": values["slug"], "vintage": values["vintage"]}
    journal.record(
        "observe.request_import",
        actor=by.pk,
        organisation=organisation.pk,
        subject=f"stored_file:{stored.pk}",
        summary=summary,
    )
    jobs.enqueue("observe.import_file", str(stored.pk), values, str(by.pk), str(organisation.pk))


@transaction.atomic
def note_refused_import(*, values: dict[str, Any], reason: str, actor: str, organisation: str) -> None:
    """Remember that a background import was refused, and why, for whoever asked for it."""
    summary = {"slug": values["slug"], "vintage": values["vintage"], "reason": reason[:500]}
    journal.record("observe.refuse_import", actor=actor, organisation=organisation, summary=summary)
