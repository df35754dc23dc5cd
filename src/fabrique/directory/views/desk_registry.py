"""What the desk of the guide puts in the shell: its tools, and what awaits its people."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import PUBLIC
from fabrique.core.ui import navigation, notifying, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind, Show
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.directory.actions import claims, telling
from fabrique.directory.desk import told
from fabrique.directory.desk.claims import claims_waiting
from fabrique.directory.desk.counts import pairs_waiting, reports_waiting
from fabrique.directory.desk.searching import found_places, found_reports
from fabrique.people.enums import Delivery, Role


def enlist() -> None:
    """Enlist the desk, once, when the app is loaded."""
    tools = (
        ("guide", marked("Tenir le guide"), "directory:desk", "directory.keep_guide"),
        ("places", marked("Les lieux"), "directory:desk-places", "directory.keep_guide"),
        ("ours", marked("Nos lieux"), "directory:desk-ours", "directory.edit_place"),
        (
            "campaigns",
            marked("Campagnes de vérification"),
            "directory:desk-campaigns",
            "directory.run_campaign",
        ),
        ("imports", marked("Importer un fichier"), "directory:desk-imports", "directory.import_places"),
    )
    for order, (key, label, url_name, policy) in enumerate(tools, start=10):
        navigation.tools.enlist(f"directory.{key}", Entry(label, url_name, policy, order))
    portal.tasks.enlist(
        "directory.reports", WaitingProvider("directory.answer_reports", reports_waiting, order=10)
    )
    portal.tasks.enlist(
        "directory.claims", WaitingProvider("directory.settle_claims", claims_waiting, order=15)
    )
    portal.tasks.enlist(
        "directory.pairs", WaitingProvider("directory.settle_duplicates", pairs_waiting, order=20)
    )
    keep = Gesture(
        marked("Tenir le guide"),
        marked("Les fiches, les doublons, les signalements"),
        lambda actor: reverse("directory:desk"),
        "directory.keep_guide",
        "edit",
        frozenset({Role.ADMINISTRATOR}),
        "accompany",
        order=10,
    )
    ours = Gesture(
        marked("Tenir nos lieux"),
        marked("Leurs horaires, leurs services, leurs fermetures"),
        lambda actor: reverse("directory:desk-ours"),
        "directory.edit_place",
        "pin",
        frozenset({Role.COORDINATOR}),
        "accompany",
        order=30,
    )
    portal.gestures.enlist("directory.keep", keep)
    portal.gestures.enlist("directory.ours", ours)
    _enlist_kinds()
    places = Provider(
        marked("Lieux"), marked("Le nom d’un lieu, sa commune, ou les deux."), PUBLIC, found_places, order=50
    )
    searching.providers.enlist("directory-places", places)
    coded = marked("Le numéro d’un signalement.")
    reports = Provider(marked("Signalements"), coded, "directory.answer_reports", found_reports, order=60)
    searching.providers.enlist("directory-reports", reports)


def _enlist_kinds() -> None:
    """Of what the guide tells."""
    for order, (key, policy, show, label, letter) in enumerate(_KINDS, start=10):
        notifying.kinds.enlist(key, Kind(label, policy, show, letter, order=order))
    notifying.kinds.enlist(claims.DECIDED, _DECIDED)


_KINDS: tuple[tuple[str, str, Show, str, str], ...] = (
    (
        telling.RECEIVED,
        "directory.answer_reports",
        told.received_reports,
        marked("Un signalement est arrivé"),
        marked("Une personne a signalé une erreur dans le guide. Elle attend une réponse."),
    ),
    (
        claims.ASKED,
        "directory.settle_claims",
        told.asked_claims,
        marked("Une organisation demande un lieu"),
        marked("Une organisation dit qu’un lieu du guide est le sien. Elle attend une réponse."),
    ),
    (
        telling.ON_OURS,
        told.FOLLOW,
        told.reports_on_ours,
        marked("Un signalement porte sur un de nos lieux, ou reçoit sa réponse"),
        marked("Un signalement sur un lieu de votre organisation est arrivé, ou a reçu sa réponse."),
    ),
    (
        telling.CHANGED,
        told.FOLLOW,
        told.changed_places,
        marked("La fiche d’un de nos lieux a changé"),
        marked("La fiche d’un lieu de votre organisation a changé. Relisez-la."),
    ),
)
_DECIDED = Kind(
    marked("Votre demande de lieu a sa réponse"),
    "directory.follow_claim",
    told.decided_claims,
    marked("Vous avez demandé un lieu pour votre organisation. La réponse est là."),
    delivery=Delivery.AT_ONCE,
    order=20,
)
