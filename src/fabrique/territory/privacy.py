"""The tables of the territory hold nothing of people."""

from fabrique.core.classification import NONE, classify

classify(
    "territory.Territory",
    {
        NONE: "id name slug given_codes commune_codes extra_communes school_zone holiday_zone helpline_phone "
        "helpline_hours theme fictional areas_version created_at updated_at"
    },
)
classify(
    "territory.Area",
    {
        NONE: "id kind code name commune_codes geometry simplified west south east north vintage source "
        "imported_at"
    },
)
