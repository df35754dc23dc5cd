"""Vocabularies of the territory. Stored codes are those of the public calendars and of INSEE, verbatim."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    """What a contour outlines."""

    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunalité")
    QPV = "qpv", _("Quartier prioritaire de la ville")
    IRIS = "iris", _("Îlot statistique (IRIS)")
    OTHER = "other", _("Autre périmètre")


class SchoolZone(models.TextChoices):
    """Zones of the school calendar, as the Education ministry's open data names them."""

    A = "A", _("Zone A")
    B = "B", _("Zone B")
    C = "C", _("Zone C")
    CORSE = "Corse", _("Corse")
    GUADELOUPE = "Guadeloupe", _("Guadeloupe")
    GUYANE = "Guyane", _("Guyane")
    MARTINIQUE = "Martinique", _("Martinique")
    MAYOTTE = "Mayotte", _("Mayotte")
    NOUVELLE_CALEDONIE = "Nouvelle Calédonie", _("Nouvelle-Calédonie")
    POLYNESIE = "Polynésie", _("Polynésie française")
    REUNION = "Réunion", _("La Réunion")
    SAINT_PIERRE_ET_MIQUELON = "Saint Pierre et Miquelon", _("Saint-Pierre-et-Miquelon")
    WALLIS_ET_FUTUNA = "Wallis et Futuna", _("Wallis-et-Futuna")


class HolidayZone(models.TextChoices):
    """Zones of public holidays, as the State's public-holiday calendar names them."""

    METROPOLE = "metropole", _("Métropole")
    ALSACE_MOSELLE = "alsace-moselle", _("Alsace et Moselle")
    GUADELOUPE = "guadeloupe", _("Guadeloupe")
    GUYANE = "guyane", _("Guyane")
    LA_REUNION = "la-reunion", _("La Réunion")
    MARTINIQUE = "martinique", _("Martinique")
    MAYOTTE = "mayotte", _("Mayotte")
    NOUVELLE_CALEDONIE = "nouvelle-caledonie", _("Nouvelle-Calédonie")
    POLYNESIE_FRANCAISE = "polynesie-francaise", _("Polynésie française")
    SAINT_BARTHELEMY = "saint-barthelemy", _("Saint-Barthélemy")
    SAINT_MARTIN = "saint-martin", _("Saint-Martin")
    SAINT_PIERRE_ET_MIQUELON = "saint-pierre-et-miquelon", _("Saint-Pierre-et-Miquelon")
    WALLIS_ET_FUTUNA = "wallis-et-futuna", _("Wallis-et-Futuna")


_ZONE_A = "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90"
_ZONE_C = "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95"
_OVERSEAS = {
    "971": (SchoolZone.GUADELOUPE, HolidayZone.GUADELOUPE),
    "972": (SchoolZone.MARTINIQUE, HolidayZone.MARTINIQUE),
    "973": (SchoolZone.GUYANE, HolidayZone.GUYANE),
    "974": (SchoolZone.REUNION, HolidayZone.LA_REUNION),
    "975": (SchoolZone.SAINT_PIERRE_ET_MIQUELON, HolidayZone.SAINT_PIERRE_ET_MIQUELON),
    "976": (SchoolZone.MAYOTTE, HolidayZone.MAYOTTE),
    "977": (SchoolZone.GUADELOUPE, HolidayZone.SAINT_BARTHELEMY),
    "978": (SchoolZone.GUADELOUPE, HolidayZone.SAINT_MARTIN),
    "986": (SchoolZone.WALLIS_ET_FUTUNA, HolidayZone.WALLIS_ET_FUTUNA),
    "987": (SchoolZone.POLYNESIE, HolidayZone.POLYNESIE_FRANCAISE),
    "988": (SchoolZone.NOUVELLE_CALEDONIE, HolidayZone.NOUVELLE_CALEDONIE),
}


def zones_of(departement: str) -> tuple[SchoolZone, HolidayZone]:
    """The school and public-holiday zones of a département; the decree of 2015 draws zones A, B and C."""
    if departement in _OVERSEAS:
        return _OVERSEAS[departement]
    if departement in {"2A", "2B"}:
        return SchoolZone.CORSE, HolidayZone.METROPOLE
    holidays = HolidayZone.ALSACE_MOSELLE if departement in {"57", "67", "68"} else HolidayZone.METROPOLE
    if departement in _ZONE_A.split():
        return SchoolZone.A, holidays
    return (SchoolZone.C if departement in _ZONE_C.split() else SchoolZone.B), holidays
