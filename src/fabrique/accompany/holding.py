"""What the tables of mandates hold of a resident and of an account: the copy that each may ask for."""

from __future__ import annotations

from fabrique.accompany.enums import (
    Asked,
    Duration,
    End,
    MandateState,
    Procedure,
    RemoteOutcome,
    SignatureMethod,
)
from fabrique.core.retention import Table
from fabrique.core.retention.copying import INNER, labels

OTHERS = "le nom d’un professionnel est une donnée qui le concerne"
_PROOF = "sert à vérifier le mandat ; l’adresse est imprimée sur le vôtre"
CITED = "ces lignes sont sur d’autres personnes ; elles citent le numéro de ce compte"

RESIDENT = (
    Table(
        "accompany.Mandate",
        "resident",
        "Mandats",
        {
            "code": "Numéro du mandat",
            "organisation": "Organisation mandataire",
            "state": "Où il en est",
            "duration": "Durée",
            "language": "Langue à côté du français",
            "place": "Fait à",
            "aidants_connect_number": "Numéro du mandat Aidants Connect",
            "drafted_at": "Préparé le",
            "template_version": "Version du texte",
            "text": "Texte entier",
            "digest": "Empreinte du texte",
            "signed_at": "Signé le",
            "method": "Comment vous avez signé",
            "drawn": "Votre signature à l’écran",
            "binder": "Feuille gardée dans le classeur",
            "expires_at": "Valable jusqu’au",
            "warned_at": "Fin prochaine annoncée le",
            "ended_at": "Terminé le",
        },
        {
            "id": INNER,
            "resident": INNER,
            "renews": INNER,
            "drafted_by": OTHERS,
            "signed_by": OTHERS,
            "token": _PROOF,
            "token_digest": _PROOF,
            "signature": _PROOF,
            "signing_key": _PROOF,
            "scan": "image de la feuille que vous avez signée ; demandez-en une copie",
        },
        {
            "state": labels(MandateState),
            "duration": labels(Duration),
            "method": labels(SignatureMethod),
        },
    ),
    Table(
        "accompany.Authorisation",
        "resident",
        "Démarches autorisées",
        {
            "procedure": "Démarche",
            "given_at": "Autorisée le",
            "expires_at": "Jusqu’au",
            "ended_at": "Finie le",
            "end": "Pourquoi",
            "asked": "Comment vous l’avez demandé",
        },
        {"id": INNER, "mandate": INNER, "resident": INNER, "ended_by": OTHERS},
        {
            "procedure": labels(Procedure),
            "end": labels(End),
            "asked": labels(Asked),
        },
    ),
    Table(
        "accompany.RemoteConsent",
        "mandate__resident",
        "Mandats proposés par SMS",
        {
            "phone": "Numéro",
            "recap": "Premier SMS",
            "question": "Second SMS",
            "asked_at": "Envoyés le",
            "reply": "Votre réponse",
            "replied_at": "Reçue le",
            "outcome": "Ce qui en est advenu",
        },
        {"id": INNER, "mandate": INNER, "asked_by": OTHERS, "key_digest": _PROOF},
        {"outcome": labels(RemoteOutcome)},
    ),
)

ACCOUNT = (
    Table("accompany.Mandate", "drafted_by", "Mandats que vous avez préparés", counted=CITED),
    Table("accompany.Mandate", "signed_by", "Mandats que vous avez fait signer", counted=CITED),
    Table("accompany.Authorisation", "ended_by", "Autorisations auxquelles vous avez mis fin", counted=CITED),
    Table("accompany.RemoteConsent", "asked_by", "Mandats que vous avez proposés par SMS", counted=CITED),
)
