"""What the journal calls the acts of accounts, organisations and residents."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming
from fabrique.people.enums import AccountEventKind

naming.name(
    "people",
    {
        "accept_invitation": marked("Invitation acceptée"),
        "add_member": marked("Membre ajouté à une structure"),
        "announce_erasures": marked("Effacements annoncés à une structure"),
        "ask_new_address": marked("Nouvelle adresse demandée"),
        "brake": marked("Tentatives de connexion freinées"),
        "carry_instance": marked("Structure porteuse choisie"),
        "close_session_by_codes": marked("Session fermée après des codes faux"),
        "come_by_provider": marked("Connexion par un fournisseur d’identité"),
        "create_account": marked("Compte ouvert"),
        "create_team": marked("Équipe créée"),
        "edit_organisation": marked("Structure corrigée"),
        "edit_resident": marked("Dossier d’une personne corrigé"),
        "end_agreement": marked("Convention terminée"),
        "end_membership": marked("Membre parti d’une structure"),
        "end_sessions": marked("Sessions fermées"),
        "erase_account": marked("Compte effacé"),
        "erase_resident": marked("Dossier d’une personne effacé"),
        "export_account": marked("Copie d’un compte faite"),
        "export_resident": marked("Copie du dossier faite pour la personne"),
        "free_resident": marked("Limite à l’usage d’un dossier levée"),
        "give_consent": marked("Consentement donné"),
        "inform_resident": marked("Personne informée"),
        "invite_member": marked("Invitation envoyée"),
        "keep_resident": marked("Dossier gardé plus longtemps"),
        "limit_resident": marked("Usage d’un dossier limité"),
        "make_token": marked("Jeton d’accès fait"),
        "merge_residents": marked("Dossiers de personnes réunis"),
        "place_member": marked("Rôle ou équipe d’un membre changé"),
        "receive_resident": marked("Personne reçue"),
        "record_agreement": marked("Convention enregistrée"),
        "refuse_provider": marked("Fournisseur d’identité refusé"),
        "register_organisation": marked("Structure enregistrée"),
        "rename_account": marked("Nom d’un compte changé"),
        "rename_team": marked("Équipe renommée"),
        "revoke_invitation": marked("Invitation retirée"),
        "revoke_token": marked("Jeton d’accès retiré"),
        "send_reset_link": marked("Lien de nouveau mot de passe envoyé"),
        "separate_residents": marked("Dossiers de personnes séparés"),
        "set_desk_lock": marked("Verrou du poste réglé"),
        "sign_in": marked("Connexion"),
        "sign_out": marked("Déconnexion"),
        "switch_organisation": marked("Structure changée"),
        "withdraw_consent": marked("Consentement retiré"),
        "write_note": marked("Note écrite"),
    },
)
naming.name("people", {kind.value: str(kind.label).split(". ")[0].rstrip(".") for kind in AccountEventKind})
