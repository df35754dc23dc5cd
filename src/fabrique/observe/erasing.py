"""What the observatory holds of an account: the data sets that it brought, the answers that it gave."""

from __future__ import annotations

from fabrique.core.retention import Holding, Table, holdings

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
holdings.enlist("observe.account", Holding("account", ACCOUNT, lambda ids: None, order=85))
