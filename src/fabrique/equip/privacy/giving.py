"""What the tables of donations hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.equip.retention import DONOR_YEARS, DRAFT_DAYS

DONATIONS = Activity(
    "dons",
    "Dons de matériel",
    "Recevoir du matériel, savoir d’où il vient, rendre compte à qui l’a donné.",
    Basis.TASK,
    "Donateurs et leurs contacts, professionnels qui reçoivent les dons",
    "Les professionnels de l’organisation qui reçoit le don",
    "L’organisation qui reçoit le don ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
DONOR = Keep("donateur", f"{DONOR_YEARS} ans après le dernier don", rule="donateur")
DRAFT = Keep("promesse commencée", f"{DRAFT_DAYS} jours après la dernière saisie", rule="brouillon-de-don")
_REACH = sensitive(
    DONATIONS, "Nom et façon de joindre le donateur, adresse et accès pour l’enlèvement", DONOR
)
_FACTS = personal(DONATIONS, "Sorte de donateur, don, dates", DONOR)

classify(
    "equip.Donor",
    {
        NONE: "id organisation emptied_at",
        _REACH: "name contact email phone",
        _FACTS: "kind siret created_at",
    },
)
classify(
    "equip.Donation",
    {
        NONE: "id organisation code token_digest token_until campaign drop_off",
        _REACH: "address access note answer",
        _FACTS: "donor state handing commune_code latitude longitude free_from free_until announced_at "
        "received_at ended_at decline_reason",
    },
)
classify("equip.DonationLine", {NONE: "id donation kind condition data promised counted"})
classify(
    "equip.ReceivedCount",
    {
        NONE: "donation",
        _REACH: "gap",
        personal(DONATIONS, "Qui a compté le don, quand", DONOR): "counted_at counted_by",
    },
)
classify(
    "equip.DonationDraft",
    {
        NONE: "id digest",
        sensitive(DONATIONS, "Ce qui est écrit d’une promesse avant son envoi", DRAFT): "answers",
        personal(DONATIONS, "Dates de la saisie", DRAFT): "created_at touched_at",
    },
)
classify(
    "equip.GiftFrame",
    {
        NONE: "donation unit_value_cents too_old protected_data",
        personal(
            DONATIONS, "Convention signée, reçu délivré par un organisme : numéro, jour", DONOR
        ): "signed_on receipt_form receipt_number receipt_issuer receipt_on",
    },
)
classify(
    "equip.CollectionCampaign",
    {NONE: "id organisation slug title words starts_on ends_on target created_at"},
)
classify("equip.DropOffPoint", {NONE: "id organisation place capacity words opened_at closed_at"})
classify("equip.AnnouncedItem", {NONE: "id donation kind make model serial made_year quantity"})
classify(
    "equip.ReceiverProfile",
    {NONE: "organisation categories purpose issues_receipts takes_gifts changed_at"},
)
classify("equip.ReformedStock", {NONE: "id organisation siret year held excluded told_at"})
