"""Calculating who is proposed which device. Nothing is decided here."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import uuid4

from django.db import transaction

from fabrique.core import clock, journal
from fabrique.equip.actions.programmes import hold_order
from fabrique.equip.allocation.ranking import Ranked
from fabrique.equip.allocation.rules import RuleSet, read_rules
from fabrique.equip.allocation.sharing import Line, Sharing, share_out
from fabrique.equip.allocation.words import Reasons, reasons_of
from fabrique.equip.enums.asking import ProposalState
from fabrique.equip.models import AllocationRun, DeviceRequest, Proposal
from fabrique.equip.queries.allocating import Stake, rules_text, stake_of
from fabrique.people.models import Account, Organisation


@dataclass(frozen=True, slots=True)
class Calculated:
    """A sharing, by which rules, and how long it took; ``run`` when its proposals were kept."""

    sharing: Sharing
    rules: RuleSet
    seconds: float
    run: AllocationRun | None = None

    def reasons(self, line: Line) -> Reasons:
        """Why a line is what it is."""
        return reasons_of(line, self.rules, len(self.sharing.lines))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request that waits stands in the order now, and why; ``fits``: a device is ready for it."""

    place: Ranked
    fits: bool
    among: int
    reasons: Reasons


def standing_of(request: DeviceRequest) -> Standing | None:
    """Calculated for who asks and kept nowhere; None when it is not in the order."""
    made = calculate(request.programme.organisation)
    line = next((each for each in made.sharing.lines if each.place.request.key == request.code), None)
    if line is None:
        return None
    return Standing(line.place, line.device is not None, len(made.sharing.lines), made.reasons(line))


def calculate(organisation: Organisation, text: str = "") -> Calculated:
    """What the rules in force would share out now, or those of ``text``. Writes nothing."""
    rules = read_rules(text or rules_text(organisation))
    return _calculated(stake_of(organisation, clock.today()), rules)


def _calculated(stake: Stake, rules: RuleSet) -> Calculated:
    start = time.perf_counter()
    sharing = share_out(stake.offered, stake.asked, rules, clock.today(), stake.quotas, stake.housed)
    return Calculated(sharing, rules, time.perf_counter() - start)


@transaction.atomic
def run_allocation(
    *, organisation: Organisation, by: Account | None, tell: Callable[[str], None] = lambda text: None
) -> Calculated:
    """Share out what is ready and propose it; what was proposed before and not decided is replaced.

    Two runs at once follow one another: the second replaces what the first proposed.
    """
    hold_order(organisation)
    undecided = Proposal.objects.of(organisation).filter(state=ProposalState.PROPOSED)
    # Before one looks at who waits: nobody accepts one of them meanwhile. All take them in the order of keys.
    list(undecided.select_for_update(of=("self",), no_key=True).order_by("pk").only("pk"))
    text = rules_text(organisation)
    stake = stake_of(organisation, clock.today())
    tell(f"{len(stake.offered)} appareils, {len(stake.asked)} demandes")
    found = _calculated(stake, read_rules(text))
    now = clock.now()
    undecided.update(state=ProposalState.REPLACED, decided_at=now)
    run = AllocationRun.objects.of(organisation).create(
        organisation=organisation,
        version=found.rules.version,
        rules=text,
        run_at=now,
        run_by=by,
        devices=found.sharing.devices,
        requests=len(found.sharing.lines),
        allocated=len(found.sharing.served),
        fit=found.sharing.fit,
        milliseconds=int(found.seconds * 1000),
    )
    Proposal.objects.of(organisation).bulk_create(
        [_proposal(run, line, found, stake) for line in found.sharing.served], batch_size=500
    )
    journal.record(
        "equip.run_allocation",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=f"allocation_run:{run.pk}",
        summary={
            "version": run.version,
            "devices": run.devices,
            "requests": run.requests,
            "allocated": run.allocated,
            "fit": run.fit,
        },
    )
    return Calculated(found.sharing, found.rules, found.seconds, run)


def _proposal(run: AllocationRun, line: Line, found: Calculated, stake: Stake) -> Proposal:
    assert line.device is not None
    return Proposal(
        pk=uuid4(),
        run=run,
        request_id=stake.requests[line.place.request.key],
        device_id=stake.devices[line.device.key],
        rank=line.place.rank,
        points=line.place.points,
        fit=line.fit,
        reasons=json.dumps(asdict(found.reasons(line)), ensure_ascii=False),
        proposed_at=run.run_at,
    )
