"""What the observatory puts elsewhere: its entry among the desk's tools, of what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, notifying
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.observe.actions import requests
from fabrique.observe.queries.requests import ANSWER, SEE_REQUEST, requests_told


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist(
        "observe.home", Entry(marked("L’observatoire"), "observe:home", "observe.see_data", 36)
    )
    for key, kind in _KINDS.items():
        notifying.kinds.enlist(key, kind)


_KINDS = {
    requests.ASKED: Kind(
        marked("Une organisation demande une mesure"),
        ANSWER,
        requests_told,
        marked("Une organisation du programme demande une mesure à l’observatoire."),
        order=300,
    ),
    requests.ANSWERED: Kind(
        marked("Une mesure que vous demandez a une réponse"),
        SEE_REQUEST,
        requests_told,
        marked("Une mesure que vous avez demandée, ou appuyée, a une réponse."),
        order=310,
    ),
}
