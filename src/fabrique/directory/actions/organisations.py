"""Which organisation holds a place."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.claims import end_claims
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.people.actions import register_organisation
from fabrique.people.models import Organisation


@transaction.atomic
def attach_organisation(*, place: Place, organisation: Organisation | None, actor: str = "") -> Place:
    """Say which organisation holds a place, or that none is known; saying it again changes nothing."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.state == PlaceState.MERGED:
        raise DomainRefusal(_("Cette fiche a été réunie avec une autre : modifiez l’autre fiche."))
    if organisation == place.organisation:
        return place
    if organisation:
        scrubbing.refuse_objectors({"organisation": organisation.name})
    place.organisation = organisation
    place.save(update_fields=["organisation"])
    end_claims(place)
    touch_places([place.pk])
    summary = {"organisation": str(organisation.pk) if organisation else ""}
    subject = f"place:{place.code}"
    journal.record("directory.attach_organisation", actor=actor, subject=subject, summary=summary)
    return place


@transaction.atomic
def attach_new_organisation(*, place: Place, name: str, siret: str = "", actor: str = "") -> Place:
    """Register the organisation that holds a place, or find it by its SIRET, and attach it."""
    scrubbing.refuse_objectors({"name": name})
    organisation = register_organisation(name=name, siret=siret, actor=actor)
    return attach_organisation(place=place, organisation=organisation, actor=actor)
