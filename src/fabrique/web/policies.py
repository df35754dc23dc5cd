"""Who may do what in the portal itself."""

from fabrique.core.policies import every, register
from fabrique.people.enums import Role

register("web", {"set_appearance": {Role.ADMINISTRATOR: every}})
