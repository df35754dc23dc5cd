"""Who may do what with accounts, organisations and what ties them."""

from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import SIGNED_IN, every, own, personal, register
from fabrique.people.enums import Role

ADMINISTRATOR, COORDINATOR, OFFICER = Role.ADMINISTRATOR, Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER
ITSELF = own("pk")
NAMING = tuple(role for role in Role if role != Role.FUNDER)  # a funder reads figures, never a person

register(
    "people",
    {
        "manage_own_account": {SIGNED_IN: every},
        "choose_organisation": {SIGNED_IN: personal()},
        "see_desk": dict.fromkeys(Role, every),
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
    },
    {
        "manage_own_account": _("Tenir son compte"),
        "choose_organisation": _("Choisir pour quelle organisation on agit"),
        "see_desk": _("Ouvrir l’espace professionnel"),
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
    },
)
