"""Who may do what in the observatory.

Public statistics are shared; what a partner brought is seen by its own organisation until it shares it.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import Relation, acts_for, own, register
from fabrique.people.enums import Role

KEEPING = (Role.ADMINISTRATOR, Role.COORDINATOR)
SEEN = Relation(
    "shared",
    _("partagés, et ceux de son organisation"),
    lambda actor: Q(shared=True) | Q(organisation=acts_for(actor)),
)

register(
    "observe",
    {
        "see_data": dict.fromkeys(Role, SEEN),
        "keep_data": dict.fromkeys(KEEPING, own()),
        "bring_data": dict.fromkeys(KEEPING, own("pk")),
    },
    {
        "see_data": _("Voir les jeux de données de l’observatoire"),
        "keep_data": _("Retirer un jeu de données, le partager, répondre à sa vérification"),
        "bring_data": _("Apporter un jeu de données"),
    },
)
