"""Application « Guide »."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "fabrique.directory"
    label = "directory"
    verbose_name = "Guide"
    default_auto_field = "django.db.models.BigAutoField"
