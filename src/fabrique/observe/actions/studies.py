"""Describing a study, saying where it stands, sharing what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.observe.enums import STUDY, StudyState
from fabrique.observe.models import DataSet, Study
from fabrique.observe.texts import lines, one_line
from fabrique.people.models import Account, Agreement, Organisation

LONGEST = 5_000  # signs of one of its texts
LONGEST_REASON = 500
LONG_TEXTS = ("question", "protocol", "sample", "findings")
OPEN = (StudyState.PLANNED, StudyState.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Said:
    """What a study says of itself; see ``models.Study``."""

    title: str
    question: str
    protocol: str = ""
    sample: str = ""
    findings: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    agreement: Agreement | None = None


@transaction.atomic
def write_study(
    *,
    organisation: Organisation,
    said: Said,
    data_sets: Sequence[DataSet] = (),
    partners: Sequence[Organisation] = (),
    by: Account,
) -> Study:
    """Begin a study. The same form sent twice gives the same study; another of the same title is refused."""
    said = _visible(said)
    _check(said)
    known = Study.objects.of(organisation).filter(title=said.title).first()
    if known and known.created_by_id == by.pk and known.question == said.question:
        return known
    now = clock.now()
    made = Study(**_values(said), organisation=organisation, created_at=now, created_by=by, changed_at=now)
    _keep(made, new=True)
    _tie(made, data_sets, partners)
    _record("write_study", made, by, {"title": made.title})
    return made


@transaction.atomic
def edit_study(
    *,
    study: Study,
    said: Said,
    data_sets: Sequence[DataSet],
    partners: Sequence[Organisation],
    by: Account,
) -> Study:
    """Change what a study says, while it is not over."""
    if study.state not in OPEN:
        raise DomainRefusal(_("Cette étude est close : rouvrez-la pour la corriger."))
    said = _visible(said)
    _check(said)
    for name, value in _values(said).items():
        setattr(study, name, value)
    study.changed_at = clock.now()
    if study.shared:
        _check_lent(study, data_sets)
    _keep(study, new=False)
    _tie(study, data_sets, partners)
    _record("edit_study", study, by, {"title": study.title})
    return study


def _check(said: Said) -> None:
    if not said.title:
        raise DomainRefusal(_("Donnez un titre à l’étude."), field="title")
    if not said.question:
        raise DomainRefusal(_("Écrivez la question à laquelle l’étude répond."), field="question")
    for name in LONG_TEXTS:
        if len(getattr(said, name)) > LONGEST:
            told = _("Ce texte est trop long : %(most)d signes au plus.")
            raise DomainRefusal(told % {"most": LONGEST}, field=name)
    if said.starts_on and said.ends_on and said.ends_on < said.starts_on:
        raise DomainRefusal(_("L’étude finit avant de commencer : corrigez une des dates."), field="ends_on")


def _values(said: Said) -> dict[str, object]:
    return {each.name: getattr(said, each.name) for each in fields(said)}


def _visible(said: Said) -> Said:
    texts: dict[str, Any] = {name: lines(getattr(said, name)) for name in LONG_TEXTS}
    return replace(said, title=one_line(said.title), **texts)


def _keep(study: Study, *, new: bool) -> None:
    try:
        with transaction.atomic():
            study.save(force_insert=new, force_update=not new)
    except IntegrityError:
        told = _("Une autre étude de votre organisation porte ce titre : changez-le.")
        raise DomainRefusal(told, field="title") from None


def _tie(study: Study, data_sets: Sequence[DataSet], partners: Sequence[Organisation]) -> None:
    """Say again on which data it rests and with whom it is led."""
    used, led = Study.data_sets.through.objects, Study.partners.through.objects
    used.filter(study=study).delete()
    led.filter(study=study).delete()
    used.bulk_create([used.model(study=study, dataset=each) for each in data_sets])
    others = [each for each in partners if each.pk != study.organisation_id]
    led.bulk_create([led.model(study=study, organisation=each) for each in others])


@transaction.atomic
def move_study(*, study: Study, verb: str, reason: str = "", by: Account) -> Study:
    """Say where a study stands (``enums.STUDY``); one that is abandoned says why, one that is done what it
    found.
    """
    said = one_line(reason)
    if verb == "abandon" and not said:
        raise DomainRefusal(_("Dites pourquoi l’étude s’arrête : d’autres s’en serviront."), field="reason")
    if len(said) > LONGEST_REASON:
        raise DomainRefusal(_("Écrivez une raison, de 500 caractères au plus."), field="reason")
    if verb == "finish" and not study.findings.strip():
        raise DomainRefusal(_("Écrivez d’abord ce que l’étude a trouvé : « Corriger l’étude »."))
    kept = said if verb == "abandon" else ""
    advance(STUDY, study, verb, reason=kept, changed_at=clock.now())
    _record("move_study", study, by, {"verb": verb})
    return study


@transaction.atomic
def share_study(*, study: Study, shared: bool, by: Account) -> Study:
    """Let every organisation of the programme read a study, or its own and its partners only."""
    if shared:
        _check_lent(study, list(study.data_sets.everywhere("what a study rests on")))
    Study.objects.of(study.organisation).filter(pk=study.pk).update(shared=shared, changed_at=clock.now())
    study.shared = shared
    _record("share_study", study, by, {"shared": shared})
    return study


def _check_lent(study: Study, data_sets: Sequence[DataSet]) -> None:
    """What others lent and did not share is told to all only under an agreement."""
    kept = [each for each in data_sets if not each.shared]
    if kept and study.agreement is None:
        names = ", ".join(f"« {each} »" for each in kept)
        told = _(
            "Cette étude s’appuie sur ce qui n’est pas partagé : %(names)s. Partagez-le, ou dites quelle "
            "convention permet d’en tirer une étude."
        )
        raise DomainRefusal(told % {"names": names}, field="agreement")


def _record(verb: str, study: Study, by: Account, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk,
        organisation=study.organisation_id,
        subject=f"study:{study.pk}",
        summary=summary,
    )
