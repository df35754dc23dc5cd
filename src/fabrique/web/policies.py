"""Who may do what in the portal itself."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import every, register
from fabrique.people.enums import Role

register(
    "web",
    {"set_appearance": {Role.ADMINISTRATOR: every}, "read_journal": {Role.ADMINISTRATOR: every}},
    {
        "set_appearance": _("Changer l’apparence du site"),
        "read_journal": _("Lire et vérifier le journal"),
    },
)
