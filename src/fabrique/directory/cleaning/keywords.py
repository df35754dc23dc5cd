"""Words of free text that reveal a value of a vocabulary. Regular expressions on folded text (see `fold`)."""

import re

from fabrique.directory.cleaning import vocabularies as v

# Folded text has no accents, no apostrophes and one space between words.
SERVICES: tuple[tuple[str, str], ...] = (
    (
        r"demarches?\b|e administration|administrat|acces aux droits|services publics|ameli|teleprocedure|"
        r"impots|france connect|dematerialis|prefecture|aidant|allocataire|carte grise|caf\b(?! )|"
        r"\bcaf cpam|securite sociale",
        v.ADMINISTRATION,
    ),
    (
        r"prise en main|prendre en main|initi(e|ation|er|atiation)|bureautique|traitement de texte|tableur|"
        r"(decouverte|decouvrir|utilis\w+) .{0,12}(ordinateur|tablette|smartphone|outils? numerique|"
        r"internet|logiciel)|"
        r"au quotidien|outils? numeriques?|outils? informatiques?|competences? (numerique|de base)|"
        r"mediation numerique|"
        r"bases? .{0,6}(informatique|numerique)|messagerie|alphabetisation numerique|assistance numerique|"
        r"(ateliers?|cours|formations?|stages?) .{0,20}(informatique|numerique|multimedia)|"
        r"gestion (des|de ses) (mails|fichiers)|"
        r"perfectionnement|apprentissage (de l )?informatique|accompagnements? numerique|"
        r"inclusion numerique",
        v.EVERYDAY,
    ),
    (
        r"recherches? d emploi|emploi formation|insertion (socio )?professionnelle|\bcv\b|"
        r"pole emploi(?! cpam)|france travail|"
        r"creation d entreprise|developper mon entreprise|transition numerique des entreprises|"
        r"soutien numerique aux entreprises|"
        r"demandeurs? d emploi|emploi store|insertion",
        v.EMPLOYMENT,
    ),
    (
        r"securis|securite (numerique|informatique|sur internet)|cybersecurite|mots? de passe|"
        r"risques? (d |de l |lies? a l? ?)"
        r"internet|donnees personnelles|protection des donnees|arnaque|bonnes pratiques numeriques|"
        r"prevention .{0,20}"
        r"numeriques?|cyberharcelement",
        v.SAFE_USE,
    ),
    (
        r"parental|parents|education avec le numerique|eduquer|soutien scolaire|pronote|\bent\b|"
        r"devoirs|ecrans",
        v.PARENTING,
    ),
    (
        r"creation (graphique|numerique|video|musicale)|creer avec|loisirs|ludique|jeux? videos?|"
        r"\b3d\b|fab ?lab|decoup|"
        r"programmation|codage|robotique|montage (photo|video)|photo numerique|retouche|recreati|"
        r"realite virtuelle|arduino|"
        r"fabrication numerique|prototypage|microcontroleur|gaming|electronique|\bmao\b|"
        r"image numerique|brodeuse|culture maker",
        v.LEISURE,
    ),
    (
        r"culture numerique|cultures numeriques|citoyennete numerique|comprehension du monde|"
        r"fake ?news|desinformation|"
        r"education aux medias|conferences?|avis eclaire|enjeux (du|lies au) numerique|"
        r"acculturation|intelligence artificielle|"
        r"logiciels? libres?|usages du numerique|open source|acces au numerique",
        v.CULTURE,
    ),
    (
        r"acc(es|eder) .{0,14}internet|^materiel|connexion internet|\bwi ?fi\b|"
        r"acces .{0,12}(materiel|ordinateur|"
        r"equipement|imprimante|outils)|"
        r"libre (acces|service)|acces libre|(mise? a disposition|utilisation|"
        r"consultation) .{0,16}(ordinateur|poste|materiel|"
        r"imprimante|scanner|tablette|internet)|ordinateurs? |postes? (informatique|connecte)|"
        r"point numerique|accueil numerique|"
        r"imprim|scanner|photocopi|espace numerique|^ordinateurs?$|^tablettes?$|^smartphones?$|"
        r"salle informatique|borne",
        v.ACCESS,
    ),
    (
        r"prix (solidaire|reduit|bas)|acquisition de materiel|s equiper|materiel reconditionne|"
        r"equipement solidaire|"
        r"dotation de materiel|don( de| pret)? materiel|vente (de materiel|solidaire)|"
        r"ordinateurs? recondition",
        v.EQUIPMENT,
    ),
)
PUBLICS: tuple[tuple[str, str], ...] = (
    (
        r"jeunes?\b|\b1[0-9] ?(a|/| ) ?(2[0-9]|30) ?ans|moins de (2\d|3\d) ans|adolescent|\bados?\b|"
        r"lyceen|\b1[0-8] ?(a|/| ) ?1[0-9] ans",
        v.YOUNG,
    ),
    (r"etudiants?|universitaire", v.STUDENTS),
    (r"familles?|enfants?|parents?\b|collegien|eleves|scolaires?\b|\b[3-9] 1[0-9] ans", v.FAMILIES),
    (
        r"seniors?|retraite[es]?s?|personnes? agees?|aines?\b|plus de (5|6|7)\d ans|"
        r"\b[67]\d ans et plus|\b65 ans",
        v.SENIORS,
    ),
    (r"femmes?\b", v.WOMEN),
)
SPECIFIC_CARE: tuple[tuple[str, str], ...] = (
    (r"surd|sourd|malentendant|langue des signes|\blsf\b|auditi", v.DEAFNESS),
    (r"handicaps? moteurs?|mobilite reduite|\bpmr\b|fauteuil", v.MOTOR),
    (
        r"handicaps? (mental|mentaux|psychi)|deficience (mentale|intellectuelle)|troubles? psychi|autis",
        v.MENTAL,
    ),
    (r"illettr|analphab|difficultes? avec (le francais|l ecrit)|alphabetisation", v.ILLITERACY),
    (r"anglais|english", v.ENGLISH),
    (
        r"langues? etrangeres?(?! anglais)|allophone|\bfle\b|etrangers?\b|origine etrangere|refugie|"
        r"primo arrivant|"
        r"exiles?\b|linguistique|arabe|espagnol|portugais|ukrainien|migrant",
        v.OTHER_LANGUAGES,
    ),
    (r"deficien(ce|t)s? visuel|deficiance visuel|malvoyant|aveugle|non voyant|cecite", v.VISUAL),
)
FEES: tuple[tuple[str, str], ...] = (
    (
        r"sous condition|adhesion|adherent|cotisation|abonn|gratuit (pour|sur|si|aux|en echange)|"
        r"libre d acces gratuit pour|"
        r"inscription (annuelle )?(obligatoire )?\d{1,4} ?e|pass numerique|aptic|apprenants|prix libre|"
        r"participation libre|"
        r"carte de (mediatheque|bibliotheque)",
        v.FREE_IF,
    ),
    (
        r"gratuit(e|es|s|ement)?\b(?! (pour|sur|sous|si|aux|en echange))|sans frais|non payant|"
        r"0 euro|libre et gratuit",
        v.FREE,
    ),
    (
        r"payant(?!e? non)|tarif(s)? (de|a partir)|\b\d{1,6} ?(euros?|e)\b|contribution financiere|coute|"
        r"agree service a la personne",
        v.PAID,
    ),
)
PROGRAMMES: tuple[tuple[str, str], ...] = (
    (r"aidants? connect", "Aidants Connect"),
    (r"bibliotheques? numeriques? de reference|\bbnr\b", "Bibliothèques numérique de référence"),
    (r"certification pix|\bpix\b", "Certification PIX"),
    (r"conseill\w+ numeriques?|\bcnfs\b|\bcnum\b", "Conseillers numériques"),
    (r"relais numerique", "Relais numérique (Emmaüs Connect)"),
    (r"emmaus connect(?!\))", "Emmaüs Connect"),
    (r"france services?(?! publics)|\bmfs\b|\befs\b", "France Services"),
    (r"grande ecole du numerique|\bgen\b", "Grande école du numérique"),
    (r"croix rouge", "La Croix Rouge"),
    (r"point (d acces )?numerique caf|point (relais|info) caf", "Point d'accès numérique CAF"),
    (r"promeneurs? du net|\bpdn\b", "Promeneurs du net"),
)
LABELS: tuple[tuple[str, str], ...] = (
    (r"mon espace sante", "Formé à « Mon Espace Santé »"),
    (r"duplex", "Formé à « DUPLEX » (illettrisme)"),
    (r"\barnia\b|mednum bfc", "Arnia/MedNum BFC (Bourgogne-Franche-Comté)"),
    (r"collectif ressources et acteurs", "Collectif ressources et acteurs réemploi (Normandie)"),
    (r"etapes? numeriques?", "Étapes numériques (La Poste)"),
    (r"fabriques? (numeriques? )?de territoire", "Fabriques de Territoire"),
    (r"eclaireurs? du numerique", "Les Éclaireurs du numérique (Drôme)"),
    (r"mes papiers", "Mes Papiers (Métropole de Lyon)"),
    (r"ordi ?3 0", "ORDI 3.0"),
    (r"sud ?labs?", "SUD LABS (PACA)"),
)
ACCESS_MODES: tuple[tuple[str, str], ...] = (
    (r"fiche de prescription|prescri|orient(e|ation) par", v.PRESCRIPTION),
    (r"rdv en ligne|rendez vous en ligne|via la caf fr|reservation en ligne", v.BOOK_ONLINE),
    (r"n accueille pas|non ouvert au public|pas d accueil", v.NO_PUBLIC),
    (
        r"se presenter|sur place|libre acces|acces libre|sans (rdv|rendez vous)|accueil libre|"
        r"presentiel|libre d acces|"
        r"flux continu|(entree|acces) libre",
        v.COME,
    ),
    (r"telephon|appel|par tel\b|au 0\d|\btel\b", v.CALL),
    (r"mail|courriel|\bmel\b", v.WRITE),
)
ACCOMPANIMENT: tuple[tuple[str, str], ...] = (
    (r"autonomie|libre (acces|service)|acces libre|seul j ai acces|autonome", v.ALONE),
    (
        r"individuel|personnalis|accompagne seul|a ma place|sur (rdv|rendez vous)|"
        r"assistance (ponctuelle|sur place)|"
        r"ponctuel|face a face|aide (aux|dans|pour|a la)|avec de l aide",
        v.INDIVIDUAL,
    ),
    (
        r"ateliers?|collecti|groupe|cours\b|stages?\b|formations? courtes?|parcours de formation|"
        r"conference",
        v.WORKSHOP,
    ),
    (r"distance|visio|distanciel|hotline|par telephone", v.REMOTE),
)
ITINERANCE: tuple[tuple[str, str], ...] = (
    (r"itineran|\bbus\b|camion|caravane|mobile|ambulant|multisite|tournee", "Itinérant"),
    (r"\bfixe|sedentaire", "Fixe"),
)

BY_FIELD: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    field: tuple((re.compile(pattern), code) for pattern, code in table)
    for field, table in {
        "services": SERVICES,
        "publics": PUBLICS,
        "specific_care": SPECIFIC_CARE,
        "fees": FEES,
        "programmes": PROGRAMMES,
        "labels": LABELS,
        "access_modes": ACCESS_MODES,
        "accompaniment": ACCOMPANIMENT,
        "itinerance": ITINERANCE,
    }.items()
}
