"""How long what concerns people is kept. The notice, the register and the purge read these same figures."""

# CNIL, délibération 2023-095 (social support): two years in the active base after the last contact.
INACTIVE_YEARS = 2
NOTICE_DAYS = 30
