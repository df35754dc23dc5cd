"""Grades: given to a device with their reasons, by rules in versions that an organisation may add."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.equip import grading
from fabrique.equip.actions.moving import locked_device, note_event
from fabrique.equip.grading import Rules, RulesError
from fabrique.equip.models import Device, DeviceGrading, GradingRules
from fabrique.equip.queries.grading import SEEN, configuration_of, rules_for
from fabrique.people.models import Account, Organisation

LARGEST = 64 * 1024  # bytes of a file of rules


@transaction.atomic
def grade_device(*, device: Device, rules: Rules, seen: dict[str, object], by: Account) -> DeviceGrading:
    """Give a device its grade under some rules. ``seen``: what a person saw (appearance, adjustments)."""
    held = locked_device(device)
    if held.kind not in rules.kinds:
        raise DomainRefusal(_("Ces règles ne parlent pas de cette sorte d’appareil."), field="rules")
    configuration = configuration_of(held, seen)
    found = grading.grade(rules, configuration)
    if found.missing:
        names = ", ".join(each.lower() for each in found.missing)
        raise DomainRefusal(_("Il manque pour noter : %s. Complétez la fiche de l’appareil.") % names)
    known = {name: getattr(configuration, name) for name in (*SEEN, "functionality")}
    given = DeviceGrading.objects.of(held.organisation).create(
        device=held,
        rules_key=rules.key,
        rules_version=rules.version,
        rules_digest=rules.digest,
        grade=found.grade,
        total=grading.number(found.total),
        seen={name: value for name, value in known.items() if value not in ("", None)},
        points=[[each.label, each.value, each.points, each.reason] for each in found.points],
        caps=list(found.caps),
        at=clock.now(),
        by=by,
    )
    held.grade = found.grade
    held.save(update_fields=["grade"])
    facts = {"grade": found.grade, "rules": f"{rules.key} {rules.version}", "digest": rules.digest}
    note_event(device=held, verb="grade", by=by, facts=facts)
    device.grade = held.grade
    return given


@transaction.atomic
def add_rules(*, organisation: Organisation, content: bytes, by: Account) -> GradingRules:
    """Add a version of rules from its file. One that is there stays as it is: what it graded must be read."""
    if len(content) > LARGEST:
        raise DomainRefusal(_("Ce fichier est trop grand pour des règles."), field="file")
    try:
        rules = grading.read_rules(content)
    except RulesError as error:
        raise DomainRefusal(error.message, field="file") from None
    known = {(each.key, each.version) for each in rules_for(organisation)}
    taken = _("Ces règles ont déjà cette version : donnez-en une autre à la vôtre.")
    if (rules.key, rules.version) in known:
        raise DomainRefusal(taken, field="file")
    if len(rules.key) > 40 or len(rules.version) > 20 or any(len(each.name) > 12 for each in rules.grades):
        raise DomainRefusal(_("Le nom, la version ou une note sont trop longs."), field="file")
    try:
        with transaction.atomic():
            added = GradingRules.objects.of(organisation).create(
                organisation=organisation,
                key=rules.key,
                version=rules.version,
                content=content.decode("utf-8"),
                digest=rules.digest,
                added_at=clock.now(),
                added_by=by,
            )
    except IntegrityError:
        raise DomainRefusal(taken, field="file") from None
    journal.record(
        "equip.add_rules",
        actor=by.pk,
        organisation=organisation.pk,
        subject=f"grading_rules:{added.pk}",
        summary={"rules": f"{rules.key} {rules.version}", "digest": rules.digest},
    )
    return added
