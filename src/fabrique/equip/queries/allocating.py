"""What the sharing reads: the rules in force, the devices that are ready, the requests that wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from fabrique.core.policies import Actor, scope
from fabrique.equip.allocation.facts import Asked, Offered, Quota
from fabrique.equip.allocation.rules import DEFAULT, RuleSet, read_rules
from fabrique.equip.enums.asking import Criterion, ProposalState, RequestState
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.enums.handing import HandoverState
from fabrique.equip.models import (
    AllocationRules,
    AllocationRun,
    Appeal,
    Device,
    DeviceRequest,
    EquipmentProgramme,
    Handover,
    Proposal,
)
from fabrique.people.models import Organisation

KEPT = (ProposalState.ACCEPTED, ProposalState.HANDED_OVER)
WHY = "the sharing reads the requests on which an organisation decides"


@dataclass(frozen=True, slots=True)
class Stake:
    """All that a sharing needs. ``requests`` and ``devices`` find the rows again by their codes."""

    offered: list[Offered]
    asked: list[Asked]
    quotas: dict[str, Quota]
    housed: frozenset[str]
    devices: dict[str, UUID]
    requests: dict[str, UUID]


def rules_text(organisation: Organisation) -> str:
    """The text of the rules in force: the latest that the organisation published, or those shipped."""
    latest = AllocationRules.objects.of(organisation).order_by("-published_at").first()
    return latest.text if latest else DEFAULT.read_text(encoding="utf-8")


def rules_in_force(organisation: Organisation) -> RuleSet:
    """The rules that the next calculation applies."""
    return read_rules(rules_text(organisation))


def published_rules(organisation: Organisation) -> QuerySet[Any]:
    """The versions that an organisation published, the latest first."""
    return AllocationRules.objects.of(organisation).order_by("-published_at")


def stake_of(organisation: Organisation, today: date) -> Stake:
    """What there is to share out now. As many queries for ten thousand devices as for one."""
    programmes = list(_open_programmes(organisation, today))
    stock = Device.objects.of(organisation).filter(state=DeviceState.READY)
    ready = list(stock.annotate(held=Sum("drives__size_bytes")).order_by("state_at", "code"))
    rows = DeviceRequest.objects.everywhere(WHY).filter(
        programme__in=programmes, state=RequestState.WAITING, need__isnull=False
    )
    rows = rows.filter(Q(resident__isnull=True) | Q(resident__limited_at__isnull=True))
    waiting = list(rows.order_by("asked_at", "pk"))
    refused = _refused(waiting)
    by_programme = {each.pk: each for each in programmes}
    given, housed = _given(organisation, programmes)
    quotas = {
        str(each.pk): Quota(
            None if each.most is None else max(0, each.most - sum(given[each.pk].values())),
            each.most_per_area,
            given[each.pk],
        )
        for each in programmes
    }
    return Stake(
        [_offered(each) for each in ready],
        [_asked(each, by_programme[each.programme_id], refused[each.pk]) for each in waiting],
        quotas,
        housed,
        {each.code: each.pk for each in ready},
        {each.code: each.pk for each in waiting},
    )


def _open_programmes(organisation: Organisation, today: date) -> QuerySet[Any]:
    rows = EquipmentProgramme.objects.of(organisation).filter(starts_on__lte=today)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def _refused(requests: Sequence[DeviceRequest]) -> dict[UUID, frozenset[str]]:
    rows = Proposal.objects.everywhere(WHY).filter(state=ProposalState.REFUSED)
    found: dict[UUID, set[str]] = defaultdict(set)
    wanted = {each.pk for each in requests}
    for request, code in rows.filter(request__state=RequestState.WAITING).values_list(
        "request", "device__code"
    ):
        if request in wanted:
            found[request].add(code)
    return defaultdict(frozenset, {request: frozenset(codes) for request, codes in found.items()})


def _given(
    organisation: Organisation, programmes: Sequence[EquipmentProgramme]
) -> tuple[dict[UUID, Counter[str]], frozenset[str]]:
    """How many devices each programme gave or keeps, in each neighbourhood; and in which households.

    What was brought back, lost or stolen since is not counted: the person has it no longer.
    """
    rows = still_held(Proposal.objects.of(organisation).filter(state__in=KEPT))
    given: dict[UUID, Counter[str]] = {each.pk: Counter() for each in programmes}
    housed = set()
    for programme, area, household in rows.values_list(
        "request__programme", "request__area_code", "request__household"
    ):
        if programme in given:
            given[programme][area] += 1
        housed.add(str(household))
    return given, frozenset(housed)


def still_held(proposals: QuerySet[Any]) -> QuerySet[Any]:
    """Without those whose handover is over: the first that followed the decision."""
    after = Handover.objects.everywhere("whether what was proposed is still with the person").filter(
        device=OuterRef("device"), handed_at__gte=OuterRef("decided_at")
    )
    state = Subquery(after.order_by("handed_at").values("state")[:1])
    found: QuerySet[Any] = proposals.annotate(handover=state)
    return found.filter(Q(handover__isnull=True) | ~Q(handover=HandoverState.ENDED))


def _offered(device: Any) -> Offered:
    """``held``: what its drives hold in all, in bytes; it tells the storage that nobody noted."""
    return Offered(
        device.code,
        device.kind,
        device.ram_mb,
        device.storage_gb or (device.held // 10**9 if device.held else None),
        device.cpu_mark,
        device.weight_g,
        device.screen_tenths,
        device.windows_11,
    )


def _asked(request: DeviceRequest, programme: EquipmentProgramme, refused: frozenset[str]) -> Asked:
    criteria = frozenset(request.criteria.split())
    alone = bool(request.second) or not programme.one_per_household
    return Asked(
        key=request.code,
        use=request.use,
        asked_on=request.asked_on,
        criteria=criteria,
        constraints=frozenset(request.constraints),
        kinds=frozenset(programme.kinds),
        programme=str(programme.pk),
        area=request.area_code if Criterion.QPV in criteria else "",
        household="" if alone else str(request.household),
        refused=refused,
        needed_on=request.needed_on,
    )


def latest_run(organisation: Organisation) -> AllocationRun | None:
    """The latest calculation of an organisation."""
    rows = AllocationRun.objects.of(organisation).select_related("run_by", "organisation")
    return rows.order_by("-run_at", "pk").first()


def proposals_to_decide(actor: Actor, state: str = ProposalState.PROPOSED) -> QuerySet[Any]:
    """The proposals on which the actor decides, in the order of the latest calculation."""
    rows = scope(actor, "equip.decide_proposal", Proposal.objects.filter(state=state))
    rows = rows.select_related("request__programme", "request__organisation", "device__site", "run")
    return rows.order_by("-run__run_at", "rank", "pk")


def waiting_requests(actor: Actor) -> QuerySet[Any]:
    """The requests on which the actor's organisation decides and that wait, the oldest first."""
    rows = scope(actor, "equip.see_waiting", DeviceRequest.objects.filter(state=RequestState.WAITING))
    return rows.select_related("programme", "organisation").order_by("asked_at", "pk")


def appeals_to_answer(actor: Actor) -> QuerySet[Any]:
    """The appeals that await an answer, the oldest first."""
    rows = scope(actor, "equip.answer_appeal", Appeal.objects.filter(answered_at__isnull=True))
    return rows.select_related("request__programme", "request__organisation").order_by("noted_at", "pk")
