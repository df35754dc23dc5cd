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
        "run_collections": {Role.COORDINATOR: own()},
        "keep_drop_offs": {Role.COORDINATOR: own()},
        "keep_receiver": {Role.COORDINATOR: own("pk")},
    },
    {
        "see_donations": _("Voir les promesses de don, qui les fait et où les prendre"),
        "keep_donations": _("Tenir une promesse de don : l’accepter, la refuser, la corriger"),
        "receive_donation": _("Compter ce qui arrive d’une promesse"),
        "run_collections": _("Annoncer une collecte, en changer les dates et l’objectif"),
        "keep_drop_offs": _("Tenir les points de collecte"),
        "keep_receiver": _(
            "Dire ce qu’est l’organisation pour la loi sur les dons, et le bilan des donateurs"
        ),
    },
)
