"""Writing a definition of an index, standing behind it, calculating it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from fabrique.core import clock, jobs, journal
from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.kernels.index import (
    Data,
    Definition,
    Frame,
    Refusal,
    Result,
    Uncertainty,
    assess_uncertainty,
    compute,
    of_panel,
)
from fabrique.kernels.index.audit import audit
from fabrique.kernels.index.frame import FILLS
from fabrique.kernels.index.sensitivity import sensitivity
from fabrique.observe.enums import DEFINITION, DefinitionState, Level
from fabrique.observe.models import IndexDefinition, IndexRun, IndexSignOff
from fabrique.observe.packing import pack_arrays
from fabrique.observe.queries.indices import STANDINGS, parsed, shipped_text, unshared_inputs
from fabrique.observe.queries.inputs import Inputs, gather
from fabrique.observe.standalone.bases import on_own_bases
from fabrique.observe.texts import one_line
from fabrique.people.models import Account, Organisation
from fabrique.territory.cog import cog

DRAWS, SEED = 1000, 1
MOST_TEXT, MOST_INDICATORS = 100_000, 60
FEW = 2_000  # areas: with more, the part of each choice is estimated from fewer runs
SAMPLES = (512, 128)
SETS = ("departement", "region", "epci")  # to which a definition may compare each area


@transaction.atomic
def write_definition(*, organisation: Organisation, text: str, by: Account | None) -> IndexDefinition:
    """Keep a definition; ``by`` None: from the command line.

    One that says the same, whatever its layout, is the one that is there already; a version whose text
    changed is refused.
    """
    if len(text) > MOST_TEXT:
        raise DomainRefusal(_("Cette définition est trop longue."), field="text")
    found = parsed(text)
    if len(found.indicators) > MOST_INDICATORS:
        told = _("Cette définition a plus de %(most)d indicateurs.") % {"most": MOST_INDICATORS}
        raise DomainRefusal(told, field="text")
    rows = IndexDefinition.objects.of(organisation)
    if known := rows.filter(digest=found.hash).first():
        return known
    made = IndexDefinition(
        organisation=organisation,
        slug=found.name[:60],
        version=found.version[:20],
        title=one_line(found.title)[:200],
        text=text,
        digest=found.hash,
        created_at=clock.now(),
        created_by=by,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        told = _("La version %(version)s de « %(name)s » existe avec un autre texte : changez « version ».")
        raise DomainRefusal(told % {"version": found.version, "name": found.name}, field="text") from None
    _record("write_definition", made, by, {"slug": made.slug, "version": made.version, "digest": made.digest})
    return made


def adopt_definition(*, organisation: Organisation, name: str, by: Account | None) -> IndexDefinition:
    """Take a definition that comes with the project as one's own."""
    return write_definition(organisation=organisation, text=shipped_text(name), by=by)


@transaction.atomic
def sign_definition(*, definition: IndexDefinition, quality: str, by: Account) -> IndexSignOff:
    """Stand behind a definition; signing it again changes the quality in which one does."""
    said = one_line(quality)
    if not said or len(said) > 120:
        raise DomainRefusal(
            _("Dites en quelle qualité vous signez, en 120 caractères au plus."), field="quality"
        )
    now = clock.now()
    values = {"digest": definition.digest, "quality": said, "signed_at": now, "withdrawn_at": None}
    rows = IndexSignOff.objects.of(definition.organisation)
    found, _new = rows.update_or_create(definition=definition, signed_by=by, defaults=values)
    _record("sign_definition", definition, by, {"digest": definition.digest, "quality": said})
    return found


@transaction.atomic
def withdraw_signature(*, definition: IndexDefinition, by: Account) -> IndexSignOff:
    """Stand behind a definition no longer, as its signer; that one did stays in sight."""
    rows = IndexSignOff.objects.of(definition.organisation).select_for_update()
    found = rows.filter(definition=definition, signed_by=by, withdrawn_at__isnull=True).first()
    if found is None:
        raise DomainRefusal(_("Vous n’avez pas signé cette définition, ou plus maintenant."))
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    _record("withdraw_signature", definition, by, {"digest": found.digest, "quality": found.quality})
    return found


@transaction.atomic
def move_definition(*, definition: IndexDefinition, verb: str, by: Account) -> IndexDefinition:
    """Set a definition aside, or take it up again (``enums.DEFINITION``)."""
    advance(DEFINITION, definition, verb)
    _record("move_definition", definition, by, {"verb": verb})
    return definition


