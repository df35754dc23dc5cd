"""Application « Guide »."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "fabrique.directory"
    label = "directory"
    verbose_name = "Guide"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registries are filled once all apps are loaded.
        from fabrique.directory.api import datasets
        from fabrique.directory.enlisting import enlist
        from fabrique.directory.views import desk_registry

        enlist()
        datasets.enlist()
        desk_registry.enlist()
