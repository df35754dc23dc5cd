"""What the table of needs holds of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.needs.retention import NEED_YEARS

NEEDS = Activity(
    "besoins",
    "Besoins",
    "Savoir ce qui manque à une personne, le lui apporter, compter ce qui manque au territoire.",
    Basis.TASK,
    "Personnes reçues, professionnels qui les reçoivent",
    "Les professionnels de l’organisation qui a noté le besoin, selon leur rôle",
    "L’organisation qui a noté le besoin ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
NEED = Keep(
    "besoin",
    f"{NEED_YEARS} ans après son dernier changement, ou plus tard avec la demande qui en dépend",
    rule="besoin",
)

classify(
    "needs.Need",
    {
        NONE: "id organisation people",
        sensitive(NEEDS, "Précision sur le besoin", NEED): "note",
        personal(NEEDS, "Besoin : sorte, état, lieu, dates, qui l’a noté", NEED): (
            "resident area_kind area_code kind state noted_at noted_by changed_at ended_at"
        ),
    },
)
