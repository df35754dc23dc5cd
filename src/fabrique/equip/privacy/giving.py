"""What the tables of donations hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.equip.retention import DONOR_YEARS

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
        NONE: "id organisation code token_digest",
        _REACH: "address access note",
        _FACTS: "donor state handing commune_code latitude longitude free_from free_until announced_at "
        "received_at ended_at",
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
