"""The kind of a structure, read in its name or in a column that says it."""

import re
from functools import lru_cache

from fabrique.directory.cleaning.text import fold

# On folded text: no accents, lower case, one space between words. Misspellings met in files are meant.
_TABLE: tuple[tuple[str, str], ...] = (
    (r"\baci\b|chantiers? d insertion|ateliers? chantiers?", "ACI"),
    (r"\bafpa\b", "AFPA"),
    (r"aide sociale a l enfance", "ASE"),
    (
        r"\basso(s|ciation|ciations|ciatif|ciative|c)?\b|ligue (de l |d )?enseignement|konexio|"
        r"groupe sos|apf france|"
        r"\bapf\b|familles? rurales?|coallia|restos? du coeur|restaurants? du coeur|"
        r"secours (populaire|catholique)|emmaus|"
        r"croix rouge|petits debrouillards|cimade|\bufcv\b|union des femmes|leo lagrange",
        "ASSO",
    ),
    (
        r"(bib\w{0,3}o?t\w*que|mediat\w*q\w*[eu]\w*|\bbfm\b|ludotheque|\bbib\b|\bbm\b|\bbu\b|"
        r"medialudotheque)",
        "BIB",
    ),
    (r"caarud", "CAARUD"),
    (r"\bcada\b|accueil (pour |de )?demandeurs? d asile", "CADA"),
    (r"\bcaf\b|allocations? familiales?", "CAF"),
    (r"cap emploi", "CAP_EMPLOI"),
    (
        r"c(ommunau\w+|om com|omcom) (des |de |d )?(com(munes?)?)\b|intercommunale des villes|"
        r"\bcc de\b|\bcdc\b",
        "CC",
    ),
    (
        r"\bccas\b|\bc c a s\b|c(en)?tr?e? com(munale?)? (d )?action sociale|c(en)?te? com action sociale|"
        r"action sociale communal",
        "CCAS",
    ),
    (
        r"chambre d(e |es |u |epartementale d )?(commerce|metiers|agric)|\bcci\b|\bcma\b|"
        r"chambre consulaire",
        "CCONS",
    ),
    (r"co[n]?seil d[ei]pa?\w*|conseil general\b|\bcdad\b|\bcd ?\d\d\b|conseil dep\b", "CD"),
    (r"\bcdas\b|departementale? d action sociale", "CDAS"),
    (r"finances? publi[cq]|\bddfip\b|tresorerie|\bsip\b|centre des impots", "CFP"),
    (r"\bchrs\b|hebergement et de reinsertion", "CHRS"),
    (r"hebergement d urgence|hebergement urgence", "CHU"),
    (r"\bcias\b|intercommunal d action\w* sociales?", "CIAS"),
    (r"\bcidff", "CIDFF"),
    (r"cites? (des |de l |de la jeunesse des |de la jeunesse et des )?(metiers|emploi)", "CITMET"),
    (r"medico psychologique|\bcmp\b", "CMP"),
    (r"\bcms\b|\bpms\b|medico? ?soc|medicaux sociaux", "CMS"),
    (r"\bcpam\b|caisse primaire|assurance maladie", "CPAM"),
    (r"\bcph\b|provisoire d hebergement", "CPH"),
    (
        r"c(en)?tre?s? socia\w*\b(?! cultur)|c(en)?tre? soc\b|\bcs\b|espaces? socia(l|ux)\b|"
        r"centres? d animation sociale|"
        r"maison sociale",
        "CS",
    ),
    (r"csapa", "CSAPA"),
    (
        r"\bcsc\b|socio ?cul?tu?\w*rel|socio ?cult|social (et )?culturel|sociale? et culturel\w*|"
        r"centres? cultu\w+|"
        r"animation socioculturel|culturel et social|culture et d animation$",
        "CSC",
    ),
    (r"\bd?d?r?eets\b|direccte", "DEETS"),
    (
        r"^departement\b|\bdpt\b|services? social du departement|maison du departement|\butas\b|"
        r"\butpas\b|departement utpas",
        "DEPT",
    ),
    (r"ecole (de la )?(2e|deuxieme|2eme|seconde) chance|\be2c\b", "E2C"),
    (r"entreprises? adaptee", "EA"),
    (r"^ei\b|entreprise d insertion", "EI"),
    (
        r"\bvan numerique|\bbus\b(?! france| fs)|camion|caravane|numeribus|itinerant numerique|"
        r"numerique mobile|mobile numerique",
        "ENM",
    ),
    (
        r"\bepci\b|intercommunal|agglo\b|agglomeration|communaute (d |de l )?agglo|\bca d |\bca du |"
        r"metropole$|"
        r"^\w+ metropole|communaute urbaine|pays de .* communaute$",
        "EPCI",
    ),
    (
        r"\bepi\b|espaces? public (internet|informatique)|espace (internet|informatique|connecte)|"
        r"borne espace internet",
        "EPI",
    ),
    (r"\bepide\b", "EPIDE"),
    (
        r"\bepn\b|cyber ?(base|centre|espace)?\b|espaces? (public )?(multimedia|numeriques?)|"
        r"espaces? publi(c|que)s? numerique|"
        r"etablissement public numerique|cyberal|point cyb|\bpmn\b|pole numerique|maison (du )?numerique",
        "EPN",
    ),
    (r"epicerie (sociale|solidaire)", "ES"),
    (r"\besat\b", "ESAT"),
    (r"economi\w+ sociale? (et )?solidaire|economique social et solidaire|\bess\b|\bscic\b|\bscop\b", "ESS"),
    (r"travail temporaire|\betti\b", "ETTI"),
    (r"\bevs\b|(espace|centre) de vie sociale", "EVS"),
    (r"fab ?(s )?lab\w*\b|\bfab at\b|fabrication numerique|hackerspace|makerspace|\bfablab", "FABLAB"),
    (r"fabriques? (numeriques? )?de territoire", "FABRIQUE"),
    (r"pole emploi|france travail", "FT"),
    (r"\bgeiq\b|groupement (local |d )?(d )?employeurs|groupement pour l insertion", "GEIQ"),
    (r"\bhuda\b", "HUDA"),
    (
        r"\bla ?poste\b|^poste\b|agences? (communale )?postale|agence postale communale|"
        r"bureau de poste|\bbp\b$",
        "LA_POSTE",
    ),
    (r"maison de l emploi(?! et de la formation)|maison de l economie", "MDE"),
    (r"maison de l emploi et de la formation|\bmdef\b", "MDEF"),
    (r"maisons? des (jeunes et )?habitant|\bmdh\b", "MDH"),
    (r"\bmdph\b|maison dep\w* (des )?personnes? handicap", "MDPH"),
    (
        r"\bmds\b|\bmsd\b|\bmdsi\b|\beds\b|solidarites? departementale?|departementa\w* de (la |"
        r"s )?(proximite|solidarites?)|"
        r"departementales? des solidarites|departemental(e)? de (la )?solidarite|maisons? des solidarites",
        "MDS",
    ),
    (
        r"\bmjc\b|\bm j c\b|maison d\w+ jeunes (et )?(la |de la )?culture|maison jeunes culture|"
        r"maison des jeunes de la culture",
        "MJC",
    ),
    (r"missions? locales?|\bml\b", "ML"),
    (r"maisons? de quartiers?", "MQ"),
    (r"\bmsa\b|mutualite sociale agricole|multi sociale agricole", "MSA"),
    (r"\bmsap\b|maisons? des? services?\b|relais des? services? (au )?public|service au public", "MSAP"),
    (
        r"(?<!place de la )(?<!face de la )(?<!face a la )(?<!cote de la )\bmairie|"
        r"^maire$|^maire de|^marie de |\bcommune (de|d)\b|^commune$|municipalite|"
        r"^ville (de|d|du)\b|hotel de ville|"
        r"maison municipale|services? municipa",
        "MUNI",
    ),
    (
        r"organismes? de formations?|centre de formation|\bgreta\b|onlineformapro|\birts\b|"
        r"formation professionnelle",
        "OF",
    ),
    (r"intermediation locative", "OIL"),
    (r"acces aux? droits?|maison de (la )?justice|\bmjd\b|maison du droit|\bpad\b|point justice", "PAD"),
    (r"pensions? de famille", "PENSION"),
    (r"point d? ?informations?\b(?! jeun)", "PI"),
    (r"\bbij\b|\bpij\b|informations? jeun\w*|espaces? jeunes?\b|\bcrij\b|info jeunes", "PIJ_BIJ"),
    (r"\bpimms\b|mediation multi ?services?", "PIMMS"),
    (r"protection judiciaire", "PJJ"),
    (r"\bplie\b|plan local (pour )?l insertion", "PLIE"),
    (r"prefecture", "PREF"),
    (r"^region\b|conseil regional", "REG"),
    (r"relais lectures?", "RELAIS_LECTURE"),
    (r"ressourcerie|recyclerie", "RESSOURCERIE"),
    (r"france ?services?(?! public)|\brfs\b|\befs\b|\bmfs\b|\bbus fs\b|^efs\b", "RFS"),
    (
        r"residences? (sociale|autonomie|habitat jeunes)|jeunes travailleurs|\bfjt\b|\brpa\b|"
        r"habitat jeunes",
        "RS_FJT",
    ),
    (r"clubs? (de )?prevention|prevention specialisee", "SCP"),
    (r"\bspip\b|insertion et de probation", "SPIP"),
    (
        r"tiers ?lieux?|co ?wor?k\w*|cowworking|teletravail|telecentre|espaces? de travail partage|"
        r"incubateur|pepiniere",
        "TIERS_LIEUX",
    ),
    (r"\budaf", "UDAF"),
)
_RULES = tuple((re.compile(pattern), code) for pattern, code in _TABLE)
# A finer kind hides the vaguer one that the same words call up.
_HIDES = {
    "CIAS": {"EPCI"},
    "CDAS": {"DEPT", "CD"},
    "CC": {"EPCI", "MUNI"},
    "MSAP": {"EPCI"},
    "MDPH": {"MDS"},
    "CADA": {"CHU"},
    "GEIQ": {"ACI"},
}


@lru_cache(maxsize=32768)
def typologies_of_name(name: str) -> tuple[str, ...]:
    """Codes of the kinds that a name tells, in the table's order; () when it tells none."""
    folded = fold(name)
    if not folded:
        return ()
    found = [code for pattern, code in _RULES if pattern.search(folded)]
    hidden = {code for finer in found for code in _HIDES.get(finer, set())}
    return tuple(code for code in found if code not in hidden)
