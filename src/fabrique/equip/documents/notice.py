"""Where a request stands; once it is decided, the notice that the code of relations with the public wants.

The mention of L. 311-3-1; of R. 311-3-1-2, the four things that are told to whoever asks: how far and in
which way the calculation counted, the data and where they come from, the parameters and their weights in this
very case, and the operations carried out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.documents.qr import qr_svg
from fabrique.core.ui import formats
from fabrique.equip.actions.allocating import Standing
from fabrique.equip.allocation.ranking import lapsed
from fabrique.equip.allocation.rules import RuleSet, read_rules
from fabrique.equip.enums.asking import URGENCIES, Criterion, ProposalState, RequestState
from fabrique.equip.models import DeviceRequest, Proposal
from fabrique.equip.queries.allocating import rules_in_force
from fabrique.equip.queries.asking import is_decided, proposals_of

TEMPLATE = Path(__file__).with_name("notice.typ")
DECIDED = (
    ProposalState.ACCEPTED,
    ProposalState.HANDED_OVER,
    ProposalState.REFUSED,
    ProposalState.RELEASED,
    ProposalState.EXPIRED,
)


def notice_pdf(request: DeviceRequest, address: str, standing: Standing | None = None) -> bytes:
    """The notice of a request as it stands; the rules are published at ``address``.

    ``standing``: its place today, of a request that waits.
    """
    at = clock.now() if standing else request.state_at
    return render(TEMPLATE, notice_data(request, address, standing), at=at)


def notice_data(request: DeviceRequest, address: str, standing: Standing | None = None) -> dict[str, Any]:
    """What the template reads. Of a request that waits: today's figures, whatever was decided before."""
    last = next((each for each in proposals_of(request) if each.state in DECIDED), None)
    proposal = None if request.state == RequestState.WAITING else last
    rules = read_rules(proposal.run.rules) if proposal else rules_in_force(request.programme.organisation)
    on = timezone.localdate(proposal.run.run_at) if proposal else clock.today()
    reasons = json.loads(proposal.reasons) if proposal else {}
    organisation = request.programme.organisation.name
    return {
        "title": _("Votre demande d’appareil"),
        "subject": _("Demande %(code)s") % {"code": request.code},
        "setting": {"territory": organisation},
        "code": request.code,
        "organisation": organisation,
        "asked": formats.dated(request.asked_on),
        "programme": request.programme.name,
        "use": request.get_use_display(),
        "taken": is_decided(request),
        "decision": _decision(request, last),
        "why": request.end_reason or (last.note if last else ""),
        "points": _points(request, rules, on),
        "device": reasons.get("device", []),
        "change": reasons.get("change", _change(standing)),
        "rank": proposal.rank if proposal else standing.place.rank if standing else None,
        "among": proposal.run.requests if proposal else standing.among if standing else None,
        "rules": {"title": rules.title, "version": rules.version, "per_day": rules.points_per_day},
        "address": address,
        "qr": qr_svg(address),
        "on": formats.dated(clock.today()),
    }


def _decision(request: DeviceRequest, proposal: Proposal | None) -> str:
    said = {
        RequestState.RESERVED: _("Un appareil est gardé pour vous."),
        RequestState.SERVED: _("Un appareil vous a été remis."),
        RequestState.DECLINED: _("Votre demande n’est pas recevable."),
        RequestState.WITHDRAWN: _("Votre demande a été retirée."),
    }
    if request.state == RequestState.RESERVED and proposal and proposal.expires_at:
        until = formats.dated(timezone.localdate(proposal.expires_at))
        return _("Un appareil est gardé pour vous jusqu’au %(day)s.") % {"day": until}
    if request.state == RequestState.WAITING:
        return _waiting(proposal)
    return said[RequestState(request.state)]


def _waiting(last: Proposal | None) -> str:
    if last is None:
        return _("Votre demande attend un appareil. Aucune décision n’est encore prise.")
    if last.state == ProposalState.REFUSED:
        return _("Votre demande attend un appareil : celui qui était proposé a été refusé.")
    return _("Votre demande attend un appareil : celui qui était gardé pour vous ne l’est plus.")


def _change(standing: Standing | None) -> list[str]:
    """What a request that waits still waits for."""
    if standing is None:
        return []
    if standing.fits:
        return [
            _("Un appareil prêt vous convient, et c’est votre tour : une personne doit encore en décider.")
        ]
    return list(standing.reasons.change)


def _points(request: DeviceRequest, rules: RuleSet, on: Any) -> list[dict[str, Any]]:
    """Each criterion of the rules with its weight, and what it gave in this case; the wait at the end."""
    held = frozenset(request.criteria.split()) - (URGENCIES if lapsed(request.needed_on, on) else frozenset())
    lines = [
        {"words": Criterion(code).label, "weight": weight, "given": weight if code in held else 0}
        for code, weight in rules.criteria.items()
    ]
    waited = max(0, (on - request.asked_on).days)
    words = _("Attente : %(days)s jours") % {"days": waited}
    return [*lines, {"words": words, "weight": rules.points_per_day, "given": waited * rules.points_per_day}]
