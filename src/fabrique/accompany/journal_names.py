"""What the journal calls the acts about mandates."""

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
        "warn_expiring": marked("Fin prochaine d’un mandat annoncée"),
    },
)
