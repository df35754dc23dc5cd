"""Programmes, and the rules that an organisation publishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once, unless_taken
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.allocation.rules import LONGEST_OVERTAKING, read_rules
from fabrique.equip.enums.asking import PROOFS
from fabrique.equip.enums.kinds import DeviceKind
from fabrique.equip.models import AllocationRules, EquipmentProgramme
from fabrique.people.models import Account, Organisation

FIELDS = (
    *("name", "words", "kinds", "proofs", "most", "most_per_area"),
    *("one_per_household", "starts_on", "ends_on"),
)
LARGEST = 100_000


def hold_order(organisation: Organisation) -> None:
    """Let those who decide for one organisation follow one another, to the end of the transaction."""
    list(EquipmentProgramme.objects.of(organisation).select_for_update(no_key=True).order_by("pk"))


@transaction.atomic
def open_programme(
    *, organisation: Organisation, values: Mapping[str, Any], by: Account | None, key: UUID | None = None
) -> EquipmentProgramme:
    """Open a programme. ``values``: its fields; ``key``: a form that was sent twice opens one."""
    given = {"starts_on": clock.today(), **_cleaned(values)}

    def make(pk: UUID) -> EquipmentProgramme:
        programme = EquipmentProgramme(pk=pk, organisation=organisation, created_at=clock.now(), **given)
        _check(programme)
        _saved(programme, new=True)
        _record("open_programme", programme, by, {"name": programme.name})
        return programme

    return once(EquipmentProgramme.objects.of(organisation), key, make)


@transaction.atomic
def change_programme(
    *, programme: EquipmentProgramme, values: Mapping[str, Any], by: Account | None
) -> EquipmentProgramme:
    """Change what is said of a programme; the requests made under it stay as they are."""
    rows = EquipmentProgramme.objects.of(programme.organisation).select_related("organisation")
    held = rows.select_for_update(of=("self",)).get(pk=programme.pk)
    given = _cleaned(values)
    changed = sorted(name for name, value in given.items() if getattr(held, name) != value)
    for name in changed:
        setattr(held, name, given[name])
    _check(held)
    if changed:
        _saved(held, new=False)
        _record("change_programme", held, by, {"fields": changed})
    return held


@transaction.atomic
def publish_rules(*, organisation: Organisation, text: str, by: Account | None) -> AllocationRules:
    """Publish a version of the rules; the next calculation applies it. A version is never changed."""
    rules = read_rules(text)
    if (days := rules.longest_overtaking) > LONGEST_OVERTAKING:
        said = _(
            "Avec ces points, une demande pourrait être dépassée par une autre faite %(days)s jours après "
            "elle. Deux ans au plus (%(most)s jours) : baissez les points des critères, ou donnez plus de "
            "points à chaque jour d’attente."
        )
        raise DomainRefusal(said % {"days": days, "most": LONGEST_OVERTAKING}, field="text")
    made = AllocationRules(
        organisation=organisation,
        version=rules.version,
        text=text,
        published_at=clock.now(),
        published_by=by,
    )
    said = _("La version « %(version)s » est déjà publiée : donnez-lui un autre nom.")
    with unless_taken(said % {"version": rules.version}, field="text"):
        made.save(force_insert=True)
    journal.record(
        "equip.publish_rules",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=f"allocation_rules:{made.pk}",
        summary={"version": rules.version},
    )
    return made


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in values.items() if name in FIELDS}
    for name in ("name", "words"):
        if name in given:
            given[name] = given[name].strip()
    for name, known in (("kinds", DeviceKind), ("proofs", PROOFS)):
        if name in given:
            held = set(given[name])
            given[name] = [each.value for each in known if each.value in held]
    return given


def _check(programme: EquipmentProgramme) -> None:
    if not programme.name or len(programme.name) > 120:
        raise DomainRefusal(_("Donnez un nom à ce programme, en 120 signes au plus."), field="name")
    for name in ("most", "most_per_area"):
        most = getattr(programme, name)
        if most is not None and not 0 <= most <= LARGEST:
            raise DomainRefusal(_("Ce nombre d’appareils n’est pas possible."), field=name)
    ends: date | None = programme.ends_on
    if ends and ends < programme.starts_on:
        raise DomainRefusal(_("La fin vient avant le début."), field="ends_on")


def _saved(programme: EquipmentProgramme, *, new: bool) -> None:
    with unless_taken(_("Un autre programme a déjà ce nom."), field="name"):
        programme.save(force_insert=new)


def _record(verb: str, programme: EquipmentProgramme, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=programme.organisation_id,
        subject=f"programme:{programme.pk}",
        summary=summary,
    )
