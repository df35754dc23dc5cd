"""Who may do what in the directory. Reading the guide needs no right."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import every, register
from fabrique.people.enums import Role

register(
    "directory",
    {
        "edit_place": {Role.ADMINISTRATOR: every},
        "import_places": {Role.ADMINISTRATOR: every},
        "settle_duplicates": {Role.ADMINISTRATOR: every},
        "answer_reports": {Role.ADMINISTRATOR: every},
    },
    {
        "edit_place": _("Tenir les fiches des lieux et leurs services"),
        "import_places": _("Importer des lieux"),
        "settle_duplicates": _("Décider des doublons"),
        "answer_reports": _("Répondre aux signalements"),
    },
)
