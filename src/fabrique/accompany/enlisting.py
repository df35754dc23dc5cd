"""What mandates and procedures put elsewhere: parts of a person's file, what awaits a helper, the carnet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as marked

from fabrique.accompany import carnet
from fabrique.accompany.actions import remote, warning
from fabrique.accompany.actions.conditions import protection_of
from fabrique.accompany.enums import UNDER_WAY
from fabrique.accompany.queries.cases import cases_of, done_on, people_told
from fabrique.accompany.queries.mandates import lines_of
from fabrique.accompany.queries.remote import replies_told
from fabrique.accompany.queries.searching import found_cases, found_mandates
from fabrique.accompany.queries.waiting import (
    cases_waiting,
    mandates_told,
    mandates_waiting,
    unfollowed_waiting,
)
from fabrique.core import clock
from fabrique.core.policies import can
from fabrique.core.ui import navigation, notifying, portal, searching
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import Gesture, WaitingProvider
from fabrique.core.ui.searching import Provider
from fabrique.people.enums import Delivery, Role
from fabrique.people.models import Resident
from fabrique.people.sections import FileSection, sections
from fabrique.people.signing import throttle
from fabrique.territory.facts import AreaFact, facts


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    sections.enlist("accompany.cases", FileSection("accompany/cases/section.html", _cases, order=190))
    sections.enlist(
        "accompany.mandates", FileSection("accompany/mandates/section.html", _mandates, order=200)
    )
    carnet.enlist()
    label, unit = marked("Personnes dont une démarche est suivie"), marked("personnes")
    facts.enlist("personnes-suivies", AreaFact(label, unit, persons=people_told, order=40))
    for key, provider in _WAITING.items():
        portal.tasks.enlist(f"accompany.{key}", provider)
    navigation.tools.enlist("accompany.my_cases", _MINE)
    navigation.tools.enlist("accompany.follow_up", _FOLLOW_UP)
    portal.gestures.enlist("accompany.follow_up", _FOLLOWING)
    for key, kind in _KINDS.items():
        notifying.kinds.enlist(key, kind)
    for key, found in _SEARCHED.items():
        searching.providers.enlist(f"accompany-{key}", found)
    throttle.RULES["mandate"] = {"address": (20, throttle.QUARTER)}


_WAITING = {
    "cases": WaitingProvider("accompany.keep_case", cases_waiting, order=90),
    "unfollowed": WaitingProvider("accompany.see_follow_up", unfollowed_waiting, order=95),
    "mandates": WaitingProvider("accompany.draft_mandate", mandates_waiting, order=100),
}
_MINE = Entry(marked("Mes démarches"), "accompany:my-cases", "accompany.keep_case", 6)
_FOLLOW_UP = Entry(marked("Le suivi des démarches"), "accompany:follow-up", "accompany.see_follow_up", 7)
_FOLLOWING = Gesture(
    marked("Suivre les démarches"),
    marked("Ce qui est en cours, ce qui attend"),
    lambda actor: reverse("accompany:follow-up"),
    "accompany.see_follow_up",
    "document",
    frozenset({Role.COORDINATOR}),
    "accompany",
    order=15,
)
_KINDS = {
    remote.REPLIED: Kind(
        marked("Une personne répond à un mandat par SMS"),
        "accompany.sign_mandate",
        replies_told,
        marked("Une personne a répondu au mandat proposé par SMS."),
        order=95,
    ),
    warning.ENDING: Kind(
        marked("Un mandat finit bientôt"),
        "accompany.draft_mandate",
        mandates_told,
        marked("Un mandat de votre organisation finit dans moins de trente jours."),
        delivery=Delivery.AT_ONCE,
        order=100,
    ),
}
_SEARCHED = {
    "mandates": Provider(
        marked("Mandats"),
        marked("Le numéro imprimé sur le mandat."),
        "accompany.see_mandates",
        found_mandates,
        order=20,
    ),
    "cases": Provider(
        marked("Démarches"),
        marked("Le code d’une démarche suivie."),
        "accompany.see_cases",
        found_cases,
        order=30,
    ),
}


def _mandates(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The live mandates of a person, for who may see them."""
    if not can(request.user, "accompany.see_mandates", resident):
        return None
    lines = lines_of(resident, clock.now())
    return {
        "live": [line for line in lines if line.live],
        "others": sum(not line.live for line in lines),
        "may_draft": can(request.user, "accompany.draft_mandate", resident) and not protection_of(resident),
    }


def _cases(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The procedures of a person that are under way, for who may see them."""
    if not can(request.user, "accompany.see_cases", resident):
        return None
    found = list(cases_of(resident))
    return {
        "live": [each for each in found if each.state in UNDER_WAY],
        "others": sum(each.state not in UNDER_WAY for each in found),
        "may_open": can(request.user, "accompany.open_case", resident),
        "done_today": done_on(resident, clock.today()),
        "today": clock.today(),
    }
