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
        from fabrique.core.policies import PUBLIC
        from fabrique.core.ui.navigation import Entry, menu, tools
        from fabrique.core.ui.searching import Provider, providers
        from fabrique.territory.models import Territory
        from fabrique.web import policies  # noqa: F401 - declares its rules
        from fabrique.web.context import forget_territory
        from fabrique.web.searching import found_pages

        menu.enlist("web.portal", Entry("Accueil", "web:portal", order=0))
        menu.enlist("web.desk", Entry("Ma journée", "web:desk", policy="people.see_desk", order=900))
        tools.enlist(
            "web.appearance", Entry("Apparence du site", "web:appearance", "web.set_appearance", 900)
        )
        tools.enlist("web.journal", Entry("Journal", "web:journal", "web.read_journal", 910))
        providers.enlist(
            "web-pages",
            Provider(
                "Pages de l’espace",
                "Le nom d’une page : « Verrou », « Mon compte ».",
                PUBLIC,
                found_pages,
                900,
            ),
        )
        _enlist_reading()
        post_save.connect(forget_territory, sender=Territory, dispatch_uid="web.shell.saved")
        post_delete.connect(forget_territory, sender=Territory, dispatch_uid="web.shell.deleted")


def _enlist_reading() -> None:
    """What a funder reads: the figures, how they are counted, the open data."""
    from django.urls import reverse

    from fabrique.core.policies import PUBLIC
    from fabrique.core.ui.portal import Gesture, gestures
    from fabrique.people.enums import Role

    pages = (
        ("figures", "Lire les chiffres publics", "Ce qui est compté, et à quelle date", "portal", "chart"),
        ("counting", "Savoir comment nous comptons", "La règle de chaque chiffre", "counting", "info"),
        ("data", "Prendre les données ouvertes", "Les lieux, en CSV, JSON ou XLSX", "open-data", "download"),
    )
    for order, (key, title, text, name, icon) in enumerate(pages, start=1):

        def url(actor: object, name: str = name) -> str:
            return reverse(f"web:{name}")

        reading = frozenset({Role.FUNDER})
        gestures.enlist(f"web.{key}", Gesture(title, text, url, PUBLIC, icon, reading, "observe", order))
