"""What the tables of procedures hold of a resident and of an account: the copy that each may ask for."""

from __future__ import annotations

from fabrique.accompany.enums import CaseState, Manner, Outcome, Procedure
from fabrique.accompany.holding import CITED, OTHERS
from fabrique.core.retention import Table
from fabrique.core.retention.copying import INNER, labels
from fabrique.core.screening import Scanned

_FILE = "ce document est à vous ; demandez-en une copie tant que la démarche dure"

RESIDENT = (
    Table(
        "accompany.Case",
        "resident",
        "Démarches suivies",
        {
            "code": "Numéro de la démarche",
            "organisation": "Organisation qui vous aide",
            "procedure": "Sorte de démarche",
            "title": "Démarche",
            "service": "Service utilisé",
            "state": "Où elle en est",
            "opened_at": "Ouverte le",
            "last_act_at": "Dernier acte le",
            "deadline_on": "Date limite",
            "next_step": "Prochaine étape",
            "next_on": "Prévue le",
            "meeting_at": "Rendez-vous le",
            "meeting_where": "Lieu du rendez-vous",
            "outcome": "Issue",
            "outcome_note": "Précision sur l’issue",
            "closed_at": "Terminée le",
        },
        {
            "id": INNER,
            "resident": INNER,
            "team": INNER,
            "responsible": OTHERS,
            "opened_by": OTHERS,
            "closed_by": OTHERS,
        },
        {
            "procedure": labels(Procedure),
            "state": labels(CaseState),
            "outcome": labels(Outcome),
        },
    ),
    Table(
        "accompany.CaseAct",
        "case__resident",
        "Ce qui a été fait",
        {
            "done_at": "Fait le",
            "manner": "Comment",
            "text": "Quoi",
            "service": "Service utilisé",
            "minutes": "Durée en minutes",
            "wrong": "Erreur corrigée",
            "noted_at": "Noté le",
        },
        {"id": INNER, "case": INNER, "by": OTHERS, "authorisation": INNER, "repairs": INNER},
        {"manner": labels(Manner)},
    ),
    Table(
        "accompany.CaseDocument",
        "case__resident",
        "Documents reçus",
        {
            "name": "Document",
            "media_type": "Sorte de fichier",
            "scanned": "Antivirus",
            "original": "Papier resté ici",
            "received_at": "Reçu le",
            "returned_on": "Rendu le",
            "gone_at": "Fichier supprimé le",
        },
        {"id": INNER, "case": INNER, "received_by": OTHERS, "returned_by": OTHERS, "file": _FILE},
        {"scanned": labels(Scanned)},
    ),
)

ACCOUNT = (
    Table("accompany.Case", "responsible", "Démarches que vous suivez", counted=CITED),
    Table("accompany.Case", "opened_by", "Démarches que vous avez ouvertes", counted=CITED),
    Table("accompany.Case", "closed_by", "Démarches que vous avez terminées", counted=CITED),
    Table("accompany.CaseAct", "by", "Actes que vous avez notés", counted=CITED),
    Table("accompany.CaseDocument", "received_by", "Documents que vous avez reçus", counted=CITED),
    Table("accompany.CaseDocument", "returned_by", "Papiers que vous avez rendus", counted=CITED),
)
