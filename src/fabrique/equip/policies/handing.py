"""Who may follow handovers, and note what leaves for recycling (``hand_over`` itself is of the machine)."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import Relation, own, register
from fabrique.equip.policies.asking import ASKING
from fabrique.people.enums import Role

_HANDED, _ASKED = own("handover__organisation"), own("handover__request__organisation")
WHOLE = Relation(
    "handed_or_asked",
    _("de son organisation, ou demandés par elle"),
    lambda actor: _HANDED(actor) | _ASKED(actor),
)
ASKED = Relation("asked", _("demandés par son organisation"), _ASKED)

register(
    "equip",
    {
        "follow_handovers": {
            **dict.fromkeys(ASKING, ASKED),
            **dict.fromkeys((Role.COORDINATOR, Role.MEDIATOR, Role.RECEPTION), WHOLE),
        },
        "note_take_back": dict.fromkeys((Role.REFURBISHER, Role.COORDINATOR), own()),
    },
    {
        "follow_handovers": _("Demander des nouvelles d’un appareil remis, noter la réponse"),
        "note_take_back": _("Noter ce qu’un recycleur emporte"),
    },
)
