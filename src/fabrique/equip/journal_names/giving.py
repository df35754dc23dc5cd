"""What the journal calls the acts on promises, collections and their legal frame."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "equip",
    {
        "accept_donation": marked("Promesse de don acceptée"),
        "change_collection": marked("Collecte changée"),
        "change_drop_off": marked("Point de collecte changé"),
        "close_drop_off": marked("Point de collecte fermé"),
        "correct_donation": marked("Promesse de don corrigée"),
        "decline_donation": marked("Promesse de don refusée"),
        "forget_donor": marked("Donateur effacé à sa demande"),
        "note_frame": marked("Cadre d’un don noté"),
        "note_receipt": marked("Reçu d’un organisme noté"),
        "note_reformed": marked("Matériel réformé d’un donateur public noté"),
        "open_collection": marked("Collecte annoncée"),
        "open_drop_off": marked("Point de collecte ouvert"),
        "promise_donation": marked("Don promis"),
        "renew_link": marked("Adresse d’un donateur remplacée"),
        "revoke_link": marked("Adresse d’un donateur annulée"),
        "set_receiver": marked("Cadre légal d’une organisation changé"),
        "withdraw_donation": marked("Promesse de don reprise"),
    },
)
