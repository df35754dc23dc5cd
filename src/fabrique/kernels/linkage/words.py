"""The words of the field, as data: long names and their acronyms, kinds of place, words that say little.

Everything is written folded: lower case, without accents, words separated by one space.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASES: dict[str, str] = {
    "centre communal d action sociale": "ccas",
    "centre communal action sociale": "ccas",
    "centre intercommunal d action sociale": "cias",
    "maison des jeunes et de la culture": "mjc",
    "maison des jeunes et la culture": "mjc",
    "maison jeunes et culture": "mjc",
    "maison des jeunes": "mjc",
    "espace public numerique": "epn",
    "espace publique numerique": "epn",
    "espaces publics numeriques": "epn",
    "cyber base": "epn",
    "cyberbase": "epn",
    "point information mediation multi services": "pimms",
    "point d information mediation multi services": "pimms",
    "point information mediation multiservices": "pimms",
    "pimms mediation": "pimms",
    "maison de services au public": "msap",
    "maison de service au public": "msap",
    "maison des services au public": "msap",
    "maison des services publics": "msap",
    "espace france services": "franceservices",
    "espace france service": "franceservices",
    "maison france services": "franceservices",
    "maison france service": "franceservices",
    "france services": "franceservices",
    "france service": "franceservices",
    "mfs": "franceservices",
    "efs": "franceservices",
    "point information jeunesse": "pij",
    "point info jeunesse": "pij",
    "point d information jeunesse": "pij",
    "bureau information jeunesse": "pij",
    "bureau d information jeunesse": "pij",
    "info jeunes": "pij",
    "bij": "pij",
    "mission locale": "missionlocale",
    "pole emploi": "francetravail",
    "france travail": "francetravail",
    "caisse d allocations familiales": "caf",
    "caisse primaire d assurance maladie": "cpam",
    "mutualite sociale agricole": "msa",
    "loi 1901": "association",
    "hotel de ville": "mairie",
    "bibliotheque mediatheque": "mediatheque",
    "bibliotheque": "mediatheque",
    "bm": "mediatheque",
    "centre social et culturel": "centresocial",
    "centre socio culturel": "centresocial",
    "centre socioculturel": "centresocial",
    "centre social": "centresocial",
    "csc": "centresocial",
    "espace de vie sociale": "evs",
    "fab lab": "fablab",
    "point numerique": "pointnumerique",
    "points numeriques": "pointnumerique",
    "tiers lieux": "tierslieu",
    "tiers lieu": "tierslieu",
    "communaute de communes": "interco",
    "communaute d agglomeration": "interco",
    "com com": "interco",
    "la poste": "laposte",
    "bureau de poste": "laposte",
    "bp": "laposte",
    "sous prefecture": "prefecture",
    "maison departementale des solidarites": "mds",
    "maison des solidarites": "mds",
    "maison de la solidarite": "mds",
    "st": "saint",
    "ste": "sainte",
}

# A word of the name, or a code of the national typology, and the kind of place it tells.
KIND_WORDS: dict[str, str] = {
    "franceservices": "fs",
    "msap": "fs",
    "pimms": "fs",
    "ccas": "ccas",
    "cias": "ccas",
    "mairie": "mairie",
    "mediatheque": "library",
    "missionlocale": "youth_job",
    "francetravail": "job",
    "caf": "caf",
    "cpam": "cpam",
    "msa": "msa",
    "pij": "youth_info",
    "mjc": "mjc",
    "centresocial": "social",
    "evs": "social",
    "prefecture": "prefecture",
    "interco": "interco",
    "laposte": "post",
    "mds": "county",
    "udaf": "udaf",
    "epn": "epn",
    "fablab": "fablab",
    "tierslieu": "third",
    "pointnumerique": "terminal",
}
KIND_CODES: dict[str, str] = {
    "RFS": "fs",
    "MSAP": "fs",
    "PIMMS": "fs",
    "CCAS": "ccas",
    "CIAS": "ccas",
    "MUNI": "mairie",
    "BIB": "library",
    "ML": "youth_job",
    "FT": "job",
    "CAF": "caf",
    "CPAM": "cpam",
    "MSA": "msa",
    "PIJ_BIJ": "youth_info",
    "PIJ": "youth_info",
    "MJC": "mjc",
    "CS": "social",
    "EVS": "social",
    "PREF": "prefecture",
    "EPCI": "interco",
    "LA_POSTE": "post",
    "CDAS": "county",
    "MDS": "county",
    "UDAF": "udaf",
    "EPN": "epn",
    "FABLAB": "fablab",
    "TIERS_LIEUX": "third",
}
# A stop of a bus is not the office that runs it.
MOBILE_WORDS = _set("bus camion van mobile itinerant itinerante itinerance roulotte")
MOBILE_CODE = "ENM"
KINDS: tuple[str, ...] = tuple(sorted(set(KIND_WORDS.values())))
# A place may host one of these and be something else besides; two of the others exclude each other.
HOSTED_KINDS = _set("epn fablab fs terminal third")

STOP_WORDS = _set(
    "a au aux c d de des du en et l la le les ou par pour s sous sur un une y chez dans n no numero"
)
LEGAL_WORDS = _set("asso association ass sarl sas sasu scop scic scea eurl sa loi collectif")
# Words that a name shares with too many others to tell a place.
GENERIC_WORDS = _set(
    """accueil agence animation antenne atelier ateliers bus centre commune communal communale communes
    conseiller cyber cyberespace departemental departementale espace information informatique
    intercommunal intercommunale itinerance itinerant itinerante jeunes jeunesse lieu local locale
    maison mediation multimedia multisites municipal municipale numerique numeriques permanence point
    pole public publics relais reseau salle service services site structure ville permanences"""
)

STREET_WORDS: dict[str, str] = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "pl": "place",
    "plce": "place",
    "r": "rue",
    "rte": "route",
    "ch": "chemin",
    "che": "chemin",
    "chem": "chemin",
    "imp": "impasse",
    "all": "allee",
    "allees": "allee",
    "sq": "square",
    "fg": "faubourg",
    "fbg": "faubourg",
    "crs": "cours",
    "res": "residence",
    "lot": "lotissement",
    "qu": "quai",
    "pass": "passage",
    "esp": "esplanade",
}
SHORT_WORDS: dict[str, str] = {
    "st": "saint",
    "ste": "sainte",
    "gal": "general",
    "gl": "general",
    "cdt": "commandant",
    "dr": "docteur",
    "pdt": "president",
    "mal": "marechal",
    "gd": "grande",
    "fr": "france",
}
REPETITIONS = _set("bis ter quater")

# Sites where everybody has a page: only the whole address tells something there.
SHARED_HOSTS = _set(
    """facebook.com fr-fr.facebook.com instagram.com twitter.com x.com linkedin.com youtube.com
    helloasso.com google.com sites.google.com wixsite.com wordpress.com blogspot.com over-blog.com
    jimdo.com maisondeservicesaupublic.fr france-services.gouv.fr pole-emploi.fr francetravail.fr
    laposte.fr conseiller-numerique.gouv.fr cartographie.societenumerique.gouv.fr service-public.fr
    pimms.org"""
)
SHARED_MAIL_HOSTS = _set(
    """gmail.com orange.fr wanadoo.fr hotmail.com hotmail.fr yahoo.fr yahoo.com free.fr laposte.net sfr.fr
    outlook.com outlook.fr live.fr laposte.fr france-services.gouv.fr conseiller-numerique.fr bbox.fr
    pimms.org pimmsmediation.fr"""
)
