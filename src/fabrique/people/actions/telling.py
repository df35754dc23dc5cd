"""Telling an account's owner what happened to it: an entry of the journal, a line on her page, a message."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.people.enums import AccountEventKind
from fabrique.people.models import Account, AccountEvent

Kind = AccountEventKind
_ALARMS = {Kind.WRONG_PASSWORDS, Kind.WRONG_CODES}
_ADVICE = {
    Kind.WRONG_PASSWORDS: gettext_lazy(
        "Votre compte reste ouvert pour vous : l’appareil avec lequel vous vous connectez d’habitude "
        "n’est pas ralenti. Si ce n’est pas vous, vous n’avez rien à faire."
    ),
    Kind.WRONG_CODES: gettext_lazy(
        "Quelqu’un connaît votre mot de passe. Si ce n’est pas vous, changez-le dès maintenant : "
        "page « Mon compte », ou « Mot de passe oublié » sur la page de connexion."
    ),
}


@transaction.atomic
def tell(
    *,
    account: Account,
    kind: AccountEventKind,
    actor: str = "",
    to: str = "",
    summary: Mapping[str, object] | None = None,
) -> AccountEvent:
    """Record the event, and write to the owner (at ``to`` when her address has just changed).

    An alarm is written at most once a day.
    """
    now = clock.now()
    event = AccountEvent(account=account, kind=kind, at=now)
    event.save()
    journal.record(f"people.{kind}", actor=actor, subject=f"account:{account.pk}", summary=summary)
    key = f"account:{account.pk}:{kind}"
    key = f"{key}:{clock.today()}" if kind in _ALARMS else f"{key}:{event.pk}"
    outbox.send(
        key=key,
        channel=Channel.EMAIL,
        recipient=to or account.email,
        subject=_("Votre compte de la Fabrique"),
        body=letter(account, kind),
    )
    return event


def letter(account: Account, kind: AccountEventKind) -> str:
    """The message: what happened, and what to do if it was somebody else. It has no link to follow."""
    advice = _ADVICE.get(kind) or _(
        "Si c’est vous, vous n’avez rien à faire. Sinon, ouvrez la page de connexion, choisissez "
        "« Mot de passe oublié », et prévenez la personne qui administre la Fabrique."
    )
    hello = _("Bonjour %(name)s,") % {"name": account.name} if account.name else _("Bonjour,")
    return "\n\n".join([hello, str(AccountEventKind(kind).label), str(advice)]) + "\n"


@transaction.atomic
def untold(*, account: Account) -> list[AccountEvent]:
    """What happened and was not shown after signing in, the oldest first. It counts as shown from now."""
    events = list(AccountEvent.objects.filter(account=account, told_at=None).order_by("at", "pk"))
    AccountEvent.objects.filter(pk__in=[event.pk for event in events]).update(told_at=clock.now())
    return events
