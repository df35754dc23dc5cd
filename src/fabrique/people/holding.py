"""What the tables of people hold of a resident, and of an account: the copy that each may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q

from fabrique.core.retention import Table
from fabrique.core.retention.copying import INNER, labels
from fabrique.core.retention.holdings import Ids
from fabrique.people.enums import Delivery, LinkEnd, Protection
from fabrique.people.models import Account, Resident

_OTHERS = "le nom d’un professionnel est une donnée qui le concerne"
_SEARCH = "empreinte qui sert à retrouver le dossier : elle ne dit rien de plus que le nom ou le téléphone"
_PROOF = "secret qui prouve une identité : le remettre le rendrait inutile"
_INNER = INNER
_CITES = "le numéro d’une fiche ou d’un dossier, qui n’est pas une donnée sur vous"
_CITED = "ces lignes sont sur d’autres personnes ; elles citent le numéro de ce compte"


def resident_messages(ids: Ids) -> Q:
    """Messages about a person, or sent to their address."""
    files = list(Resident.objects.everywhere("messages of one person").filter(pk__in=list(ids)))
    addresses = {text for each in files for text in (each.phone, each.email) if text}
    return about(f"resident:{each}" for each in ids) | Q(recipient__in=addresses)


def about(subjects: Iterable[str]) -> Q:
    """Messages whose key says that they are about these subjects (``…resident:<id>…``)."""
    wanted = Q(pk__in=[])
    for subject in subjects:
        wanted |= Q(key__contains=subject)
    return wanted


def _addressed(field: str) -> Callable[[Ids], Q]:
    def find(ids: Ids) -> Q:
        emails = Account.objects.filter(pk__in=list(ids)).values_list("email", flat=True)
        wanted = Q(pk__in=[])
        for email in emails:
            wanted |= Q(**{f"{field}__iexact": email})
        return wanted

    return find


_MESSAGE = {
    "channel": "Par",
    "recipient": "À",
    "subject": "Objet",
    "body": "Texte",
    "created_at": "Écrit le",
    "sent_at": "Parti le",
}
_MESSAGE_LEFT = dict.fromkeys(
    ("id", "key", "secret", "state", "attempts", "error"), "suivi technique de l’envoi"
)

RESIDENT = (
    Table(
        "people.Resident",
        "pk",
        "Dossier",
        {
            "id": "Numéro du dossier",
            "organisation": "Organisation qui vous reçoit",
            "code": "Code du dossier",
            "called": "Comment on vous appelle",
            "first_name": "Prénom",
            "last_name": "Nom",
            "birth_year": "Année de naissance",
            "phone": "Téléphone",
            "email": "Adresse électronique",
            "address": "Adresse",
            "commune_code": "Commune (code)",
            "reach_by": "Comment vous joindre",
            "reach_note": "Précision pour vous joindre",
            "protection": "Protection juridique",
            "representative": "Représentant",
            "representative_phone": "Téléphone du représentant",
            "origin": "Comment vous êtes venu",
            "notice_version": "Information donnée (version)",
            "informed_at": "Information donnée le",
            "created_at": "Dossier ouvert le",
            "changed_at": "Dossier modifié le",
            "last_contact_on": "Dernier contact",
            "merged_into": "Réuni avec le dossier",
            "limited_at": "Usage limité depuis",
            "warned_on": "Effacement annoncé le",
            "keep_until": "Gardé jusqu’au",
            "keep_reason": "Pourquoi il est gardé",
            "emptied_at": "Effacé le",
        },
        {
            "informed_by": _OTHERS,
            "by_name": _SEARCH,
            "by_phone": _SEARCH,
            "person": _SEARCH,
        },
        {"protection": labels(Protection)},
    ),
    Table(
        "people.Consent",
        "resident",
        "Accords",
        {
            "purpose": "Ce que vous avez accepté",
            "notice_version": "Information donnée (version)",
            "given_at": "Accepté le",
            "withdrawn_at": "Repris le",
        },
        {"id": _INNER, "resident": _INNER, "given_to": _OTHERS},
    ),
    Table(
        "people.Note",
        "resident",
        "Notes",
        {"written_at": "Écrite le", "level": "Qui la lit", "text": "Texte"},
        {"id": _INNER, "resident": _INNER, "author": _OTHERS},
    ),
    Table(
        "people.CarnetAccess",
        "resident",
        "Codes de votre carnet",
        {
            "issued_at": "Donné le",
            "expires_at": "Valable jusqu’au",
            "revoked_at": "Annulé le",
            "last_read_at": "Lu pour la dernière fois le",
        },
        {"id": _INNER, "resident": _INNER, "issued_by": _OTHERS, "digest": _PROOF},
    ),
    Table(
        "people.CarnetAlert",
        "resident",
        "Ce que vous avez signalé",
        {
            "kind": "Ce que vous dites",
            "told": "De quoi",
            "words": "Vos mots",
            "raised_at": "Signalé le",
            "answer": "Réponse",
            "answered_at": "Répondu le",
        },
        {"id": _INNER, "resident": _INNER, "subject": _INNER, "answered_by": _OTHERS},
    ),
    Table(
        "people.LinkCode",
        "resident",
        "Codes de rapprochement",
        {"issued_at": "Donné le", "expires_at": "Valable jusqu’au", "used_at": "Utilisé le"},
        {"id": _INNER, "resident": _INNER, "issued_by": _OTHERS, "digest": _PROOF},
    ),
    Table(
        "people.FileLink",
        "resident",
        "Liens avec une autre structure",
        {"linked_at": "Relié le", "ended_at": "Arrêté le", "end": "Pourquoi"},
        {"id": _INNER, "resident": _INNER, "other": "la structure vous dit de vive voix quelle est l’autre"},
        {"end": labels(LinkEnd)},
    ),
    Table("core.OutboxMessage", "", "Messages envoyés", _MESSAGE, _MESSAGE_LEFT, find=resident_messages),
)

ACCOUNT = (
    Table(
        "people.Account",
        "pk",
        "Votre compte",
        {
            "id": "Numéro du compte",
            "email": "Adresse électronique",
            "name": "Nom",
            "is_active": "Ouvert",
            "created_at": "Ouvert le",
            "last_login": "Dernière connexion",
            "erased_at": "Effacé le",
        },
        {"password": _PROOF},
    ),
    Table(
        "people.Membership",
        "account",
        "Vos rôles",
        {
            "organisation": "Organisation",
            "team": "Équipe",
            "role": "Rôle",
            "position": "Qualité",
            "created_at": "Depuis",
            "ended_at": "Jusqu’au",
        },
        {"id": _INNER, "account": _INNER},
    ),
    Table(
        "account.EmailAddress",
        "user",
        "Vos adresses",
        {"email": "Adresse", "verified": "Vérifiée", "primary": "Principale"},
        {"id": _INNER, "user": _INNER},
    ),
    Table(
        "account.EmailConfirmation",
        "email_address__user",
        "Vérifications d’adresse",
        {"created": "Demandée le", "sent": "Envoyée le"},
        {"id": _INNER, "email_address": _INNER, "key": _PROOF},
    ),
    Table(
        "mfa.Authenticator",
        "user",
        "Vos seconds facteurs",
        {"type": "Sorte", "created_at": "Ajouté le", "last_used_at": "Dernier usage"},
        {"id": _INNER, "user": _INNER, "data": _PROOF},
    ),
    Table(
        "people.TotpDevice",
        "account",
        "Votre application de codes",
        {"made_at": "Ajoutée le", "used_at": "Dernier usage"},
        {"id": _INNER, "account": _INNER, "secret": _PROOF, "last_step": _PROOF},
    ),
    Table(
        "people.CodeCard",
        "account",
        "Votre carte de codes",
        {"made_at": "Faite le"},
        {"id": _INNER, "account": _INNER, "key": _PROOF},
    ),
    Table(
        "people.PrintedCode",
        "card__account",
        "Les codes de la carte",
        {"number": "Numéro", "used_at": "Utilisé le"},
        {"id": _INNER, "card": _INNER, "digest": _PROOF},
    ),
    Table(
        "people.ExternalIdentity",
        "account",
        "Vos identités chez un fournisseur",
        {
            "issuer": "Fournisseur",
            "idp_id": "Par l’intermédiaire de",
            "subject": "Identifiant",
            "linked_at": "Reliée le",
            "used_at": "Dernier usage",
        },
        {"id": _INNER, "account": _INNER},
    ),
    Table(
        "people.AccountEvent",
        "account",
        "Ce qui est arrivé à votre compte",
        {"kind": "Quoi", "at": "Quand", "told_at": "Montré le"},
        {"id": _INNER, "account": _INNER},
    ),
    Table(
        "people.Notification",
        "account",
        "Ce dont vous avez été prévenu",
        {
            "organisation": "Organisation",
            "kind": "De quoi",
            "created_at": "Quand",
            "read_at": "Lu le",
            "written_at": "Écrit par courriel le",
        },
        {"id": _INNER, "account": _INNER, "subject": _CITES, "once": _INNER},
    ),
    Table(
        "people.DeliveryChoice",
        "account",
        "Comment vous voulez être prévenu",
        {"kind": "De quoi", "delivery": "Comment"},
        {"id": _INNER, "account": _INNER},
        {"delivery": labels(Delivery)},
    ),
    Table(
        "people.DeskLock",
        "account",
        "Le verrou de votre poste",
        {"idle_minutes": "Minutes avant verrouillage", "failures": "Codes faux", "updated_at": "Réglé le"},
        {"account": _INNER, "code": _PROOF},
    ),
    Table(
        "usersessions.UserSession",
        "user",
        "Vos sessions ouvertes",
        {
            "created_at": "Ouverte le",
            "last_seen_at": "Vue le",
            "user_agent": "Navigateur",
            "ip": "Adresse IP",
        },
        {"id": _INNER, "user": _INNER, "session_key": _PROOF, "data": _PROOF},
    ),
    Table(
        "people.Invitation",
        "",
        "Invitations reçues",
        {
            "organisation": "Organisation",
            "team": "Équipe",
            "email": "Adresse",
            "role": "Rôle",
            "position": "Qualité",
            "created_at": "Envoyée le",
            "expires_at": "Expire le",
            "accepted_at": "Acceptée le",
            "revoked_at": "Annulée le",
        },
        {"id": _INNER, "digest": _PROOF, "invited_by": _OTHERS},
        find=_addressed("email"),
    ),
    Table(
        "core.OutboxMessage",
        "",
        "Messages envoyés",
        _MESSAGE,
        _MESSAGE_LEFT,
        find=_addressed("recipient"),
    ),
    Table("people.Invitation", "invited_by", "Invitations que vous avez faites", counted=_CITED),
    Table("people.ApiToken", "made_by", "Clés de l’API que vous avez faites", counted=_CITED),
    Table("people.Resident", "informed_by", "Dossiers que vous avez informés", counted=_CITED),
    Table("people.Consent", "given_to", "Accords que vous avez reçus", counted=_CITED),
    Table("people.Note", "author", "Notes que vous avez écrites", counted=_CITED),
    Table("people.CarnetAccess", "issued_by", "Carnets que vous avez remis", counted=_CITED),
    Table("people.CarnetAlert", "answered_by", "Signalements auxquels vous avez répondu", counted=_CITED),
    Table("people.LinkCode", "issued_by", "Codes de rapprochement que vous avez remis", counted=_CITED),
)
