"""Who may follow handovers, and note what leaves for recycling (``hand_over`` itself is of the machine)."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

register(
    "equip",
    {
        "follow_handovers": dict.fromkeys(
            (Role.COORDINATOR, Role.MEDIATOR, Role.RECEPTION), own("handover__organisation")
        ),
        "note_take_back": dict.fromkeys((Role.REFURBISHER, Role.COORDINATOR), own()),
    },
    {
        "follow_handovers": _("Demander des nouvelles d’un appareil remis, noter la réponse"),
        "note_take_back": _("Noter ce qu’un recycleur emporte"),
    },
)
