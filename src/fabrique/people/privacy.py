"""What the tables of people, and of the library that signs them in, hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.people.retention import (
    CARNET_DAYS,
    CLOSED_ACCOUNT_DAYS,
    ENDED_CARNET_DAYS,
    ENDED_INVITATION_DAYS,
    ENDED_LINK_CODE_DAYS,
    ENDED_TOKEN_DAYS,
    INACTIVE_YEARS,
    LINK_CODE_DAYS,
    NOTICE_DAYS,
    NOTIFICATION_DAYS,
)

ACCOUNTS = Activity(
    "comptes",
    "Comptes des professionnels",
    "Laisser entrer qui en a le droit, avec les droits de son rôle dans son organisation.",
    Basis.TASK,
    "Professionnels, bénévoles et élus qui ont un compte ou une invitation",
    "Administration du territoire ; coordination de la même organisation ; le fournisseur d’identité déclaré",
    "L’organisation dont la personne est membre ; la structure qui porte l’instance pour l’administration",
)

ACCOUNT = Keep(
    "compte",
    f"Tant que le compte sert ; {CLOSED_ACCOUNT_DAYS} jours après sa fermeture ou son dernier rôle, le nom, "
    "l’adresse et les preuves d’identité sont effacés, ou plus tôt à la demande",
    rule="compte",
)
SESSION = Keep(
    "session", "12 heures au plus après la dernière connexion", job="people.forget_sessions", rule="session"
)
EVENT = Keep("evenement", "Un an", rule="evenement")
INVITED = Keep(
    "invitation",
    f"{ENDED_INVITATION_DAYS} jours après qu’elle est acceptée, annulée ou expirée",
    rule="invitation",
)
TOKEN = Keep("clé", f"{ENDED_TOKEN_DAYS} jours après sa révocation ou son expiration", rule="cle")
TOLD = Keep(
    "notification",
    f"{NOTIFICATION_DAYS} jours après la notification, lue ou non ; plus tôt avec le compte, ou avec ce dont "
    "elle parle",
    rule="notification",
)
_MEMBER = Keep(
    "appartenance",
    "Tant que le journal cite le rôle : un rôle fini reste daté, sans nom une fois le compte effacé",
    event="effacement du compte : le rôle ne mène plus à personne",
)

_IDENTITY = personal(ACCOUNTS, "Nom et adresse électronique", ACCOUNT)
_ROLE = personal(ACCOUNTS, "Rôle, équipe et qualité dans une organisation", _MEMBER)
_TRACES = personal(ACCOUNTS, "Dates de connexion", ACCOUNT)
_PASSWORD = sensitive(
    ACCOUNTS, "Mot de passe", ACCOUNT, in_clear="empreinte Argon2, qui ne donne pas le mot de passe"
)
_FACTOR = sensitive(
    ACCOUNTS,
    "Second facteur",
    ACCOUNT,
    in_clear="clé publique d’une clé de sécurité, qui ne permet pas d’entrer",
)
_OPEN = personal(
    ACCOUNTS,
    "Session ouverte (compte, carnet), navigateur, jeton du fournisseur d’identité pour le quitter",
    SESSION,
)
_FEDERATED = personal(ACCOUNTS, "Identité donnée par le fournisseur d’identité", ACCOUNT)

classify(
    "people.Account",
    {
        NONE: "id is_active created_at erased_at",
        _IDENTITY: "email name",
        _PASSWORD: "password",
        _TRACES: "last_login",
    },
)
classify(
    "people.DeskLock",
    {
        NONE: "failures updated_at",
        personal(ACCOUNTS, "Verrou du poste", ACCOUNT): "account idle_minutes",
        sensitive(
            ACCOUNTS, "Code du verrou", ACCOUNT, in_clear="empreinte Argon2, qui ne donne pas le code"
        ): "code",
    },
)
classify("people.Organisation", {NONE: "id name siret type carries_instance created_at updated_at"})
classify("people.Team", {NONE: "id organisation name created_at"})
classify(
    "people.Agreement",
    {NONE: "id organisation kind reference signed_on starts_on ends_on data created_at"},
)
classify(
    "people.Membership",
    {NONE: "id created_at ended_at", _ROLE: "account organisation team role position"},
)
classify(
    "people.Invitation",
    {
        NONE: "id organisation team role position digest created_at expires_at accepted_at revoked_at",
        personal(ACCOUNTS, "Adresse électronique invitée", INVITED): "email invited_by",
    },
)
classify(
    "people.ExternalIdentity",
    {NONE: "id", _FEDERATED: "account issuer idp_id subject", _TRACES: "linked_at used_at"},
)
classify(
    "people.ApiToken",
    {
        NONE: "id organisation name prefix digest scopes created_at expires_at revoked_at last_used_on",
        personal(ACCOUNTS, "Compte qui a fait une clé de l’API", TOKEN): "made_by",
    },
)
_SECRET = sensitive(ACCOUNTS, "Second facteur", ACCOUNT)
classify("people.TotpDevice", {NONE: "id last_step", _TRACES: "account made_at used_at", _SECRET: "secret"})
classify("people.CodeCard", {NONE: "id", _TRACES: "account made_at", _SECRET: "key"})
_DIGEST = sensitive(
    ACCOUNTS, "Codes imprimés", ACCOUNT, in_clear="empreinte sous une clé chiffrée, qui ne donne pas le code"
)
classify("people.PrintedCode", {NONE: "id card number", _TRACES: "used_at", _DIGEST: "digest"})
classify("people.Tally", {NONE: "id kind key count since"})  # a keyed digest, for two days: it names nobody
classify(
    "people.AccountEvent",
    {NONE: "id", personal(ACCOUNTS, "Ce qui est arrivé au compte", EVENT): "account kind at told_at"},
)
classify(
    "people.Notification",
    {
        NONE: "id organisation kind once created_at",
        personal(ACCOUNTS, "Ce dont un compte a été prévenu, et s’il l’a lu", TOLD): (
            "account subject read_at written_at"
        ),
    },
)
classify(
    "people.DeliveryChoice",
    {NONE: "id", personal(ACCOUNTS, "Façon d’être prévenu", ACCOUNT): "account kind delivery"},
)
FILES = Activity(
    "accompagnement",
    "Accompagnement des personnes",
    "Accueillir une personne éloignée du numérique, l’accompagner, garder la trace de ce qui est fait.",
    Basis.TASK,
    "Personnes accueillies, leur représentant légal",
    "Les membres de l’organisation qui la reçoit, selon leur rôle ; personne d’autre sans son accord",
    "L’organisation qui reçoit la personne ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
FILE = Keep(
    "dossier",
    f"{INACTIVE_YEARS} ans après le dernier contact, l’organisation prévenue {NOTICE_DAYS} jours avant ; "
    "plus tôt à la demande",
    rule="dossier",
)
_PERSON = sensitive(FILES, "Identité et façon de joindre la personne", FILE)
_PROTECTION = sensitive(FILES, "Protection juridique et représentant", FILE)
_FOUND = sensitive(
    FILES, "Clés de recherche", FILE, in_clear="empreintes à clé : elles ne se lisent pas sans la clé"
)
_FOLLOWED = personal(FILES, "Commune, dates, provenance, information donnée", FILE)

classify(
    "people.Resident",
    {
        NONE: "id organisation code merged_into created_at changed_at",
        _PERSON: "called first_name last_name birth_year phone email address reach_note",
        _PROTECTION: "protection representative representative_phone",
        _FOUND: "by_name by_phone person",
        _FOLLOWED: "commune_code reach_by origin notice_version informed_at informed_by last_contact_on "
        "limited_at warned_on keep_until emptied_at",
        sensitive(FILES, "Raison de garder le dossier", FILE): "keep_reason",
    },
)
classify("people.ErasedCount", {NONE: "id organisation month commune_code persons alone"})
classify(
    "people.Consent",
    {
        NONE: "id",
        personal(FILES, "Accords donnés et repris", FILE): (
            "resident purpose notice_version given_at given_to withdrawn_at"
        ),
    },
)
classify(
    "people.Note",
    {
        NONE: "id",
        _FOLLOWED: "resident level author written_at",
        sensitive(FILES, "Notes", FILE): "text",
    },
)
CARNET = Keep(
    "carnet",
    f"{ENDED_CARNET_DAYS} jours après que le code est annulé ou expiré ; un code vaut {CARNET_DAYS} jours",
    rule="carnet",
)
LINK_CODE = Keep(
    "code de rapprochement",
    f"{ENDED_LINK_CODE_DAYS} jours après qu’il a servi ou expiré ; il vaut {LINK_CODE_DAYS} jours",
    rule="rapprochement",
)
_CODE_DIGEST = "empreinte à clé d’un code de 80 bits, qui ne donne pas le code"
classify(
    "people.CarnetAccess",
    {
        NONE: "id",
        personal(FILES, "Code du carnet : dates, dernière lecture", CARNET): (
            "resident issued_at issued_by expires_at revoked_at last_read_at"
        ),
        sensitive(FILES, "Code du carnet", CARNET, in_clear=_CODE_DIGEST): "digest",
    },
)
classify(
    "people.CarnetAlert",
    {
        NONE: "id",
        personal(FILES, "Signalements de la personne : dates, sur quoi", FILE): (
            "resident kind subject raised_at answered_at answered_by"
        ),
        sensitive(FILES, "Signalements de la personne", FILE): "told words answer",
    },
)
classify(
    "people.LinkCode",
    {
        NONE: "id",
        personal(FILES, "Code de rapprochement : dates", LINK_CODE): (
            "resident issued_at issued_by expires_at used_at"
        ),
        sensitive(FILES, "Code de rapprochement", LINK_CODE, in_clear=_CODE_DIGEST): "digest",
    },
)
classify(
    "people.FileLink",
    {
        NONE: "id",
        personal(FILES, "Lien avec le dossier d’une autre structure", FILE): (
            "resident other linked_at ended_at end"
        ),
    },
)

classify("sessions.Session", {NONE: "session_key expire_date", _OPEN: "session_data"})
classify("account.EmailAddress", {NONE: "id verified primary", _IDENTITY: "user email"})
classify("account.EmailConfirmation", {NONE: "id created sent key", _IDENTITY: "email_address"})
classify("mfa.Authenticator", {NONE: "id type", _TRACES: "user created_at last_used_at", _FACTOR: "data"})
classify(
    "usersessions.UserSession",
    {NONE: "id ip", _OPEN: "user created_at last_seen_at session_key user_agent data"},
)
