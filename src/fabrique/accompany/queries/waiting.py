"""What awaits a mandated helper, for « Ma journée »."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.accompany.enums import WARNED, MandateState
from fabrique.accompany.models import Mandate
from fabrique.accompany.retention import BEFORE
from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.core.ui import formats
from fabrique.core.ui.portal import Waiting, WaitingLine

FEW = 8


def mandates_waiting(actor: Actor) -> Waiting | None:
    """The long mandates of one's organisation that end within thirty days, the nearest first."""
    now = clock.now()
    rows = scope(actor, "accompany.draft_mandate", Mandate.objects.all()).filter(
        state=MandateState.SIGNED, duration__in=WARNED, expires_at__gt=now, expires_at__lte=now + BEFORE
    )
    found = list(rows.select_related("resident").order_by("expires_at", "pk"))
    if not found:
        return None
    words = ngettext("mandat finit bientôt", "mandats finissent bientôt", len(found))
    lines = tuple(_line(each) for each in found[:FEW])
    return Waiting(len(found), words, lines[0].url, lines=lines)


def _line(mandate: Mandate) -> WaitingLine:
    assert mandate.expires_at
    day = formats.dated(timezone.localdate(mandate.expires_at))
    question = _("Il finit le %(day)s\u00a0: le renouveler\u00a0?") % {"day": day}
    url = reverse("accompany:mandate", args=[mandate.resident_id, mandate.pk])
    subject = _("Mandat %(code)s") % {"code": mandate.code}
    return WaitingLine(None, subject, question, _("finit bientôt"), "warn", _("Voir"), url)
