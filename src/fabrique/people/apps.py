"""Application « Personnes »."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fabrique.people"
    label = "people"
    verbose_name = "Personnes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fabrique.core.policies import gates
        from fabrique.people.acting import choice_gate

        gates["organisation"] = choice_gate
