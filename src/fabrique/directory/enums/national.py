"""Vocabularies of the national schema « lieux de médiation numérique » v1.0.2, values verbatim.

Source: Table Schema standard-mediation-num v1.0.2 (Licence Ouverte 2.0). Only « Étapes numériques » differs:
the schema's pattern forgets the space that its own description has; the description is followed.
"""

from django.db import models


class ServiceOffered(models.TextChoices):
    ADMINISTRATION = "Aide aux démarches administratives", "Aide aux démarches administratives"
    EVERYDAY_TOOLS = (
        "Maîtrise des outils numériques du quotidien",
        "Maîtrise des outils numériques du quotidien",
    )
    EMPLOYMENT = "Insertion professionnelle via le numérique", "Insertion professionnelle via le numérique"
    SAFE_USE = "Utilisation sécurisée du numérique", "Utilisation sécurisée du numérique"
    PARENTING = "Parentalité et éducation avec le numérique", "Parentalité et éducation avec le numérique"
    LEISURE = "Loisirs et créations numériques", "Loisirs et créations numériques"
    DIGITAL_CULTURE = "Compréhension du monde numérique", "Compréhension du monde numérique"
    ACCESS = "Accès internet et matériel informatique", "Accès internet et matériel informatique"
    EQUIPMENT = (
        "Acquisition de matériel informatique à prix solidaire",
        "Acquisition de matériel informatique à prix solidaire",
    )


class TargetPublic(models.TextChoices):
    YOUNG_PEOPLE = "Jeunes", "Jeunes"
    STUDENTS = "Étudiants", "Étudiants"
    FAMILIES = "Familles et/ou enfants", "Familles et/ou enfants"
    SENIORS = "Seniors", "Seniors"
    WOMEN = "Femmes", "Femmes"


class SpecificCare(models.TextChoices):
    DEAFNESS = "Surdité", "Surdité"
    MOTOR_DISABILITY = "Handicaps moteurs", "Handicaps moteurs"
    MENTAL_DISABILITY = "Handicaps mentaux", "Handicaps mentaux"
    ILLITERACY = "Illettrisme", "Illettrisme"
    ENGLISH = "Langues étrangères (anglais)", "Langues étrangères (anglais)"
    OTHER_LANGUAGES = "Langues étrangères (autres)", "Langues étrangères (autres)"
    VISUAL_IMPAIRMENT = "Déficience visuelle", "Déficience visuelle"


class Fee(models.TextChoices):
    FREE = "Gratuit", "Gratuit"
    FREE_UNDER_CONDITION = "Gratuit sous condition", "Gratuit sous condition"
    PAID = "Payant", "Payant"


class NationalProgramme(models.TextChoices):
    AIDANTS_CONNECT = "Aidants Connect", "Aidants Connect"
    DIGITAL_LIBRARIES = "Bibliothèques numérique de référence", "Bibliothèques numériques de référence"
    PIX = "Certification PIX", "Certification PIX"
    CONSEILLERS_NUMERIQUES = "Conseillers numériques", "Conseillers numériques"
    EMMAUS_CONNECT = "Emmaüs Connect", "Emmaüs Connect"
    FRANCE_SERVICES = "France Services", "France Services"
    GRANDE_ECOLE_DU_NUMERIQUE = "Grande école du numérique", "Grande école du numérique"
    RED_CROSS = "La Croix Rouge", "La Croix Rouge"
    CAF_POINT = "Point d'accès numérique CAF", "Point d’accès numérique CAF"
    PROMENEURS_DU_NET = "Promeneurs du net", "Promeneurs du net"
    EMMAUS_RELAY = "Relais numérique (Emmaüs Connect)", "Relais numérique (Emmaüs Connect)"


class TrainingLabel(models.TextChoices):
    MON_ESPACE_SANTE = "Formé à « Mon Espace Santé »", "Formé à « Mon Espace Santé »"
    DUPLEX = "Formé à « DUPLEX » (illettrisme)", "Formé à « DUPLEX » (illettrisme)"
    MEDNUM_BFC = "Arnia/MedNum BFC (Bourgogne-Franche-Comté)", "Arnia/MedNum BFC (Bourgogne-Franche-Comté)"
    NORMANDY_REUSE = (
        "Collectif ressources et acteurs réemploi (Normandie)",
        "Collectif ressources et acteurs réemploi (Normandie)",
    )
    ETAPES_NUMERIQUES = "Étapes numériques (La Poste)", "Étapes numériques (La Poste)"
    FABRIQUES_DE_TERRITOIRE = "Fabriques de Territoire", "Fabriques de Territoire"
    ECLAIREURS = "Les Éclaireurs du numérique (Drôme)", "Les Éclaireurs du numérique (Drôme)"
    MES_PAPIERS = "Mes Papiers (Métropole de Lyon)", "Mes Papiers (Métropole de Lyon)"
    ORDI_3_0 = "ORDI 3.0", "ORDI 3.0"
    SUD_LABS = "SUD LABS (PACA)", "SUD LABS (PACA)"


class AccessMode(models.TextChoices):
    COME = "Se présenter", "Se présenter"
    CALL = "Téléphoner", "Téléphoner"
    WRITE = "Contacter par mail", "Contacter par mail"
    BOOK_ONLINE = "Prendre un RDV en ligne", "Prendre un RDV en ligne"
    NO_PUBLIC = "Ce lieu n'accueille pas de public", "Ce lieu n’accueille pas de public"
    PRESCRIPTION = (
        "Envoyer un mail avec une fiche de prescription",
        "Envoyer un mail avec une fiche de prescription",
    )


class Accompaniment(models.TextChoices):
    ALONE = "En autonomie", "En autonomie"
    INDIVIDUAL = "Accompagnement individuel", "Accompagnement individuel"
    WORKSHOP = "Dans un atelier collectif", "Dans un atelier collectif"
    REMOTE = "À distance", "À distance"


class Itinerance(models.TextChoices):
    ITINERANT = "Itinérant", "Itinérant"
    FIXED = "Fixe", "Fixe"
