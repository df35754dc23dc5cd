"""A person decides on a proposal: the device is kept for her, or goes back to the others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip.actions.moving import locked_device, locked_devices, move_device
from fabrique.equip.actions.programmes import hold_order
from fabrique.equip.actions.telling_askers import HANDED, RELEASED, RESERVED, tell_asker
from fabrique.equip.enums.asking import PROPOSAL_MACHINE, REQUEST_MACHINE, ProposalState, RequestState
from fabrique.equip.enums.devices import MOVES, DeviceState
from fabrique.equip.enums.handing import BEFORE_HANDOVER
from fabrique.equip.models import Device, DeviceRequest, Handover, Proposal
from fabrique.equip.queries.passing import passing_of, unmeasured
from fabrique.equip.retention import RESERVED_DAYS
from fabrique.needs.actions.needs import move_need
from fabrique.needs.enums import LIVE, NeedState
from fabrique.people.models import Account
from fabrique.people.residents import said

LONGEST_NOTE = 500
FEW = 5  # codes that a sentence names
AT_ONCE = 50  # reservations that one pass of the job lets go
# The moves of a device that is kept: the others need not look for its request.
FOLLOWED = frozenset(move.verb for move in MOVES if DeviceState.RESERVED in move.origins)


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: Account | None, reason: str = "") -> Proposal:
    """Keep the device for the request, for three weeks. Of two who want the last device, one gets it.

    Proposals may name one device for several requests; the device's own row decides (``move_device``). The
    order is computed again: when somebody better placed would lose a device, ``reason`` says why, and both
    are kept. Those who decide follow one another, so that each sees what the others left.
    """
    hold_order(proposal.run.organisation)
    held = locked_proposal(proposal)
    if held.state == ProposalState.ACCEPTED:
        return held
    if held.request.state != RequestState.WAITING:
        raise DomainRefusal(_("Cette demande n’attend plus d’appareil."))
    over = _passed_over(held, reason)
    facts: dict[str, Any] = {"over": len(over)} if over else {}
    move_device(device=held.device, verb="reserve", by=by, request=held.request.code, **facts)
    if over:
        held.note = _why(reason)
        held.save(update_fields=["note"])
    now = clock.now()
    until = now + timedelta(days=RESERVED_DAYS)
    advance(PROPOSAL_MACHINE, held, "accept", decided_at=now, decided_by=by, expires_at=until)
    advance(REQUEST_MACHINE, held.request, "reserve", state_at=now)
    if held.request.need.state == NeedState.OPEN:
        move_need(need=held.request.need, verb="start", by=by)
    tell_asker(RESERVED, held.request, by)
    _record("accept_proposal", held, by, **({"passed_over": over} if over else {}))
    return held


def _passed_over(held: Proposal, reason: str) -> list[str]:
    """The codes of those who lose a device by this. Raises ``DomainRefusal`` for what cannot be accepted."""
    standing = passing_of(held.request, held.device)
    if standing is None:  # it is not ready: the move says so
        return []
    if standing.place is None:
        raise DomainRefusal(_("Le calcul ne compte plus cette demande. Calculez de nouveau."))
    if missing := unmeasured(held.request, held.device):
        words = _("La demande l’exige : notez d’abord, sur la fiche de l’appareil, %(what)s.")
        raise DomainRefusal(words % {"what": " ; ".join(missing)})
    if not standing.fits:
        raise DomainRefusal(_("Cet appareil ne convient plus à cette demande. Calculez de nouveau."))
    over = [each.request.key for each in standing.above]
    if standing.limit and not over:
        raise DomainRefusal(standing.limit)
    if over and not reason.strip():
        words = _(
            "Mieux placées, ces demandes n’auraient plus d’appareil : %(codes)s. Calculez de nouveau, ou "
            "dites pourquoi vous passez devant elles."
        )
        raise DomainRefusal(words % {"codes": ", ".join(over[:FEW])}, field="reason")
    return over


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, by: Account | None, reason: str) -> Proposal:
    """Refuse a proposal and say why: this device is not proposed again to this request."""
    held = locked_proposal(proposal)
    held.note = _why(reason)
    held.save(update_fields=["note"])
    advance(PROPOSAL_MACHINE, held, "refuse", decided_at=clock.now(), decided_by=by)
    _record("refuse_proposal", held, by)
    return held


@transaction.atomic
def release_proposal(*, proposal: Proposal, by: Account | None, reason: str) -> Proposal:
    """Let go of a device that was kept: it is ready for others, the request waits again in its place."""
    held = locked_proposal(proposal)
    held.note = _why(reason)
    held.save(update_fields=["note"])
    _let_go(held, by, "release")
    _record("release_proposal", held, by)
    return held


@transaction.atomic
def serve_request(*, device: Device, by: Account | None) -> DeviceRequest | None:
    """Close the request for which a device was kept, now that it is handed over; ``None``: there is none."""
    rows = Proposal.objects.everywhere("its caller hands the device over")
    kept = rows.filter(device=device, state=ProposalState.ACCEPTED).first()
    if kept is None:
        return None
    held = locked_proposal(kept)
    advance(PROPOSAL_MACHINE, held, "hand_over")
    advance(REQUEST_MACHINE, held.request, "serve", state_at=clock.now())
    if held.request.need.state in LIVE:
        move_need(need=held.request.need, verb="meet", by=by)
    tell_asker(HANDED, held.request, by)
    _record("serve_request", held, by)
    return held.request


def follow_move(device: Device, verb: str, by: Account | None) -> None:
    """What a move of a device does to the request for which it was kept, in the same transaction."""
    if verb == "hand_over":
        serve_request(device=device, by=by)
        return
    rows = Proposal.objects.everywhere("its caller moves the device")
    kept = rows.filter(device=device, state=ProposalState.ACCEPTED).first()
    if kept and device.state != DeviceState.RESERVED:
        held = locked_proposal(kept)
        _let_go(held, by, "release")
        _record("release_proposal", held, by)


@transaction.atomic
def expire_reservations() -> int:
    """Let go of the devices that were kept too long and for which no handover is prepared; how many."""
    rows = Proposal.objects.everywhere("reservations expire wherever they are")
    late = rows.filter(state=ProposalState.ACCEPTED, expires_at__lte=clock.now())
    coming = Handover.objects.everywhere("a device that is about to be handed over stays kept")
    late = late.exclude(device__in=coming.filter(state__in=BEFORE_HANDOVER).values("device"))
    found = list(late.select_related("device").order_by("expires_at", "pk")[:AT_ONCE])
    locked_devices(each.device for each in found)
    for each in found:
        held = locked_proposal(each)
        if held.state == ProposalState.ACCEPTED:
            _let_go(held, None, "expire")
            _record("expire_reservation", held, None)
    return len(found)


def hold_devices_of(requests: Collection[UUID]) -> frozenset[UUID]:
    """Lock the devices that are proposed to these requests, or kept for them; gives their keys.

    Whoever locks the requests afterwards takes them in the order of everybody: the device first.
    """
    return frozenset(locked_devices(each.device for each in _live(requests).select_related("device")))


def drop_proposals(request: DeviceRequest, by: Account | None, devices: Collection[UUID]) -> None:
    """Take away what is proposed to a request, and what is kept for it. Its caller journals.

    ``devices``: those that ``hold_devices_of`` locked before the request. What was proposed since is refused.
    """
    for each in _live([request.pk]):
        if each.device_id not in devices:
            raise DomainRefusal(_("Quelqu’un vient d’agir sur cette demande. Rechargez la page."))
        held = locked_proposal(each)
        if held.state == ProposalState.ACCEPTED:
            _let_go(held, by, "release", tell=False)
        else:
            advance(PROPOSAL_MACHINE, held, "replace", decided_at=clock.now(), decided_by=by)
    request.refresh_from_db(fields=["state", "state_at"])


def locked_proposal(proposal: Proposal) -> Proposal:
    """The device, then its proposal: always in this order; as they are now, held to the end."""
    device = locked_device(proposal.device)
    rows = Proposal.objects.everywhere("its caller holds it")
    rows = rows.select_related(
        "request__need", "request__programme", "request__organisation", "run__organisation"
    )
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=proposal.pk).first()
    if held is None:
        raise DomainRefusal(_("Cette proposition est effacée."))
    held.device = device
    return held


def _live(requests: Collection[UUID]) -> QuerySet[Proposal]:
    rows = Proposal.objects.everywhere("its caller holds the requests, or is about to")
    live = [ProposalState.PROPOSED, ProposalState.ACCEPTED]
    return rows.filter(request__in=requests, state__in=live).order_by("pk")


def _let_go(held: Proposal, by: Account | None, verb: str, *, tell: bool = True) -> None:
    now: datetime = clock.now()
    advance(PROPOSAL_MACHINE, held, verb, decided_at=now, decided_by=by, expires_at=None)
    if held.device.state == DeviceState.RESERVED:
        # By the instance itself: whoever may withdraw a request is not whoever keeps the stock.
        move_device(device=held.device, verb="release", by=None, request=held.request.code)
    advance(REQUEST_MACHINE, held.request, "release", state_at=now)
    if held.request.need.state == NeedState.UNDER_WAY:
        move_need(need=held.request.need, verb="pause", by=by)
    if tell:
        tell_asker(RELEASED, held.request, by)


def _why(reason: str) -> str:
    return said(reason, "reason", most=LONGEST_NOTE, missing=_("Dites pourquoi, en quelques mots."))


def _record(verb: str, proposal: Proposal, by: Account | None, **more: object) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=proposal.run.organisation_id,
        subject=f"device_request:{proposal.request_id}",
        summary={
            "proposal": f"proposal:{proposal.pk}",
            "device": proposal.device.code,
            "request": proposal.request.code,
            "rank": proposal.rank,
            **more,
        },
    )
