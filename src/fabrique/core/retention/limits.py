"""How long the socle keeps what it keeps, in days: register, rules and tests read these figures."""

MESSAGE_DAYS = 30
DONE_DAYS, FAILED_DAYS = 7, 30  # results of background work
