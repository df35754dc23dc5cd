"""The words of French opening hours. Every pattern runs on folded text (lower case, no accents)."""

import re

from fabrique.kernels.hours.model import MONTHS

DAY_PATTERNS = (
    r"lundis?|lundl|mundi|lun|mo(?:nday)?",
    r"mardis?|marid|mar|tu(?:esday)?",
    r"mercredis?|mecredis?|mercerdi|merc|mer|we(?:dnesday)?",
    r"jeudis?|eudi|jeu|th(?:ursday)?",
    r"vendredis?|verdredis?|vendedi|vend|ven|fr(?:iday)?",
    r"samedis?|samdi|sam|sa(?:turday)?",
    r"dimanches?|dim|su(?:nday)?",
)
OSM_CODES = frozenset({"mo", "tu", "we", "th", "fr", "sa", "su"})
INITIALS = {
    "l": 0, "ma": 1, "me": 2, "j": 3, "je": 3, "v": 4, "ve": 4, "s": 5, "sa": 5, "d": 6, "di": 6, "lu": 0,
}  # fmt: skip
_INITIAL = r"(?:lu|l|ma|me|mer|mar|je|j|ve|v|sa|s|di|d)"
# « l, ma, me, j, v »: at least three initials in a row, otherwise « l » and « d » are articles.
INITIALS_LIST = rf"\b{_INITIAL}(?:\s*[,/-]\s*{_INITIAL}){{2,6}}\b(?!')"

