"""Drafts of promises: begun by anybody, found again by a code that only they have."""

from __future__ import annotations

from django.db import transaction

from fabrique.core import clock
from fabrique.core.secrets import digest_of
from fabrique.equip.giving.drafts import Answers, as_json
from fabrique.equip.models import DonationDraft
from fabrique.people.codes import new_code


@transaction.atomic
def start_draft(*, answers: Answers) -> tuple[DonationDraft, str]:
    """Keep a first answer; the code that finds it again is given once and kept nowhere."""
    code, now = new_code(""), clock.now()
    draft = DonationDraft(digest=digest_of(code), answers=as_json(answers), created_at=now, touched_at=now)
    draft.save()
    return draft, code


@transaction.atomic
def save_draft(*, draft: DonationDraft, answers: Answers) -> DonationDraft:
    """Keep the answers so far, unless the draft is gone meanwhile."""
    draft.answers, draft.touched_at = as_json(answers), clock.now()
    if DonationDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        draft.save(update_fields=["answers", "touched_at"])
    return draft


@transaction.atomic
def forget_draft(*, draft: DonationDraft) -> None:
    """Throw a draft away: its writer asked so, or it has become a promise."""
    DonationDraft.objects.filter(pk=draft.pk).delete()
