"""Application « Portail »."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class WebConfig(AppConfig):
    name = "fabrique.web"
    label = "web"
    verbose_name = "Portail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models and URL names exist only once all apps are loaded.
        from fabrique.core.ui.navigation import Entry, menu, tools
        from fabrique.territory.models import Territory
        from fabrique.web import policies  # noqa: F401 - declares its rules
        from fabrique.web.context import forget_territory

        menu.enlist("web.portal", Entry("Accueil", "web:portal", order=0))
        menu.enlist("web.desk", Entry("Ma journée", "web:desk", policy="people.see_desk", order=900))
        tools.enlist(
            "web.appearance", Entry("Apparence du site", "web:appearance", "web.set_appearance", 900)
        )
        tools.enlist("web.journal", Entry("Journal", "web:journal", "web.read_journal", 910))
        post_save.connect(forget_territory, sender=Territory, dispatch_uid="web.shell.saved")
        post_delete.connect(forget_territory, sender=Territory, dispatch_uid="web.shell.deleted")
