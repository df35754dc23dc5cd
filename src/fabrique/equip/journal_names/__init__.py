"""What the journal calls the acts of the equipment."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming
from fabrique.equip.journal_names import (  # noqa: F401 - they name their own acts
    asking,
    bench,
    giving,
    rounds,
    stock,
)

naming.name(
    "equip",
    {
        "move_device": marked("Geste sur un appareil"),
        "import_marks": marked("Table des notes de processeurs importée"),
        "refuse_file": marked("Fichier de relevé refusé"),
        "take_file": marked("Fichier de relevé versé"),
        "open_lot": marked("Lot reçu"),
        "open_site": marked("Atelier ou réserve ouverts"),
        "receive_donation": marked("Don compté à l’arrivée"),
    },
)
