"""What the journal calls the acts on rounds."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "equip",
    {
        "keep_vehicle": marked("Véhicule ajouté ou corrigé"),
        "retire_vehicle": marked("Véhicule mis hors service"),
        "open_round": marked("Tournée ouverte"),
        "change_round": marked("Tournée modifiée"),
        "add_stop": marked("Arrêt ajouté à une tournée"),
        "change_stop": marked("Créneau d’un arrêt changé"),
        "move_stop": marked("Arrêt déplacé dans une tournée"),
        "drop_stop": marked("Arrêt retiré d’une tournée"),
        "plan_round": marked("Tournée prévue"),
        "rework_round": marked("Tournée reprise en préparation"),
        "cancel_round": marked("Tournée annulée"),
        "start_round": marked("Départ d’une tournée"),
        "call_back_round": marked("Départ d’une tournée annulé"),
        "collect_stop": marked("Don compté et signé à l’enlèvement"),
        "miss_stop": marked("Don non enlevé"),
        "finish_round": marked("Tournée terminée"),
    },
)
