"""Application « Personnes »."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fabrique.people"
    label = "people"
    verbose_name = "Personnes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fabrique.core.policies import gates
        from fabrique.core.ui.navigation import Entry, tools
        from fabrique.people.acting import choice_gate

        receive = Entry("Recevoir une personne", "people:find-resident", "people.see_resident", 5)
        tools.enlist("people.residents", receive)
        gates["organisation"] = choice_gate
