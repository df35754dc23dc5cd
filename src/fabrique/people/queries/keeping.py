"""Whose file or account is past its limit, or soon will be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from fabrique.core.retention import Held, holds_on
from fabrique.people.enums import Role
from fabrique.people.models import (
    Account,
    AccountEvent,
    ApiToken,
    CarnetAccess,
    Invitation,
    LinkCode,
    Membership,
    Organisation,
    Resident,
    Tally,
)
from fabrique.people.retention import (
    CLOSED_ACCOUNT_DAYS,
    ENDED_CARNET_DAYS,
    ENDED_INVITATION_DAYS,
    ENDED_LINK_CODE_DAYS,
    ENDED_TOKEN_DAYS,
    EVENT_DAYS,
    INACTIVE_YEARS,
    NOTICE_DAYS,
    TALLY_DAYS,
    years_after,
    years_before,
)

WHY = "retention"
EVERY = Q()


def ends_on(resident: Resident) -> date:
    """The day from which the limit erases the file, whatever else keeps it."""
    return ends_of([resident])[resident.pk]


def ends_of(residents: Iterable[Resident]) -> dict[UUID, date]:
    """The same of many files, by key: as many queries for a thousand as for one."""
    roots = list(residents)
    last = {each.pk: each.last_contact_on for each in roots}
    level = {each.pk: each.pk for each in roots}  # a file: the one that it finally went into
    while level:
        rows = Resident.objects.everywhere(WHY).filter(merged_into__in=list(level))
        found = list(rows.values_list("pk", "merged_into_id", "last_contact_on"))
        level = {pk: level[parent] for pk, parent, _contact in found}
        for pk, _parent, contact in found:
            last[level[pk]] = max(last[level[pk]], contact)
    return {each.pk: _end(each, last[each.pk]) for each in roots}


def _end(resident: Resident, last: date) -> date:
    limit = years_after(last, INACTIVE_YEARS)
    if resident.keep_until:
        limit = max(limit, resident.keep_until)
    if resident.warned_on:
        limit = max(limit, resident.warned_on + timedelta(days=NOTICE_DAYS))
    return limit


def residents_due(at: datetime, among: Q = EVERY) -> list[Resident]:
    """Files past their limit of which the organisation was told a month ago, and nothing holds."""
    today = timezone.localdate(at)
    told = _past(today).filter(among, warned_on__lte=today - timedelta(days=NOTICE_DAYS))
    emptied = _all().filter(among, emptied_at__isnull=False)
    free = _ended(told.filter(limited_at__isnull=True), today)
    return free + [each for each in emptied if not holds_on("resident", [each.pk])]


def residents_to_announce(at: datetime, among: Q = EVERY) -> list[Resident]:
    """Files that pass their limit within the time of the notice, of which nobody was told."""
    soon = timezone.localdate(at) + timedelta(days=NOTICE_DAYS)
    waiting = _past(soon).filter(among, warned_on__isnull=True, limited_at__isnull=True)
    return _ended(waiting, soon)


def residents_held(at: datetime) -> list[Held]:
    """Files past their limit that stay, each with its reason."""
    past = _past(timezone.localdate(at)).filter(limited_at__isnull=False)
    limited = [Held(f"resident:{each.pk}", "usage limité à la demande de la personne") for each in past]
    emptied = _all().filter(emptied_at__isnull=False)
    return limited + [
        Held(f"resident:{each.pk}", f"{hold.what} : {hold.why}", hold.until)
        for each in emptied
        for hold in holds_on("resident", [each.pk])
    ]


def announced(organisation: Organisation) -> QuerySet[Resident]:
    """The files of which the organisation was told, those told first first."""
    rows = Resident.objects.of(organisation).filter(warned_on__isnull=False, emptied_at__isnull=True)
    return rows.filter(merged_into__isnull=True).order_by("warned_on", "code")


def _all() -> QuerySet[Resident]:
    return Resident.objects.everywhere(WHY).filter(merged_into__isnull=True).order_by("pk")


def _ended(rows: QuerySet[Resident], by: date) -> list[Resident]:
    found = list(rows)
    ends = {
        pk: end
        for first in range(0, len(found), 500)
        for pk, end in ends_of(found[first : first + 500]).items()
    }
    return [each for each in found if ends[each.pk] <= by]


def _past(today: date) -> QuerySet[Resident]:
    """Whose own last contact is old enough; ``ends_on`` looks at the files that went into it."""
    rows = _all().filter(emptied_at__isnull=True)
    rows = rows.filter(last_contact_on__lte=years_before(today, INACTIVE_YEARS))
    return rows.filter(Q(keep_until__isnull=True) | Q(keep_until__lte=today))


def closed_accounts(at: datetime) -> QuerySet[Account]:
    """Accounts that are closed or have no role any more, and did nothing for a year.

    Not those that administer the territory: that role is first taken back by hand, never the last one.
    """
    before = at - timedelta(days=CLOSED_ACCOUNT_DAYS)
    roles = Membership.objects.everywhere(WHY).filter(account=OuterRef("pk"))
    ended = roles.order_by().values("account").annotate(last=Max("ended_at")).values("last")
    rows = Account.objects.filter(erased_at__isnull=True, created_at__lte=before)
    live = roles.filter(ended_at__isnull=True)
    rows = rows.filter(Q(is_active=False) | ~Exists(live))
    rows = rows.exclude(Exists(live.filter(role=Role.ADMINISTRATOR)))
    latest = Greatest(
        Coalesce(ended, F("created_at")), Coalesce(F("last_login"), F("created_at")), F("created_at")
    )
    return rows.annotate(latest=latest).filter(latest__lte=before)


def ended_sessions(at: datetime) -> QuerySet[Any]:
    """Sessions that are over."""
    return Session.objects.filter(expire_date__lte=at)


def ended_openings(at: datetime) -> QuerySet[Any]:
    """What is told to its owner of a session that is over."""
    live = Session.objects.filter(expire_date__gt=at).values("session_key")
    rows: QuerySet[Any] = UserSession.objects.exclude(session_key__in=live)
    return rows


def old_events(at: datetime) -> QuerySet[Any]:
    """What happened to accounts more than a year ago."""
    return AccountEvent.objects.filter(at__lte=at - timedelta(days=EVENT_DAYS))


def old_tallies(at: datetime) -> QuerySet[Any]:
    """Counts of tries that no rule looks at any more."""
    return Tally.objects.filter(since__lte=at - timedelta(days=TALLY_DAYS))


def ended_invitations(at: datetime) -> QuerySet[Any]:
    """Invitations that were accepted, revoked or expired three months ago."""
    before = at - timedelta(days=ENDED_INVITATION_DAYS)
    ended = Q(accepted_at__lte=before) | Q(revoked_at__lte=before) | Q(expires_at__lte=before)
    return Invitation.objects.everywhere(WHY).filter(ended)


def ended_tokens(at: datetime) -> QuerySet[Any]:
    """Keys of the API that do not serve since a year."""
    before = at - timedelta(days=ENDED_TOKEN_DAYS)
    return ApiToken.objects.everywhere(WHY).filter(Q(revoked_at__lte=before) | Q(expires_at__lte=before))


def ended_carnets(at: datetime) -> QuerySet[CarnetAccess]:
    """Codes of carnets that open nothing since a year."""
    before = at - timedelta(days=ENDED_CARNET_DAYS)
    ended = Q(revoked_at__lte=before) | Q(expires_at__lte=before)
    return CarnetAccess.objects.everywhere(WHY).filter(ended)


def ended_link_codes(at: datetime) -> QuerySet[LinkCode]:
    """Codes of links that were used, or expired, a month ago."""
    before = at - timedelta(days=ENDED_LINK_CODE_DAYS)
    return LinkCode.objects.everywhere(WHY).filter(Q(used_at__lte=before) | Q(expires_at__lte=before))
