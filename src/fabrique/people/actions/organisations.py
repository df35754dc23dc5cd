"""What changes organisations, their teams and their agreements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_number

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import id_once
from fabrique.people.enums import AgreementKind, DataCategory, Typology
from fabrique.people.models import Agreement, Organisation, Team


@transaction.atomic
def register_organisation(*, name: str, siret: str = "", type: str = "", actor: str = "") -> Organisation:
    """Enter an organisation, or give back the one that has this SIRET (or, without SIRET, this very name)."""
    number, name = _checked(name, siret, type)
    known = {"siret": number} if number else {"siret": "", "name": name}
    now = clock.now()
    organisation, created = Organisation.objects.get_or_create(
        **known, defaults={"name": name, "type": type, "created_at": now, "updated_at": now}
    )
    if created:
        _record("register_organisation", organisation.pk, f"organisation:{organisation.pk}", actor)
    return organisation


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, name: str, siret: str, type: str, actor: str = ""
) -> Organisation:
    """Change what is said of an organisation. Its SIRET may not be another's."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    number, name = _checked(name, siret, type)
    if (organisation.name, organisation.siret, organisation.type) == (name, number, type):
        return organisation
    organisation.name, organisation.siret, organisation.type = name, number, type
    organisation.updated_at = clock.now()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise DomainRefusal(_("Une autre organisation a déjà ce SIRET."), field="siret") from error
    _record("edit_organisation", organisation.pk, f"organisation:{organisation.pk}", actor)
    return organisation


def _checked(name: str, siret: str, type: str) -> tuple[str, str]:
    """The SIRET as 14 digits, and the name without blanks around."""
    number = siret_number.compact(siret) if siret else ""
    if number and not siret_number.is_valid(number):
        raise DomainRefusal(_("Ce SIRET n’est pas valable\u00a0: vérifiez ses 14 chiffres."), field="siret")
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’organisation."), field="name")
    if type and type not in Typology.values:
        raise DomainRefusal(_("Choisissez un type de la liste."), field="type")
    return number, name.strip()


@transaction.atomic
def carry_instance(*, organisation: Organisation) -> Organisation:
    """Let an organisation carry the instance, once for all; gives the one that carries it."""
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(carries_instance=True)
    except IntegrityError:  # another one does
        return Organisation.objects.get(carries_instance=True)
    organisation.carries_instance = True
    _record("carry_instance", organisation.pk, f"organisation:{organisation.pk}", "")
    return organisation


@transaction.atomic
def create_team(*, organisation: Organisation, name: str, actor: str = "", once: str = "") -> Team:
    """Make a team of an organisation; the same ``once`` (see ``core.secrets``) makes it once."""
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’équipe."), field="name")
    made = id_once(once, organisation.pk, name.strip())
    if known := Team.objects.of(organisation).filter(pk=made, name=name.strip()).first():
        return known
    team = Team(id=made, organisation=organisation, name=name.strip(), created_at=clock.now())
    return _saved(team, "create_team", actor)


@transaction.atomic
def rename_team(*, team: Team, name: str, actor: str = "") -> Team:
    """Give a team another name."""
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’équipe."), field="name")
    team.name = name.strip()
    return _saved(team, "rename_team", actor)


def _saved(team: Team, verb: str, actor: str) -> Team:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise DomainRefusal(_("Une équipe porte déjà ce nom."), field="name") from error
    journal.record(
        f"people.{verb}", actor=actor, organisation=team.organisation_id, subject=f"team:{team.pk}"
    )
    return team


@transaction.atomic
def record_agreement(
    *,
    organisation: Organisation,
    kind: AgreementKind,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    data: Iterable[str],
    reference: str = "",
    actor: str = "",
    once: str = "",
) -> Agreement:
    """Note what an organisation signed: from when to when, about which categories of data.

    The same ``once`` (see ``core.secrets``) notes it once.
    """
    categories = [code for code in DataCategory.values if code in set(data)]
    if not categories:
        raise DomainRefusal(_("Cochez au moins une catégorie de données."), field="data")
    if ends_on and ends_on < starts_on:
        raise DomainRefusal(_("La fin vient avant le début\u00a0: corrigez l’une des deux."), field="ends_on")
    made = id_once(once, organisation.pk, kind, starts_on, ends_on, *categories)
    if known := Agreement.objects.of(organisation).filter(pk=made).first():
        return known
    agreement = Agreement(
        id=made,
        organisation=organisation,
        kind=kind,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        data=categories,
        reference=reference.strip(),
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError:  # the same form, sent twice at once: the other was quicker
        return Agreement.objects.of(organisation).get(pk=made)
    _record("record_agreement", organisation.pk, f"agreement:{agreement.pk}", actor)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, ends_on: date, actor: str = "") -> Agreement:
    """Denounce an agreement, or set its last day."""
    if ends_on < agreement.starts_on:
        raise DomainRefusal(_("La fin vient avant le début de la convention."), field="ends_on")
    agreement.ends_on = ends_on
    agreement.save(update_fields=["ends_on"])
    _record("end_agreement", agreement.organisation_id, f"agreement:{agreement.pk}", actor)
    return agreement


def _record(verb: str, organisation: UUID, subject: str, actor: str) -> None:
    journal.record(f"people.{verb}", actor=actor, organisation=organisation, subject=subject)
