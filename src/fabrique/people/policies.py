"""Who may do what with accounts, organisations and what ties them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import SIGNED_IN, Relation, acts_for, every, own, personal, register
from fabrique.people.enums import Role

ADMINISTRATOR, COORDINATOR, OFFICER = Role.ADMINISTRATOR, Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER
ITSELF = own("pk")
OF_RESIDENT = "resident__organisation"
# What one was told for the organisation for which one acts now, and for no other.
TOLD = Relation(
    "personal",
    personal().label,
    lambda actor: personal()(actor) & Q(organisation=acts_for(actor)),
)
# The parts of a person's file, as ``fields_of`` names them.
IDENTITY = ("identity", "contact")
MEDIATION = (*IDENTITY, "protection", "consents", "notes_desk", "notes_mediation")
SOCIAL = (*MEDIATION, "notes_social")
HELPING = (Role.MEDIATOR, Role.MANDATED_HELPER, Role.SOCIAL_WORKER, COORDINATOR)
FILING = (Role.RECEPTION, Role.MEDIATOR, Role.MANDATED_HELPER, Role.SOCIAL_WORKER, COORDINATOR)
NAMING = tuple(role for role in Role if role != Role.FUNDER)  # a funder reads figures, never a person

register(
    "people",
    {
        "manage_own_account": {SIGNED_IN: every},
        "choose_organisation": {SIGNED_IN: personal()},
        "see_desk": dict.fromkeys(Role, every),
        "read_notifications": dict.fromkeys(Role, TOLD),
        "see_organisation": {**dict.fromkeys(Role, ITSELF), ADMINISTRATOR: every},
        "manage_organisations": {ADMINISTRATOR: every},
        "see_members": {
            **dict.fromkeys(NAMING, own().only("name", "role", "team")),
            ADMINISTRATOR: every,
            COORDINATOR: own(),
            OFFICER: own(),
        },
        "manage_members": {ADMINISTRATOR: every, COORDINATOR: own()},
        "grant_administration": {ADMINISTRATOR: own("pk")},
        "manage_teams": {ADMINISTRATOR: every, COORDINATOR: own()},
        "see_agreements": {ADMINISTRATOR: every, COORDINATOR: own(), OFFICER: own()},
        "manage_agreements": {ADMINISTRATOR: every},
        "see_tokens": {ADMINISTRATOR: every, COORDINATOR: own(), OFFICER: own()},
        "revoke_token": {ADMINISTRATOR: every, COORDINATOR: own()},
        "make_token": {ADMINISTRATOR: ITSELF, COORDINATOR: ITSELF},
        "see_resident": {
            Role.RECEPTION: own().only(*IDENTITY, "notes_desk"),
            Role.PRESCRIBER: own().only(*IDENTITY, "notes_desk"),
            Role.TRAINER: own().only("identity"),
            Role.MEDIATOR: own().only(*MEDIATION),
            Role.MANDATED_HELPER: own().only(*MEDIATION),
            COORDINATOR: own().only(*MEDIATION),
            Role.SOCIAL_WORKER: own().only(*SOCIAL),
            OFFICER: own().only(*IDENTITY, "protection", "consents"),
        },
        "receive_resident": dict.fromkeys((*FILING, Role.PRESCRIBER), ITSELF),
        "edit_resident": dict.fromkeys(FILING, own()),
        "export_resident": {OFFICER: own(), COORDINATOR: own().only(*MEDIATION)},
        "erase_resident": {OFFICER: own(), COORDINATOR: own()},
        "limit_resident": {OFFICER: own(), COORDINATOR: own()},
        "keep_resident": {OFFICER: own(), COORDINATOR: own()},
        "merge_residents": dict.fromkeys((Role.MEDIATOR, Role.SOCIAL_WORKER, COORDINATOR), own()),
        "give_carnet": dict.fromkeys(HELPING, own()),
        "revoke_carnet": dict.fromkeys((*FILING, OFFICER), own()),
        "answer_alert": dict.fromkeys((Role.MANDATED_HELPER, COORDINATOR, OFFICER), own(OF_RESIDENT)),
        "link_files": dict.fromkeys(HELPING, own()),
    },
    {
        "manage_own_account": _("Tenir son compte"),
        "choose_organisation": _("Choisir pour quelle organisation on agit"),
        "see_desk": _("Ouvrir l’espace professionnel"),
        "read_notifications": _("Lire ses notifications, choisir comment les recevoir"),
        "see_organisation": _("Voir une organisation"),
        "manage_organisations": _("Enregistrer et modifier une organisation"),
        "see_members": _("Voir les membres"),
        "manage_members": _("Inviter un membre, changer ou finir son rôle"),
        "grant_administration": _("Donner le rôle d’administration du territoire"),
        "manage_teams": _("Tenir les équipes"),
        "see_agreements": _("Voir les conventions"),
        "manage_agreements": _("Enregistrer une convention, y mettre fin"),
        "see_tokens": _("Voir les clés de l’API"),
        "revoke_token": _("Révoquer une clé de l’API"),
        "make_token": _("Créer une clé de l’API"),
        "see_resident": _("Voir le dossier d’une personne"),
        "receive_resident": _("Ouvrir le dossier d’une personne"),
        "edit_resident": _("Tenir le dossier : information, accords, notes, corrections"),
        "export_resident": _("Remettre à une personne la copie de son dossier"),
        "erase_resident": _("Effacer le dossier d’une personne"),
        "limit_resident": _("Limiter l’usage d’un dossier, lever la limite"),
        "keep_resident": _("Garder un dossier après sa durée, pour une raison"),
        "merge_residents": _("Réunir deux dossiers, les séparer"),
        "give_carnet": _("Remettre son carnet à une personne : papier, code"),
        "revoke_carnet": _("Annuler le code d’un carnet"),
        "answer_alert": _("Répondre à ce qu’une personne signale par son carnet"),
        "link_files": _("Relier un dossier à celui d’une autre structure, l’arrêter"),
    },
)
