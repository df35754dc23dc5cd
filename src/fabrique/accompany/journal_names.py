"""What the journal calls the acts about mandates and procedures."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "accompany",
    {
        "abandon_mandate": marked("Mandat abandonné avant signature"),
        "draft_mandate": marked("Mandat préparé"),
        "end_authorisations": marked("Autorisations d’un mandat terminées"),
        "keep_scan": marked("Scan d’un mandat signé gardé"),
        "renew_mandate": marked("Mandat renouvelé"),
        "sign_mandate": marked("Mandat signé"),
        "assign_case": marked("Démarche confiée à quelqu’un d’autre"),
        "close_case": marked("Démarche terminée"),
        "note_act": marked("Acte noté dans une démarche"),
        "open_case": marked("Suivi d’une démarche ouvert"),
        "plan_case": marked("Suite d’une démarche changée"),
        "propose_by_sms": marked("Mandat proposé par SMS"),
        "take_reply": marked("Réponse reçue par SMS"),
        "receive_document": marked("Document reçu pour une démarche"),
        "refuse_file": marked("Fichier dangereux refusé"),
        "reopen_case": marked("Démarche rouverte"),
        "return_document": marked("Papier rendu à la personne"),
        "warn_expiring": marked("Fin prochaine d’un mandat annoncée"),
    },
)
