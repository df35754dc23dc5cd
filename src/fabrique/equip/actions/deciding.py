"""What becomes of a promise before it arrives: taken, declined, corrected, withdrawn; its donor's link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, new_secret
from fabrique.core.states import advance
from fabrique.equip.actions import gift_acts, writing
from fabrique.equip.actions.promising import (
    MOST,
    DonorFacts,
    HandingFacts,
    checked_donor,
    checked_handing,
    checked_text,
    follow_until,
    hold_room,
    set_handing,
)
from fabrique.equip.actions.receiving import locked_donation
from fabrique.equip.enums import DONATION_MACHINE, WAITING, DeclineReason, DonationState, Handing
from fabrique.equip.models import Donation, DonationLine, DropOffPoint
from fabrique.equip.queries.donations import lines_of
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account

WITHDRAWN = "equip.withdrawn"  # told to those who keep the promises
_VERBS = {Handing.DROP_OFF: "await_drop_off", Handing.PICK_UP: "plan_pick_up"}


@transaction.atomic
def accept_donation(
    *, donation: Donation, how: Handing, by: Account | None, point: DropOffPoint | None = None
) -> Donation:
    """Take a promise, to be dropped off (at ``point``, or at the workshop) or fetched."""
    held = locked_donation(donation, states=WAITING)
    if how == Handing.PICK_UP and not (held.address and held.commune_code):
        words = _("Il n’y a pas d’adresse d’enlèvement : corrigez d’abord la promesse.")
        raise DomainRefusal(words, field="how")
    if point and how == Handing.DROP_OFF:
        hold_room(point, _promised(held), but=held)
    if held.state == DonationState.ANNOUNCED or held.handing != how:
        advance(DONATION_MACHINE, held, _VERBS[how])
    held.handing, held.drop_off = how, point if how == Handing.DROP_OFF else None
    held.save(update_fields=["handing", "drop_off"])
    gift_acts.record("accept_donation", held, by, {"handing": str(how)})
    writing.tell_accepted(held)
    return _same(donation, held)


@transaction.atomic
def decline_donation(
    *, donation: Donation, reason: DeclineReason, by: Account | None, answer: str = ""
) -> Donation:
    """Say no to a promise, with the reason that the donor reads."""
    held = locked_donation(donation, states=(DonationState.ANNOUNCED,))
    words = checked_text(answer, "note")
    if reason == DeclineReason.OTHER and not words:
        raise DomainRefusal(_("Dites au donateur pourquoi, en une phrase."), field="answer")
    held.decline_reason, held.answer = reason, words
    held.save(update_fields=["decline_reason", "answer"])
    advance(DONATION_MACHINE, held, "decline", ended_at=clock.now())
    gift_acts.record("decline_donation", held, by, {"reason": str(reason)})
    writing.tell_declined(held)
    return _same(donation, held)


@transaction.atomic
def withdraw_donation(*, donation: Donation, by: Account | None) -> Donation:
    """Note that the donor does not give any more; without account, the donor says so, before we answered."""
    held = locked_donation(donation, states=WAITING if by else (DonationState.ANNOUNCED,))
    advance(DONATION_MACHINE, held, "withdraw", ended_at=clock.now())
    notify(kind=WITHDRAWN, subject=f"donation:{held.pk}", organisation=held.organisation, by=by)
    gift_acts.record("withdraw_donation", held, by, {})
    return _same(donation, held)


@transaction.atomic
def correct_donation(
    *,
    donation: Donation,
    numbers: Mapping[int, int],
    handing: HandingFacts,
    note: str,
    by: Account | None,
    donor: DonorFacts | None = None,
) -> Donation:
    """Correct a promise: ``numbers`` by id of line (zero takes the line away), how it arrives, who gives.

    Without account the donor corrects, before we answered.
    """
    held = locked_donation(donation, states=WAITING if by else (DonationState.ANNOUNCED,))
    lines = list(lines_of(held))
    total = _renumber(lines, numbers)
    facts = checked_handing(handing)
    if facts.point is None and facts.how == Handing.DROP_OFF == held.handing:
        facts = replace(facts, point=held.drop_off)
    if facts.point:
        hold_room(facts.point, total, but=held)
    if held.state != DonationState.ANNOUNCED and held.handing != facts.how:
        advance(DONATION_MACHINE, held, _VERBS[facts.how])
    set_handing(held, facts)
    held.note = checked_text(note, "note")
    held.save()
    if donor is not None:
        checked = checked_donor(donor)
        for name in ("kind", "name", "contact", "email", "phone", "siret"):
            setattr(held.donor, name, getattr(checked, name))
        held.donor.save()
    gift_acts.record("correct_donation", held, by, {"promised": total})
    return _same(donation, held)


def _renumber(lines: list[DonationLine], numbers: Mapping[int, int]) -> int:
    if set(numbers) != {line.pk for line in lines}:
        raise DomainRefusal(_("Cette promesse a changé entre-temps. Rechargez la page."))
    total = sum(numbers.values())
    if not all(0 <= number <= MOST for number in numbers.values()) or total > MOST:
        raise DomainRefusal(_("Vérifiez les nombres : entre 0 et 20 000 en tout."))
    if not total:
        raise DomainRefusal(_("Il ne resterait rien : renoncez plutôt au don."))
    for line in lines:
        if numbers[line.pk]:
            line.promised = numbers[line.pk]
            line.save(update_fields=["promised"])
        else:
            line.delete()
    return total


@transaction.atomic
def renew_link(*, donation: Donation, by: Account | None, follow_home: str = "") -> str:
    """Give the donor a new secret address; the former opens nothing. Sent when there is an e-mail."""
    held, token = locked_donation(donation), new_secret()
    held.token_digest, held.token_until = digest_of(token), follow_until()
    held.save(update_fields=["token_digest", "token_until"])
    gift_acts.record("renew_link", held, by, {})
    if follow_home:
        writing.send_link(held, f"{follow_home}{token}/")
    return token


@transaction.atomic
def revoke_link(*, donation: Donation, by: Account | None) -> None:
    """Let the donor's address open nothing any more."""
    held = locked_donation(donation)
    held.token_digest, held.token_until = None, None
    held.save(update_fields=["token_digest", "token_until"])
    gift_acts.record("revoke_link", held, by, {})


def _promised(donation: Donation) -> int:
    return sum(line.promised for line in lines_of(donation))


def _same(given: Donation, held: Donation) -> Donation:
    """What the caller holds says what is now true."""
    for name in ("state", "handing", "drop_off", "ended_at", "decline_reason"):
        setattr(given, name, getattr(held, name))
    return held
