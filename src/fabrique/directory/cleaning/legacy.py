"""Vocabulary of the schema v0.1 and common ways of writing, to the values of v1. Keys are folded text.

The fifteen services of v0.1 became nine; an old value means one new value only, the closest. An empty
tuple is a value that is read and that means nothing more in v1 (« Tout public », « Adultes »).
"""

from fabrique.directory.cleaning import vocabularies as v

SERVICES_V0: dict[str, tuple[str, ...]] = {
    "prendre en main un smartphone ou une tablette": (v.EVERYDAY,),
    "prendre en main un ordinateur": (v.EVERYDAY,),
    "utiliser le numerique au quotidien": (v.EVERYDAY,),
    "approfondir ma culture numerique": (v.CULTURE,),
    "approfondir sa culture numerique": (v.CULTURE,),
    "favoriser mon insertion professionnelle": (v.EMPLOYMENT,),
    "promouvoir la citoyennete numerique": (v.CULTURE,),
    "soutenir la parentalite et l education avec le numerique": (v.PARENTING,),
    "realiser des demarches administratives avec un accompagnement": (v.ADMINISTRATION,),
    "devenir autonome dans les demarches administratives": (v.ADMINISTRATION,),
    "accompagner les demarches de sante": (v.ADMINISTRATION,),
    "acceder a une connexion internet": (v.ACCESS,),
    "acceder a du materiel": (v.ACCESS,),
    "s equiper en materiel informatique": (v.EQUIPMENT,),
    "creer et developper mon entreprise": (v.EMPLOYMENT,),
    "creer avec le numerique": (v.LEISURE,),
    "comprehension du monde numerique": (v.CULTURE,),
}

PUBLICS_V0: dict[str, tuple[str, ...]] = {
    "seniors 65 ans": (v.SENIORS,),
    "seniors +65 ans": (v.SENIORS,),
    "familles enfants": (v.FAMILIES,),
    "familles enfant": (v.FAMILIES,),
    "familles": (v.FAMILIES,),
    "enfants": (v.FAMILIES,),
    "enfant": (v.FAMILIES,),
    "jeunes 16 26 ans": (v.YOUNG,),
    "uniquement femmes": (v.WOMEN,),
    "public femmes": (v.WOMEN,),
    **dict.fromkeys(
        ("adultes", "adulte", "tout public", "tous publics", "tous public", "public", "particuliers"), ()
    ),
    **dict.fromkeys(
        ("grand public", "tout", "tous", "habitants", "autre", "autres", "usagers", "professionnels"), ()
    ),
    # The old list mixed audiences with the care that they need; each field takes its own half.
    "public langues etrangeres": (),
    "deficience visuelle": (),
    "surdite": (),
    "personnes en situation d illettrisme": (),
    "handicaps psychiques troubles psychiatriques donnant lieu a des atteintes comportementales": (),
    "handicaps mentaux deficiences limitant les activites d une personne": (),
}

SPECIFIC_CARE_V0: dict[str, tuple[str, ...]] = {
    "public langues etrangeres": (v.OTHER_LANGUAGES,),
    "langues etrangeres": (v.OTHER_LANGUAGES,),
    "deficience visuelle": (v.VISUAL,),
    "deficiance visuelle": (v.VISUAL,),
    "personnes en situation d illettrisme": (v.ILLITERACY,),
    "handicaps psychiques troubles psychiatriques donnant lieu a des atteintes comportementales": (v.MENTAL,),
    "handicaps mentaux deficiences limitant les activites d une personne": (v.MENTAL,),
}

FEES_V0: dict[str, tuple[str, ...]] = {
    "gratuit je peux acceder gratuitement au lieu et a ses services": (v.FREE,),
    "adhesion l acces au lieu et ou a ses services necessite d y adherer": (v.FREE_IF,),
    "payant l acces au lieu et ou a ses services est payant": (v.PAID,),
    "pass numerique je peux utiliser un ou plusieurs pass numeriques pour acceder au lieu et ou a ses "
    "services": (v.FREE_IF,),
    "se renseigner": (),
    "nous contacter": (),
}

ACCOMPANIMENT_V0: dict[str, tuple[str, ...]] = {
    "seul j ai acces a du materiel et une connexion": (v.ALONE,),
    "avec de l aide je suis accompagne seul dans l usage du numerique": (v.INDIVIDUAL,),
    "dans un atelier j apprends collectivement a utiliser le numerique": (v.WORKSHOP,),
    "a ma place une personne habilitee fait les demarches a ma place": (v.INDIVIDUAL,),
    "a distance par telephone ou en visioconference": (v.REMOTE,),
}

