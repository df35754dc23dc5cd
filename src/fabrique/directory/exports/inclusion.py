"""Places and their services in the data.inclusion schema v1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from fabrique.directory.enums import (
    AccessMode,
    Accompaniment,
    Fee,
    InclusionFee,
    InclusionPublic,
    InclusionServiceType,
    MobilisationMode,
    ReceptionMode,
    ServiceOffered,
    SpecificCare,
    TargetPublic,
    Thematic,
)
from fabrique.directory.exports.model import Exported, Omission, Row
from fabrique.directory.exports.national import services_of
from fabrique.directory.exports.networks import networks_of
from fabrique.directory.exports.published import offers_of
from fabrique.directory.models import Offer, Place, Service

THEMATICS: dict[str, tuple[Thematic, ...]] = {
    ServiceOffered.ACCESS: (Thematic.CONNECTION, Thematic.EQUIPMENT),
    ServiceOffered.EQUIPMENT: (Thematic.EQUIPMENT,),
    ServiceOffered.ADMINISTRATION: (Thematic.ADMINISTRATION, Thematic.ONLINE_SERVICES),
    ServiceOffered.DIGITAL_CULTURE: (Thematic.FUNDAMENTALS,),
    ServiceOffered.SAFE_USE: (Thematic.FUNDAMENTALS,),
    ServiceOffered.EMPLOYMENT: (Thematic.JOB_SEARCH, Thematic.FUNDAMENTALS),
    ServiceOffered.LEISURE: (Thematic.CULTURE, Thematic.FUNDAMENTALS),
    ServiceOffered.EVERYDAY_TOOLS: (Thematic.FUNDAMENTALS, Thematic.ONLINE_SERVICES),
    ServiceOffered.PARENTING: (Thematic.PARENTING, Thematic.FUNDAMENTALS),
}
# All audiences are kept: a mapping in service loses every one of these five but the adapted care.
PUBLICS = {
    TargetPublic.YOUNG_PEOPLE: InclusionPublic.YOUNG_PEOPLE,
    TargetPublic.STUDENTS: InclusionPublic.STUDENTS,
    TargetPublic.FAMILIES: InclusionPublic.FAMILIES,
    TargetPublic.SENIORS: InclusionPublic.SENIORS,
    TargetPublic.WOMEN: InclusionPublic.WOMEN,
}
CARE = {
    SpecificCare.DEAFNESS: InclusionPublic.DISABLED,
    SpecificCare.MOTOR_DISABILITY: InclusionPublic.DISABLED,
    SpecificCare.MENTAL_DISABILITY: InclusionPublic.DISABLED,
    SpecificCare.VISUAL_IMPAIRMENT: InclusionPublic.DISABLED,
    SpecificCare.ENGLISH: InclusionPublic.EXILED,
    SpecificCare.OTHER_LANGUAGES: InclusionPublic.EXILED,
}
MOBILISATION = {
    AccessMode.COME: MobilisationMode.COME,
    AccessMode.CALL: MobilisationMode.CALL,
    AccessMode.WRITE: MobilisationMode.WRITE,
    AccessMode.PRESCRIPTION: MobilisationMode.WRITE,
    AccessMode.BOOK_ONLINE: MobilisationMode.USE_LINK,
}
# One type for a service; the most concrete of what a place does comes first.
TYPES = (
    (Accompaniment.ALONE, InclusionServiceType.MATERIAL_AID),
    (Accompaniment.WORKSHOP, InclusionServiceType.WORKSHOP),
    (Accompaniment.INDIVIDUAL, InclusionServiceType.ACCOMPANIMENT),
)
NAME_LENGTHS, FIRST_YEAR = range(3, 151), 2000
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 5, 10_000


def inclusion_tables(places: Iterable[Place], *, source: str) -> tuple[Exported, Exported]:
    """Structures and services. ``source`` names the producer: it prefixes every id."""
    structures, services = Exported(), Exported()
    for place in places:
        fault = _fault(place)
        if fault:
            structures.omissions.append(Omission(place.code, place.name, *fault, whole_place=True))
            continue
        structures.rows.append(_structure(place, source))
        _add_services(place, source, services)
    return structures, services


def _fault(place: Place) -> tuple[str, str] | None:
    if place.updated_on is None:
        return "date_maj", _("ce champ manque, et le format l’exige")
    if place.updated_on.year < FIRST_YEAR:
        return "date_maj", _("le format ne veut pas de date avant l’an 2000")
    if len(place.name) not in NAME_LENGTHS:
        return "nom", _("le format veut un nom de 3 à 150 caractères")
    return None


def _where(place: Place) -> Row:
    return {
        "commune": place.commune_name or None,
        "code_postal": place.postal_code or None,
        "code_insee": place.commune_code or None,
        "adresse": place.address or None,
        "complement_adresse": place.address_complement or None,
        "longitude": place.longitude,
        "latitude": place.latitude,
        "telephone": place.phone or None,
        "courriel": place.emails[0] if place.emails else None,
    }


def _structure(place: Place, source: str) -> Row:
    about = place.description or place.summary
    return {
        "source": source,
        "id": f"{source}--{place.pk}",
        "nom": place.name,
        "date_maj": place.updated_on,
        "description": about[:LONGEST_DESCRIPTION] if len(about) >= SHORTEST_DESCRIPTION else None,
        "lien_source": place.source_url or None,
        "siret": place.pivot if len(place.pivot) == 14 else None,
        **_where(place),
        "site_web": place.websites[0] if place.websites else None,
        "horaires_accueil": place.hours or None,
        "accessibilite_lieu": place.accessibility_url or None,
        "reseaux_porteurs": networks_of(place) or None,
    }


def _add_services(place: Place, source: str, services: Exported) -> None:
    offers, about = offers_of(place), place.description or place.summary
    fault = None
    if not offers and not services_of(place):
        fault = "thematiques", _("aucun service n’est connu : rien n’est inventé")
    elif not services_of(place):
        pass  # what it does is said by its offers alone
    elif len(about) < SHORTEST_DESCRIPTION:
        fault = "description", _("le format exige une description du service d’au moins 5 caractères")
    else:
        services.rows.append(_place_service(place, source, about))
    if fault:
        services.omissions.append(Omission(place.code, place.name, *fault, whole_place=False))
    for offer in offers:
        if faulty := _service_fault(offer.service):
            services.omissions.append(Omission(place.code, place.name, *faulty, whole_place=False))
        else:
            services.rows.append(_offered_service(offer, place, source))


def _service_fault(service: Service) -> tuple[str, str] | None:
    named = {"name": service.name}
    if len(service.description) < SHORTEST_DESCRIPTION:
        text = _("le service « %(name)s » n’a pas de description, et le format l’exige")
        return "description", text % named
    if len(service.name) not in NAME_LENGTHS:
        return "nom", _("le service « %(name)s » : le format veut un nom de 3 à 150 caractères") % named
    if InclusionPublic.EVERYONE in service.publics and len(service.publics) > 1:
        text = _("le service « %(name)s » : « tous publics » ne va avec aucun autre public")
        return "publics", text % named
    if service.updated_on and service.updated_on.year < FIRST_YEAR:
        text = _("le service « %(name)s » : le format ne veut pas de date avant l’an 2000")
        return "date_maj", text % named
    return None


def _place_service(place: Place, source: str, about: str) -> Row:
    """What a place does by itself, as one service."""
    modes = _unique(MOBILISATION[mode] for mode in place.access_modes if mode in MOBILISATION)
    return {
        "source": source,
        "structure_id": f"{source}--{place.pk}",
        "id": f"{source}--{place.pk}-accueil",
        "nom": _("Médiation numérique"),
        "description": about[:LONGEST_DESCRIPTION],
        "date_maj": place.updated_on,
        "type": next((type_ for mode, type_ in TYPES if mode in place.accompaniment), None),
        "thematiques": _unique(t for code in place.services for t in THEMATICS.get(code, ())),
        "frais": _fee(place.fees),
        "frais_precisions": _fee_detail(place),
        "publics": audiences(place.publics, place.specific_care),
        **_where(place),
        "modes_accueil": _reception(place),
        "lien_mobilisation": place.booking_url or None,
        "modes_mobilisation": modes,
        "horaires_accueil": place.hours or None,
    }


def _offered_service(offer: Offer, place: Place, source: str) -> Row:
    service: Service = offer.service
    thematics = service.thematics or [t for code in service.categories for t in THEMATICS.get(code, ())]
    return {
        "source": source,
        "structure_id": f"{source}--{place.pk}",
        "id": f"{source}--{place.pk}-{service.pk}",
        "nom": service.name,
        "description": service.description[:LONGEST_DESCRIPTION],
        "lien_source": service.source_url or None,
        "date_maj": service.updated_on or place.updated_on,
        "type": service.type or None,
        "thematiques": _unique(thematics),
        "frais": service.fees or None,
        "frais_precisions": service.fees_detail or None,
        "publics": _unique(service.publics),
        "publics_precisions": service.publics_detail or None,
        "conditions_acces": service.access_conditions or None,
        **_where(place),
        "telephone": service.phone or place.phone or None,
        "courriel": service.email or (place.emails[0] if place.emails else None),
        "modes_accueil": _unique(service.reception_modes),
        "zone_eligibilite": _unique(service.residence_codes),
        "contact_nom_prenom": None,  # no person's name leaves in open data
        "lien_mobilisation": service.mobilisation_url or None,
        "modes_mobilisation": _unique(service.mobilisation_modes),
        "mobilisable_par": _unique(service.mobilisable_by),
        "mobilisation_precisions": service.mobilisation_detail or None,
        "volume_horaire_hebdomadaire": service.weekly_hours,
        "nombre_semaines": service.weeks,
        "horaires_accueil": offer.hours or place.hours or None,
    }


def audiences(publics: Sequence[str], care: Sequence[str]) -> list[str] | None:
    """The audiences named by a place; nothing named stays nothing, it is not « tous publics »."""
    named = [str(PUBLICS[TargetPublic(code)]) for code in publics if code in TargetPublic.values]
    named += [str(CARE[SpecificCare(code)]) for code in care if code in CARE]
    return _unique(named)


def _fee(fees: Sequence[str]) -> str | None:
    if Fee.PAID in fees:
        return InclusionFee.PAID.value
    return InclusionFee.FREE.value if fees else None


def _fee_detail(place: Place) -> str | None:
    """The format knows no « gratuit sous condition »: the condition is said in words."""
    condition = str(Fee.FREE_UNDER_CONDITION.label) if Fee.FREE_UNDER_CONDITION in place.fees else ""
    return place.fees_detail or condition or None


def _reception(place: Place) -> list[str] | None:
    """What is known of it, nothing else: a place that says neither is left without."""
    modes = [ReceptionMode.ON_SITE.value] if AccessMode.COME in place.access_modes else []
    modes += [ReceptionMode.REMOTE.value] if Accompaniment.REMOTE in place.accompaniment else []
    return modes or None


def _unique(codes: Iterable[str]) -> list[str] | None:
    """Codes once each, in order; nothing is ``None``: the format wants no empty list."""
    return list(dict.fromkeys(str(code) for code in codes)) or None
