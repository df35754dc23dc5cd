"""What the tables of handovers hold of a resident and of an account: the copy that each may ask for."""

from __future__ import annotations

from typing import Any

from fabrique.core.retention import Table
from fabrique.core.retention.copying import INNER
from fabrique.equip.enums import (
    Audience,
    FirstSteps,
    FollowUpState,
    HandoverBasis,
    HandoverEnd,
    HandoverState,
    Means,
    Moment,
    Recipient,
    SellerStatus,
    SigningMethod,
    StillUsed,
    Terms,
)

OTHERS = "le nom d’un professionnel est une donnée qui le concerne"
CITED = "ces lignes sont sur d’autres personnes ; elles citent le numéro de ce compte"


def _said(choices: Any) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices.choices}


RESIDENT = (
    Table(
        "equip.Handover",
        "resident",
        "Matériel remis",
        {
            "code": "Numéro de la remise",
            "organisation": "Organisation qui l’a remis",
            "device": "Appareil",
            "state": "Où elle en est",
            "terms": "Conditions",
            "basis": "Situation vue",
            "price_cents": "Prix, en centimes",
            "receipt": "Numéro du reçu",
            "due_back_on": "À rendre le",
            "audience": "Situation que vous avez dite",
            "commune_code": "Commune, pour les chiffres",
            "qpv_code": "Quartier, pour les chiffres",
            "first": "Votre premier appareil d’ici",
            "meeting_at": "Rendez-vous le",
            "meeting_where": "Lieu du rendez-vous",
            "remind": "Rappel voulu",
            "reminded_at": "Rappel envoyé le",
            "checked": "Ce qui a été vérifié devant vous",
            "first_steps": "Séance de premiers pas",
            "first_steps_place": "Lieu de la séance",
            "prepared_at": "Préparée le",
            "text_version": "Version du texte",
            "text": "Texte entier de la convention",
            "digest": "Empreinte du texte",
            "signed_at": "Signée le",
            "method": "Comment vous avez signé",
            "drawn": "Votre signature à l’écran",
            "binder": "Feuille gardée dans le classeur",
            "handed_at": "Remis le",
            "guarantee_until": "Garanti jusqu’au",
            "ended_at": "Terminée le",
            "end": "Pourquoi",
        },
        {
            "id": INNER,
            "resident": INNER,
            "replaces": INNER,
            "emptied_at": INNER,
            "recipient": INNER,
            "body_name": "ne sert que pour un organisme",
            "body_contact": "ne sert que pour un organisme",
            "reference": "ne sert que pour un organisme",
            "seller_status": "dit qui vend, et rien de vous",
            "prepared_by": OTHERS,
            "signed_by": OTHERS,
            "handed_by": OTHERS,
            "ended_by": OTHERS,
            "scan": "image de la feuille que vous avez signée ; demandez-en une copie",
        },
        {
            "state": _said(HandoverState),
            "recipient": _said(Recipient),
            "terms": _said(Terms),
            "basis": _said(HandoverBasis),
            "seller_status": _said(SellerStatus),
            "audience": _said(Audience),
            "first_steps": _said(FirstSteps),
            "method": _said(SigningMethod),
            "end": _said(HandoverEnd),
        },
    ),
    Table(
        "equip.FollowUp",
        "handover__resident",
        "Nouvelles demandées après la remise",
        {
            "moment": "Quand",
            "due_on": "À partir du",
            "state": "Où cela en est",
            "means": "Comment",
            "asked_at": "Demandé le",
            "answered_at": "Répondu le",
            "still_used": "Sert-il encore",
            "troubled": "Un problème",
            "trouble": "Lequel",
            "help_wanted": "Aide voulue",
            "handled_at": "Traité le",
        },
        {
            "id": INNER,
            "handover": INNER,
            "asked_by": OTHERS,
            "answered_to": OTHERS,
            "handled_by": OTHERS,
            "token_digest": "empreinte de l’adresse qui vous a été envoyée",
        },
        {
            "moment": _said(Moment),
            "state": _said(FollowUpState),
            "means": _said(Means),
            "still_used": _said(StillUsed),
        },
    ),
)

ACCOUNT = (
    Table("equip.Handover", "prepared_by", "Remises que vous avez préparées", counted=CITED),
    Table("equip.Handover", "signed_by", "Conventions que vous avez fait signer", counted=CITED),
    Table("equip.Handover", "handed_by", "Appareils que vous avez remis", counted=CITED),
    Table("equip.Handover", "ended_by", "Remises que vous avez terminées", counted=CITED),
    Table("equip.FollowUp", "asked_by", "Nouvelles que vous avez demandées", counted=CITED),
    Table("equip.FollowUp", "answered_to", "Réponses que vous avez notées", counted=CITED),
    Table("equip.FollowUp", "handled_by", "Problèmes dont vous vous êtes occupé", counted=CITED),
    Table(
        "equip.TakeBack",
        "noted_by",
        "Enlèvements que vous avez notés",
        counted="ces lignes sont sur du matériel ; elles citent le numéro de ce compte",
    ),
)
