"""How long mandates and procedures are kept, when somebody is reminded of one: the text that is signed, the
register and the purge read these figures."""

from datetime import timedelta

KEPT_YEARS = 6  # after the end: as long as an offence may be prosecuted (Code de procédure pénale, art. 8)
UNSIGNED_DAYS = 30  # what was prepared and never signed
BEFORE = timedelta(days=30)  # a long mandate ends: its helpers are told
CASE_YEARS = 2  # after the last act: CNIL, délibération 2023-095 (social support)
SILENT = timedelta(days=30)  # nothing was done: whoever follows the procedure is asked
