"""Asking for a device, and the end of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once
from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import id_once
from fabrique.core.states import advance
from fabrique.equip.actions.proposals import drop_proposals, hold_devices_of
from fabrique.equip.actions.telling_askers import DECLINED, tell_asker
from fabrique.equip.enums.asking import (
    PROOFS,
    REQUEST_LIVE,
    REQUEST_MACHINE,
    Asker,
    Constraint,
    Criterion,
    ProposalState,
    RequestState,
    Urgency,
    Use,
)
from fabrique.equip.models import DeviceRequest, EquipmentProgramme, Proposal
from fabrique.equip.queries.allocating import still_held
from fabrique.equip.queries.asking import household_of, live_request, open_programmes, was_upheld
from fabrique.needs.actions.needs import Where, move_need, note_need
from fabrique.needs.enums import ENDED, LIVE, NeedKind
from fabrique.needs.models import Need
from fabrique.people.actions import file_acts
from fabrique.people.actions.residents import check_allowed
from fabrique.people.enums import DataCategory
from fabrique.people.models import Account, Organisation, Resident
from fabrique.people.queries.residents import kept_file
from fabrique.people.residents import code_in, new_code, said
from fabrique.territory.enums import AreaKind

LONGEST = {"reference": 60, "second": 300, "note": 500, "end_reason": 500}
URGENT = {Urgency.WEEK: Criterion.THIS_WEEK, Urgency.MONTH: Criterion.THIS_MONTH}
WITHIN = {Urgency.WEEK: timedelta(days=7), Urgency.MONTH: timedelta(days=31)}
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``criteria``: those that are true and were seen. ``area``: « kind:code » of
    ``needs.queries.area_choices``. ``household_code``: the code of a request of the same household;
    ``second``: why it needs another device. ``reference``: a school's own. ``offline``: no connection there.
    ``needed_on``: the day by which it is needed, after which the urgency counts no more.
    """

    use: Use
    constraints: frozenset[Constraint] = frozenset()
    needed_on: date | None = None
    criteria: frozenset[Criterion] = frozenset()
    area: str = ""
    household_code: str = ""
    second: str = ""
    reference: str = ""
    note: str = ""
    offline: bool = False


@transaction.atomic
def ask_device(
    *,
    programme: EquipmentProgramme,
    organisation: Organisation,
    asker: Asker,
    wanted: Wanted,
    by: Account | None,
    resident: Resident | None = None,
    key: UUID | None = None,
) -> DeviceRequest:
    """Ask for one device under a programme. ``key``, drawn with the form, asks once for a form sent twice."""
    return once(
        DeviceRequest.objects.of(organisation), key,
        lambda pk: _asked(pk, programme, organisation, asker, wanted, resident, by),
    )  # fmt: skip


def _asked(
    number: UUID,
    programme: EquipmentProgramme,
    organisation: Organisation,
    asker: Asker,
    wanted: Wanted,
    resident: Resident | None,
    by: Account | None,
) -> DeviceRequest:
    check_allowed(organisation, DataCategory.EQUIPMENT)
    person = file_acts.locked(kept_file(resident)) if resident else None
    _check(programme, asker, person, wanted)
    household = _household(programme, organisation, person, wanted)
    now = clock.now()
    request = DeviceRequest(
        pk=number,
        organisation=organisation,
        programme=programme,
        need=_need(organisation, person, wanted, by, number),
        resident=person,
        code=new_code(),
        asker=asker,
        household=household,
        **values_of(wanted),
        asked_on=clock.today(),
        asked_at=now,
        asked_by=by,
        state_at=now,
    )
    request.save(force_insert=True)
    summary = {"code": request.code, "programme": f"programme:{programme.pk}", "use": wanted.use}
    _record("ask_device", request, by, {**summary, "asker": asker})
    return request


