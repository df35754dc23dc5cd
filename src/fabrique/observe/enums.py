"""Vocabularies of the observatory."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class Level(TextChoices):
    """What the rows of a data set are."""

    CELL = "cell", "Carreau de 200 m"
    IRIS = "iris", "IRIS"
    QPV = "qpv", "Quartier prioritaire"
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    DEPARTEMENT = "departement", "Département"
    OTHER = "other", "Découpage propre"


class Origin(TextChoices):
    """Where a data set comes from."""

    PRODUCER = "producer", "Statistique publique"
    PARTNER = "partner", "Partenaire"
    PLATFORM = "platform", "Ce que la Fabrique constate"


class DataSetState(TextChoices):
    """Whether a data set serves. A new edition of the same vintage takes the place of the one before."""

    USED = "used", "Utilisé"
    REPLACED = "replaced", "Remplacé"
    WITHDRAWN = "withdrawn", "Retiré"


DATA_SET = Machine(
    "Jeu de données",
    "state",
    {
        (DataSetState.USED, "replace"): DataSetState.REPLACED,
        (DataSetState.USED, "withdraw"): DataSetState.WITHDRAWN,
        (DataSetState.WITHDRAWN, "restore"): DataSetState.USED,
        (DataSetState.REPLACED, "restore"): DataSetState.USED,
    },
)


class DefinitionState(TextChoices):
    """Whether a definition of an index serves."""

    IN_USE = "in_use", "En usage"
    SET_ASIDE = "set_aside", "Mise de côté"


DEFINITION = Machine(
    "Définition d’un indice",
    "state",
    {
        (DefinitionState.IN_USE, "set_aside"): DefinitionState.SET_ASIDE,
        (DefinitionState.SET_ASIDE, "take_up"): DefinitionState.IN_USE,
    },
)


class SitePurpose(TextChoices):
    """What would be at the sites of a list."""

    OUTDOOR = "outdoor", "Accès libre en plein air"
    DESK = "desk", "Permanence ou lieu d’aide"
    KIOSK = "kiosk", "Borne"
    STOP = "stop", "Arrêt d’un véhicule"


class Veto(TextChoices):
    """Who, or what, says no to a site."""

    POWER = "power", "Pas de courant"
    FIBRE = "fibre", "Pas de fibre"
    ROAD = "road", "Gestionnaire de la voirie"
    HERITAGE = "heritage", "Patrimoine protégé"
    OWNER = "owner", "Propriétaire"
    OTHER = "other", "Autre"


class ScenarioKind(TextChoices):
    """What a scenario looks for."""

    SITES = "sites", "Où ouvrir des lieux"
    TOURS = "tours", "Où passe un véhicule"


class ScenarioState(TextChoices):
    """Where a scenario stands."""

    ASKED = "asked", "En calcul"
    SOLVED = "solved", "Calculé"
    REFUSED = "refused", "Sans solution"
    ADOPTED = "adopted", "Retenu"
    SET_ASIDE = "set_aside", "Mis de côté"


SCENARIO = Machine(
    "Scénario",
    "state",
    {
        (ScenarioState.ASKED, "solve"): ScenarioState.SOLVED,
        (ScenarioState.ASKED, "refuse"): ScenarioState.REFUSED,
        (ScenarioState.SOLVED, "adopt"): ScenarioState.ADOPTED,
        (ScenarioState.SOLVED, "set_aside"): ScenarioState.SET_ASIDE,
        (ScenarioState.ADOPTED, "release"): ScenarioState.SOLVED,
        (ScenarioState.SET_ASIDE, "take_up"): ScenarioState.SOLVED,
    },
)


class StudyState(TextChoices):
    """Where a study stands."""

    PLANNED = "planned", "Prévue"
    UNDER_WAY = "under_way", "En cours"
    DONE = "done", "Terminée"
    ABANDONED = "abandoned", "Abandonnée"


STUDY = Machine(
    "Étude",
    "state",
    {
        (StudyState.PLANNED, "start"): StudyState.UNDER_WAY,
        (StudyState.UNDER_WAY, "finish"): StudyState.DONE,
        (StudyState.PLANNED, "abandon"): StudyState.ABANDONED,
        (StudyState.UNDER_WAY, "abandon"): StudyState.ABANDONED,
        (StudyState.DONE, "reopen"): StudyState.UNDER_WAY,
        (StudyState.ABANDONED, "take_up"): StudyState.PLANNED,
    },
)


class RequestState(TextChoices):
    """What became of a measurement that was asked for."""

    ASKED = "asked", "Demandée"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Déclinée"
    MET = "met", "Satisfaite"
    WITHDRAWN = "withdrawn", "Retirée"


MEASURE_REQUEST = Machine(
    "Demande de mesure",
    "state",
    {
        (RequestState.ASKED, "accept"): RequestState.ACCEPTED,
        (RequestState.ASKED, "decline"): RequestState.DECLINED,
        (RequestState.ASKED, "meet"): RequestState.MET,
        (RequestState.ASKED, "withdraw"): RequestState.WITHDRAWN,
        (RequestState.ACCEPTED, "meet"): RequestState.MET,
        (RequestState.ACCEPTED, "decline"): RequestState.DECLINED,
        (RequestState.ACCEPTED, "withdraw"): RequestState.WITHDRAWN,
        (RequestState.DECLINED, "accept"): RequestState.ACCEPTED,
        (RequestState.MET, "reopen"): RequestState.ACCEPTED,
        (RequestState.WITHDRAWN, "ask_again"): RequestState.ASKED,
    },
)


class PublicationKind(TextChoices):
    """What a publication is."""

    PORTRAIT = "portrait", "Portrait de territoire"
    RANKING = "ranking", "Classement"
    INDICATOR = "indicator", "Indicateur"
    SCENARIO = "scenario", "Scénario"
    COMPARISON = "comparison", "Comparaison"
    STUDY = "study", "Étude"
    ACCESS = "access", "Accès aux lieux"


class PublicationState(TextChoices):
    """Where a publication stands. What was published stays readable at its own address, but withdrawn."""

    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publié"
    REPLACED = "replaced", "Remplacé"
    WITHDRAWN = "withdrawn", "Retiré"
    DISCARDED = "discarded", "Écarté"


PUBLICATION = Machine(
    "Publication",
    "state",
    {
        (PublicationState.DRAFT, "publish"): PublicationState.PUBLISHED,
        (PublicationState.DRAFT, "discard"): PublicationState.DISCARDED,
        (PublicationState.PUBLISHED, "replace"): PublicationState.REPLACED,
        (PublicationState.PUBLISHED, "withdraw"): PublicationState.WITHDRAWN,
        (PublicationState.REPLACED, "withdraw"): PublicationState.WITHDRAWN,
    },
)
