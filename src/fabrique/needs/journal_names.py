"""What the journal calls the acts about needs."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "needs",
    {
        "note_need": marked("Besoin noté"),
        "relocate_need": marked("Lieu d’un besoin corrigé"),
        "move_need": marked("État d’un besoin changé"),
    },
)
