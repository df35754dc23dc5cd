"""What the journal calls the acts of the directory."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "directory",
    {
        "add_stop": marked("Arrêt ajouté"),
        "add_visits": marked("Passages ajoutés à un arrêt"),
        "attach_organisation": marked("Structure d’un lieu choisie"),
        "close_place": marked("Fermeture d’un lieu annoncée"),
        "close_report": marked("Signalement traité"),
        "create_place": marked("Lieu créé"),
        "create_service": marked("Service créé"),
        "drop_edit": marked("Correction d’un lieu retirée"),
        "edit_place": marked("Lieu corrigé"),
        "edit_service": marked("Service corrigé"),
        "edit_stop": marked("Arrêt corrigé"),
        "enter_records": marked("Lieux importés"),
        "enter_services": marked("Services importés"),
        "locate_places": marked("Lieux situés sur la carte"),
        "make_booklet": marked("Livret fait"),
        "merge_places": marked("Lieux réunis"),
        "object_contact": marked("Opposition d’une personne enregistrée"),
        "offer_service": marked("Service proposé dans un lieu"),
        "publish_place": marked("Lieu publié de nouveau"),
        "refuse_import": marked("Import refusé"),
        "refuse_pair": marked("Doublon écarté"),
        "remove_stop": marked("Arrêt ôté"),
        "remove_visit": marked("Passage ôté"),
        "reopen_pair": marked("Doublon à revoir"),
        "reopen_place": marked("Fermeture d’un lieu levée"),
        "report_error": marked("Erreur signalée par le public"),
        "request_import": marked("Import demandé"),
        "search_duplicates": marked("Doublons cherchés"),
        "take_report": marked("Signalement pris en charge"),
        "undo_merge": marked("Réunion de lieux défaite"),
        "verify_place": marked("Lieu vérifié"),
        "withdraw_offer": marked("Service retiré d’un lieu"),
        "withdraw_place": marked("Lieu retiré du guide"),
    },
)
