"""Who may do what with the rounds that collect."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

COLLECTING = (Role.REFURBISHER, Role.COORDINATOR)
register(
    "equip",
    {
        "plan_rounds": dict.fromkeys(COLLECTING, own()),
        "drive_rounds": dict.fromkeys(COLLECTING, own()),
    },
    {
        "plan_rounds": _("Préparer les tournées de collecte, tenir les véhicules"),
        "drive_rounds": _("Faire une tournée : compter et faire signer ce qui est enlevé"),
    },
)
