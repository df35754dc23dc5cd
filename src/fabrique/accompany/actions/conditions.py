"""What must hold before a person signs a mandate. Each refusal says why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fabrique.accompany.enums import Procedure
from fabrique.accompany.queries.authorisations import person_files
from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.residents import check_allowed
from fabrique.people.enums import DataCategory, Position, Protection, Role
from fabrique.people.models import Account, Membership, Organisation, Resident

OF_AGE = 18


def check_conditions(resident: Resident, by: Account) -> None:
    """Raise ``DomainRefusal`` unless this person may sign a mandate with this helper's organisation today."""
    if resident.merged_into_id:
        raise DomainRefusal(_("Ce dossier a été réuni avec un autre : ouvrez l’autre."))
    if resident.limited_at or resident.emptied_at:
        raise DomainRefusal(_("La personne a demandé que ce dossier ne serve plus : rien n’y est ajouté."))
    check_helper(resident.organisation, by)
    check_allowed(resident.organisation, DataCategory.MANDATES)
    if not resident.informed_at:
        raise DomainRefusal(
            _("Lisez d’abord l’information à la personne : on ne signe pas sans savoir ce qui est noté.")
        )
    if not full_name(resident):
        raise DomainRefusal(
            _("Écrivez d’abord le prénom et le nom de la personne : un mandat est nominatif.")
        )
    _check_protection(resident)


def check_helper(organisation: Organisation, by: Account) -> None:
    """Only a salaried mandated helper of the organisation that holds the file has mandates signed."""
    if not is_helper(organisation, by):
        raise DomainRefusal(
            _("Seul un salarié qui a ici le rôle « Aide sous mandat » peut faire signer un mandat.")
        )


def is_helper(organisation: Organisation, by: Account) -> bool:
    """Whether somebody acts for the organisation in people's place: salaried, with the role, here and now."""
    held = Membership.objects.of(organisation).filter(
        account=by, role=Role.MANDATED_HELPER, position=Position.EMPLOYEE, ended_at__isnull=True
    )
    return by.organisation_id == organisation.pk and by.is_active and held.exists()


def check_procedures(procedures: Iterable[str]) -> tuple[Procedure, ...]:
    """The procedures in the order of their list, each once. Raises ``DomainRefusal`` if there is none."""
    given = set(procedures)
    if unknown := given - set(Procedure.values):
        raise DomainRefusal(
            _("Cette démarche n’existe pas : %(what)s.") % {"what": ", ".join(sorted(unknown))[:60]},
            field="procedures",
        )
    if not given:
        raise DomainRefusal(_("Choisissez au moins une démarche."), field="procedures")
    return tuple(procedure for procedure in Procedure if procedure in given)


def full_name(resident: Resident) -> str:
    """First and last name, or nothing when one is missing."""
    if not resident.first_name or not resident.last_name:
        return ""
    return f"{resident.first_name} {resident.last_name}"


def _check_protection(resident: Resident) -> None:
    """No minor and nobody under a protection, whichever file of theirs says so."""
    if measure := protection_of(resident):
        text = _(
            "Cette personne ne peut pas signer de mandat (%(measure)s). Son représentant légal décide ; "
            "vous pouvez faire les démarches avec elle."
        )
        raise DomainRefusal(text % {"measure": measure})
    for each in person_files(resident):
        if each.birth_year and clock.today().year - int(each.birth_year) < OF_AGE:
            raise DomainRefusal(
                _("Cette personne est mineure : elle ne peut pas signer de mandat. Ses parents décident.")
            )


def protection_of(resident: Resident) -> str:
    """The legal protection that a file of the person says, in small letters; "" if none does."""
    found = [each.protection for each in person_files(resident) if each.protection]
    return str(Protection(found[0]).label).lower() if found else ""
