"""What the tables of mandates hold of people."""

from __future__ import annotations

from fabrique.accompany.retention import KEPT_YEARS, UNSIGNED_DAYS
from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive

MANDATES = Activity(
    "mandats",
    "Mandats",
    "Agir à la place d’une personne qui l’a demandé par écrit, et pouvoir le prouver.",
    Basis.TASK,
    "Personnes qui ont signé un mandat, professionnels qui l’ont signé pour leur organisation",
    "Les professionnels de l’organisation mandataire, selon leur rôle ; qui tient le papier le vérifie, "
    "par des initiales et des dates",
    "L’organisation mandataire ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
MANDATE = Keep(
    "mandat",
    f"{KEPT_YEARS} ans après la fin du mandat ; {UNSIGNED_DAYS} jours s’il n’a pas été signé",
    rule="mandat",
)
UNSIGNED = Keep("mandat non signé", f"{UNSIGNED_DAYS} jours après sa préparation", rule="mandat-non-signe")
_SIGNED = sensitive(MANDATES, "Texte du mandat, signature, adresse de vérification", MANDATE)
_FACTS = personal(MANDATES, "Démarches autorisées, durée, dates, fin", MANDATE)

classify(
    "accompany.Mandate",
    {
        NONE: "id organisation code template_version digest token_digest signature signing_key",
        _SIGNED: "text token drawn",
        _FACTS: "resident state duration language place renews aidants_connect_number drafted_at drafted_by "
        "signed_at signed_by method scan binder expires_at warned_at ended_at",
    },
)
classify(
    "accompany.Authorisation",
    {
        NONE: "id mandate",
        _FACTS: "resident procedure given_at expires_at ended_at end asked ended_by",
    },
)
