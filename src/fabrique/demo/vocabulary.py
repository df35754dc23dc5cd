"""Short words of the data files, and the codes of the national schema that they stand for."""

from __future__ import annotations

from collections.abc import Mapping

from fabrique.directory.enums import (
    AccessMode,
    Accompaniment,
    Fee,
    Itinerance,
    NationalProgramme,
    ServiceOffered,
    SpecificCare,
    TargetPublic,
    TrainingLabel,
)

SERVICES = {
    "demarches": ServiceOffered.ADMINISTRATION,
    "outils": ServiceOffered.EVERYDAY_TOOLS,
    "emploi": ServiceOffered.EMPLOYMENT,
    "securite": ServiceOffered.SAFE_USE,
    "parentalite": ServiceOffered.PARENTING,
    "loisirs": ServiceOffered.LEISURE,
    "comprendre": ServiceOffered.DIGITAL_CULTURE,
    "acces": ServiceOffered.ACCESS,
    "materiel": ServiceOffered.EQUIPMENT,
}
PUBLICS = {
    "jeunes": TargetPublic.YOUNG_PEOPLE,
    "etudiants": TargetPublic.STUDENTS,
    "familles": TargetPublic.FAMILIES,
    "seniors": TargetPublic.SENIORS,
    "femmes": TargetPublic.WOMEN,
}
CARE = {
    "surdite": SpecificCare.DEAFNESS,
    "moteur": SpecificCare.MOTOR_DISABILITY,
    "mental": SpecificCare.MENTAL_DISABILITY,
    "illettrisme": SpecificCare.ILLITERACY,
    "anglais": SpecificCare.ENGLISH,
    "langues": SpecificCare.OTHER_LANGUAGES,
    "visuel": SpecificCare.VISUAL_IMPAIRMENT,
}
FEES = {"gratuit": Fee.FREE, "condition": Fee.FREE_UNDER_CONDITION, "payant": Fee.PAID}
PROGRAMMES = {
    "aidants": NationalProgramme.AIDANTS_CONNECT,
    "bibliotheques": NationalProgramme.DIGITAL_LIBRARIES,
    "pix": NationalProgramme.PIX,
    "conseillers": NationalProgramme.CONSEILLERS_NUMERIQUES,
    "emmaus": NationalProgramme.EMMAUS_CONNECT,
    "france-services": NationalProgramme.FRANCE_SERVICES,
    "geen": NationalProgramme.GRANDE_ECOLE_DU_NUMERIQUE,
    "croix-rouge": NationalProgramme.RED_CROSS,
    "caf": NationalProgramme.CAF_POINT,
    "promeneurs": NationalProgramme.PROMENEURS_DU_NET,
    "emmaus-relais": NationalProgramme.EMMAUS_RELAY,
}
LABELS = {
    "sante": TrainingLabel.MON_ESPACE_SANTE,
    "duplex": TrainingLabel.DUPLEX,
    "bfc": TrainingLabel.MEDNUM_BFC,
    "reemploi-normandie": TrainingLabel.NORMANDY_REUSE,
    "etapes": TrainingLabel.ETAPES_NUMERIQUES,
    "fabriques": TrainingLabel.FABRIQUES_DE_TERRITOIRE,
    "eclaireurs": TrainingLabel.ECLAIREURS,
    "papiers": TrainingLabel.MES_PAPIERS,
    "ordi": TrainingLabel.ORDI_3_0,
    "sud": TrainingLabel.SUD_LABS,
}
ACCESS_MODES = {
    "venir": AccessMode.COME,
    "telephone": AccessMode.CALL,
    "mail": AccessMode.WRITE,
    "ligne": AccessMode.BOOK_ONLINE,
    "sans-public": AccessMode.NO_PUBLIC,
    "fiche": AccessMode.PRESCRIPTION,
}
ACCOMPANIMENT = {
    "seul": Accompaniment.ALONE,
    "individuel": Accompaniment.INDIVIDUAL,
    "atelier": Accompaniment.WORKSHOP,
    "distance": Accompaniment.REMOTE,
}
ITINERANCE = {"itinerant": Itinerance.ITINERANT, "fixe": Itinerance.FIXED}


def codes(words: str, vocabulary: Mapping[str, str]) -> list[str]:
    """The codes of some words of a data file. Raises KeyError for an unknown word."""
    return [str(vocabulary[word]) for word in words.split()]
