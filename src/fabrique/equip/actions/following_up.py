"""News after thirty days and after six months: asked by SMS, by a call, by a letter; said by the holder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, new_secret
from fabrique.core.states import advance
from fabrique.equip.actions.moving import locked_device, move_device
from fabrique.equip.enums import (
    FOLLOW_UP_MACHINE,
    OPEN_FOLLOW_UPS,
    DeviceState,
    FollowUpState,
    HandoverState,
    Means,
    Moment,
    StillUsed,
)
from fabrique.equip.models import FollowUp, Handover
from fabrique.equip.queries.following_up import concerned, means_of
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account
from fabrique.people.residents import refuse_secrets

DAYS = {Moment.MONTH: timedelta(days=30), Moment.HALF_YEAR: timedelta(days=183)}
LONGEST = 1000
TROUBLE = "equip.trouble"  # told to those who follow handovers


def plan_follow_ups(handover: Handover) -> None:
    """Set the days on which news is asked for. Its caller journals."""
    assert handover.handed_at
    on = timezone.localdate(handover.handed_at)
    FollowUp.objects.of(handover.organisation).bulk_create(
        FollowUp(handover=handover, moment=moment, due_on=on + after) for moment, after in DAYS.items()
    )


def drop_follow_ups(handover: Handover, by: Account | None) -> None:
    """Nothing is asked any more of who has the device no longer. Its caller journals."""
    rows = FollowUp.objects.of(handover.organisation).filter(handover=handover, state__in=OPEN_FOLLOW_UPS)
    for each in rows:
        advance(FOLLOW_UP_MACHINE, each, "drop", token_digest=None)


@transaction.atomic
def ask_follow_up(*, follow_up: FollowUp, means: Means, by: Account | None, home: str) -> str:
    """Ask for news; gives the secret of the page on which the holder answers, to be printed on a letter.

    An SMS is sent at once, with that page's address below ``home``, and refused where ``means_of`` does not
    give it. Asked anew, the former address opens nothing any more.
    """
    held = _locked(follow_up)
    if means == Means.SMS and means_of(held.handover) != Means.SMS:
        raise DomainRefusal(_("Cette personne ne reçoit pas de SMS, ou n’en veut pas : appelez-la."))
    secret = new_secret()
    advance(
        FOLLOW_UP_MACHINE, held, "ask",
        means=means, asked_at=clock.now(), asked_by=by, token_digest=digest_of(secret),
    )  # fmt: skip
    if means == Means.SMS:
        _send(held, f"{home.rstrip('/')}/materiel/suivi/{secret}/")
    journal.record("equip.ask_follow_up", **_entry(held, by, {"means": means}))
    return secret


@transaction.atomic
def answer_follow_up(
    *,
    follow_up: FollowUp,
    still_used: StillUsed,
    trouble: str = "",
    help_wanted: bool = False,
    by: Account | None,
) -> FollowUp:
    """Note what the holder says; ``by`` None: they wrote it themselves. A device that serves is « in use ».

    Trouble, or help that is wanted, is told to those who follow handovers. The same answer twice is as once.
    """
    held = _locked(follow_up)
    said = trouble.strip()
    if len(said) > LONGEST:
        raise DomainRefusal(_("C’est trop long : 1 000 signes au plus."), field="trouble")
    refuse_secrets(said, field="trouble")
    if held.state == FollowUpState.ANSWERED:
        if (held.still_used, held.trouble, held.help_wanted) == (still_used, said, help_wanted):
            return held
        raise DomainRefusal(_("La réponse est déjà notée. Pour autre chose, appelez-nous."))
    held.trouble = said
    held.save(update_fields=["trouble"])
    advance(
        FOLLOW_UP_MACHINE, held, "answer",
        answered_at=clock.now(), answered_to=by, still_used=still_used, help_wanted=help_wanted,
        troubled=bool(said), token_digest=None,
    )  # fmt: skip
    device = held.handover.device
    serves = still_used != StillUsed.NO and held.handover.state == HandoverState.DONE
    if serves and device.state == DeviceState.HANDED_OVER:
        move_device(device=device, verb="follow", by=None)
    if said or help_wanted:
        for each in concerned(held.handover):
            notify(kind=TROUBLE, subject=f"follow_up:{held.pk}", organisation=each, by=by)
    summary = {"still_used": still_used, "trouble": bool(said), "help_wanted": help_wanted}
    journal.record("equip.answer_follow_up", **_entry(held, by, summary))
    return held


@transaction.atomic
def give_up_follow_up(*, follow_up: FollowUp, by: Account) -> FollowUp:
    """Nobody answers: it is said so, and no longer asked."""
    held = _locked(follow_up)
    if held.state != FollowUpState.UNREACHED:
        advance(FOLLOW_UP_MACHINE, held, "give_up", token_digest=None)
        journal.record("equip.give_up_follow_up", **_entry(held, by, {}))
    return held


@transaction.atomic
def handle_trouble(*, follow_up: FollowUp, by: Account) -> FollowUp:
    """Somebody saw to what the holder said; twice is as once."""
    held = _locked(follow_up)
    if held.state != FollowUpState.ANSWERED:
        raise DomainRefusal(_("Rien n’a encore été répondu."))
    if held.handled_at is None:
        held.handled_at, held.handled_by = clock.now(), by
        held.save(update_fields=["handled_at", "handled_by"])
        journal.record("equip.handle_trouble", **_entry(held, by, {}))
    return held


def _locked(follow_up: FollowUp) -> FollowUp:
    """The device, then its follow-up: always in this order; as they are now, held to the end."""
    device = locked_device(follow_up.handover.device)
    rows = FollowUp.objects.of(follow_up.handover.organisation).select_related(
        "handover__organisation", "handover__resident__organisation", "handover__request__organisation"
    )
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=follow_up.pk).first()
    if held is None:
        raise DomainRefusal(_("Ce suivi n’existe plus."))
    held.handover.device = device
    return held


def _entry(follow_up: FollowUp, by: Account | None, summary: Mapping[str, object]) -> dict[str, Any]:
    handover = follow_up.handover
    about = f"resident:{handover.resident_id}" if handover.resident_id else f"handover:{handover.pk}"
    return {
        "actor": by.pk if by else "",
        "organisation": handover.organisation_id,
        "subject": about,
        "summary": {"handover": f"handover:{handover.pk}", "moment": follow_up.moment, **summary},
    }


def _send(follow_up: FollowUp, address: str) -> None:
    """No name: a telephone is read by others."""
    resident = follow_up.handover.resident
    assert resident
    text = _(
        "%(organisation)s vous a remis un appareil. Marche-t-il, vous sert-il ? Répondez ici : %(address)s"
    )
    outbox.send(
        key=f"equip.follow-up:{follow_up.pk}:{digest_of(address)[:16]}:resident:{resident.pk}",
        channel=Channel.SMS,
        recipient=resident.phone,
        body=text % {"organisation": follow_up.handover.organisation.name, "address": address},
        secret=True,
    )
