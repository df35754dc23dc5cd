"""What the observatory holds of people: who brought a data set, who answered; its figures are of areas."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal

OBSERVATORY = Activity(
    "observatoire",
    "Observatoire",
    "Savoir où sont les fragilités, d’après des statistiques par zone ; dire qui a apporté chaque jeu.",
    Basis.TASK,
    "Professionnels qui apportent un jeu de données ou répondent à sa vérification",
    "Les professionnels du programme ; les chiffres ne sont d’aucune personne",
    "La structure qui porte l’instance",
)
_AUTHOR = Keep(
    "auteur-de-donnees",
    "Tant que le jeu de données est gardé",
    event="effacement du jeu de données ; un compte effacé n’y est plus qu’un numéro",
)

classify(
    "observe.DataSet",
    {
        NONE: "id organisation agreement slug edition title producer vintage geography licence url origin "
        "level state shared spec mapping file file_name areas names rows refused left_out faults findings "
        "imported_at changed_at",
        personal(OBSERVATORY, "Qui a apporté un jeu de données", _AUTHOR): "imported_by",
    },
)
classify(
    "observe.DataColumn",
    {
        NONE: "id data_set position code label unit kind direction numerator denominator scale least most "
        "approximate values status observed imputed secret missing"
    },
)
classify(
    "observe.IndexDefinition",
    {
        NONE: "id organisation slug version title text digest state created_at",
        personal(OBSERVATORY, "Qui a écrit une définition", _AUTHOR): "created_by",
    },
)
classify(
    "observe.IndexSignOff",
    {
        NONE: "id definition digest signed_at withdrawn_at",
        personal(OBSERVATORY, "Qui signe une définition, en quelle qualité", _AUTHOR): "quality signed_by",
    },
)
classify(
    "observe.IndexRun",
    {
        NONE: "id organisation definition level inputs inputs_digest draws seed areas names results summary "
        "shared computed_at",
        personal(OBSERVATORY, "Qui a lancé un calcul", _AUTHOR): "computed_by",
    },
)
classify(
    "observe.FindingAnswer",
    {
        NONE: "id data_set finding reason answered_at",
        personal(OBSERVATORY, "Qui a répondu à une vérification", _AUTHOR): "answered_by",
    },
)
classify(
    "observe.SiteList",
    {
        NONE: "id organisation title purpose shared created_at changed_at",
        personal(OBSERVATORY, "Qui a fait une liste de sites", _AUTHOR): "created_by",
    },
)
classify(
    "observe.Site",
    {
        NONE: "id site_list key name latitude longitude commune_code qpv_code cost_cents capacity existing "
        "kept vetoes minutes opens place"
    },
)
classify(
    "observe.TravelTimes",
    {
        NONE: "id organisation title producer vintage licence url file_name origins destinations pairs trips "
        "refused shared brought_at",
        personal(OBSERVATORY, "Qui a apporté un tableau de temps de trajet", _AUTHOR): "brought_by",
    },
)
classify(
    "observe.Scenario",
    {
        NONE: "id organisation site_list run kind title question choices state reason inputs inputs_digest "
        "result shared asked_at solved_at adopted_at",
        personal(OBSERVATORY, "Qui a demandé un scénario", _AUTHOR): "asked_by",
    },
)
classify(
    "observe.HandedSite",
    {
        NONE: "id scenario site need place stop handed_at",
        personal(OBSERVATORY, "Qui a transmis un site", _AUTHOR): "handed_by",
    },
)
classify(
    "observe.Study",
    {
        NONE: "id organisation title question protocol sample findings starts_on ends_on state reason shared "
        "agreement gone created_at changed_at",
        personal(OBSERVATORY, "Qui a décrit une étude", _AUTHOR): "created_by",
    },
)
classify("observe.Study_data_sets", {NONE: "id study dataset"})
classify("observe.Study_partners", {NONE: "id study organisation"})
classify(
    "observe.MeasureRequest",
    {
        NONE: "id organisation measure decision level wanted_by state answer data_set study asked_at "
        "answered_at",
        personal(OBSERVATORY, "Qui demande une mesure, qui lui répond", _AUTHOR): "asked_by answered_by",
    },
)
classify(
    "observe.RequestSupport",
    {
        NONE: "id request organisation supported_at",
        personal(OBSERVATORY, "Qui dit avoir besoin de la même mesure", _AUTHOR): "supported_by",
    },
)
_PUBLISHER = Keep(
    "auteur-de-publication",
    "Tant que la publication est gardée",
    event="une publication reste, car elle a été lue ; un compte effacé n’y est plus qu’un numéro",
)
_FOLLOWER = Keep(
    "territoires-suivis",
    "Tant que la personne les suit",
    event="dès qu’elle ne les suit plus, ou que son compte est effacé",
)
classify(
    "observe.Publication",
    {
        NONE: "id organisation kind slug edition title subject audience rule run scenario content digest "
        "hidden notes areas sought state reason drafted_at discussed_at published_at ended_at rendered_at",
        personal(OBSERVATORY, "Qui a préparé, publié ou retiré une publication", _PUBLISHER): (
            "drafted_by published_by ended_by"
        ),
    },
)
classify("observe.PublishedFile", {NONE: "id publication name media_type size sha256 content"})
classify(
    "observe.ReleasedFigure",
    {NONE: "id publication audience family path period atoms told doubt told_at"},
)
classify(
    "observe.PartnerRule",
    {
        NONE: "id organisation agreement threshold recorded_at",
        personal(OBSERVATORY, "Qui a noté le seuil d’un partenaire", _PUBLISHER): "recorded_by",
    },
)
classify(
    "observe.PublicationComment",
    {
        NONE: "id publication organisation made_at answered_at",
        personal(OBSERVATORY, "Ce qu’un professionnel dit d’une publication, et qui répond", _PUBLISHER): (
            "text made_by answer answered_by"
        ),
    },
)
classify(
    "observe.FollowedArea",
    {
        NONE: "id organisation level code name",
        personal(OBSERVATORY, "Les territoires qu’un professionnel suit", _FOLLOWER): "account since",
    },
)
