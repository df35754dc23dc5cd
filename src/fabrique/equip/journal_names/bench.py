"""What the journal calls the acts of the bench."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "equip",
    {
        "receive_log": marked("Journal d’effacement reçu"),
        "refuse_log": marked("Fichier refusé : ce n’est pas un journal d’effacement"),
        "prove_erasure": marked("Preuve d’effacement, de retrait ou de destruction"),
        "certify_erasure": marked("Certificat d’effacement signé"),
        "add_rules": marked("Règles de notation ajoutées"),
    },
)
