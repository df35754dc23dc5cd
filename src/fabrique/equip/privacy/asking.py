"""What the tables of requests and of their allocation hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.equip.retention import REQUEST_YEARS

REQUESTS = Activity(
    "demandes",
    "Demandes et attribution d’appareils",
    "Attribuer des appareils dans un ordre publié, et pouvoir l’expliquer.",
    Basis.TASK,
    "Personnes pour qui un appareil est demandé, professionnels qui demandent et qui décident",
    "Les professionnels de l’organisation qui demande ; la coordination de celle qui attribue, sans le nom",
    "L’organisation qui demande et celle qui attribue ; la structure qui porte l’instance est "
    "sous-traitante (art. 28)",
)
REQUEST = Keep(
    "demande d’appareil",
    f"{REQUEST_YEARS} ans après sa fin, ou son dernier recours",
    rule="demande",
)
_SAID = sensitive(REQUESTS, "Critères, justificatifs vus, raisons, recours : leurs textes", REQUEST)
_FACTS = personal(REQUESTS, "Usage, contraintes, urgence, état, décision, dates", REQUEST)

classify(
    "equip.EquipmentProgramme",
    {
        NONE: "id organisation name words kinds proofs most most_per_area one_per_household starts_on "
        "ends_on created_at"
    },
)
classify(
    "equip.AllocationRules",
    {
        NONE: "id organisation version text",
        personal(REQUESTS, "Qui a publié les règles, quand", REQUEST): "published_at published_by",
    },
)
classify(
    "equip.DeviceRequest",
    {
        NONE: "id organisation programme need code",
        _SAID: "reference criteria second note end_reason",
        _FACTS: "resident asker state use constraints urgency needed_on area_code household asked_on "
        "asked_at asked_by state_at",
    },
)
classify(
    "equip.AllocationRun",
    {
        NONE: "id organisation version rules devices requests allocated fit milliseconds",
        personal(REQUESTS, "Qui a lancé un calcul, quand", REQUEST): "run_at run_by",
    },
)
classify(
    "equip.Proposal",
    {
        NONE: "id run request device",
        _SAID: "reasons note",
        _FACTS: "state rank points fit proposed_at decided_at decided_by expires_at",
    },
)
classify(
    "equip.Appeal",
    {
        NONE: "id request",
        _SAID: "text answer",
        _FACTS: "state noted_at noted_by answered_at answered_by",
    },
)
