"""Application « Portail »."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "fabrique.web"
    label = "web"
    verbose_name = "Portail"
    default_auto_field = "django.db.models.BigAutoField"
