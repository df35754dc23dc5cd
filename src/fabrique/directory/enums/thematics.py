"""The 69 themes of the data.inclusion schema v1 (`thematiques`), codes verbatim.

Source: package data-inclusion-schema 1.0.10 (Licence Ouverte 2.0).
"""

from django.db import models


class Thematic(models.TextChoices):
    """What a service helps with; the part before « -- » is the family."""

    CHOISIR_UN_METIER__CONFIRMER_SON_CHOIX_DE_METIER = (
        "choisir-un-metier--confirmer-son-choix-de-metier",
        "Confirmer son choix de métier",
    )
    CHOISIR_UN_METIER__CONNAITRE_LES_OPPORTUNITES_DEMPLOI = (
        "choisir-un-metier--connaitre-les-opportunites-demploi",
        "Connaître les opportunités d’emploi",
    )
    CHOISIR_UN_METIER__DECOUVRIR_UN_METIER_OU_UN_SECTEUR_DACTIVITE = (
        "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite",
        "Découvrir un métier ou un secteur d’activité",
    )
    CHOISIR_UN_METIER__IDENTIFIER_SES_POINTS_FORTS_ET_SES_COMPETENCES = (
        "choisir-un-metier--identifier-ses-points-forts-et-ses-competences",
        "Identifier ses points forts et ses compétences",
    )
    CREER_UNE_ENTREPRISE__DEFINIR_SON_PROJET_DE_CREATION_DENTREPRISE = (
        "creer-une-entreprise--definir-son-projet-de-creation-dentreprise",
        "Définir son projet de création d’entreprise",
    )
    CREER_UNE_ENTREPRISE__DEVELOPPER_SON_ENTREPRISE = (
        "creer-une-entreprise--developper-son-entreprise",
        "Développer son entreprise",
    )
    CREER_UNE_ENTREPRISE__STRUCTURER_SON_PROJET_DE_CREATION_DENTREPRISE = (
        "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise",
        "Structurer son projet de création d’entreprise",
    )
    ADMINISTRATION = (
        "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
        "Être aidé dans ses démarches administratives",
    )
    DIFFICULTES_ADMINISTRATIVES_OU_JURIDIQUES__ACCOMPAGNEMENT_POUR_LACCES_A_LA_CITOYENNETE = (
        "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete",
        "Accompagnement pour l’accès à la citoyenneté",
    )
    RIGHTS = (
        "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
        "Être aidé pour accéder à ses droits",
    )
    DIFFICULTES_ADMINISTRATIVES_OU_JURIDIQUES__BENEFICIER_DUNE_MESURE_DACCOMPAGNEMENT_ADAPTE = (
        "difficultes-administratives-ou-juridiques--beneficier-dune-mesure-daccompagnement-adapte",
        "Bénéficier d’une mesure d’accompagnement adapté",
    )
    DIFFICULTES_ADMINISTRATIVES_OU_JURIDIQUES__CONNAITRE_SES_DROITS_FACE_A_UNE_DISCRIMINATION = (
        "difficultes-administratives-ou-juridiques--connaitre-ses-droits-face-a-une-discrimination",
        "Connaître ses droits face à une discrimination",
    )
    DIFFICULTES_ADMINISTRATIVES_OU_JURIDIQUES__PRENDRE_EN_COMPTE_UNE_PROBLEMATIQUE_JUDICIAIRE = (
        "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire",
        "Prendre en compte une problématique judiciaire",
    )
    DIFFICULTES_FINANCIERES__ACQUERIR_UNE_AUTONOMIE_BUDGETAIRE = (
        "difficultes-financieres--acquerir-une-autonomie-budgetaire",
        "Acquérir une autonomie budgétaire",
    )
    DIFFICULTES_FINANCIERES__AMELIORER_SA_GESTION_BUDGETAIRE = (
        "difficultes-financieres--ameliorer-sa-gestion-budgetaire",
        "Améliorer sa gestion budgétaire",
    )
    DIFFICULTES_FINANCIERES__METTRE_EN_PLACE_UNE_MESURE_DE_PROTECTION_FINANCIERE = (
        "difficultes-financieres--mettre-en-place-une-mesure-de-protection-financiere",
        "Mettre en place une mesure de protection financière",
    )
    DIFFICULTES_FINANCIERES__PREVENIR_UNE_DEGRADATION_DE_LA_SITUATION_FINANCIERE = (
        "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere",
        "Prévenir une dégradation de la situation financière",
    )
    DIFFICULTES_FINANCIERES__SITUATION_DENDETTEMENT_SURENDETTEMENT = (
        "difficultes-financieres--situation-dendettement-surendettement",
        "Situation d’endettement ou de surendettement",
    )
    EQUIPEMENT_ET_ALIMENTATION__AIDE_MENAGERE = "equipement-et-alimentation--aide-menagere", "Aide ménagère"
    EQUIPEMENT_ET_ALIMENTATION__ALIMENTATION = "equipement-et-alimentation--alimentation", "Alimentation"
    EQUIPEMENT_ET_ALIMENTATION__ELECTROMENAGER = (
        "equipement-et-alimentation--electromenager",
        "Électroménager",
    )
    EQUIPEMENT_ET_ALIMENTATION__HABILLEMENT = "equipement-et-alimentation--habillement", "Habillement"
    FAMILLE__GARDE_DENFANTS = "famille--garde-denfants", "Garde d’enfants"
    FAMILLE__PRISE_EN_CHARGE_PERSONNE_DEPENDANTE = (
        "famille--prise-en-charge-personne-dependante",
        "Prise en charge d’une personne dépendante",
    )
    PARENTING = "famille--soutien-a-la-parentalite-et-a-leducation", "Parentalité et éducation"
    FAMILLE__SOUTIEN_AIDANTS = "famille--soutien-aidants", "Soutien aux aidants"
    FAMILLE__SURMONTER_CONFLITS_SEPARATION_VIOLENCE = (
        "famille--surmonter-conflits-separation-violence",
        "Surmonter les conflits liés à la séparation ou à la violence",
    )
    LECTURE_ECRITURE_CALCUL__MAITRISER_LE_CALCUL = (
        "lecture-ecriture-calcul--maitriser-le-calcul",
        "Maîtriser le calcul",
    )
    FRENCH = "lecture-ecriture-calcul--maitriser-le-francais", "Maîtriser le français"
    LOGEMENT_HEBERGEMENT__ACHETER_UN_LOGEMENT = (
        "logement-hebergement--acheter-un-logement",
        "Acheter un logement",
    )
    LOGEMENT_HEBERGEMENT__CHANGER_DE_LOGEMENT = (
        "logement-hebergement--changer-de-logement",
        "Changer de logement",
    )
    LOGEMENT_HEBERGEMENT__LOUER_UN_LOGEMENT = "logement-hebergement--louer-un-logement", "Louer un logement"
    LOGEMENT_HEBERGEMENT__RECHERCHER_UNE_SOLUTION_DHEBERGEMENT_TEMPORAIRE = (
        "logement-hebergement--rechercher-une-solution-dhebergement-temporaire",
        "Rechercher une solution d’hébergement temporaire",
    )
    LOGEMENT_HEBERGEMENT__REDUIRE_LES_IMPAYES_DE_LOYER = (
        "logement-hebergement--reduire-les-impayes-de-loyer",
        "Réduire les impayés de loyer",
    )
    LOGEMENT_HEBERGEMENT__SE_MAINTENIR_DANS_LE_LOGEMENT = (
        "logement-hebergement--se-maintenir-dans-le-logement",
        "Se maintenir dans le logement",
    )
    LOGEMENT_HEBERGEMENT__SINFORMER_SUR_LES_DEMARCHES_LIEES_A_LACCES_AU_LOGEMENT = (
        "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement",
        "S’informer sur les démarches liées à l’accès au logement",
    )
    MOBILITE__ACCEDER_A_UN_VEHICULE = "mobilite--acceder-a-un-vehicule", "Accéder à un véhicule"
    MOBILITE__ENTRETENIR_REPARER_SON_VEHICULE = (
        "mobilite--entretenir-reparer-son-vehicule",
        "Entretenir et réparer son véhicule",
    )
    MOBILITE__ETRE_ACCOMPAGNE_DANS_SON_PARCOURS_MOBILITE = (
        "mobilite--etre-accompagne-dans-son-parcours-mobilite",
        "Être accompagné dans son parcours mobilité",
    )
    MOBILITE__FINANCER_MA_MOBILITE = "mobilite--financer-ma-mobilite", "Financer ma mobilité"
    MOBILITE__PREPARER_UN_PERMIS = "mobilite--preparer-un-permis", "Préparer un permis"
    MOBILITE__UTILISER_DES_SERVICES_DE_MOBILITE_DOUCE_PARTAGEE_COLLECTIVE = (
        "mobilite--mobilite-douce-partagee-collective",
        "Utiliser des services de mobilité douce, partagée ou collective",
    )
    ONLINE_SERVICES = "numerique--acceder-a-des-services-en-ligne", "Accéder à des services en ligne"
    CONNECTION = "numerique--acceder-a-une-connexion-internet", "Accéder à une connexion Internet"
    EQUIPMENT = "numerique--acquerir-un-equipement", "Acquérir un équipement"
    FUNDAMENTALS = "numerique--maitriser-les-fondamentaux-du-numerique", "Maîtriser les bases du numérique"
    PREPARER_SA_CANDIDATURE__DEVELOPPER_SON_RESEAU = (
        "preparer-sa-candidature--developper-son-reseau",
        "Développer son réseau",
    )
    JOB_SEARCH = (
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
        "Organiser sa recherche d’emploi",
    )
    PREPARER_SA_CANDIDATURE__REALISER_UN_CV_ET_OU_UNE_LETTRE_DE_MOTIVATION = (
        "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",
        "Réaliser un CV et/ou une lettre de motivation",
    )
    PREPARER_SA_CANDIDATURE__VALORISER_SES_COMPETENCES = (
        "preparer-sa-candidature--valoriser-ses-competences",
        "Valoriser ses compétences",
    )
    CULTURE = "remobilisation--activites-sportives-et-culturelles", "Activités sportives et culturelles"
    REMOBILISATION__BENEVOLAT_ACTION_CITOYENNE = (
        "remobilisation--benevolat-action-citoyenne",
        "Bénévolat et action citoyenne",
    )
    REMOBILISATION__BIEN_ETRE_CONFIANCE_EN_SOI = (
        "remobilisation--bien-etre-confiance-en-soi",
        "Bien-être et confiance en soi",
    )
    REMOBILISATION__LIEN_SOCIAL = "remobilisation--lien-social", "Lien social"
    SANTE__ACCES_AUX_SOINS = "sante--acces-aux-soins", "Accès aux soins"
    SANTE__ADDICTIONS = "sante--addictions", "Addictions"
    SANTE__CONSTITUER_UN_DOSSIER_MDPH_INVALIDITE = (
        "sante--constituer-un-dossier-mdph-invalidite",
        "Constituer un dossier MDPH pour invalidité",
    )
    SANTE__SANTE_MENTALE = "sante--sante-mentale", "Santé mentale"
    SANTE__SANTE_SEXUELLE = "sante--sante-sexuelle", "Santé sexuelle"
    SE_FORMER__MONTER_SON_DOSSIER_DE_FORMATION = (
        "se-former--monter-son-dossier-de-formation",
        "Monter son dossier de formation",
    )
    SE_FORMER__TROUVER_SA_FORMATION = "se-former--trouver-sa-formation", "Trouver sa formation"
    SOUVRIR_A_LINTERNATIONAL__CONNAITRE_LES_OPPORTUNITES_DEMPLOI_A_LETRANGER = (
        "souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger",
        "Connaître les opportunités d’emploi à l’étranger",
    )
    SOUVRIR_A_LINTERNATIONAL__SINFORMER_SUR_LES_AIDES_POUR_TRAVAILLER_A_LETRANGER = (
        "souvrir-a-linternational--sinformer-sur-les-aides-pour-travailler-a-letranger",
        "S’informer sur les aides pour travailler à l’étranger",
    )
    SOUVRIR_A_LINTERNATIONAL__SORGANISER_SUITE_A_SON_RETOUR_EN_FRANCE = (
        "souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france",
        "S’organiser suite à son retour en France",
    )
    TROUVER_UN_EMPLOI__CONVAINCRE_UN_RECRUTEUR_EN_ENTRETIEN = (
        "trouver-un-emploi--convaincre-un-recruteur-en-entretien",
        "Convaincre un recruteur en entretien",
    )
    TROUVER_UN_EMPLOI__FAIRE_DES_CANDIDATURES_SPONTANEES = (
        "trouver-un-emploi--faire-des-candidatures-spontanees",
        "Faire des candidatures spontanées",
    )
    TROUVER_UN_EMPLOI__MAINTIEN_DANS_LEMPLOI = (
        "trouver-un-emploi--maintien-dans-lemploi",
        "Maintien dans l’emploi",
    )
    TROUVER_UN_EMPLOI__REPONDRE_A_DES_OFFRES_DEMPLOI = (
        "trouver-un-emploi--repondre-a-des-offres-demploi",
        "Répondre à des offres d’emploi",
    )
    TROUVER_UN_EMPLOI__SUIVRE_SES_CANDIDATURES_ET_RELANCER_LES_EMPLOYEURS = (
        "trouver-un-emploi--suivre-ses-candidatures-et-relancer-les-employeurs",
        "Suivre ses candidatures et relancer les employeurs",
    )
