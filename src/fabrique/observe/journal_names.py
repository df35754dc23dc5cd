"""What the journal calls the acts of the observatory."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "observe",
    {
        "import_data_set": marked("Jeu de données importé"),
        "replace_data_set": marked("Jeu de données remplacé par une nouvelle édition"),
        "withdraw_data_set": marked("Jeu de données retiré"),
        "restore_data_set": marked("Jeu de données remis en service"),
        "erase_data_set": marked("Jeu de données effacé"),
        "share_data_set": marked("Partage d’un jeu de données changé"),
        "answer_finding": marked("Réponse à une vérification"),
        "request_import": marked("Import de données demandé"),
        "refuse_import": marked("Import de données refusé"),
        "write_definition": marked("Définition d’un indice écrite"),
        "sign_definition": marked("Définition d’un indice signée"),
        "move_definition": marked("Définition d’un indice mise de côté ou reprise"),
        "compute_index": marked("Indice calculé"),
        "request_index": marked("Calcul d’un indice demandé"),
        "refuse_index": marked("Calcul d’un indice refusé"),
        "share_run": marked("Partage d’un calcul d’indice changé"),
        "make_site_list": marked("Liste de sites possibles faite"),
        "fill_site_list": marked("Liste de sites possibles complétée"),
        "share_site_list": marked("Partage d’une liste de sites changé"),
        "erase_site_list": marked("Liste de sites possibles effacée"),
        "add_site": marked("Site possible ajouté"),
        "edit_site": marked("Site possible corrigé"),
        "remove_site": marked("Site possible ôté"),
        "put_veto": marked("Opposition à un site notée"),
        "lift_veto": marked("Opposition à un site levée"),
        "draw_up_sites": marked("Liste de sites possibles dressée"),
        "ask_scenario": marked("Scénario demandé"),
        "solve_scenario": marked("Scénario calculé"),
        "refuse_scenario": marked("Scénario sans solution"),
        "move_scenario": marked("Scénario retenu, mis de côté ou repris"),
        "share_scenario": marked("Partage d’un scénario changé"),
    },
)
