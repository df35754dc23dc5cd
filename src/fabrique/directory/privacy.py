"""What the directory holds of people: contacts that structures publish, and visitors who report an error."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal

GUIDE = Activity(
    "guide",
    "Guide des lieux et des services",
    "Dire où trouver de l’aide : lieux, horaires, contacts publiés par les structures elles-mêmes.",
    Basis.TASK,
    "Personnes à contacter dans un lieu, nommées par leur structure",
    "Tout public ; réutilisateurs des données ouvertes",
    "La structure qui porte l’instance",
)
REPORTS = Activity(
    "signalements",
    "Signalements d’erreurs",
    "Corriger une fiche, et répondre à qui a signalé l’erreur s’il l’a demandé.",
    Basis.TASK,
    "Visiteurs qui signalent une erreur",
    "Administration du territoire",
    "La structure qui porte l’instance",
)
CLAIMS = Activity(
    "demandes-de-lieux",
    "Organisations qui demandent un lieu",
    "Savoir quelle organisation tient un lieu, et lui répondre.",
    Basis.TASK,
    "Membres d’organisations qui demandent un lieu pour elle",
    "Administration du territoire ; coordination de l’organisation",
    "La structure qui porte l’instance",
)
OBJECTIONS = Activity(
    "oppositions",
    "Personnes qui ne veulent plus être nommées",
    "Ne plus nommer dans le guide une personne qui l’a demandé, même quand un fichier la nomme encore.",
    Basis.LAW,
    "Personnes qui se sont opposées",
    "Personne : seule une empreinte est gardée",
    "La structure qui porte l’instance",
)

REPORT_DAYS = 365

_PUBLISHED = Keep(
    "annuaire",
    "Tant que la source le publie, ou jusqu’à l’opposition de la personne",
    event="retrait par la source ; opposition de la personne, exécutée aussitôt",
)
_ANSWERED = Keep(
    "réponse",
    f"L’adresse, jusqu’à la réponse et son envoi, {REPORT_DAYS} jours au plus",
    job="directory.forget_reporters",
    rule="signalement",
)
REPORT = Keep("signalement", f"{REPORT_DAYS} jours après la réponse, ou sans réponse", rule="signalement")
CLAIM = Keep(
    "demande-de-lieu", f"{REPORT_DAYS} jours après la réponse, ou sans réponse", rule="demande-de-lieu"
)
_SHEET = Keep(
    "fiche",
    "Tant que la fiche du lieu existe ; un numéro de compte, pas un nom",
    event="le compte effacé, le numéro ne mène plus à personne",
)
_OBJECTION = Keep("opposition", "Tant que le guide existe", event="fin du guide : c’est elle qui protège")

_CONTACT = personal(GUIDE, "Nom, courriel et téléphone professionnels", _PUBLISHED)
_WORDS = personal(GUIDE, "Textes libres qui peuvent nommer une personne", _PUBLISHED)
_BY = personal(GUIDE, "Numéro du compte qui a décidé", _SHEET)

classify(
    "directory.Place",
    {
        NONE: "id code state withdrawn_by_hand merged_into organisation name pivot commune_name commune_code "
        "postal_code address latitude longitude typologies websites hours itinerance parent_network "
        "updated_on services publics specific_care fees programmes labels other_labels access_modes "
        "accompaniment accessibility_url booking_url wheelchair languages networks source_url flags "
        "completeness verified_on created_at changed_at",
        _CONTACT: "contact_name emails phone",
        _WORDS: "address_complement hours_text summary description collector fees_detail directions to_bring "
        "provenance history",
    },
)
classify("directory.Closure", {NONE: "id place kind starts_on ends_on hours", _WORDS: "reason"})
classify(
    "directory.Stop",
    {NONE: "id place name address commune_code commune_name latitude longitude hours"},
)
classify("directory.StopVisit", {NONE: "id stop starts_at ends_at"})
classify("directory.Offer", {NONE: "id place service hours", _WORDS: "note"})
classify(
    "directory.Service",
    {
        NONE: "id organisation name type thematics categories fees publics residence_codes reception_modes "
        "mobilisation_modes mobilisable_by mobilisation_url weekly_hours weeks source_url updated_on source "
        "external_id withdrawn_at created_at changed_at",
        _CONTACT: "contact_name phone email",
        _WORDS: "description fees_detail publics_detail access_conditions mobilisation_detail raw",
    },
)
classify(
    "directory.Source",
    {NONE: "slug name producer licence url trust last_imported_at created_at"},
)
classify(
    "directory.SourceRecord",
    {
        NONE: "id source external_id home place row flags digest updated_on first_seen_at last_seen_at "
        "withdrawn_at",
        _WORDS: "raw fields",
    },
)
classify(
    "directory.ImportRun",
    {NONE: "id source file_sha256 mapping report counts started_at finished_at"},
)
classify(
    "directory.DuplicatePair",
    {NONE: "id left right probability state automatic decided_at", _WORDS: "reasons", _BY: "decided_by"},
)
classify("directory.Revision", {NONE: "id number"})
classify(
    "directory.ErrorReport",
    {
        NONE: "id code place motive origin state created_at answered_at",
        personal(REPORTS, "Adresse électronique de qui demande une réponse", _ANSWERED): "answer_email",
        personal(
            REPORTS, "Texte du signalement, ce qu’il propose, et de la réponse", REPORT
        ): "words answer proposed",
        personal(REPORTS, "Numéro du compte qui a répondu", _SHEET): "handled_by",
    },
)
_ASKED = personal(GUIDE, "Numéro du compte qui a demandé ou noté la réponse", _SHEET)
classify(
    "directory.Campaign",
    {NONE: "id organisation days home state created_at ends_at closed_at", _ASKED: "created_by"},
)
classify(
    "directory.Confirmation",
    {
        NONE: "id campaign place channel digest state sent_at reminded_at answered_at report",
        _ASKED: "answered_by",
    },
)
classify("directory.MailRefusal", {NONE: "id place created_at"})
classify(
    "directory.PlaceClaim",
    {
        NONE: "id place organisation state created_at decided_at",
        personal(CLAIMS, "Texte de la demande et de la réponse", CLAIM): "words reason",
        personal(CLAIMS, "Numéros des comptes qui ont demandé et répondu", _SHEET): "asked_by decided_by",
    },
)
classify(
    "directory.ContactObjection",
    {
        NONE: "id kind words created_at",
        personal(OBJECTIONS, "Empreinte d’un nom, d’un courriel ou d’un téléphone", _OBJECTION): "digest",
    },
)
