"""Who may do what with needs."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

NOTING = (
    Role.RECEPTION,
    Role.MEDIATOR,
    Role.MANDATED_HELPER,
    Role.SOCIAL_WORKER,
    Role.PRESCRIBER,
    Role.COORDINATOR,
)

register(
    "needs",
    {
        "see_needs": dict.fromkeys(NOTING, own()),
        "note_need": dict.fromkeys(NOTING, own()),
        "keep_need": dict.fromkeys(NOTING, own()),
    },
    {
        "see_needs": _("Voir les besoins notés"),
        "note_need": _("Noter ce qui manque à une personne, ou à un quartier"),
        "keep_need": _("Dire où en est un besoin"),
    },
)
