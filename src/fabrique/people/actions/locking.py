"""The lock of a shared desk: its code, and who tries it."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Account, DeskLock

MOST_TRIES = 5
IDLE_MINUTES = (2, 5, 10, 15, 30)
_DIGITS = re.compile(r"[0-9]{4,8}", re.ASCII)
_RUN = "01234567890"


@transaction.atomic
def set_desk_lock(*, account: Account, code: str, idle_minutes: int | None) -> DeskLock:
    """Choose the code of one's lock (empty: keep it), and after how long it closes by itself."""
    lock = DeskLock.objects.select_for_update().filter(account=account).first() or DeskLock(account=account)
    if code or not lock.code:
        lock.code = make_password(_checked(code))
    if idle_minutes is not None and idle_minutes not in IDLE_MINUTES:
        raise DomainRefusal(_("Choisissez une durée de la liste."), field="idle_minutes")
    lock.idle_minutes, lock.updated_at = idle_minutes, clock.now()
    lock.save()
    journal.record("people.set_desk_lock", actor=account.pk, subject=f"account:{account.pk}")
    return lock


def _checked(code: str) -> str:
    if not _DIGITS.fullmatch(code):
        raise DomainRefusal(_("Le code a de 4 à 8 chiffres."), field="code")
    if len(set(code)) == 1 or code in _RUN or code in _RUN[::-1]:
        text = _("Ce code se devine trop vite\u00a0: évitez 0000 ou 1234.")
        raise DomainRefusal(text, field="code")
    return code


def try_code(*, account: Account, code: str) -> bool:
    """Whether the code opens the lock. Each try is claimed before it is looked at: five at most, however many
    arrive at once; then only signing in again opens a session.
    """
    rows = DeskLock.objects.filter(account=account)
    if not rows.filter(failures__lt=MOST_TRIES).update(failures=F("failures") + 1):
        return False
    if not check_password(code, rows.values_list("code", flat=True).get()):
        return False
    rows.update(failures=0)
    return True


@transaction.atomic
def note_closed_session(*, account: Account) -> None:
    """Journal that too many wrong codes ended a session."""
    journal.record("people.close_session_by_codes", actor=account.pk, subject=f"account:{account.pk}")


def forget_tries(*, account: Account) -> None:
    """Start counting again: the person has just signed in."""
    DeskLock.objects.filter(account=account, failures__gt=0).update(failures=0)