def _check(programme: EquipmentProgramme, asker: Asker, person: Resident | None, wanted: Wanted) -> None:
    if not open_programmes(clock.today()).filter(pk=programme.pk).exists():
        raise DomainRefusal(_("Ce programme ne prend plus de demandes."), field="programme")
    if (person is None) != (asker == Asker.SCHOOL):
        raise DomainRefusal(_("Une école demande sans nom ; les autres, depuis le dossier d’une personne."))
    check_reference(person, wanted)
    check_deadline(wanted)
    check_proofs(programme, wanted)
    if person and (held := live_request(person)):
        said = _("Une demande est déjà en cours pour cette personne : %(code)s.")
        raise DomainRefusal(said % {"code": held.code})


def check_reference(person: Resident | None, wanted: Wanted) -> None:
    """A school says for which pupil, in its own words."""
    if person is None and not wanted.reference.strip():
        said = _("Donnez votre référence, sans nom : elle vous dira pour quel élève c’est.")
        raise DomainRefusal(said, field="reference")


def check_deadline(wanted: Wanted) -> None:
    """A deadline is a day to come, within a year."""
    if wanted.needed_on and not clock.today() <= wanted.needed_on <= clock.today() + FARTHEST:
        raise DomainRefusal(_("Vérifiez l’échéance : un jour à venir, dans l’année."), field="needed_on")


def check_proofs(programme: EquipmentProgramme, wanted: Wanted) -> None:
    """A programme may want that a paper was seen."""
    if programme.proofs and not set(programme.proofs) & {each.value for each in wanted.criteria}:
        labels = " ; ".join(each.label for each in PROOFS if each.value in programme.proofs)
        said = _("Ce programme demande d’avoir vu l’un de ces justificatifs : %(proofs)s.")
        raise DomainRefusal(said % {"proofs": labels}, field="criteria")


def _household(
    programme: EquipmentProgramme, organisation: Organisation, person: Resident | None, wanted: Wanted
) -> UUID:
    """The household of the request that is named, or of an earlier one for the same person, or a new one.

    That the same household asked elsewhere is not said: it only counts when devices are shared out.
    """
    decider = programme.organisation
    if wanted.household_code.strip():
        code = code_in(wanted.household_code)
        rows = DeviceRequest.objects.everywhere("a code that the household gives")
        named = rows.filter(code=code, programme__organisation=decider).first()
        if named is None:
            raise DomainRefusal(_("Aucune demande n’a ce code."), field="household_code")
        found: UUID | None = named.household
    else:
        found = household_of(person, decider) if person else None
    if found is None:
        return uuid4()
    own = DeviceRequest.objects.of(organisation).filter(household=found, programme__organisation=decider)
    if programme.one_per_household and not wanted.second.strip() and _asked_or_held(own):
        said = _("Ce foyer a déjà une demande ou un appareil. Dites pourquoi il en faut un second.")
        raise DomainRefusal(said, field="second")
    return found


def _asked_or_held(requests: QuerySet[Any]) -> bool:
    """Whether one of these requests waits, or was served by a device that the household still has."""
    served = Proposal.objects.everywhere("its caller holds the requests").filter(
        request__in=requests.filter(state=RequestState.SERVED), state=ProposalState.HANDED_OVER
    )
    return requests.filter(state__in=REQUEST_LIVE).exists() or still_held(served).exists()


def _need(
    organisation: Organisation, person: Resident | None, wanted: Wanted, by: Account | None, number: UUID
) -> Need:
    where = Where(person, wanted.area)
    if wanted.offline:
        key = id_once(str(number), "connection")
        note_need(organisation=organisation, kind=NeedKind.CONNECTION, where=where, by=by, key=key)
    key = id_once(str(number), "device")
    return note_need(organisation=organisation, kind=NeedKind.DEVICE, where=where, by=by, key=key)