def compute_index(
    *,
    definition: IndexDefinition,
    level: str,
    by: Account | None,
    seen_by: Actor | None = None,
    everywhere: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> IndexRun:
    """Calculate a definition at a level from the data sets that the account sees, and keep what it gives.

    Over the territory, or ``everywhere`` that the data go. From the command line no account asks: ``by`` is
    None, and ``seen_by`` says whose sight is taken. Refused when an indicator is in no data set, or when the
    definition cannot be applied to what there is.
    """
    actor = seen_by or by
    if actor is None:
        raise ValueError("whose data?")
    if definition.state != DefinitionState.IN_USE:
        raise DomainRefusal(_("Cette définition est mise de côté : reprenez-la d’abord."))
    said = parsed(definition.text)
    wanted = [*said.codes, *(one.denominator for one in said.indicators if one.denominator)]
    counted = [one.code for one in said.indicators if one.denominator]
    inputs = gather(actor, wanted, level, everywhere=everywhere, counted=counted)
    if inputs.lacking:
        labels = {one.code: one.label for one in said.indicators}
        names = ", ".join(f"« {labels.get(code, code)} » ({code})" for code in inputs.lacking)
        level_name = Level(level).label.lower()
        told = _(
            "Aucun jeu de données ne donne, par %(level)s : %(names)s. Ce qui n’est connu que par commune ou "
            "par îlot ne se recalcule plus haut que si le fichier donne les deux nombres d’une part."
        )
        raise DomainRefusal(told % {"level": level_name, "names": names}, field="level")
    if not inputs.panel.areas:
        told = _("Aucune zone de ce niveau n’est connue dans le territoire.")
        raise DomainRefusal(told, field="level")
    with _in_french():
        data = of_panel(inputs.panel, _labels(said, inputs))
        held = {code: one.measure for code, one in inputs.panel.series.items()}
        counting, estimated = on_own_bases(said, held, held)
        frame = Frame(counting, data)
        result = compute(counting, data, frame)
        doubt = assess_uncertainty(frame, data, draws=draws, seed=seed)
        summary = {**summary_of(frame, data, result, doubt), "everywhere": everywhere}
        summary["estimated"] = {code: held[base].label for code, base in estimated.items()}
    return keep_run(definition, inputs, result, doubt, summary, by=by)


@contextmanager
def _in_french() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise DomainRefusal(str(refusal)) from None


def _labels(said: Definition, inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """To which set each area is compared, when the definition says to one."""
    if not said.population:
        return {}
    if said.population not in SETS or inputs.panel.level not in (Level.COMMUNE, Level.IRIS):
        told = _("Cette définition compare chaque zone à son « %(set)s », que l’instance ne connaît pas.")
        raise DomainRefusal(told % {"set": said.population})
    known, found = cog(), []
    for code in inputs.panel.areas:
        commune = known.commune(code[:5] if inputs.panel.level == Level.IRIS else code)
        found.append(str(getattr(commune, said.population, "") or "") if commune else "")
    return {said.population: tuple(found)}


def summary_of(frame: Frame, data: Data, result: Result, doubt: Uncertainty) -> dict[str, Any]:
    """What a page says of a calculation as a whole, as JSON."""
    said = frame.definition
    sample = SAMPLES[len(result.areas) > FEW]
    effects = sensitivity(frame, data, sample=sample, seed=doubt.seed).effects if result.ranked else ()
    examined = audit(frame, data, result) if result.ranked else None
    return {
        **doubt.counts(),
        "areas": len(result.areas),
        "scored": int(result.scored.sum()),
        "top_count": doubt.top_count,
        "median_width": _plain(doubt.median_width),
        "median_places": doubt.median_places,
        "indicators": list(said.codes),
        "labels": {one.code: one.label for one in said.indicators},
        "directions": {one.code: one.direction for one in said.indicators},
        "counted": list(result.head_counts),
        "counted_as": {one.code: one.counted for one in said.indicators},
        "mean_score": _plain(result.mean_score),
        "top_share": said.top_share,
        "warnings": list(examined.warnings if examined else result.notes),
        "removals": [
            {"code": one.code, "overlap": _plain(one.overlap), "mean_shift": _plain(one.mean_shift)}
            for one in (examined.removals if examined else ())
        ],
        "sensitivity": [asdict(each) for each in effects],
        "reasons": {area: why for area, why in zip(result.areas, result.reason, strict=True) if why},
    }


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _known_parts(inputs: Inputs, result: Result) -> npt.NDArray[np.float64]:
    """The contributions (n, d), NaN for an indicator that is not known: it has no share, which is not a share
    of zero. What a definition fills has one."""
    found = result.contributions.copy()
    for rank, one in enumerate(result.definition.indicators):
        if (one.missing or result.definition.missing) not in FILLS:
            found[~inputs.panel.series[one.code].known, rank] = np.nan
    return found


@transaction.atomic
def keep_run(
    definition: IndexDefinition,
    inputs: Inputs,
    result: Result,
    doubt: Uncertainty,
    summary: dict[str, Any],
    *,
    by: Account | None,
) -> IndexRun:
    """Write what was calculated."""
    codes = result.definition.codes
    persons = np.array([result.head_counts[name] for name in summary["counted"]], dtype=np.float64)
    arrays: dict[str, npt.NDArray[Any]] = {
        "score": result.score,
        "rank": result.rank,
        "rank_low": doubt.rank_low,
        "rank_high": doubt.rank_high,
        "p_top": doubt.p_top,
        "standing": np.array([STANDINGS.index(one) for one in doubt.standing], dtype=np.uint8),
        "driver": np.array([codes.index(one) if one else -1 for one in result.driver], dtype=np.int16),
        "contributions": _known_parts(inputs, result),
        "unknown": result.unknown,
        "imputed": result.imputed,
        "persons": persons.T if len(persons) else np.zeros((len(result.areas), 0)),
    }
    made = IndexRun.objects.of(definition.organisation).create(
        organisation=definition.organisation,
        definition=definition,
        level=inputs.panel.level,
        inputs=[asdict(one) for one in inputs.sources],
        inputs_digest=inputs.digest,
        draws=doubt.draws,
        seed=doubt.seed,
        areas=list(result.areas),
        names=dict(inputs.panel.names),
        results=pack_arrays(arrays),
        summary=summary,
        computed_at=clock.now(),
        computed_by=by,
    )
    told = {"run": str(made.pk), "level": made.level, "inputs": made.inputs_digest, "draws": made.draws}
    _record("compute_index", definition, by, told)
    return made


@transaction.atomic
def request_index(*, definition: IndexDefinition, level: str, by: Account) -> None:
    """Ask for a calculation over all the areas of the files, in the background."""
    _record("request_index", definition, by, {"level": level})
    jobs.enqueue("observe.compute_index", str(definition.pk), level, str(by.pk))


@transaction.atomic
def note_refused_index(*, definition: IndexDefinition, level: str, reason: str, by: Account) -> None:
    """Remember that a calculation was refused, and why, for whoever asked for it."""
    _record("refuse_index", definition, by, {"level": level, "reason": reason[:500]})


@transaction.atomic
def share_run(*, run: IndexRun, shared: bool, by: Account | None) -> IndexRun:
    """Let every organisation of the programme read what was calculated, or one's own only."""
    if shared and (kept := unshared_inputs(run)):
        names = ", ".join(f"« {each} »" for each in kept)
        told = _("Ce calcul s’appuie sur ce qui n’est pas partagé : %(names)s. Partagez-le d’abord.")
        raise DomainRefusal(told % {"names": names})
    IndexRun.objects.of(run.organisation).filter(pk=run.pk).update(shared=shared)
    run.shared = shared
    _record("share_run", run.definition, by, {"run": str(run.pk), "shared": shared})
    return run


@transaction.atomic
def erase_run(*, run: IndexRun, by: Account) -> None:
    """Erase a calculation on which nothing rests; the journal keeps that it was, and on what."""
    key, told = str(run.pk), _("Un scénario ou une publication s’appuie sur ce calcul : il est gardé.")
    try:
        with transaction.atomic():
            IndexRun.objects.of(run.organisation).filter(pk=run.pk).delete()
    except ProtectedError:
        raise DomainRefusal(told) from None
    _record("erase_run", run.definition, by, {"run": key, "level": run.level, "inputs": run.inputs_digest})


def _record(verb: str, definition: IndexDefinition, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk if by else "",
        organisation=definition.organisation_id,
        subject=f"index_definition:{definition.pk}",
        summary=summary,
    )
