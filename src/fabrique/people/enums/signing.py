"""Second factors, and what an account's owner should know of it."""

from django.db.models import TextChoices


class FactorKind(TextChoices):
    """What somebody shows besides a password. None of them needs a professional phone."""

    TOTP = "totp", "Application de codes"
    KEY = "key", "Clé de sécurité ou empreinte de l’appareil"
    CARD = "card", "Carte de codes imprimée"


class AccountEventKind(TextChoices):
    """What happened to an account. The words are those that its owner reads."""

    TOTP_ADDED = "totp_added", "Une application de codes a été ajoutée."
    TOTP_REMOVED = "totp_removed", "L’application de codes a été retirée."
    KEY_ADDED = "key_added", "Une clé de sécurité a été ajoutée."
    KEY_REMOVED = "key_removed", "Une clé de sécurité a été retirée."
    CARD_MADE = "card_made", "Une carte de codes a été faite. Elle annule la précédente."
    CARD_REMOVED = "card_removed", "La carte de codes a été annulée."
    FACTORS_RESET = "factors_reset", "Toutes les secondes preuves ont été retirées par l’administration."
    PASSWORD_CHANGED = "password_changed", "Le mot de passe a été changé."
    PASSWORD_RESET = "password_reset", "Le mot de passe a été changé par un lien reçu par courriel."
    EMAIL_CHANGED = "email_changed", "L’adresse électronique a été changée."
    IDENTITY_LINKED = "identity_linked", "Une identité a été reliée : elle ouvre le compte."
    IDENTITY_UNLINKED = "identity_unlinked", "Une identité n’est plus reliée au compte."
    SESSIONS_ENDED = "sessions_ended", "Des appareils ont été déconnectés."
    WRONG_PASSWORDS = "wrong_passwords", "Beaucoup de mots de passe faux ont été essayés."
    WRONG_CODES = "wrong_codes", "Beaucoup de codes faux ont été essayés, après le bon mot de passe."
