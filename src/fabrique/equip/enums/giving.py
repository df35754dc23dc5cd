"""What a promise is declined for, who may receive, and which paper proves a gift."""

from __future__ import annotations

from django.db.models import TextChoices


class DeclineReason(TextChoices):
    """Why a promise is not taken, as the donor reads it."""

    TOO_OLD = "too_old", "Matériel trop ancien pour resservir"
    NOT_TAKEN = "not_taken", "Nous ne prenons pas cette sorte de matériel"
    NO_ROOM = "no_room", "Nous n’avons plus de place"
    TOO_FAR = "too_far", "C’est trop loin pour nous"
    FRAME = "frame", "La loi ne nous permet pas de recevoir ce don"
    OTHER = "other", "Autre raison"


class ReceiverCategory(TextChoices):
    """What a body that receives is, where the law on gifts of public bodies asks for it (CG3P, L. 3212-2)."""

    PARENTS = "parents", "Association de parents d’élèves"
    SCHOOL_SUPPORT = "school_support", "Association de soutien scolaire"
    STUDENTS = "students", "Association d’étudiants"
    RUP = "rup", "Association reconnue d’utilité publique"
    ESUS_REUSE = "esus_reuse", "Organisme de réemploi agréé Esus"
    EQUIP_TRAIN = (
        "equip_train",
        "Association d’intérêt général qui équipe, forme et accompagne des personnes en précarité",
    )
    GENERAL_INTEREST = "general_interest", "Autre organisme d’intérêt général"
    PUBLIC_BODY = "public_body", "Collectivité ou établissement public"


class ReceiptForm(TextChoices):
    """Which form of receipt an eligible body gives a donor. Fabrique issues none."""

    CERFA_11580 = "11580", "Cerfa 11580 (particulier)"
    CERFA_16216 = "16216", "Cerfa 16216 (entreprise)"
