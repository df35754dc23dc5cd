"""Who may do what with accounts and organisations."""

from fabrique.core.policies import every, register
from fabrique.people.enums import Role

register(
    "people",
    {
        "see_desk": {Role.ADMINISTRATOR: every},
        "manage_organisations": {Role.ADMINISTRATOR: every},
    },
)
