"""Whom a device would pass by if it went to this request: recomputed when somebody decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.equip.allocation.facts import Asked, Quota
from fabrique.equip.allocation.fitting import Features, profile_of
from fabrique.equip.allocation.ranking import Ranked, ranked
from fabrique.equip.allocation.sharing import share_out
from fabrique.equip.allocation.words import limit_words
from fabrique.equip.enums.asking import Constraint, ProposalState, RequestState
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.enums.handing import HANDED
from fabrique.equip.models import (
    AllocationRules,
    AllocationRun,
    Device,
    DeviceEvent,
    DeviceRequest,
    Handover,
    Proposal,
)
from fabrique.equip.queries.allocating import rules_in_force, stake_of
from fabrique.people.models import Organisation

# What must be known of a device before it is kept for whoever needs it so.
MEASURED = {
    Constraint.LIGHT: ("weight_g", marked("son poids")),
    Constraint.LARGE_SCREEN: ("screen_tenths", marked("la taille de son écran")),
    Constraint.WINDOWS: ("windows_11", marked("s’il prend Windows 11")),
}
YEAR = timedelta(days=365)
MEASURES = ("correct", "settle")  # gestures that change what the rules read of a device


@dataclass(frozen=True, slots=True)
class Passing:
    """A proposal as the order is now. ``place``: of its request, ``None`` when it is no longer counted.

    ``above``: the better placed who would have a device, and would have none if this one went to the request.
    ``fits``: the device still does for it. ``limit``: in French, the quota or the household that stops it.
    """

    place: Ranked | None
    above: tuple[Ranked, ...] = ()
    fits: bool = True
    limit: str = ""


def passing_of(request: DeviceRequest, device: Device) -> Passing | None:
    """How a request stands now for a device; ``None`` when the device is not ready.

    Whoever is below never changes what those above get: only they are shared out again, with the device and
    without it.
    """
    organisation, today = device.organisation, clock.today()
    rules, stake = rules_in_force(organisation), stake_of(organisation, today)
    if device.code not in stake.devices:
        return None
    order = ranked(stake.asked, rules, today)
    place = next((each for each in order if each.request.key == request.code), None)
    if place is None:
        return Passing(None)
    to_here = [each.request for each in order[: place.rank]]
    before = share_out(stake.offered, to_here, rules, today, stake.quotas, stake.housed)
    one = [each for each in stake.offered if each.key == device.code]
    left = [each for each in stake.offered if each.key != device.code]
    mine = place.request
    housed = stake.housed | ({mine.household} if mine.household else set())
    after = share_out(left, to_here[:-1], rules, today, _given(stake.quotas, mine), housed)
    still = {line.place.request.key for line in after.served}
    above = tuple(
        line.place for line in before.served if line.place.request.key not in still | {request.code}
    )
    fits = bool(share_out(one, [mine], rules, today).served)
    limit = before.lines[-1].limit
    return Passing(place, above, fits, limit_words(limit) if limit else "")


def _given(quotas: Mapping[str, Quota], request: Asked) -> dict[str, Quota]:
    """The quotas once a request has its device."""
    quota = quotas.get(request.programme)
    if quota is None:
        return dict(quotas)
    given = Counter(quota.given) + Counter([request.area])
    total = None if quota.total is None else quota.total - 1
    return {**quotas, request.programme: replace(quota, total=total, given=given)}


def unmeasured(request: DeviceRequest, device: Device) -> list[str]:
    """What the request needs and nobody knows of the device, in French."""
    return [
        _(words)
        for each, (field, words) in MEASURED.items()
        if each in request.constraints and getattr(device, field) is None
    ]


def wanted_by(device: Device) -> int:
    """How many of the requests that wait this ready device would do for."""
    stake = stake_of(device.organisation, clock.today())
    offered = [each for each in stake.offered if each.key == device.code]
    if not offered or not stake.asked:
        return 0
    features = Features(offered, rules_in_force(device.organisation), frozenset({device.code}))
    profiles = Counter(profile_of(each) for each in stake.asked)
    return sum(number for each, number in profiles.items() if features.judge(each).fit()[0] >= 0)


def news_since(run: AllocationRun) -> list[str]:
    """What makes a calculation out of date, in French; empty when it would give the same."""
    organisation, at = run.organisation, run.run_at
    asked = DeviceRequest.objects.everywhere("whether a calculation is out of date")
    waiting = asked.filter(programme__organisation=organisation, state=RequestState.WAITING)
    due = Q(needed_on__gte=timezone.localdate(at), needed_on__lt=clock.today())
    requests = waiting.aggregate(
        new=Count("pk", filter=Q(state_at__gt=at)), past=Count("pk", filter=Q(state_at__lte=at) & due)
    )
    ready = Device.objects.of(organisation).filter(state=DeviceState.READY)
    changed = DeviceEvent.objects.of(organisation).filter(verb__in=MEASURES, at__gt=at)
    devices = ready.filter(Q(state_at__gt=at) | Q(pk__in=changed.values("device"))).count()
    refused = Proposal.objects.of(organisation).filter(state=ProposalState.REFUSED, decided_at__gt=at).count()
    proposed = Proposal.objects.of(organisation).filter(state=ProposalState.PROPOSED)
    gone = proposed.exclude(device__state=DeviceState.READY).count()
    rules = AllocationRules.objects.of(organisation).filter(published_at__gt=at).exists()
    told = [
        (requests["new"], _("demandes plus récentes : %(n)s")),
        (requests["past"], _("échéances passées : %(n)s")),
        (devices, _("appareils prêts ou mesurés depuis : %(n)s")),
        (refused, _("propositions refusées : %(n)s")),
        (gone, _("appareils proposés qui ne sont plus libres : %(n)s")),
        (int(rules), _("d’autres règles sont publiées")),
    ]
    return [words % {"n": n} for n, words in told if n]


@dataclass(frozen=True, slots=True)
class Aside:
    """What people decided against the calculation in the last twelve months.

    ``handed``: devices of kinds that the rules share out, handed over without a proposal. ``over``: proposals
    that were accepted though somebody better placed lost a device by it.
    """

    handed: int
    over: int


def decided_aside(organisation: Organisation) -> Aside:
    """Two counts, whatever there is."""
    since = clock.now() - YEAR
    kinds = {kind for use in rules_in_force(organisation).uses.values() for kind in use.kinds}
    kept = DeviceEvent.objects.of(organisation).filter(
        device=OuterRef("device"), verb="reserve", at__lte=OuterRef("handed_at")
    )
    handed = Handover.objects.of(organisation).filter(
        state__in=HANDED, handed_at__gt=since, device__kind__in=kinds
    )
    by_hand = handed.annotate(asked=Subquery(kept.order_by("-pk").values("facts__request")[:1]))
    over = DeviceEvent.objects.of(organisation).filter(verb="reserve", at__gt=since, facts__has_key="over")
    return Aside(by_hand.filter(asked__isnull=True).count(), over.count())
