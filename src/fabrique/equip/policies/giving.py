"""Who may do what with promises of donation."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

register(
    "equip",
    {
        "see_donations": dict.fromkeys((Role.REFURBISHER, Role.COORDINATOR), own()),
        "keep_donations": dict.fromkeys((Role.REFURBISHER, Role.COORDINATOR), own()),
        "receive_donation": dict.fromkeys((Role.REFURBISHER, Role.COORDINATOR), own()),
    },
    {
        "see_donations": _("Voir les promesses de don, qui les fait et où les prendre"),
        "keep_donations": _("Tenir une promesse de don : l’accepter, la refuser, la corriger"),
        "receive_donation": _("Compter ce qui arrive d’une promesse"),
    },
)
