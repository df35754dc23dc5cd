"""Who may read the figures of the equipment, and take devices out in files."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import own, register
from fabrique.people.enums import Role

register(
    "equip",
    {
        "see_figures": dict.fromkeys((Role.COORDINATOR, Role.REFURBISHER, Role.FUNDER), own("pk")),
        "export_devices": dict.fromkeys((Role.COORDINATOR, Role.REFURBISHER), own("pk")),
    },
    {
        "see_figures": _("Lire les chiffres du matériel ; aucune personne n’y est"),
        "export_devices": _("Exporter la liste des appareils"),
    },
)
