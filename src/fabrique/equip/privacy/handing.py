"""What the tables of handovers hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.equip.retention import CANCELLED_DAYS, HANDOVER_YEARS, LOAN_YEARS

HANDING = Activity(
    "remises",
    "Matériel remis",
    "Remettre un appareil à qui en a besoin, le garantir, savoir s’il sert, le reprendre.",
    Basis.TASK,
    "Personnes qui reçoivent un appareil, contacts des organismes, professionnels qui le remettent",
    "Les professionnels de l’organisation qui remet, selon leur rôle ; la personne, par son carnet",
    "L’organisation qui remet ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
HANDOVER = Keep(
    "remise",
    f"don : {HANDOVER_YEARS} ans après la remise ; vente : jusqu’à la fin de la garantie ; prêt : "
    f"{LOAN_YEARS} an après le retour ; annulée : {CANCELLED_DAYS} jours. Restent ensuite des "
    "nombres, sans la personne",
    rule="remise",
)
SLIP = Keep(
    "enlèvement", "tant que l’appareil est connu : le bordereau est la preuve", event="le compte est effacé"
)
_SAID = sensitive(
    HANDING, "Convention et signature, lieu du rendez-vous, contact et référence d’un organisme", HANDOVER
)
_FACTS = personal(
    HANDING, "Appareil, conditions, situation, prix, dates, premiers pas, suite de la remise", HANDOVER
)

classify(
    "equip.Handover",
    {
        NONE: "id organisation code body_name seller_status text_version digest emptied_at",
        _SAID: "body_contact reference meeting_where text drawn",
        _FACTS: "device state recipient resident request terms basis price_cents receipt due_back_on "
        "audience commune_code qpv_code first meeting_at remind reminded_at checked first_steps "
        "first_steps_place replaces prepared_at prepared_by signed_at signed_by method scan scanned binder "
        "handed_at handed_by guarantee_until ended_at ended_by end",
    },
)
classify(
    "equip.FollowUp",
    {
        NONE: "id handover token_digest",
        sensitive(HANDING, "Ce que la personne dit qui ne va pas", HANDOVER): "trouble",
        _FACTS: "moment due_on state means asked_at asked_by answered_at answered_to still_used troubled "
        "help_wanted handled_at handled_by",
    },
)
classify(
    "equip.TakeBack",
    {
        NONE: "id organisation recycler slip taken_on weight_g",
        personal(HANDING, "Qui a noté un enlèvement, quand", SLIP): "noted_at noted_by",
    },
)
classify("equip.TakeBackLine", {NONE: "id take_back device weight_g"})
