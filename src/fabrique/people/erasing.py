"""The limits of people's tables, and what restores must erase again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from fabrique.core import tombstones
from fabrique.core.retention import Held, Holding, Notice, Rule, holdings, rules
from fabrique.core.retention.actions import deleting, selecting
from fabrique.people import holding
from fabrique.people.actions import closing, erasing, keeping
from fabrique.people.models import (
    Account,
    AccountEvent,
    ApiToken,
    CarnetAccess,
    Invitation,
    LinkCode,
    Notification,
    Resident,
    Tally,
)
from fabrique.people.privacy import (
    ACCOUNT,
    CARNET,
    EVENT,
    FILE,
    INVITED,
    LINK_CODE,
    SESSION,
    TOKEN,
    TOLD,
)
from fabrique.people.queries import keeping as queries
from fabrique.people.queries.notifications import old_notifications
from fabrique.people.retention import NOTICE_DAYS, TALLY_DAYS

WHY = "retention"


class _Residents:
    """Files that a restored backup brought back."""

    order = 10

    def subjects(self) -> Iterable[str]:
        rows = Resident.objects.everywhere(WHY).order_by("pk")
        return [f"resident:{pk}" for pk in rows.values_list("pk", flat=True)]

    def erase(self, subject: str) -> None:
        erasing.erase_again(subject)


class _Accounts:
    """Accounts that a restored backup brought back."""

    order = 20

    def subjects(self) -> Iterable[str]:
        rows = Account.objects.filter(erased_at__isnull=True).order_by("pk")
        return [f"account:{pk}" for pk in rows.values_list("pk", flat=True)]

    def erase(self, subject: str) -> None:
        closing.erase_account_again(subject)


def _due(at: datetime) -> list[str]:
    return [f"resident:{each.pk}" for each in queries.residents_due(at)]


def _to_announce(at: datetime) -> list[str]:
    return [f"resident:{each.pk}" for each in queries.residents_to_announce(at)]


def _held(at: datetime) -> list[Held]:
    return queries.residents_held(at)


def _everywhere(model: Any) -> Callable[[], QuerySet[Any]]:
    """All rows of a model that belongs to organisations."""
    return lambda: model.objects.everywhere(WHY)


_RULES = (
    Rule(
        FILE.rule,
        "Dossiers des personnes accompagnées, avec leurs accords et leurs notes",
        FILE.words,
        ("people.Resident", "people.Consent", "people.Note", "people.CarnetAlert", "people.FileLink"),
        _due,
        erasing.erase_due,
        notice=Notice(NOTICE_DAYS, _to_announce, keeping.announce_erasures),
        held=_held,
        order=100,
    ),
    Rule(
        ACCOUNT.rule,
        "Comptes fermés ou sans rôle : nom, adresse, mot de passe, seconds facteurs",
        ACCOUNT.words,
        ("people.Account",),
        selecting("account", queries.closed_accounts),
        closing.erase_closed,
        order=90,
    ),
    Rule(
        SESSION.rule,
        "Sessions finies",
        SESSION.words,
        ("sessions.Session",),
        selecting("session", queries.ended_sessions),
        deleting(Session.objects.all),
        order=30,
    ),
    Rule(
        "navigateur",
        "Navigateurs des sessions finies",
        SESSION.words,
        ("usersessions.UserSession",),
        selecting("opened", queries.ended_openings),
        deleting(UserSession.objects.all),
        order=31,
    ),
    Rule(
        EVENT.rule,
        "Événements des comptes",
        EVENT.words,
        ("people.AccountEvent",),
        selecting("event", queries.old_events),
        deleting(AccountEvent.objects.all),
        order=32,
    ),
    Rule(
        TOLD.rule,
        "Notifications des comptes",
        TOLD.words,
        ("people.Notification",),
        selecting("notification", old_notifications),
        deleting(_everywhere(Notification)),
        order=34,
    ),
    Rule(
        "essais",
        "Comptes d’essais, sans nom",
        f"{TALLY_DAYS} jours",
        ("people.Tally",),
        selecting("tally", queries.old_tallies),
        deleting(Tally.objects.all),
        order=33,
    ),
    Rule(
        INVITED.rule,
        "Invitations acceptées, annulées ou expirées",
        INVITED.words,
        ("people.Invitation",),
        selecting("invitation", queries.ended_invitations),
        deleting(_everywhere(Invitation)),
        order=40,
    ),
    Rule(
        TOKEN.rule,
        "Clés de l’API révoquées ou expirées",
        TOKEN.words,
        ("people.ApiToken",),
        selecting("token", queries.ended_tokens),
        deleting(_everywhere(ApiToken)),
        order=41,
    ),
    Rule(
        CARNET.rule,
        "Codes de carnet annulés ou expirés",
        CARNET.words,
        ("people.CarnetAccess",),
        selecting("carnet", queries.ended_carnets),
        deleting(_everywhere(CarnetAccess)),
        order=42,
    ),
    Rule(
        LINK_CODE.rule,
        "Codes de rapprochement utilisés ou expirés",
        LINK_CODE.words,
        ("people.LinkCode",),
        selecting("link-code", queries.ended_link_codes),
        deleting(_everywhere(LinkCode)),
        order=43,
    ),
)

for _rule in _RULES:
    rules.enlist(f"people.{_rule.code}", _rule)
tombstones.erasers.enlist("people.resident", _Residents())
tombstones.erasers.enlist("people.account", _Accounts())
holdings.enlist("people.resident", Holding("resident", holding.RESIDENT, erasing.erase_file, order=0))
holdings.enlist("people.account", Holding("account", holding.ACCOUNT, lambda ids: None, order=0))
