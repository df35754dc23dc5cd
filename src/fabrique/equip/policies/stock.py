"""Who may do what with devices: the machine's table names these actions (``enums.devices``)."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

WORKSHOP = (Role.REFURBISHER, Role.COORDINATOR)
register(
    "equip",
    {
        "see_stock": dict.fromkeys(WORKSHOP, own()),
        "keep_stock": dict.fromkeys(WORKSHOP, own()),
        "keep_sites": {Role.COORDINATOR: own()},
        "work_on_device": {Role.REFURBISHER: own()},
        "check_quality": {Role.REFURBISHER: own()},
        "reserve_device": {Role.COORDINATOR: own()},
        "hand_over": dict.fromkeys((*WORKSHOP, Role.MEDIATOR, Role.RECEPTION), own()),
    },
    {
        "see_stock": _("Voir les appareils et leur histoire"),
        "keep_stock": _(
            "Recevoir, identifier, ranger, compter des appareils et des fournitures, noter une perte"
        ),
        "keep_sites": _("Tenir les ateliers et les réserves"),
        "work_on_device": _("Effacer, diagnostiquer, réparer, installer un appareil"),
        "check_quality": _("Déclarer un appareil prêt"),
        "reserve_device": _("Réserver un appareil, le libérer"),
        "hand_over": _("Remettre un appareil, le suivre, le reprendre"),
    },
)