def values_of(wanted: Wanted, urgency: Urgency | None = None) -> dict[str, Any]:
    """What a request keeps of the answers. ``urgency``: what the same deadline meant when it was told."""
    urgency = urgency or _urgency(wanted)
    return {
        "reference": said(wanted.reference, "reference", most=LONGEST["reference"]),
        "use": wanted.use,
        "constraints": [each.value for each in Constraint if each in wanted.constraints],
        "urgency": urgency,
        "needed_on": wanted.needed_on,
        "criteria": " ".join(each.value for each in Criterion if each in _counting(wanted, urgency)),
        "area_code": wanted.area.partition(":")[2],
        "second": said(wanted.second, "second", most=LONGEST["second"]),
        "note": said(wanted.note, "note", most=LONGEST["note"]),
    }


def _counting(wanted: Wanted, urgency: Urgency) -> set[Criterion]:
    """What counts, with what follows from the rest of the answers."""
    found = {each for each in wanted.criteria if each not in {*URGENT.values(), Criterion.QPV}}
    if criterion := URGENT.get(urgency):
        found.add(criterion)
    if wanted.area.startswith(f"{AreaKind.QPV}:"):
        found.add(Criterion.QPV)
    return found


def _urgency(wanted: Wanted) -> Urgency:
    """How soon it is needed, on the day when it is asked for: it does not grow as the day comes near."""
    if wanted.needed_on is None:
        return Urgency.NONE
    ahead = wanted.needed_on - clock.today()
    return next((urgency for urgency, most in WITHIN.items() if ahead <= most), Urgency.NONE)


@transaction.atomic
def end_request(*, request: DeviceRequest, verb: str, by: Account | None, reason: str = "") -> DeviceRequest:
    """Withdraw, decline or reopen a request (``REQUEST_MACHINE``). A device that was reserved goes back.

    A refusal says why; it is read by whoever asked, who reopens it only once an appeal was upheld.
    """
    # The person before the request, as everywhere: two requests for her are not taken up at once.
    person = file_acts.locked(kept_file(request.resident)) if verb == "reopen" and request.resident else None
    devices = hold_devices_of([request.pk]) if verb in {"withdraw", "decline"} else frozenset()
    held = locked_request(request)
    why = said(reason, "end_reason", most=LONGEST["end_reason"])
    if verb == "decline" and not why:
        raise DomainRefusal(_("Dites pourquoi : la personne le lira."), field="reason")
    if verb in {"withdraw", "decline"}:
        drop_proposals(held, by, devices)
    elif verb == "reopen":
        _check_reopened(held, person, by)
    held.end_reason = "" if verb == "reopen" else why
    held.save(update_fields=["end_reason"])
    advance(REQUEST_MACHINE, held, verb, state_at=clock.now())
    if verb == "reopen" and held.need.state in ENDED:
        move_need(need=held.need, verb="reopen", by=by)
    elif verb != "reopen" and held.need.state in LIVE:
        move_need(need=held.need, verb="drop", by=by)
    if verb == "decline":
        tell_asker(DECLINED, held, by)
    _record("end_request", held, by, {"code": held.code, "verb": verb, "state": held.state})
    return held


def _check_reopened(held: DeviceRequest, person: Resident | None, by: Account | None) -> None:
    """Whoever asked does not undo what was decided, nor asks twice for one person."""
    undoes = held.state == RequestState.DECLINED and by and not can(by, "equip.decide_request", held)
    if undoes and not was_upheld(held):
        raise DomainRefusal(_("Cette demande a été dite non recevable : notez un recours, il sera examiné."))
    if person and (live := live_request(person)):
        said = _("Une demande est déjà en cours pour cette personne : %(code)s.")
        raise DomainRefusal(said % {"code": live.code})


def locked_request(request: DeviceRequest) -> DeviceRequest:
    """The request as it is now, which nobody else changes until the end of the transaction."""
    rows = DeviceRequest.objects.everywhere("its caller holds it")
    rows = rows.select_related("programme__organisation", "organisation", "need", "resident")
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=request.pk).first()
    if held is None:
        raise DomainRefusal(_("Cette demande est effacée."))
    return held


def _record(verb: str, request: DeviceRequest, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=request.organisation_id,
        subject=f"device_request:{request.pk}",
        summary=summary,
    )
