"""Who may do what in the directory. Reading the guide needs no right.

Who runs a place keeps some parts of its sheet (``fields.PARTS``). What identifies it, and whether it is in
the guide, stay with those who keep the guide.
"""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import every, own, register
from fabrique.directory.fields import PARTS
from fabrique.people.enums import Role

ADMINISTRATOR, COORDINATOR, MEDIATOR = Role.ADMINISTRATOR, Role.COORDINATOR, Role.MEDIATOR
HELD = own().only(*PARTS)

register(
    "directory",
    {
        "keep_guide": {ADMINISTRATOR: every},
        "edit_place": {ADMINISTRATOR: every, COORDINATOR: HELD, MEDIATOR: HELD},
        "edit_service": {ADMINISTRATOR: every, COORDINATOR: own(), MEDIATOR: own()},
        "claim_place": {COORDINATOR: own("pk")},
        "follow_claim": {COORDINATOR: own()},
        "release_place": {COORDINATOR: own()},
        "settle_claims": {ADMINISTRATOR: every},
        "run_campaign": {ADMINISTRATOR: every, COORDINATOR: own()},
        "import_places": {ADMINISTRATOR: every},
        "settle_duplicates": {ADMINISTRATOR: every},
        "answer_reports": {ADMINISTRATOR: every},
        "follow_places": dict.fromkeys((COORDINATOR, Role.RECEPTION, MEDIATOR), own()),
    },
    {
        "keep_guide": _("Créer, retirer, publier des lieux, ne plus nommer une personne"),
        "edit_place": _("Tenir la fiche d’un lieu"),
        "edit_service": _("Tenir la fiche d’un service"),
        "claim_place": _("Demander un lieu pour son organisation"),
        "follow_claim": _("Suivre une demande de lieu, la reprendre"),
        "release_place": _("Dire qu’un lieu n’est plus celui de son organisation"),
        "settle_claims": _("Répondre aux demandes de lieux"),
        "run_campaign": _("Demander aux lieux si leur fiche est juste"),
        "import_places": _("Importer des lieux"),
        "settle_duplicates": _("Décider des doublons"),
        "answer_reports": _("Répondre aux signalements"),
        "follow_places": _("Être prévenu de ce qui change pour un lieu"),
    },
)
