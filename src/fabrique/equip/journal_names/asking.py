"""What the journal calls the acts about requests and their allocation."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "equip",
    {
        "accept_proposal": marked("Proposition acceptée, appareil réservé"),
        "answer_appeal": marked("Réponse à un recours"),
        "ask_device": marked("Appareil demandé"),
        "change_programme": marked("Programme d’équipement changé"),
        "correct_request": marked("Demande d’appareil corrigée"),
        "end_request": marked("Demande d’appareil finie, ou reprise"),
        "expire_reservation": marked("Réservation expirée"),
        "note_appeal": marked("Recours noté"),
        "open_programme": marked("Programme d’équipement ouvert"),
        "publish_rules": marked("Règles d’attribution publiées"),
        "refuse_proposal": marked("Proposition refusée"),
        "release_proposal": marked("Réservation levée"),
        "run_allocation": marked("Attribution calculée"),
        "serve_request": marked("Demande d’appareil servie"),
    },
)
