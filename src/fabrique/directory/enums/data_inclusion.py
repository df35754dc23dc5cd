"""The short vocabularies of the data.inclusion schema v1, codes verbatim.

Source: package data-inclusion-schema 1.0.10 (Licence Ouverte 2.0).
"""

from django.db import models


class InclusionFee(models.TextChoices):
    FREE = "gratuit", "Gratuit"
    PAID = "payant", "Payant"


class InclusionServiceType(models.TextChoices):
    ACCOMPANIMENT = "accompagnement", "Accompagnement"
    FINANCIAL_AID = "aide-financiere", "Aide financière"
    MATERIAL_AID = "aide-materielle", "Aide matérielle"
    WORKSHOP = "atelier", "Atelier"
    TRAINING = "formation", "Formation"
    INFORMATION = "information", "Information"


class ReceptionMode(models.TextChoices):
    REMOTE = "a-distance", "À distance"
    ON_SITE = "en-presentiel", "Sur place"


class MobilisationMode(models.TextChoices):
    WRITE = "envoyer-un-courriel", "Envoyer un courriel"
    COME = "se-presenter", "Se présenter"
    CALL = "telephoner", "Téléphoner"
    USE_LINK = "utiliser-lien-mobilisation", "Suivre un lien"


class MobilisableBy(models.TextChoices):
    USERS = "usagers", "Les usagers"
    PROFESSIONALS = "professionnels", "Les professionnels"


class InclusionPublic(models.TextChoices):
    EVERYONE = "tous-publics", "Tous publics"
    WORKERS = "actifs", "Personnes en emploi"
    MINIMUM_INCOME = "beneficiaires-des-minimas-sociaux", "Bénéficiaires des minima sociaux"
    JOB_SEEKERS = "demandeurs-emploi", "Demandeurs d’emploi"
    STUDENTS = "etudiants", "Étudiants"
    FAMILIES = "familles", "Familles"
    WOMEN = "femmes", "Femmes"
    YOUNG_PEOPLE = "jeunes", "Jeunes"
    DISABLED = "personnes-en-situation-de-handicap", "Personnes en situation de handicap"
    EMERGENCY = "personnes-en-situation-durgence", "Personnes en situation d’urgence"
    LEGAL = "personnes-en-situation-juridique-specifique", "Personnes en situation juridique particulière"
    EXILED = "personnes-exilees", "Personnes exilées"
    PRIORITY_AREA = "residents-qpv-frr", "Habitants d’un quartier prioritaire ou d’une zone rurale fragile"
    SENIORS = "seniors", "Seniors"
