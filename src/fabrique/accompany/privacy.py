"""What the tables of mandates and of procedures hold of people."""

from __future__ import annotations

from fabrique.accompany.retention import CASE_YEARS, KEPT_YEARS, UNSIGNED_DAYS
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
classify(
    "accompany.RemoteConsent",
    {
        NONE: "id mandate key_digest",
        sensitive(MANDATES, "SMS d’un mandat à distance : numéro, textes, réponse", MANDATE): (
            "phone recap question reply"
        ),
        _FACTS: "asked_at asked_by replied_at outcome",
    },
)

CASES = Activity(
    "demarches",
    "Démarches suivies",
    "Mener une démarche à son terme avec une personne : ce qui est fait, par qui, la suite, l’issue.",
    Basis.TASK,
    "Personnes qui demandent de l’aide pour une démarche, professionnels qui les aident",
    "Les professionnels de l’organisation qui aide, selon leur rôle ; la personne, par la feuille de chaque "
    "visite",
    "L’organisation qui aide ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
CASE = Keep(
    "demarche",
    f"{CASE_YEARS} ans après le dernier acte ; avec le mandat pour ce qui est fait à la place de la personne",
    rule="demarche",
)
DOCUMENT = Keep("document de démarche", "jusqu’à la fin de la démarche", event="la démarche se termine")
_SAID = sensitive(CASES, "Démarche, service, actes, suite, rendez-vous, issue : leurs textes", CASE)
_FOLLOWED = personal(CASES, "Démarche, état, dates, manière, durée, issue", CASE)
_PAPER = personal(CASES, "Documents reçus", DOCUMENT)

classify(
    "accompany.Case",
    {
        NONE: "id organisation code team",
        _SAID: "title service next_step meeting_where outcome_note",
        _FOLLOWED: "resident procedure state responsible opened_at opened_by last_act_at deadline_on next_on "
        "meeting_at outcome closed_at closed_by",
    },
)
classify(
    "accompany.CaseAct",
    {
        NONE: "id case",
        _SAID: "text service wrong",
        _FOLLOWED: "manner minutes done_at noted_at by authorisation repairs",
    },
)
classify(
    "accompany.CaseDocument",
    {
        NONE: "id case",
        _SAID: "name",
        _PAPER: "file",
        _FOLLOWED: "media_type scanned original received_at received_by returned_on returned_by gone_at",
    },
)
