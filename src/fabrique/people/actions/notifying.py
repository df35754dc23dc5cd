"""Telling the members of an organisation what happened: on their page, and by e-mail if they chose so.

``notify`` is called inside the act that causes it, before the act's entry in the journal; the journal has the
act, not who was told of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.models import OutboxMessage
from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.notifying import Kind, kinds
from fabrique.people.acting import act_for
from fabrique.people.enums import Delivery
from fabrique.people.models import Account, DeliveryChoice, Notification, Organisation
from fabrique.people.queries.notifications import deliveries, for_the_letter, those_who_may, unread

WHY = "what members of an organisation are told"


@transaction.atomic
def notify(
    *,
    kind: str,
    subject: str,
    organisation: Organisation,
    to: Iterable[Account] | None = None,
    by: Account | UUID | str | None = None,
    once: str = "",
    letter: str = "",
) -> int:
    """Tell of ``subject`` (``model:key``) the members of an organisation who may do the kind's policy, or
    those of ``to``; never ``by``, who knows. Gives how many are told that were not.

    The same kind, subject and ``once`` tell an account one time. ``letter`` is the e-mail's text where the
    kind's own sentence is not enough; it names nobody either. ``KeyError`` for a kind that is not enlisted.
    """
    enlisted = kinds[kind]
    author = str(getattr(by, "pk", by) or "")
    found = those_who_may(enlisted.policy, organisation) if to is None else list(to)
    rows = Notification.objects.of(organisation).filter(kind=kind, subject=subject, once=once)
    known = set(rows.values_list("account_id", flat=True))
    readers = [each for each in found if each.pk not in known and each.is_active and str(each.pk) != author]
    if not readers:
        return 0
    now, how = clock.now(), deliveries(readers, kind, enlisted)
    told = [
        Notification(
            account=each,
            organisation=organisation,
            kind=kind,
            subject=subject,
            once=once,
            created_at=now,
            written_at=now if how[each.pk] == Delivery.AT_ONCE else None,
        )
        for each in readers
    ]
    Notification.objects.everywhere(WHY).bulk_create(told, ignore_conflicts=True)
    for each in told:
        if each.written_at:
            _write(each, enlisted, letter)
    return len(told)


@transaction.atomic
def mark_read(*, account: Account, only: Notification | None = None) -> int:
    """Note that an account has read what it was told where it acts, or ``only`` one of these; how many."""
    rows = unread(account)
    rows = rows.filter(pk=only.pk) if only else rows
    # By key: what a page shows first is what its reader has seen.
    keys = list(rows.values_list("pk", flat=True))
    return Notification.objects.everywhere(WHY).filter(pk__in=keys).update(read_at=clock.now())


@transaction.atomic
def choose_delivery(*, account: Account, kind: str, delivery: str) -> DeliveryChoice:
    """Let an account be told of a kind of thing in the way it prefers."""
    if kinds.get(kind) is None:
        raise DomainRefusal(_("Cette sorte de notification n’existe plus. Rechargez la page."))
    if delivery not in Delivery.values:
        raise DomainRefusal(_("Choisissez comment la recevoir."), field=kind)
    row, made = DeliveryChoice.objects.get_or_create(
        account=account, kind=kind, defaults={"delivery": delivery}
    )
    if made or row.delivery != delivery:
        row.delivery = delivery
        row.save(update_fields=["delivery"])
        summary = {"kind": kind, "delivery": str(delivery)}
        subject = f"account:{account.pk}"
        journal.record("people.choose_delivery", actor=account.pk, subject=subject, summary=summary)
    return row


def write_letters() -> int:
    """Write to those who want one letter a day what they have not read; how many letters.

    Safe to run twice: one letter a day for each account, and each thing once.
    """
    return sum(_write_day(account, found) for account, found in for_the_letter(clock.now()).items())


@transaction.atomic
def _write_day(account: Account, found: Sequence[Notification]) -> bool:
    key = f"notifications:account:{account.pk}:{clock.today()}"
    Account.objects.select_for_update().get(pk=account.pk)
    if OutboxMessage.objects.filter(key=key).exists():
        return False
    may = _those_still_theirs(account, found)
    if not may:
        return False
    outbox.send(
        key=key,
        channel=Channel.EMAIL,
        recipient=account.email,
        subject=_("Ce qui vous attend dans la Fabrique"),
        body=_day_letter(may),
    )
    written = Notification.objects.everywhere(WHY).filter(pk__in=[each.pk for each in may])
    written.update(written_at=clock.now())
    return True


def forget_subjects(subjects: Iterable[str]) -> None:
    """Take away what was told of things that are erased, and the messages that said it."""
    gone = list(subjects)
    Notification.objects.everywhere(WHY).filter(subject__in=gone).delete()
    for each in gone:
        OutboxMessage.objects.filter(key__startswith=f"told:{each}:").delete()


def _those_still_theirs(account: Account, found: Sequence[Notification]) -> list[Notification]:
    """What the account may still be told: its roles may have changed since."""
    kept: list[Notification] = []
    for organisation in dict.fromkeys(each.organisation for each in found):
        act_for(account, organisation)
        acting = account.organisation_id == organisation.pk
        kept += [
            each
            for each in found
            if acting and each.organisation_id == organisation.pk and can(account, kinds[each.kind].policy)
        ]
    return kept


def _day_letter(found: Sequence[Notification]) -> str:
    counted = Counter((each.organisation.name, each.kind) for each in found)
    lines = [
        f"- {name} : {_(kinds[kind].label)}" + (f" ({number})" if number > 1 else "")
        for (name, kind), number in counted.items()
    ]
    said = ngettext("Une chose vous attend :", "%(n)s choses vous attendent :", len(found))
    said = said % {"n": len(found)}
    return "\n\n".join([_("Bonjour,"), said, "\n".join(lines), _ending()]) + "\n"


def _write(told: Notification, kind: Kind, letter: str) -> None:
    outbox.send(
        key=_key(told),
        channel=Channel.EMAIL,
        recipient=told.account.email,
        subject=_(kind.label),
        body="\n\n".join([_("Bonjour,"), letter or _(kind.letter), _ending()]) + "\n",
    )


def _key(told: Notification) -> str:
    """One message for each occasion; it names its subject, with which it is erased."""
    occasion = f"{told.kind} {told.account_id} {told.organisation_id} {told.once}"
    return f"told:{told.subject}:{sha256(occasion.encode()).hexdigest()[:32]}"


def _ending() -> str:
    return _(
        "Pour en savoir plus, ouvrez la Fabrique, page « Notifications ». Vous y choisissez aussi ce que "
        "vous recevez par courriel."
    )
