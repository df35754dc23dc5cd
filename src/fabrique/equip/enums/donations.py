"""Who gives, by which right, and where a promise stands."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class DonorKind(TextChoices):
    """Who gives: it decides by which right, and with which paper."""

    PERSON = "person", "Un particulier"
    COMPANY = "company", "Une entreprise"
    ASSOCIATION = "association", "Une association"
    PUBLIC_BODY = "public_body", "Une collectivité ou un service public"


class Condition(TextChoices):
    """The state of what is given, as its owner sees it."""

    WORKS = "works", "Fonctionne"
    PARTLY = "partly", "Fonctionne mal"
    BROKEN = "broken", "Ne s’allume plus"
    UNKNOWN = "unknown", "Je ne sais pas"


class DataOnIt(TextChoices):
    """Whether somebody's data is still on what is given."""

    YES = "yes", "Oui, ou peut-être"
    NO = "no", "Non"


class Handing(TextChoices):
    """How a donation arrives."""

    DROP_OFF = "drop_off", "Déposé à un point de collecte"
    PICK_UP = "pick_up", "Enlevé chez le donateur"


class DonationState(TextChoices):
    """Where a promise of donation stands."""

    ANNOUNCED = "announced", "Annoncée"
    AWAITED = "awaited", "Attendue au point de collecte"
    TO_COLLECT = "to_collect", "À enlever"
    RECEIVED = "received", "Reçue"
    DECLINED = "declined", "Refusée"
    WITHDRAWN = "withdrawn", "Reprise par le donateur"


DONATION_MACHINE = Machine(
    name="Promesse de don",
    field="state",
    transitions={
        (DonationState.ANNOUNCED, "await_drop_off"): DonationState.AWAITED,
        (DonationState.ANNOUNCED, "plan_pick_up"): DonationState.TO_COLLECT,
        (DonationState.ANNOUNCED, "decline"): DonationState.DECLINED,
        (DonationState.ANNOUNCED, "withdraw"): DonationState.WITHDRAWN,
        (DonationState.ANNOUNCED, "receive"): DonationState.RECEIVED,
        (DonationState.AWAITED, "plan_pick_up"): DonationState.TO_COLLECT,
        (DonationState.AWAITED, "withdraw"): DonationState.WITHDRAWN,
        (DonationState.AWAITED, "receive"): DonationState.RECEIVED,
        (DonationState.TO_COLLECT, "await_drop_off"): DonationState.AWAITED,
        (DonationState.TO_COLLECT, "withdraw"): DonationState.WITHDRAWN,
        (DonationState.TO_COLLECT, "receive"): DonationState.RECEIVED,
    },
)
WAITING = (DonationState.ANNOUNCED, DonationState.AWAITED, DonationState.TO_COLLECT)
