"""What people puts in the shell: the tools of those who look after organisations, and what awaits them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import Actor, acts_for, can
from fabrique.core.ui import navigation, notifying, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import ChangeProvider, Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.people import carnet
from fabrique.people.actions import carnets, invitations, warning
from fabrique.people.actions.locking import forget_tries
from fabrique.people.carnet import CarnetProvider
from fabrique.people.enums import Delivery, Role
from fabrique.people.models import Account, Resident
from fabrique.people.policies import FILING
from fabrique.people.queries.carnets import choices_part, said_part, state_of
from fabrique.people.queries.changed import new_colleagues, new_files
from fabrique.people.queries.links import links_of, links_part
from fabrique.people.queries.members import SEE
from fabrique.people.queries.searching import found_colleagues, found_files, found_organisations
from fabrique.people.queries.told import accepted_invitations, ending_agreements, raised_alerts
from fabrique.people.queries.waiting import (
    agreements_waiting,
    alerts_waiting,
    erasures_waiting,
    tokens_waiting,
)
from fabrique.people.sections import FileSection, sections


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    tools = (
        ("organisations", marked("Les organisations"), "people:organisations", "people.manage_organisations"),
        ("organisation", marked("Mon organisation"), "people:own-organisation", "people.see_organisation"),
        ("lock", marked("Verrou du poste"), "people:lock-settings", "people.see_desk"),
    )
    for order, (key, label, url_name, policy) in enumerate(tools, start=500):
        navigation.tools.enlist(f"people.{key}", Entry(label, url_name, policy, order))
    receive = Entry(marked("Recevoir une personne"), "people:find-resident", "people.see_resident", 5)
    navigation.tools.enlist("people.residents", receive)
    asked = Entry(marked("Demandes des personnes"), "people:requests", "people.erase_resident", 6)
    navigation.tools.enlist("people.requests", asked)
    portal.tasks.enlist(
        "people.erasures", WaitingProvider("people.keep_resident", erasures_waiting, order=490)
    )
    portal.tasks.enlist("people.alerts", WaitingProvider("people.answer_alert", alerts_waiting, order=90))
    mine = Entry(marked("Mon compte"), "people:account", "people.manage_own_account", order=950)
    navigation.menu.enlist("people.account", mine)
    portal.tasks.enlist(
        "people.agreements", WaitingProvider("people.see_agreements", agreements_waiting, order=500)
    )
    portal.tasks.enlist("people.tokens", WaitingProvider("people.see_tokens", tokens_waiting, order=510))
    sections.enlist("people.carnet", FileSection("people/carnet/section.html", _carnet, order=300))
    sections.enlist("people.links", FileSection("people/links/section.html", _links, order=310))
    carnet.parts.enlist("people.choices", CarnetProvider(choices_part, order=500))
    carnet.parts.enlist("people.links", CarnetProvider(links_part, order=510))
    carnet.parts.enlist("people.said", CarnetProvider(said_part, order=900))
    _enlist_kinds()
    _enlist_day()
    for key, provider in _SEARCHED.items():
        searching.providers.enlist(f"people-{key}", provider)


_SEARCHED = {
    "residents": Provider(
        marked("Dossiers de personnes"),
        marked(
            "Le code du dossier (K7F-2QX), le téléphone entier, ou le nom de famille entier avec l’année de "
            "naissance (Marsonval 1948). Jamais un morceau de nom."
        ),
        "people.see_resident",
        found_files,
        order=10,
    ),
    "colleagues": Provider(
        marked("Membres"),
        marked("Le nom d’une ou d’un collègue, ou son début."),
        SEE,
        found_colleagues,
        order=200,
    ),
    "organisations": Provider(
        marked("Organisations"),
        marked("Le nom d’une organisation, ou son SIRET."),
        "people.see_organisation",
        found_organisations,
        order=300,
    ),
}


def _enlist_day() -> None:
    """What people puts on « Ma journée » besides what waits."""
    for key, gesture in _GESTURES.items():
        portal.gestures.enlist(f"people.{key}", gesture)
    portal.changes.enlist("people.colleagues", ChangeProvider(SEE, new_colleagues, order=500))
    portal.changes.enlist("people.files", ChangeProvider("people.see_resident", new_files, order=100))


def _page(name: str) -> Callable[[Actor], str]:
    return lambda actor: reverse(f"people:{name}")


def _own(name: str) -> Callable[[Actor], str]:
    return lambda actor: reverse(f"people:{name}", args=[acts_for(actor)])


_GESTURES = {
    "receive": Gesture(
        marked("Recevoir une personne"),
        marked("Trouver son dossier, ou l’ouvrir"),
        _page("find-resident"),
        "people.see_resident",
        "person",
        frozenset({*FILING, Role.PRESCRIBER}) - {Role.COORDINATOR},
        "accompany",
        order=10,
    ),
    "requests": Gesture(
        marked("Répondre à une demande"),
        marked("La copie d’un dossier, une limite, un effacement"),
        _page("requests"),
        "people.erase_resident",
        "document",
        frozenset({Role.DATA_PROTECTION_OFFICER}),
        "pilot",
        order=10,
    ),
    "invite": Gesture(
        marked("Inviter un collègue"),
        marked("Un lien qui sert une fois, avec son rôle"),
        _own("invite"),
        "people.manage_members",
        "people",
        frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
        "pilot",
        order=20,
    ),
    "agreements": Gesture(
        marked("Lire nos conventions"),
        marked("Ce qui est signé sur les données, et jusqu’à quand"),
        _own("agreements"),
        "people.see_agreements",
        "document",
        frozenset({Role.DATA_PROTECTION_OFFICER}),
        "pilot",
        order=30,
    ),
    "team": Gesture(
        marked("Voir l’équipe"),
        marked("Qui fait quoi dans votre organisation"),
        _own("members"),
        SEE,
        "people",
        frozenset({Role.REFURBISHER, Role.SURVEYOR, Role.TRAINER, Role.COORDINATOR}),
        "pilot",
        order=60,
    ),
}


def _carnet(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The carnet of a person, and what they say by it, for who gives it, revokes it or answers."""
    gives = can(request.user, "people.give_carnet", resident)
    revokes = can(request.user, "people.revoke_carnet", resident)
    answers = can(request.user, "people.answer_alert")
    if not (gives or revokes or answers):
        return None
    return {"state": state_of(resident), "may_give": gives, "may_revoke": revokes, "may_answer": answers}


