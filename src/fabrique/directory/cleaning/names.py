"""Names of places: HTML and stray signs removed, capitals made readable when it is safe, junk refused."""

import re
from functools import lru_cache
from typing import Any

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import fold, strip_html, text_of, tidy

_JUNK = frozenset(
    {
        "reussir mes echanges avec france travail",
        "decouvrir et m approprier les services de francetravail fr",
        "mobiliser mes services numeriques france travail",
        *(
            "ordinateur",
            "wifi",
            "test",
            "nom",
            "nom du lieu",
            "oui",
            "non",
            "true",
            "false",
            "xxx",
            "adresse",
        ),
    }
)
_GENERIC = frozenset(
    {
        *(
            "bibliotheque",
            "mediatheque",
            "mairie",
            "france services",
            "msap",
            "ccas",
            "epn",
            "maison france services",
        ),
        *(
            "centre social",
            "la poste",
            "espace public numerique",
            "mission locale",
            "bibliotheque municipale",
            "pij",
        ),
    }
)
_SMALL_WORD = re.compile(
    r"[aàdl]|aux?|d[eu]s?|en|et|l[ae]s?|ou|par|pour|sous|sur|une?|chez|dans|l[eè][sz]|près|entre|avec"
)
# Words that keep their capitals in a name written all in capitals.
_ACRONYM = re.compile(
    r"ACI|ADIE|ADIL|ADMR|AFPA|AGIR|AMI|ANPE|APEFC|APF|API|ASE|ASEPT|ASSO|BA|BFM|BGE|BIJ|BIT|BP|BU|CA|"
    r"CAARUD|CADA|CAE|CAF|CAL|CARSAT|CAVA|CC|CCAS|CCI|CDAD|CDAS|CDC|CDI|CFA|CHRS|CHU|CIAS|CIDFF|CIO|"
    r"CIP|CJM|CLCV|CLIC|CMA|CMP|CMS|CNFS|CPAM|CPH|CROUS|CS|CSAPA|CSC|CSP|CTM|CTP|DDFIP|DEETS|DPT|DR|"
    r"DREETS|DRFIP|E2C|EDF|EDS|EHPAD|EI|EPCI|EPI|EPIDE|EPN|ERIP|ESAT|ESC|ESF|ESPE|ESS|EURL|EVS|FAB|"
    r"FJT|FL|FODENO|FS|GAEC|GEIQ|GIP|GRETA|HLM|HUDA|IFAC|IME|IMP|INSEE|IPS|IRTS|IUT|LP|LPO|MAM|MDA|"
    r"MDE|MDEF|MDH|MDPH|MDR|MDS|MDSI|MFR|MFS|MJC|MJD|ML|MLJ|MPT|MQ|MSA|MSAP|MSD|NTIC|OPAC|OPCO|ORDI|"
    r"PAD|PAEJ|PAM|PANDA|PAT|PDN|PIJ|PIMMS|PJJ|PLIE|PMI|PMR|PMS|PRE|PTCE|QPV|RDC|RFS|RH|RPA|RPE|RSA|"
    r"RSP|SA|SAEM|SARL|SAS|SASU|SCIC|SCOP|SDIS|SIAE|SIVOM|SMICTOM|SNC|SOS|SPIP|SSIAD|TIC|UDAF|UFCV|"
    r"UNAF|URSSAF|UTAS|UTPAS|UTT|VAE|ZAC|ZAE|ZI|ZUP|BHNS|TZCLD|EPT|CSX"
)
_ROMAN = re.compile(r"(?:X{0,3})(?:IX|IV|V?I{1,3}|V|X)(?:E|EME|ER)?")
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]\b\.?)*")
_EDGES = " \t-–—_,;:|/*#·•>=~^\"'"


def _readable_word(word: str, first: bool, after_elision: bool) -> str:
    upper = word.upper()
    if _ACRONYM.fullmatch(upper) or any(c.isdigit() for c in word) or _ROMAN.fullmatch(upper):
        return upper
    lower = word.lower()
    if _SMALL_WORD.fullmatch(lower) and not first:
        return lower
    consonants_only = len(word) <= 5 and not re.search(r"[aeiouyàâéèêëîïôùûü]", lower)
    if consonants_only or ("." in word and len(word) > 2):
        return upper
    if len(word) == 1:
        return upper if not after_elision else lower
    return lower[0].upper() + lower[1:]


def readable_case(text: str) -> str:
    """Title case for words in capitals, keeping acronyms, numerals and the small French words."""
    pieces: list[str] = []
    position = 0
    for match in _WORD.finditer(text):
        between = text[position : match.start()]
        pieces.append(between)
        word = match[0]
        elided = text[match.end() : match.end() + 1] in {"'", "’"} and len(word) == 1
        starts = match.start() == 0 or bool(re.search(r"[-–—/:(.]\s+$", text[: match.start()]))
        pieces.append(word.lower() if elided and not starts else _readable_word(word, starts, False))
        position = match.end()
    return "".join([*pieces, text[position:]])


def _shouted(text: str) -> bool:
    """Whether a name is written in capitals: at least two words or a long word, and not one small letter."""
    letters = [c for c in text if c.isalpha()]
    words = re.findall(r"[^\W\d_]{2,}", text)
    lower = sum(c.islower() for c in letters)
    return len(letters) >= 6 and not lower and (len(words) > 1 or (len(words) == 1 and len(words[0]) >= 6))


@lru_cache(maxsize=16384)
def _clean(text: str) -> Cleaned[str]:
    plain = strip_html(text[:1000])
    rules = ["html-removed"] if plain != text else []
    tidied = tidy(plain)
    rules += tidied.rules
    name = tidied.value.strip(_EDGES)
    if name.count('"') == 1:
        name = name.replace('"', "")
    name = re.sub(r"\.{2,}$|(?<=[a-zà-ÿ]{3})\.$", "", re.sub(r"\s+([,.])(?=\s|$)", r"\1", name)).strip(_EDGES)
    name = re.sub(r"\s*[«“]\s*", " « ", re.sub(r"\s*[»”]\s*", " » ", name)).strip() if "«" in name else name
    if name != tidied.value:
        rules.append("punctuation-removed")
    if _shouted(name):
        better = readable_case(name)
        if better != name:
            name, rules = better, [*rules, "capitals-made-readable"]
    folded = fold(name)
    if folded in _JUNK or not re.search(r"[^\W\d_]", name):
        return Cleaned("", (*rules, "name-refused"), (), text)
    return Cleaned(name[:250], tuple(rules), ("name-generic",) if folded in _GENERIC else ())


def clean_name(value: Any) -> Cleaned[str]:
    """A readable name, or "" with the refused text in `rest`."""
    return _clean(text_of(value))
