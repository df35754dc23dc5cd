"""What people puts in the shell: the tools of those who look after organisations, and what awaits them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import can
from fabrique.core.ui import navigation, notifying, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import WaitingProvider
from fabrique.people import carnet
from fabrique.people.actions import invitations, warning
from fabrique.people.actions.locking import forget_tries
from fabrique.people.carnet import CarnetProvider
from fabrique.people.enums import Delivery
from fabrique.people.models import Account, Resident
from fabrique.people.queries.carnets import choices_part, said_part, state_of
from fabrique.people.queries.links import links_of, links_part
from fabrique.people.queries.told import accepted_invitations, ending_agreements
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
    notifying.kinds.enlist(invitations.ACCEPTED, joined)
    notifying.kinds.enlist(warning.AGREEMENT, ending)


def count_codes_anew(sender: object, user: Account, **_signal: Any) -> None:
    """Whoever signs in may try the code of her lock again."""
    forget_tries(account=user)
