"""The limits of requests, and what the erasure of a person takes of them."""

from __future__ import annotations

from fabrique.core.retention import Holding, Rule, Table, holdings, rules
from fabrique.core.retention.actions import selecting
from fabrique.core.retention.copying import INNER, labels
from fabrique.equip.actions.request_erasing import erase_past_requests, erase_requests_of
from fabrique.equip.enums.asking import AppealState, Asker, ProposalState, RequestState, Urgency, Use
from fabrique.equip.privacy.asking import REQUEST
from fabrique.equip.queries.asking import past_requests

OTHERS = "le nom d’un professionnel est une donnée qui le concerne"
CITED = "ces lignes sont sur d’autres personnes ; elles citent le numéro de ce compte"


RESIDENT = (
    Table(
        "equip.DeviceRequest",
        "resident",
        "Demandes d’appareils",
        {
            "code": "Numéro de la demande",
            "organisation": "Organisation qui l’a faite",
            "programme": "Programme",
            "asker": "Qui a demandé",
            "state": "Où elle en est",
            "use": "Usage",
            "constraints": "Ce que l’appareil doit être",
            "urgency": "Urgence",
            "needed_on": "Échéance",
            "criteria": "Ce qui compte dans l’ordre",
            "area_code": "Quartier ou commune",
            "second": "Pourquoi un second appareil",
            "note": "Précision",
            "asked_on": "Demandé le",
            "state_at": "Dernier changement le",
            "end_reason": "Raison de la fin",
        },
        {
            "id": INNER,
            "resident": INNER,
            "need": INNER,
            "household": INNER,
            "asked_at": INNER,
            "asked_by": OTHERS,
            "reference": "référence d’un établissement, vide quand la demande est à un nom",
        },
        {
            "state": labels(RequestState),
            "asker": labels(Asker),
            "urgency": labels(Urgency),
            "use": labels(Use),
        },
    ),
    Table(
        "equip.Proposal",
        "request__resident",
        "Appareils proposés",
        {
            "device": "Appareil",
            "state": "Où en est la proposition",
            "rank": "Rang",
            "points": "Points",
            "fit": "Accord avec l’usage",
            "reasons": "Raisons",
            "proposed_at": "Proposé le",
            "decided_at": "Décidé le",
            "expires_at": "Gardé jusqu’au",
            "note": "Raison de la décision",
        },
        {"id": INNER, "run": INNER, "request": INNER, "decided_by": OTHERS},
        {"state": labels(ProposalState)},
    ),
    Table(
        "equip.Appeal",
        "request__resident",
        "Recours",
        {
            "text": "Ce que vous contestez",
            "state": "Où il en est",
            "noted_at": "Noté le",
            "answer": "Réponse",
            "answered_at": "Répondu le",
        },
        {"id": INNER, "request": INNER, "noted_by": OTHERS, "answered_by": OTHERS},
        {"state": labels(AppealState)},
    ),
)
ACCOUNT = (
    Table("equip.DeviceRequest", "asked_by", "Demandes d’appareils que vous avez faites", counted=CITED),
    Table("equip.AllocationRun", "run_by", "Attributions que vous avez calculées", counted=CITED),
    Table("equip.AllocationRules", "published_by", "Règles que vous avez publiées", counted=CITED),
    Table("equip.Proposal", "decided_by", "Propositions que vous avez décidées", counted=CITED),
    Table("equip.Appeal", "noted_by", "Recours que vous avez notés", counted=CITED),
    Table("equip.Appeal", "answered_by", "Recours auxquels vous avez répondu", counted=CITED),
)

rules.enlist(
    "equip.request",
    Rule(
        REQUEST.rule,
        "Demandes d’appareils finies, avec leurs propositions et leurs recours",
        REQUEST.words,
        ("equip.DeviceRequest", "equip.Proposal", "equip.Appeal"),
        selecting("device_request", past_requests),
        erase_past_requests,
        order=62,
    ),
)
# Before needs: a request hangs from its need.
holdings.enlist("equip.requests", Holding("resident", RESIDENT, erase_requests_of, order=75))
holdings.enlist("equip.request_account", Holding("account", ACCOUNT, lambda ids: None, order=75))
