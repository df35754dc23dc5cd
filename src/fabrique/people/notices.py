"""What a person is told about their data, in versions: the version that each was told is kept.

A change of the text is a new version; the older ones stay, so that what somebody was told can be shown.
``{…}`` is filled for the organisation that receives the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fabrique.people.models import Organisation
from fabrique.people.retention import INACTIVE_YEARS


@dataclass(frozen=True, slots=True)
class Notice:
    """One version: ``spoken`` is read aloud in half a minute, ``written`` is handed over."""

    version: str
    since: date
    spoken: str
    written: tuple[str, ...]

    def said_by(self, organisation: Organisation) -> Notice:
        """The notice with the organisation's name in it."""
        known = {"organisation": organisation.name, "years": str(INACTIVE_YEARS)}
        return Notice(
            self.version,
            self.since,
            self.spoken.format(**known),
            tuple(each.format(**known) for each in self.written),
        )


_FIRST = Notice(
    version="2026-11",
    since=date(2026, 11, 1),
    spoken=(
        "Je note ce qu’il faut pour vous aider, pas plus. {organisation} garde ces informations, et personne "
        "d’autre ne les voit sans votre accord. Vous pouvez les lire, les corriger, les faire effacer, "
        "quand vous voulez : il suffit de demander."
    ),
    written=(
        "{organisation} note ce qu’il faut pour vous aider. Elle en est responsable.",
        "Vous n’êtes obligé de rien : sans nom, nous vous aidons aussi.",
        "Seules les personnes qui vous aident ici lisent votre dossier. Chaque lecture est notée.",
        "La Fabrique range ces informations pour le compte de {organisation}, et n’en fait rien d’autre.",
        "Votre dossier est effacé {years} ans après votre dernière visite. Un mandat signé se garde six ans "
        "après sa fin, parce que la loi le demande.",
        "Vous pouvez lire votre dossier, le corriger, en limiter l’usage, le faire effacer, vous y opposer. "
        "Demandez-le à l’accueil. En cas de désaccord : la CNIL, 3 place de Fontenoy, 75007 Paris.",
    ),
)
# What is done under a mandate is kept with it.
_SECOND = replace(
    _FIRST,
    version="2026-11-29",
    since=date(2026, 11, 29),
    written=tuple(
        each.replace("Un mandat signé se garde", "Un mandat signé, et ce qui est fait avec lui, se gardent")
        for each in _FIRST.written
    ),
)
VERSIONS: Mapping[str, Notice] = {notice.version: notice for notice in (_FIRST, _SECOND)}
CURRENT = _SECOND
