"""Application « Territoire »."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "fabrique.territory"
    label = "territory"
    verbose_name = "Territoire"
    default_auto_field = "django.db.models.BigAutoField"
