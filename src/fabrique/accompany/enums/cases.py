"""Vocabularies of procedures that are followed to their end, and the states that one goes through."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from fabrique.core.states import Machine


class CaseState(TextChoices):
    """Whose turn it is."""

    OPEN = "open", "En cours"
    WAITING_PERSON = "waiting_person", "En attente de la personne"
    WAITING_OFFICE = "waiting_office", "En attente de l’administration"
    CLOSED = "closed", "Terminée"


UNDER_WAY = (CaseState.OPEN, CaseState.WAITING_PERSON, CaseState.WAITING_OFFICE)

CASE = Machine(
    "Démarche suivie",
    "state",
    {
        (CaseState.OPEN, "await_person"): CaseState.WAITING_PERSON,
        (CaseState.OPEN, "await_office"): CaseState.WAITING_OFFICE,
        (CaseState.OPEN, "close"): CaseState.CLOSED,
        (CaseState.WAITING_PERSON, "resume"): CaseState.OPEN,
        (CaseState.WAITING_PERSON, "await_office"): CaseState.WAITING_OFFICE,
        (CaseState.WAITING_PERSON, "close"): CaseState.CLOSED,
        (CaseState.WAITING_OFFICE, "resume"): CaseState.OPEN,
        (CaseState.WAITING_OFFICE, "await_person"): CaseState.WAITING_PERSON,
        (CaseState.WAITING_OFFICE, "close"): CaseState.CLOSED,
        (CaseState.CLOSED, "reopen"): CaseState.OPEN,
    },
)


class Manner(TextChoices):
    """Whose hands did something."""

    WITH_PERSON = "with_person", "Fait avec la personne"
    BY_PERSON = "by_person", "Fait par la personne"
    IN_PLACE = "in_place", "Fait à sa place, sous mandat"

    @property
    def told(self) -> str:
        """The same, said to the person."""
        said = {
            Manner.WITH_PERSON: _("Fait avec vous"),
            Manner.BY_PERSON: _("Fait par vous"),
            Manner.IN_PLACE: _("Fait à votre place, avec votre mandat"),
        }
        return said[self]


class Outcome(TextChoices):
    """How a procedure ended."""

    OBTAINED = "obtained", "Obtenu en entier"
    PARTLY = "partly", "Obtenu en partie"
    REFUSED = "refused", "Refusé"
    REDIRECTED = "redirected", "Orientée ailleurs"
    ABANDONED = "abandoned", "La personne a renoncé"
    NO_ANSWER = "no_answer", "Sans réponse"
