"""What the observatory puts elsewhere: its entries, its open data, what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, notifying, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import Dataset
from fabrique.observe import api
from fabrique.observe.actions import requests
from fabrique.observe.actions.publishing import PUBLISHED
from fabrique.observe.composing.kinds import Composer, composers
from fabrique.observe.composing.publishable import COMPOSERS
from fabrique.observe.queries.publications import publications_told
from fabrique.observe.queries.requests import ANSWER, SEE_REQUEST, requests_told
from fabrique.people.enums import Delivery


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist(
        "observe.home", Entry(marked("L’observatoire"), "observe:home", "observe.see_data", 36)
    )
    navigation.menu.enlist(
        "observe.observatory", Entry(marked("Observatoire"), "observe:observatory", order=30)
    )
    portal.datasets.enlist("observe.publications", _OPEN)
    for key, kind in _KINDS.items():
        notifying.kinds.enlist(key, kind)
    for order, (name, compose) in enumerate(COMPOSERS.items()):
        composers.enlist(name, Composer(compose, order))
    api.enlist()


_OPEN = Dataset(
    marked("Publications de l’observatoire"),
    marked(
        "Portraits, classements, scénarios\u00a0: chaque édition, avec ses tableaux, ses cartes et son "
        "dictionnaire. Aucun nombre de moins de 11 personnes, ni rien qui le livrerait."
    ),
    "Licence Ouverte 2.0",
    ((marked("L’observatoire"), "observe:observatory"),),
    order=45,
)


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
    PUBLISHED: Kind(
        marked("Une publication sur un territoire que vous suivez"),
        "observe.see_publication",
        publications_told,
        marked("L’observatoire publie quelque chose sur un territoire que vous suivez."),
        delivery=Delivery.DAILY,
        order=110,
    ),
}
