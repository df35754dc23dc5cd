"""The points of each criterion (docs/guide/orienter.md explains them). None is ever shown to anybody."""

SURENESS = 20.0  # times the sureness
DISTANCE = 40.0  # at the person's door, half of it at ``half_m``
OPENING = 20.0  # open now, half of it after ``half_wait_hours``
MET, UNMET = 12.0, -20.0  # for each condition asked; unknown is worth nothing
RESIDENCE_UNKNOWN = -6.0
AUDIENCE, OTHER_AUDIENCE = 6.0, -8.0
FREE, PAID = 5.0, -6.0
FRESHNESS, HALF_AGE_DAYS = 8.0, 365.0
COMPLETENESS = 6.0  # for a sheet without a gap
TWIN = -30.0  # for each counter of the same organisation, next door, chosen before

# What stands for the unknown: neither the best nor the worst.
UNKNOWN_METRES = 8000.0
UNKNOWN_WAIT_HOURS = 96.0
UNKNOWN_AGE_DAYS = 730

TWIN_M, DOOR_M = 300.0, 30.0