PROGRAMMES_V0: dict[str, tuple[str, ...]] = {
    "cnfs": ("Conseillers numériques",),
    "conseiller numerique france services": ("Conseillers numériques",),
    "conseillers numeriques france services": ("Conseillers numériques",),
    "france service": ("France Services",),
    "maison france services": ("France Services",),
    "aidants connect": ("Aidants Connect",),
    "bibliotheques numeriques de reference": ("Bibliothèques numérique de référence",),
    "bibliotheque numerique de reference": ("Bibliothèques numérique de référence",),
    "point numerique caf": ("Point d'accès numérique CAF",),
    "point info caf": ("Point d'accès numérique CAF",),
    "point relais caf": ("Point d'accès numérique CAF",),
    "point d acces numerique caf": ("Point d'accès numérique CAF",),
    "relais numerique emmaus connect": ("Relais numérique (Emmaüs Connect)",),
    "gen": ("Grande école du numérique",),
    "pix": ("Certification PIX",),
    "croix rouge": ("La Croix Rouge",),
    "croix rouge francaise": ("La Croix Rouge",),
    "pdn": ("Promeneurs du net",),
    "non": (),
    "autre": (),
}

LABELS_V0: dict[str, tuple[str, ...]] = {
    "etapes numeriques la poste": ("Étapes numériques (La Poste)",),
    "fabrique de territoire": ("Fabriques de Territoire",),
    "fabrique numerique de territoire": ("Fabriques de Territoire",),
    "fabriques numeriques de territoire": ("Fabriques de Territoire",),
    "sud lab": ("SUD LABS (PACA)",),
    "sud labs": ("SUD LABS (PACA)",),
    "sudlab": ("SUD LABS (PACA)",),
    "arnia": ("Arnia/MedNum BFC (Bourgogne-Franche-Comté)",),
    "mednum bfc": ("Arnia/MedNum BFC (Bourgogne-Franche-Comté)",),
    "arnia mednum bfc": ("Arnia/MedNum BFC (Bourgogne-Franche-Comté)",),
    "duplex": ("Formé à « DUPLEX » (illettrisme)",),
    "mon espace sante": ("Formé à « Mon Espace Santé »",),
    "ordi 3 0": ("ORDI 3.0",),
    "ordi3 0": ("ORDI 3.0",),
    "mes papiers": ("Mes Papiers (Métropole de Lyon)",),
    "les eclaireurs du numerique": ("Les Éclaireurs du numérique (Drôme)",),
    "non": (),
}

# Codes of data.inclusion v1 that say the same thing.
DATA_INCLUSION: dict[str, dict[str, tuple[str, ...]]] = {
    "services": {
        "numerique--acceder-a-une-connexion-internet": (v.ACCESS,),
        "numerique--acquerir-un-equipement": (v.EQUIPMENT,),
        "numerique--acceder-a-des-services-en-ligne": (v.ADMINISTRATION,),
        "numerique--maitriser-les-fondamentaux-du-numerique": (v.EVERYDAY,),
        "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives": (
            v.ADMINISTRATION,
        ),
        "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits": (
            v.ADMINISTRATION,
        ),
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi": (v.EMPLOYMENT,),
        "remobilisation--activites-sportives-et-culturelles": (v.LEISURE,),
        "famille--soutien-a-la-parentalite-et-a-leducation": (v.PARENTING,),
    },
    "publics": {
        "jeunes": (v.YOUNG,),
        "etudiants": (v.STUDENTS,),
        "familles": (v.FAMILIES,),
        "seniors": (v.SENIORS,),
        "femmes": (v.WOMEN,),
        # Those without a code of ours (« demandeurs-emploi »…) are not read: they are said in the report.
        "tous-publics": (),
    },
    "fees": {"gratuit": (v.FREE,), "payant": (v.PAID,)},
    "access_modes": {
        "envoyer-un-courriel": (v.WRITE,),
        "se-presenter": (v.COME,),
        "telephoner": (v.CALL,),
        "utiliser-lien-mobilisation": (v.BOOK_ONLINE,),
    },
    "accompaniment": {
        "accompagnement": (v.INDIVIDUAL,),
        "atelier": (v.WORKSHOP,),
        "aide-materielle": (v.ALONE,),
        "a-distance": (v.REMOTE,),
        **dict.fromkeys(("en-presentiel", "formation", "information", "aide-financiere"), ()),
    },
    "programmes": {
        "aidants-connect": ("Aidants Connect",),
        "conseillers-numeriques": ("Conseillers numériques",),
        "france-service": ("France Services",),
        "grandes-ecoles-du-numerique": ("Grande école du numérique",),
        "croix-rouge": ("La Croix Rouge",),
    },
    "labels": {"fabrique-de-territoire": ("Fabriques de Territoire",)},
    # Only the networks whose name says the code of no type: the others are read as they are written.
    "typologies": {
        "ccas-cias": (),  # one or the other: the name of the place says which
        "chambres-consulaires": ("CCONS",),
        "communes": ("MUNI",),
        "departements": ("DEPT",),
        "ecoles-de-la-deuxieme-chance": ("E2C",),
        "maisons-de-l-emploi": ("MDE",),
        "points-justice": ("PAD",),
        "regions": ("REG",),
        "unaf": ("UDAF",),
    },
}
