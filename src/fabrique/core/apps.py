"""Application « Socle »."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.forms import Field
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "fabrique.core"
    label = "core"
    verbose_name = "Socle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every app's rights, jobs and limits enlist themselves; a form says what to do, not its demands."""
        Field.default_error_messages["required"] = _("Répondez à cette question.")
        autodiscover_modules("policies", "tasks", "privacy", "journal_names", "erasing")
        from fabrique.core.journal import genesis  # its models exist only now

        pre_migrate.connect(genesis.prepare, sender=self)
        post_migrate.connect(genesis.install, sender=self)
