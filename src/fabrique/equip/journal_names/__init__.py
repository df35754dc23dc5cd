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
        "refuse_scan": marked("Convention signée : fichier dangereux refusé"),
        "take_file": marked("Fichier de relevé versé"),
        "open_lot": marked("Lot reçu"),
        "open_site": marked("Atelier ou réserve ouverts"),
        "receive_donation": marked("Don compté à l’arrivée"),
        "prepare_handover": marked("Remise préparée"),
        "cancel_handover": marked("Remise annulée"),
        "plan_handover": marked("Rendez-vous de remise fixé"),
        "check_handover": marked("Remise : ce qui est vérifié"),
        "sign_handover": marked("Convention de remise signée"),
        "hand_over": marked("Appareil remis"),
        "end_handover": marked("Remise terminée"),
        "extend_guarantee": marked("Garantie prolongée après réparation"),
        "ask_follow_up": marked("Nouvelles demandées"),
        "answer_follow_up": marked("Nouvelles reçues"),
        "give_up_follow_up": marked("Pas de nouvelles"),
        "handle_trouble": marked("Problème après remise traité"),
        "remind_meeting": marked("Rendez-vous de remise rappelé"),
        "take_back": marked("Enlèvement par un recycleur"),
    },
)
