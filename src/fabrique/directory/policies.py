"""Who may do what in the directory. Reading the guide needs no right."""

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
)
