"""Who may do what with requests, programmes and the allocation."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

ASKING = (
    Role.PRESCRIBER,
    Role.SOCIAL_WORKER,
    Role.MEDIATOR,
    Role.MANDATED_HELPER,
    Role.RECEPTION,
    Role.COORDINATOR,
)
DECIDED = own("programme__organisation")  # the requests of whoever asks, for whoever decides

register(
    "equip",
    {
        "ask_device": dict.fromkeys(ASKING, own()),
        "see_requests": dict.fromkeys(ASKING, own()),
        "keep_request": dict.fromkeys(ASKING, own()),
        "keep_programmes": {Role.COORDINATOR: own()},
        "allocate": {Role.COORDINATOR: own()},
        "see_waiting": {Role.COORDINATOR: DECIDED},
        "decide_request": {Role.COORDINATOR: DECIDED},
        "decide_proposal": {Role.COORDINATOR: own("run__organisation")},
        "answer_appeal": {Role.COORDINATOR: own("request__programme__organisation")},
    },
    {
        "ask_device": _("Demander un appareil pour une personne, ou pour un élève"),
        "see_requests": _("Voir les demandes d’appareils de son organisation"),
        "keep_request": _("Retirer une demande, noter un recours"),
        "keep_programmes": _("Tenir les programmes et les règles d’attribution"),
        "allocate": _("Calculer l’attribution, essayer d’autres règles"),
        "see_waiting": _("Voir, sans nom, les demandes sur lesquelles on décide"),
        "decide_request": _("Dire qu’une demande n’est pas recevable, et pourquoi"),
        "decide_proposal": _("Accepter ou refuser une proposition, lever une réservation"),
        "answer_appeal": _("Répondre à un recours"),
    },
)
