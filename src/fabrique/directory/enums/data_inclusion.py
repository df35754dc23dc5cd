"""Vocabularies of the data.inclusion schema v1 that a place of digital help can meet, codes verbatim.

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


class Thematic(models.TextChoices):
    ONLINE_SERVICES = "numerique--acceder-a-des-services-en-ligne", "Accéder à des services en ligne"
    CONNECTION = "numerique--acceder-a-une-connexion-internet", "Accéder à une connexion Internet"
    EQUIPMENT = "numerique--acquerir-un-equipement", "Acquérir un équipement"
    FUNDAMENTALS = "numerique--maitriser-les-fondamentaux-du-numerique", "Maîtriser les bases du numérique"
    ADMINISTRATION = (
        "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
        "Être aidé dans ses démarches administratives",
    )
    RIGHTS = (
        "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
        "Être aidé pour accéder à ses droits",
    )
    JOB_SEARCH = (
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
        "Organiser sa recherche d’emploi",
    )
    CULTURE = "remobilisation--activites-sportives-et-culturelles", "Activités sportives et culturelles"
    PARENTING = "famille--soutien-a-la-parentalite-et-a-leducation", "Parentalité et éducation"
    FRENCH = "lecture-ecriture-calcul--maitriser-le-francais", "Maîtriser le français"


class CarrierNetwork(models.TextChoices):
    """The networks (`reseaux_porteurs`) to which one of our typologies or programmes corresponds."""

    AFPA = "afpa", "Afpa"
    AI = "ai", "Associations intermédiaires"
    AIDANTS_CONNECT = "aidants-connect", "Aidants Connect"
    ACI = "aci", "Ateliers et chantiers d’insertion"
    ASE = "ase", "Aide sociale à l’enfance"
    CAARUD = "caarud", "Caarud"
    CADA = "cada", "Cada"
    CAF = "caf", "Caf"
    CAP_EMPLOI = "cap-emploi-reseau-cheops", "Cap emploi"
    CAVA = "cava", "Centres d’adaptation à la vie active"
    CCAS_CIAS = "ccas-cias", "CCAS et CIAS"
    CHAMBERS = "chambres-consulaires", "Chambres consulaires"
    CHRS = "chrs", "CHRS"
    CHU = "chu", "Centres d’hébergement d’urgence"
    CIDFF = "cidff", "CIDFF"
    CMP = "cmp", "Centres médico-psychologiques"
    CMS = "cms", "Centres médico-sociaux"
    COMMUNES = "communes", "Communes"
    CONSEILLERS_NUMERIQUES = "conseillers-numeriques", "Conseillers numériques"
    CPAM = "cpam", "CPAM"
    CPH = "cph", "Centres provisoires d’hébergement"
    RED_CROSS = "croix-rouge", "Croix-Rouge"
    CSAPA = "csapa", "Csapa"
    DEPARTEMENTS = "departements", "Départements"
    E2C = "ecoles-de-la-deuxieme-chance", "Écoles de la deuxième chance"
    EA = "ea", "Entreprises adaptées"
    EATT = "eatt", "Entreprises adaptées de travail temporaire"
    EI = "ei", "Entreprises d’insertion"
    EITI = "eiti", "Entreprises d’insertion par le travail indépendant"
    EMMAUS = "emmaus", "Emmaüs"
    EPIDE = "epide", "Épide"
    EPN = "espaces-publics-numeriques", "Espaces publics numériques"
    ESAT = "esat", "Ésat"
    ETTI = "etti", "Entreprises de travail temporaire d’insertion"
    FABRIQUE_DE_TERRITOIRE = "fabrique-de-territoire", "Fabriques de territoire"
    FRANCE_SERVICES = "france-service", "France services"
    FRANCE_TRAVAIL = "france-travail", "France Travail"
    GEIQ = "geiq", "Geiq"
    GRANDE_ECOLE_DU_NUMERIQUE = "grandes-ecoles-du-numerique", "Grande école du numérique"
    HUDA = "huda", "Huda"
    LA_POSTE = "la-poste", "La Poste"
    MAISONS_DE_L_EMPLOI = "maisons-de-l-emploi", "Maisons de l’emploi"
    MAISONS_DES_SOLIDARITES = "maisons-des-solidarites", "Maisons des solidarités"
    MDPH = "mdph", "MDPH"
    MISSION_LOCALE = "mission-locale", "Missions locales"
    MJC = "mjc", "MJC"
    MSA = "mutualite-sociale-agricole", "MSA"
    MSAP = "msap", "Maisons de services au public"
    PIMMS = "pimms-mediation", "Pimms Médiation"
    PJJ = "pjj", "Protection judiciaire de la jeunesse"
    PLIE = "plie", "Plie"
    POINTS_JUSTICE = "points-justice", "Points-justice"
    REGIONS = "regions", "Régions"
    INFORMATION_JEUNESSE = "reseau-information-jeunesse", "Information jeunesse"
    RESIDENCES_FJT = "residences-fjt", "Foyers de jeunes travailleurs"
    RESSOURCERIES = "ressourceries", "Ressourceries"
    SPIP = "spip", "Spip"
    UNAF = "unaf", "Unaf et Udaf"
