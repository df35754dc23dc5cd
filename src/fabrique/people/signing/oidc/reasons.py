"""Why signing in through a provider stops. The code goes to the journal, the words to the visitor."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_AWAY = _("Le fournisseur d’identité ne répond pas comme il faut.")
_UNSAFE = _("La réponse du fournisseur d’identité n’est pas sûre : elle a été refusée.")
_UNKNOWN = _("Aucun compte d’ici n’est relié à cette identité.")


class Reason(TextChoices):
    """Codes tell an operator what was wrong; several share their words, which teach an attacker nothing."""

    # The visitor's own doing, or her browser's.
    STATE = (
        "state",
        _("Cette page de retour n’est pas, ou plus, attendue. Recommencez depuis la page de connexion."),
    )
    EXPIRED = "expired", _("Cette connexion a pris trop de temps. Recommencez depuis la page de connexion.")
    DECLINED = "declined", _("La connexion a été abandonnée chez le fournisseur d’identité.")
    OTHER_ACCOUNT = (
        "other_account",
        _("Vous avez changé de compte entre-temps. Recommencez depuis « Mon compte »."),
    )
    # The provider cannot be asked.
    UNREACHABLE = "unreachable", _AWAY
    DISCOVERY = "discovery", _AWAY
    CODE = "code", _("Le fournisseur d’identité a refusé cette connexion. Recommencez.")
    # What it says cannot be believed.
    ALGORITHM = "algorithm", _UNSAFE
    KEY = "key", _UNSAFE
    SIGNATURE = "signature", _UNSAFE
    ISSUER = "issuer", _UNSAFE
    AUDIENCE = "audience", _UNSAFE
    TIME = "time", _UNSAFE
    NONCE = "nonce", _UNSAFE
    TOKEN_HASH = "token_hash", _UNSAFE
    SUBJECT = "subject", _UNSAFE
    USERINFO = "userinfo", _UNSAFE
    STALE = "stale", _("Le fournisseur d’identité ne vous a pas demandé de vous identifier de nouveau.")
    ASSURANCE = "assurance", _("Le fournisseur d’identité ne vous a pas reconnu de façon assez sûre.")
    # It is believed, and opens nothing here.
    UNKNOWN = "unknown", _UNKNOWN
    INACTIVE = "inactive", _UNKNOWN
    UNVERIFIED = "unverified", _("Le fournisseur d’identité ne garantit pas votre adresse électronique.")
    ADDRESS = "address", _("Cette invitation est destinée à une autre adresse électronique.")
    INVITATION = "invitation", _("Cette invitation ne sert plus. Demandez-en une autre.")
    TAKEN = "taken", _("Un compte d’ici a déjà cette adresse électronique.")
    ALREADY = "already", _("Cette identité est déjà reliée à un compte d’ici.")


class Stopped(Exception):
    """Signing in through a provider goes no further."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
