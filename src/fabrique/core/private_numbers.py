"""Finding, in words that others will read, what nobody should write there: numbers, passwords."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

# A card in one block, or in groups as it is printed; 14 digits are a SIRET, which may be said.
_CARD = re.compile(
    r"(?<![\d.,])(?:\d{4}[ .\-\u00a0]?\d{4}[ .\-\u00a0]?\d{4}[ .\-\u00a0]?\d{4}(?:[ .\-\u00a0]?\d{3})?"
    r"|3[47]\d{2}[ .\-\u00a0]?\d{6}[ .\-\u00a0]?\d{5}|4\d{12})(?!\d)"
)
_SOCIAL = re.compile(
    r"(?<!\d)[1-478][ .\-\u00a0]?\d{2}[ .\-\u00a0]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .\-\u00a0]?(?:\d{2}|2[abAB])"
    r"[ .\-\u00a0]?\d{3}[ .\-\u00a0]?\d{3}(?:[ .\-\u00a0]?(?P<key>\d{2}))?(?!\d)"
)

# « mot de passe : … », « mdp=… », « code PIN 1234 »; a sentence about passwords is no password.
# Blanks are taken whole and not given back: a text of blanks alone would cost the square of its length.
_PASSWORD = re.compile(
    r"\b(?:mots? de passe|mdp|password|code (?:pin|secret|confidentiel))\b"
    r"(?:[^\S\n]*+(?:=|:|->|→|est|c['’]est)[^\S\n]*+[«\"“]?[^\S\n]*+(?P<said>\S+)"
    r"|[^\S\n]++[«\"“]?[^\S\n]*+(?P<next>(?=\S*\d)\S{4,}))",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"(?:oubli|perdu|à |a |chang|refus|trop|inconnu|fait|not[ée]|ok\b|bon\b|faux\b"
    r"|le |la |un |une |sur |dans |chez )",
    re.IGNORECASE,
)


def password_in(text: str) -> str:
    """Why the text cannot be kept, when it says a password, in French; "" when it is fine."""
    for found in _PASSWORD.finditer(text):
        rest = text[found.start("said") if found["said"] else found.start("next") :]
        if not _NO_SECRET.match(rest):
            return _(
                "Enlevez le mot de passe ou le code secret. Personne ne doit pouvoir le lire : aidez plutôt "
                "la personne à le noter sur son carnet papier."
            )
    return ""


def private_number_in(text: str) -> str:
    """Why the text cannot be kept, in French (a card or a social-security number); "" when it is fine."""
    why = _("Nous n’en avons pas besoin, et ce numéro doit rester secret.")
    if any(_luhn(re.sub(r"\D", "", found[0])) for found in _CARD.finditer(text)):
        return f"{_('Enlevez le numéro de carte bancaire.')} {why}"
    if any(_is_social(found) for found in _SOCIAL.finditer(text)):
        return f"{_('Enlevez le numéro de sécurité sociale.')} {why}"
    return ""


def _luhn(digits: str) -> bool:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and digits[0] in "23456"


def _is_social(found: re.Match[str]) -> bool:
    """With its key, the number must agree with it; without, its shape is enough."""
    key = found["key"]
    if not key:
        return True
    digits = re.sub(r"[ .\-\u00a0]", "", found[0]).upper()[:13]
    digits = digits.replace("2A", "19").replace("2B", "18")  # as the key counts Corsica
    return 97 - int(digits) % 97 == int(key)
