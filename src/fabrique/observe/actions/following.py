"""Following an area, to know of what is published about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.enums import Level
from fabrique.observe.models import FollowedArea
from fabrique.people.models import Account, Organisation

MOST = 200


@transaction.atomic
def follow_area(
    *, account: Account, organisation: Organisation, level: str, code: str, name: str
) -> FollowedArea:
    """Follow an area for the organisation for which one acts; following it again changes nothing."""
    if level not in Level.values or not code:
        raise DomainRefusal(_("Ce territoire n’est pas connu."))
    rows = FollowedArea.objects.of(organisation).filter(account=account)
    if rows.count() >= MOST:
        raise DomainRefusal(_("Vous suivez déjà 200 territoires : n’en suivez plus un d’abord."))
    values = {"name": name[:200], "since": clock.now()}
    found, made = rows.get_or_create(
        account=account, organisation=organisation, level=level, code=code[:32], defaults=values
    )
    if made:
        _record("follow_area", found, account)
    return found


@transaction.atomic
def unfollow_area(*, followed: FollowedArea, by: Account) -> None:
    """Follow it no more."""
    _record("unfollow_area", followed, by)
    FollowedArea.objects.of(followed.organisation).filter(pk=followed.pk).delete()


def forget_followed(accounts: Iterable[Any]) -> None:
    """Take away what erased accounts followed."""
    FollowedArea.objects.everywhere("accounts that are erased").filter(account__in=list(accounts)).delete()


def _record(verb: str, followed: FollowedArea, by: Account) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk,
        organisation=followed.organisation_id,
        subject=f"account:{by.pk}",
        summary={"level": followed.level, "code": followed.code},
    )
