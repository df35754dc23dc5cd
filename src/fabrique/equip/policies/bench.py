"""Who may do what on the bench, beside what the machine of devices already names (``policies.stock``)."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

WORKSHOP = (Role.REFURBISHER, Role.COORDINATOR)
register(
    "equip",
    {
        "receive_logs": {Role.REFURBISHER: own()},
        "certify_erasure": dict.fromkeys(WORKSHOP, own()),
        "see_rules": dict.fromkeys(WORKSHOP, own()),
        "keep_rules": {Role.COORDINATOR: own()},
    },
    {
        "receive_logs": _("Déposer des journaux d’effacement"),
        "certify_erasure": _("Signer un certificat d’effacement"),
        "see_rules": _("Voir les règles de notation, les comparer sur le stock"),
        "keep_rules": _("Ajouter une version de règles de notation"),
    },
)
