"""Application « Personnes »."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fabrique.people"
    label = "people"
    verbose_name = "Personnes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once all apps are loaded.
        from django.contrib.auth.signals import user_logged_in

        from fabrique.core.policies import gates
        from fabrique.people import enlisting
        from fabrique.people.acting import choice_gate
        from fabrique.people.proof_gate import second_factor_gate

        gates["organisation"] = choice_gate
        gates["second_factor"] = second_factor_gate
        enlisting.enlist()
        user_logged_in.connect(enlisting.count_codes_anew, dispatch_uid="people.lock.tries")
