"""Who may do what with mandates, and with the procedures that are followed."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

HELPER = Role.MANDATED_HELPER
FOLLOWING = (HELPER, Role.MEDIATOR, Role.SOCIAL_WORKER)

register(
    "accompany",
    {
        "see_mandates": dict.fromkeys(
            (HELPER, Role.MEDIATOR, Role.SOCIAL_WORKER, Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER), own()
        ),
        "draft_mandate": {HELPER: own()},
        "sign_mandate": {HELPER: own()},
        "revoke_mandate": dict.fromkeys((HELPER, Role.COORDINATOR), own()),
        "see_cases": dict.fromkeys((*FOLLOWING, Role.COORDINATOR), own()),
        "open_case": dict.fromkeys(FOLLOWING, own()),
        "keep_case": dict.fromkeys(FOLLOWING, own()),
        "act_in_place": {HELPER: own()},
        "assign_case": dict.fromkeys((*FOLLOWING, Role.COORDINATOR), own()),
        "see_follow_up": {Role.COORDINATOR: own()},
    },
    {
        "see_mandates": _("Voir les mandats d’une personne"),
        "draft_mandate": _("Préparer un mandat, le renouveler"),
        "sign_mandate": _("Faire signer un mandat"),
        "revoke_mandate": _("Annuler une autorisation ou tout un mandat"),
        "see_cases": _("Voir les démarches suivies d’une personne, leurs documents"),
        "open_case": _("Ouvrir le suivi d’une démarche"),
        "keep_case": _("Tenir une démarche : noter un acte, la suite, un document, la fin"),
        "act_in_place": _("Agir à la place d’une personne, sous mandat"),
        "assign_case": _("Confier une démarche à un collègue"),
        "see_follow_up": _("Voir l’ensemble des démarches suivies, en nombres"),
    },
)
