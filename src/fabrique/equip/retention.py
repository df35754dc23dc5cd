"""How long the equipment keeps what it knows of people."""

DONOR_YEARS = (
    6  # after the donation: an association keeps its copy of a receipt as long (CGI, LPF art. L. 102 B)
)
CREW_YEARS = 1  # after a round: who was in the van no longer serves anybody
RAW_DAYS = 365  # a raw inventory: what it says of the machine stays, what it says of its user goes
REQUEST_YEARS = 2  # after the last change: CNIL, délibération 2023-095 (social support)
RESERVED_DAYS = 21  # how long a device is kept for whom it was accepted, before somebody else may have it
FOLLOW_YEARS = 4  # the donor's link opens that long: a reused computer lives about as many years
DRAFT_DAYS = 30  # a promise that was begun, after the last thing that was written in it
HANDOVER_YEARS = 2  # after a gift: the time in which help and repair are promised
LOAN_YEARS = 1  # after a loan came back
CANCELLED_DAYS = 30  # a handover that did not take place
