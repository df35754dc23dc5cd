"""What the journal calls the acts of the territory."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "territory",
    {
        "initialise": marked("Choix du territoire"),
        "present": marked("Changement de l’apparence"),
        "import_contours": marked("Import de contours"),
    },
)
