"""What may be written about a person: each value cleaned, or refused with the reason."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.private_numbers import password_in, private_number_in
from fabrique.core.refusals import DomainRefusal
from fabrique.people.enums import ContactMeans, Protection

# What each part of a file holds; ``policies`` says who reaches which part.
PARTS: Mapping[str, tuple[str, ...]] = {
    "identity": ("called", "first_name", "last_name", "birth_year", "commune_code"),
    "contact": ("phone", "email", "address", "reach_by", "reach_note"),
    "protection": ("protection", "representative", "representative_phone"),
}
DETAILS = tuple(name for names in PARTS.values() for name in names)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read for something else
OLDEST = 120
LONGEST = {"called": 120, "first_name": 120, "last_name": 120, "representative": 200}
LONG_TEXT = 500
_FRANCE, _FRENCH_MOBILE = 33, ("6", "7")
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def new_code() -> str:
    """A code that is said on the phone: « K7F-2QX »."""
    drawn = "".join(secrets.choice(LETTERS) for _each in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"


def code_in(words: str) -> str:
    """The code that somebody typed, with or without its hyphen; empty when it is none."""
    bare = "".join(words.split()).replace("-", "").upper()
    return f"{bare[:3]}-{bare[3:]}" if len(bare) == 6 and bare.isascii() and bare.isalnum() else ""


def cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """The values as they are kept. Raises ``DomainRefusal`` naming the field."""
    return {name: _CLEANERS.get(name, _text)(name, value.strip()) for name, value in values.items()}


def takes_texts(phone: str) -> bool:
    """Whether a number is a mobile one."""
    try:
        number = phonenumbers.parse(phone, "FR")
    except phonenumbers.NumberParseException:
        return False
    if number.country_code == _FRANCE:  # by its first figure: plans that open are not in tables yet
        return str(number.national_number).startswith(_FRENCH_MOBILE)
    return phonenumbers.number_type(number) in _MOBILE


def refuse_secrets(text: str, *, field: str) -> None:
    """Refuse a text that says a card, a social-security number or a password, and say why."""
    if why := private_number_in(text) or password_in(text):
        raise DomainRefusal(why, field=field)


def said(text: str, field: str, *, most: int, missing: str = "") -> str:
    """A free text as it is kept. Refuses what is too long, lacks though it must be there, or is a secret."""
    found = text.strip()
    if missing and not found:
        raise DomainRefusal(missing, field=field)
    if len(found) > most:
        raise DomainRefusal(
            _("C’est trop long\u00a0: %(most)s signes au plus.") % {"most": most}, field=field
        )
    refuse_secrets(found, field=field)
    return found


def _text(name: str, value: str) -> str:
    return said(value, name, most=LONGEST.get(name, LONG_TEXT))


def _called(name: str, value: str) -> str:
    if not value:
        raise DomainRefusal(_("Écrivez comment appeler la personne, même sans son nom."), field=name)
    return _text(name, value)


def _year(name: str, value: str) -> str:
    if not value:
        return ""
    this = clock.today().year
    if not re.fullmatch(r"[0-9]{4}", value) or not this - OLDEST <= int(value) <= this:
        raise DomainRefusal(_("Écrivez une année de naissance en quatre chiffres, comme 1948."), field=name)
    return value


def _phone(name: str, value: str) -> str:
    """In E.164, whatever the way it was written."""
    if not value:
        return ""
    try:
        number = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        text = _("Ce numéro de téléphone ne va pas. Écrivez-le comme 02 61 91 00 00.")
        raise DomainRefusal(text, field=name)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(name: str, value: str) -> str:
    try:
        if value:
            validate_email(value)
    except ValidationError as error:
        raise DomainRefusal(_("Écrivez une adresse comme nom@exemple.fr."), field=name) from error
    return value


def _commune(name: str, value: str) -> str:
    if value and not re.fullmatch(r"(?:[0-9]{2}|2[AB])[0-9]{3}", value):
        raise DomainRefusal(_("Choisissez une commune de la liste."), field=name)
    return value


def _among(values: list[str]) -> Callable[[str, str], str]:
    def check(name: str, value: str) -> str:
        if value not in values:
            raise DomainRefusal(_("Choisissez une réponse de la liste."), field=name)
        return value

    return check


_CLEANERS: Mapping[str, Callable[[str, str], str]] = {
    "called": _called,
    "birth_year": _year,
    "phone": _phone,
    "representative_phone": _phone,
    "email": _email,
    "commune_code": _commune,
    "reach_by": _among(list(ContactMeans.values)),
    "protection": _among(list(Protection.values)),
}
