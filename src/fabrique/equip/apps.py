"""Application « Équipement »."""

from django.apps import AppConfig


class EquipConfig(AppConfig):
    name = "fabrique.equip"
    label = "equip"
    verbose_name = "Équipement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registries are filled once all apps are loaded.
        from fabrique.equip.enlisting import enlist

        enlist()
