"""What the journal calls the acts of the socle."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "core",
    {
        "apply_retention": marked("Effacement de ce dont la durée est passée"),
        "begin_journal": marked("Début du journal"),
        "ask_verification": marked("Demande de vérification du journal"),
        "forget_personal": marked("Effacement des valeurs d’une personne dans le journal"),
        "seal_reads": marked("Scellement d’un mois de consultations"),
        "remove_reads": marked("Départ d’un mois de consultations"),
        "restore": marked("Restauration d’une sauvegarde"),
        "rotate_keys": marked("Changement de clé"),
        "retire_keys": marked("Retrait d’anciennes clés"),
    },
)
