"""The text of a mandate, in versions: what somebody signed is kept as it was, whatever comes after.

A version is a data file for each language (``2026-11.fr.toml``). A published file does not change: a
correction is a new version. The French text alone holds; another language may stand beside it.
"""

from fabrique.accompany.texts.rendering import CURRENT, Facts, digest_of_text, render
from fabrique.accompany.texts.templates import LANGUAGES, VERSIONS, Template, language_names, template

__all__ = [
    "CURRENT",
    "LANGUAGES",
    "VERSIONS",
    "Facts",
    "Template",
    "digest_of_text",
    "language_names",
    "render",
    "template",
]
