"""Whether a mandate may be proposed by SMS, what was sent and what came back."""

from __future__ import annotations

import phonenumbers
from django.conf import settings

from fabrique.accompany.models import Mandate, RemoteConsent
from fabrique.core.gateways import replies
from fabrique.people.models import Resident

_FRANCE, _FRENCH_MOBILE = 33, ("6", "7")
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def is_offered() -> bool:
    """Whether the operator turned it on, and answers can come back."""
    return bool(settings.SMS_MANDATES) and replies.is_declared()


def consents_of(mandate: Mandate) -> list[RemoteConsent]:
    """Every time that it was proposed, the latest first."""
    rows = RemoteConsent.objects.of(mandate.organisation).filter(mandate=mandate)
    return list(rows.order_by("-asked_at", "pk"))


def takes_texts(resident: Resident) -> bool:
    """Whether the number of a file is a mobile one."""
    try:
        number = phonenumbers.parse(resident.phone, "FR")
    except phonenumbers.NumberParseException:
        return False
    if number.country_code == _FRANCE:  # by its first figure: plans that open are not in tables yet
        return str(number.national_number).startswith(_FRENCH_MOBILE)
    return phonenumbers.number_type(number) in _MOBILE
