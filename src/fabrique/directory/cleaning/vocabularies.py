"""The closed vocabularies as plain tuples, for code that must not load Django.

A test keeps them equal to the choices of `fabrique.directory.enums`.
"""

from fabrique.directory.cleaning.inclusion_codes import INCLUSION

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
(ADMINISTRATION, EVERYDAY, EMPLOYMENT, SAFE_USE, PARENTING, LEISURE, CULTURE, ACCESS, EQUIPMENT) = SERVICES

PUBLICS = ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
(YOUNG, STUDENTS, FAMILIES, SENIORS, WOMEN) = PUBLICS

SPECIFIC_CARE = (
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
)
(DEAFNESS, MOTOR, MENTAL, ILLITERACY, ENGLISH, OTHER_LANGUAGES, VISUAL) = SPECIFIC_CARE

FEES = ("Gratuit", "Gratuit sous condition", "Payant")
(FREE, FREE_IF, PAID) = FEES

PROGRAMMES = (
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
)
LABELS = (
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques (La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
)
ACCESS_MODES = (
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    "Ce lieu n'accueille pas de public",
    "Envoyer un mail avec une fiche de prescription",
)
(COME, CALL, WRITE, BOOK_ONLINE, NO_PUBLIC, PRESCRIPTION) = ACCESS_MODES

ACCOMPANIMENT = ("En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance")
(ALONE, INDIVIDUAL, WORKSHOP, REMOTE) = ACCOMPANIMENT

ITINERANCE = ("Itinérant", "Fixe")

_TYPOLOGY_CODES = """
    ACI ACIPHC AFPA AI ASE ASSO ASSO_CHOMEUR Autre AVIP BIB CAARUD CADA CAF CAP_EMPLOI CAVA CC CCAS
    CCONS CD CDAS CFP CHRS CHU CIAS CIDFF CITMET CMP CMS CPAM CPH CS CSAPA CSC DEETS DEPT DIPLP E2C EA
    EATT EI EITI ENM EPCI EPI EPIDE EPN ES ESAT ESS ETTI EVS FABLAB FABRIQUE FAIS FT GEIQ HUDA LA_POSTE
    MDE MDH MDEF MDPH MDS MJC ML MQ MSA MSAP MUNI OACAS ODC OF OIL OPCS PAD PENSION PI PIJ_BIJ PIMMS PJJ
    PLIE PREF PREVENTION REG RELAIS_LECTURE RESSOURCERIE RFS RS_FJT SCP SPIP TIERS_LIEUX UDAF
"""
TYPOLOGIES = tuple(_TYPOLOGY_CODES.split())

# ISO 639-1 codes of the languages that French files name.
LANGUAGES = {
    "fr": ("francais", "langue francaise"),
    "en": ("anglais", "english"),
    "ar": ("arabe", "arabe dialectal", "darija"),
    "es": ("espagnol", "castillan"),
    "pt": ("portugais",),
    "it": ("italien",),
    "de": ("allemand", "deutsch"),
    "ru": ("russe",),
    "uk": ("ukrainien",),
    "tr": ("turc",),
    "zh": ("chinois", "mandarin"),
    "fa": ("persan", "farsi", "dari"),
    "ps": ("pachto", "pachtou"),
    "bm": ("bambara",),
    "ff": ("peul", "pular"),
    "wo": ("wolof",),
    "so": ("somali",),
    "ti": ("tigrinya",),
    "am": ("amharique",),
    "ln": ("lingala",),
    "sq": ("albanais",),
    "ro": ("roumain",),
    "bg": ("bulgare",),
    "pl": ("polonais",),
    "hy": ("armenien",),
    "ka": ("georgien",),
    "sr": ("serbe",),
    "hr": ("croate",),
    "ku": ("kurde",),
    "bn": ("bengali",),
    "ta": ("tamoul",),
    "ur": ("ourdou",),
    "hi": ("hindi",),
    "vi": ("vietnamien",),
    "nl": ("neerlandais",),
    "br": ("breton",),
    "eu": ("basque", "euskara"),
    "oc": ("occitan",),
    "co": ("corse",),
    "ca": ("catalan",),
    "mg": ("malgache",),
    "ht": ("creole haitien",),
}

BY_FIELD: dict[str, tuple[str, ...]] = {
    "services": SERVICES,
    "publics": PUBLICS,
    "specific_care": SPECIFIC_CARE,
    "fees": FEES,
    "programmes": PROGRAMMES,
    "labels": LABELS,
    "access_modes": ACCESS_MODES,
    "accompaniment": ACCOMPANIMENT,
    "itinerance": ITINERANCE,
    "typologies": TYPOLOGIES,
    "languages": tuple(LANGUAGES),
    "networks": INCLUSION["reseaux_porteurs"],
}
