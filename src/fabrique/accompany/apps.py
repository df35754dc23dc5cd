"""Application « Accompagnement »."""

from django.apps import AppConfig


class AccompanyConfig(AppConfig):
    name = "fabrique.accompany"
    label = "accompany"
    verbose_name = "Accompagnement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registries are filled once all apps are loaded.
        from fabrique.accompany.enlisting import enlist

        enlist()