def _links(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The other organisations that help the person, for who may tie files."""
    if not can(request.user, "people.link_files", resident):
        return None
    return {"links": links_of(resident)}


def _enlist_kinds() -> None:
    """Of what people is told."""
    joined = Kind(
        marked("Une personne que vous avez invitée a rejoint l’organisation"),
        "people.manage_members",
        accepted_invitations,
        marked("Une personne que vous avez invitée a accepté. Elle a maintenant son rôle."),
        order=500,
    )
    ending = Kind(
        marked("Une convention finit bientôt"),
        "people.see_agreements",
        ending_agreements,
        marked(
            "Une convention finit dans moins de soixante jours. Sans elle, l’organisation ne peut plus "
            "garder de données sur des personnes : préparez la suivante."
        ),
        delivery=Delivery.AT_ONCE,
        order=510,
    )
    alert = Kind(
        marked("Une personne vous signale quelque chose"),
        "people.answer_alert",
        raised_alerts,
        marked("Une personne accompagnée signale quelque chose par son carnet."),
        delivery=Delivery.AT_ONCE,
        order=90,
    )
    notifying.kinds.enlist(carnets.ALERT, alert)
    notifying.kinds.enlist(invitations.ACCEPTED, joined)
    notifying.kinds.enlist(warning.AGREEMENT, ending)


def count_codes_anew(sender: object, user: Account, **_signal: Any) -> None:
    """Whoever signs in may try the code of her lock again."""
    forget_tries(account=user)
