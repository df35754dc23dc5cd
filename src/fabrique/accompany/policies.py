"""Who may do what with mandates."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

HELPER = Role.MANDATED_HELPER

register(
    "accompany",
    {
        "see_mandates": dict.fromkeys(
            (HELPER, Role.MEDIATOR, Role.SOCIAL_WORKER, Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER), own()
        ),
        "draft_mandate": {HELPER: own()},
        "sign_mandate": {HELPER: own()},
        "revoke_mandate": dict.fromkeys((HELPER, Role.COORDINATOR), own()),
    },
    {
        "see_mandates": _("Voir les mandats d’une personne"),
        "draft_mandate": _("Préparer un mandat, le renouveler"),
        "sign_mandate": _("Faire signer un mandat"),
        "revoke_mandate": _("Annuler une autorisation ou tout un mandat"),
    },
)
