"""How long a need is kept once it is over."""

NEED_YEARS = 2  # after its last change, unless a trade keeps it: CNIL, délibération 2023-095 (social support)
