"""How a person answered when a mandate was proposed to them by SMS."""

from django.db.models import TextChoices


class RemoteOutcome(TextChoices):
    """What came of two texts; empty while an answer is waited for."""

    WAITING = "", "Réponse attendue"
    ACCEPTED = "accepted", "A répondu « Oui »"
    REFUSED = "refused", "A répondu autre chose"
    LATE = "late", "A répondu trop tard"
    IMPOSSIBLE = "impossible", "A répondu « Oui », mais le mandat ne pouvait plus être signé"
    REPLACED = "replaced", "Demandé de nouveau"
