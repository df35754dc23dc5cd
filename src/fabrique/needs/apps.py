"""Application « Besoins »."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "fabrique.needs"
    label = "needs"
    verbose_name = "Besoins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registries are filled once all apps are loaded.
        from fabrique.needs.enlisting import enlist

        enlist()