MONTH = (
    r"(?:janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|dec(?:embre)?)\b"
)
_MONTH_STEMS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
ORDINAL = (
    r"(?:1ers?|1e|1ere?s?|premi(?:ers?|eres?)|[2-5]\s?(?:nd|eme|ieme|em|e|d)s?|deuxiemes?|seconde?s?"
    r"|troisiemes?|quatriemes?|cinquiemes?|derni(?:ers?|eres?))(?![a-z])"
)
_ORDINAL_STEMS = (
    ("prem", 1),
    ("deux", 2),
    ("second", 2),
    ("trois", 3),
    ("quatr", 4),
    ("cinq", 5),
    ("dern", -1),
)
FULL_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?"
AND = r"(?:\s*[,/&]\s*|\s*-\s*|\s+et\s+)(?:et\s+)?(?:les?\s+)?"
COUNT = r"(?:une?|deux|trois|quatre|[1-9])"
PERIODS = {
    "noel": "Dec 15-Jan 10",
    "toussaint": "Oct 10-Nov 10",
    "automne": "Oct 10-Nov 10",
    "hiver": "Feb 01-Mar 20",
    "fevrier": "Feb 01-Mar 20",
    "printemps": "Apr 01-May 15",
    "paques": "Apr 01-May 15",
    "ete": "Jul 01-Sep 05",
}
_STREET = r"(?:rue|avenue|av|boulevard|bd|place|pl|route|rte|chemin|impasse|allee|quai|cours|square|faubourg)"
# « y compris jours fériés » adds no opening of its own: a remark on the hours beside it.
_INCLUDED = (
    r"\by\s+compris\s+(?:(?:pendant|les|en|dimanches?\s+et)\s+)*(?:(?:jours?\s+)?feries|vacances(?:\s+scolaires)?)\b"
    r"|\b(?:(?:les\s+)?(?:samedis?|dimanches?)\s*(?:,|et)\s+)*(?:les\s+)?(?:jours?\s+)?feries\s+(?:inclus|compris)\b"
    r"|\bmeme\s+(?:pendant\s+)?les\s+(?:(?:jours?\s+)?feries|vacances(?:\s+scolaires)?)\b"
    r"|(?<=, )dimanches?\s+(?:inclus|compris)\b"
)
# « à partir du 15 septembre » is no date: it says from when, or until when, and not of which year.
DATED = (
    rf"(?:a partir d[eu']|a compter d[eu']|des l[ea]|jusqu'(?:au|en|a)|depuis l[ea])\s*(?:{FULL_DAY}\s+)?"
    rf"(?:\d{{1,2}}(?:er)?\s+|mois d[e']\s*|la\s+)?(?:mi-)?{MONTH}(?:\s+20\d\d)?(?:\s+(?:inclus|compris))?"
    r"|(?:a partir du|a compter du|des le)\s+\d{1,2}/\d{1,2}\b(?!\s*h|/\d)"
    r"|jusqu'au\s+\d{1,2}/\d{1,2}(?:/\d{2,4})?\b(?!\s*h)"
)
# Words that close without « fermé », when a date, a day or nothing comes after them.
AWAY = (
    r"\b(?:pas\s+d(?:e\s+|')(?:accueil|permanence|reception|consultation|service)s?|relache|absente?s?"
    r"|conges?(?:\s+annuels?)?|vacances(?=\s+du\s+\d))\b"
    rf"(?=\s*:?\s*(?:(?:du|en|les?|tous\s+les|au\s+mois\s+d[e'])\s+)*(?:\d{{1,2}}(?:er)?\b(?!\s*h)|{MONTH}|{FULL_DAY})"
    r"|\s*(?:$|[.,;)\n]))"
)
NOT_HOURS = "|".join(
    (
        _INCLUDED,
        r"\bderni(?:er|ere)s?\s+(?:accueil|entree|admission|visite|visiteur|passage|inscription|depart|client)s?\b"
        r"(?:\s+(?:a|vers|jusqu'a)?\s*\d{1,2}\s?[h:]\s?(?:[0-5]\d)?)?",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"https?://\S+|www\.\S+",
        r"(?:\+33|\b0)\s?[1-9](?:[ .\-/]?\d\d){4}(?!\d)",
        rf"\b\d{{1,4}}\s?(?:bis|ter)?\s*,?\s*{_STREET}\b(?:(?!\b(?:(?:du|les?|de)\s+)?{FULL_DAY}\b|\b\d{{1,2}}\s?[h:])[^,;|\n.])*",
        r"\b\d{5}\b(?!\s*h)(?:\s+[a-z-]+)?",
        r"\blignes?\b[^|\n;:]*|\bn\s?°\s*\d+(?:\s*,\s*\d+)*",
        r"\b\d+\s*(?:heures?|h)\s*(?:/|par)\s*(?:hebdo\w*|sem(?:aine)?\b|mois|jour)",
        r"\bformation\s*:\s*\d+\s*heures?\b",
        r"\b\d+(?:\s*(?:a|-)\s*\d+)?\s*(?:ans?|euros?|€|minutes?|min|personnes?|places|communes?|ateliers?)(?![a-z])",
        r"\b\d+(?:\s*(?:a|-)\s*\d+)?\s*%",
    )
)
# Words that carry nothing once days and times are said; kept only inside a longer remark.
FILLERS = frozenset(
    {
        *(
            "le",
            "la",
            "les",
            "l",
            "de",
            "du",
            "des",
            "d",
            "en",
            "un",
            "une",
            "a",
            "au",
            "aux",
            "et",
            "ou",
            "y",
            "il",
        ),
        *(
            "est",
            "sont",
            "ces",
            "meme",
            "memes",
            "dans",
            "puis",
            "entre",
            "chaque",
            "tous",
            "toutes",
            "h",
            "-",
        ),
        *(
            "ouvert",
            "ouverte",
            "ouverts",
            "ouvertes",
            "ouverture",
            "ouvertures",
            "ouvre",
            "horaire",
            "horaires",
        ),
        *("heure", "heures", "jour", "jours", "mois", "moi", "accueil", "public", "publics"),
        *("uniquement", "seulement"),
    }
)


def month_code(word: str) -> str:
    """« aout » → « Aug »."""
    return next(MONTHS[i] for i, stem in enumerate(_MONTH_STEMS) if word.startswith(stem))


def ordinal(word: str) -> int:
    """« 3eme » → 3, « dernier » → -1."""
    if word[0].isdigit():
        return int(word[0])
    return next(value for stem, value in _ORDINAL_STEMS if word.startswith(stem))


def ordinals(text: str) -> tuple[int, ...]:
    """Every ordinal of a folded text, once each, in order."""
    return tuple(dict.fromkeys(ordinal(word) for word in re.findall(ORDINAL, text)))
