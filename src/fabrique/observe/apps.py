"""Application « Observer »."""

from django.apps import AppConfig


class ObserveConfig(AppConfig):
    name = "fabrique.observe"
    label = "observe"
    verbose_name = "Observer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registries are filled once all apps are loaded.
        from fabrique.observe.enlisting import enlist

        enlist()
