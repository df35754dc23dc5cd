"""What the observatory holds of an account: the data sets that it brought, the answers that it gave."""

from __future__ import annotations

from fabrique.core.retention import Holding, Table, holdings
from fabrique.observe.actions.following import forget_followed

ACCOUNT = (
    Table(
        "observe.DataSet",
        "imported_by",
        "Jeux de données que vous avez apportés",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.DataColumn",
        "data_set__imported_by",
        "Mesures de ces jeux de données",
        counted="ce sont des chiffres par zone",
    ),
    Table(
        "observe.FindingAnswer",
        "answered_by",
        "Réponses que vous avez données à des vérifications",
        counted="elles citent le numéro de ce compte",
    ),
    Table(
        "observe.IndexDefinition",
        "created_by",
        "Définitions d’indices que vous avez écrites",
        counted="elles citent le numéro de ce compte",
    ),
    Table(
        "observe.IndexSignOff",
        "signed_by",
        "Définitions d’indices que vous avez signées",
        counted="une signature engage l’organisation : elle reste, avec le numéro de ce compte",
    ),
    Table(
        "observe.IndexRun",
        "computed_by",
        "Calculs d’indices que vous avez lancés",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.SiteList",
        "created_by",
        "Listes de sites possibles que vous avez faites",
        counted="elles citent le numéro de ce compte",
    ),
    Table(
        "observe.Site",
        "site_list__created_by",
        "Sites de ces listes",
        counted="ce sont des lieux possibles",
    ),
    Table(
        "observe.TravelTimes",
        "brought_by",
        "Tableaux de temps de trajet que vous avez apportés",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.Scenario",
        "asked_by",
        "Scénarios d’implantation que vous avez demandés",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.HandedSite",
        "handed_by",
        "Sites que vous avez transmis aux besoins ou au guide",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.Study",
        "created_by",
        "Études que vous avez décrites",
        counted="elles citent le numéro de ce compte",
    ),
    Table(
        "observe.Study_data_sets",
        "study__created_by",
        "Jeux de données de ces études",
        counted="ce sont des numéros de jeux",
    ),
    Table(
        "observe.Study_partners",
        "study__created_by",
        "Partenaires de ces études",
        counted="ce sont des numéros d’organisations",
    ),
    Table(
        "observe.MeasureRequest",
        "asked_by",
        "Mesures que vous avez demandées",
        counted="elles citent le numéro de ce compte",
    ),
    Table(
        "observe.MeasureRequest",
        "answered_by",
        "Demandes de mesure auxquelles vous avez répondu",
        counted="elles citent le numéro de ce compte",
    ),
    Table(
        "observe.RequestSupport",
        "supported_by",
        "Demandes de mesure que vous avez appuyées",
        counted="elles citent le numéro de ce compte",
    ),
)
_CITED = "elles citent le numéro de ce compte"
PUBLISHING = (
    Table("observe.Publication", "drafted_by", "Publications que vous avez préparées", counted=_CITED),
    Table("observe.Publication", "published_by", "Publications que vous avez faites", counted=_CITED),
    Table(
        "observe.Publication",
        "ended_by",
        "Publications que vous avez retirées, remplacées ou écartées",
        counted=_CITED,
    ),
    Table(
        "observe.PublishedFile",
        "publication__drafted_by",
        "Fichiers de ces publications",
        counted="ce sont des chiffres par zone",
    ),
    Table(
        "observe.ReleasedFigure",
        "publication__drafted_by",
        "Nombres dits par ces publications",
        counted="ce sont des chiffres par zone, gardés pour protéger les suivants",
    ),
    Table(
        "observe.PartnerRule",
        "recorded_by",
        "Seuils de partenaires que vous avez notés",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.PublicationComment",
        "made_by",
        "Commentaires que vous avez faits sur des publications",
        {"text": "Commentaire", "made_at": "Fait le", "answer": "Réponse", "answered_at": "Répondu le"},
        {
            "id": "numéro de la ligne",
            "publication": "numéro d’une publication",
            "organisation": "organisation pour laquelle vous écriviez",
            "made_by": "c’est vous",
            "answered_by": "numéro d’un autre compte",
        },
    ),
    Table(
        "observe.PublicationComment",
        "answered_by",
        "Commentaires auxquels vous avez répondu",
        counted="ils citent le numéro de ce compte",
    ),
    Table(
        "observe.FollowedArea",
        "account",
        "Territoires que vous suivez",
        {"name": "Territoire", "level": "Niveau", "code": "Code", "since": "Depuis"},
        {
            "id": "numéro de la ligne",
            "account": "c’est vous",
            "organisation": "organisation pour laquelle vous le suivez",
        },
    ),
)
holdings.enlist("observe.account", Holding("account", (*ACCOUNT, *PUBLISHING), forget_followed, order=85))
# A site is handed to a need of an area, which is nobody's; keys alone lead from it to a person.
RESIDENT = (
    Table(
        "observe.HandedSite",
        "need__resident",
        "Sites transmis aux besoins",
        counted="un site répond au besoin d’un quartier ou d’une commune, jamais d’une personne",
    ),
)
holdings.enlist("observe.resident", Holding("resident", RESIDENT, lambda ids: None, order=86))
