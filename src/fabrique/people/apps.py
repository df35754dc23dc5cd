"""Application « Personnes »."""

from django.apps import AppConfig

ACCOUNT = "people.manage_own_account"


class PeopleConfig(AppConfig):
    name = "fabrique.people"
    label = "people"
    verbose_name = "Personnes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once all apps are loaded.
        from fabrique.core.policies import gates
        from fabrique.core.ui.navigation import Entry, menu, tools
        from fabrique.people.acting import choice_gate
        from fabrique.people.signing.gate import second_factor_gate

        receive = Entry("Recevoir une personne", "people:find-resident", "people.see_resident", 5)
        tools.enlist("people.residents", receive)
        menu.enlist("people.account", Entry("Mon compte", "people:account", ACCOUNT, order=950))
        gates["organisation"] = choice_gate
        gates["second_factor"] = second_factor_gate
