"""What changes organisations."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_number

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Organisation


@transaction.atomic
def register_organisation(*, name: str, siret: str = "", type: str = "", actor: str = "") -> Organisation:
    """Enter an organisation, or give back the one that has this SIRET (or, without SIRET, this very name)."""
    number = siret_number.compact(siret) if siret else ""
    if number and not siret_number.is_valid(number):
        raise DomainRefusal(_("Ce SIRET n’est pas valable : vérifiez ses 14 chiffres."), field="siret")
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’organisation."), field="name")
    known = {"siret": number} if number else {"siret": "", "name": name.strip()}
    now = clock.now()
    organisation, created = Organisation.objects.get_or_create(
        **known, defaults={"name": name.strip(), "type": type, "created_at": now, "updated_at": now}
    )
    if created:
        subject = f"organisation:{organisation.pk}"
        journal.record("people.register_organisation", actor=actor, subject=subject)
    return organisation
