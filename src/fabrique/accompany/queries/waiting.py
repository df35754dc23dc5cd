"""What awaits those who follow procedures and have mandates signed, and what they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.accompany.enums import WARNED, MandateState
from fabrique.accompany.models import Case, Mandate
from fabrique.accompany.queries.authorisations import NOT_ERASED
from fabrique.accompany.queries.cases import SOON, followed_by, unfollowed, wanting
from fabrique.accompany.retention import BEFORE
from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.core.retention import key_of
from fabrique.core.ui import formats
from fabrique.core.ui.notifying import Shown
from fabrique.core.ui.portal import Waiting, WaitingLine

FEW = 8


def mandates_waiting(actor: Actor) -> Waiting | None:
    """The long mandates of one's organisation that end within thirty days, the nearest first."""
    now = clock.now()
    rows = scope(actor, "accompany.draft_mandate", Mandate.objects.filter(NOT_ERASED)).filter(
        state=MandateState.SIGNED, duration__in=WARNED, expires_at__gt=now, expires_at__lte=now + BEFORE
    )
    found = list(rows.select_related("resident").order_by("expires_at", "pk"))
    if not found:
        return None
    words = ngettext("mandat finit bientôt", "mandats finissent bientôt", len(found))
    lines = tuple(_line(each) for each in found[:FEW])
    return Waiting(len(found), words, lines[0].url, lines=lines)


def cases_waiting(actor: Actor) -> Waiting | None:
    """Of the cases that one follows: a deadline within a week or past, an appointment today or past of which
    nothing is noted, a step due, or thirty silent days.

    What has waited longest comes first. A case waits once, whatever it waits for.
    """
    rows = followed_by(actor).filter(wanting(clock.now()))
    today = clock.today()
    found = sorted((line_of_case(each) for each in rows), key=lambda line: line.since or today)
    if not found:
        return None
    words = ngettext("démarche à reprendre", "démarches à reprendre", len(found))
    url = found[0].url if len(found) == 1 else reverse("accompany:my-cases")
    return Waiting(len(found), words, url, lines=tuple(found[:FEW]))


def unfollowed_waiting(actor: Actor) -> Waiting | None:
    """The cases under way whose helper has left, or lost the role: somebody must take them."""
    rows = scope(actor, "accompany.see_follow_up", Case.objects.filter(NOT_ERASED))
    found = list(rows.filter(unfollowed()).order_by("last_act_at", "pk"))
    if not found:
        return None
    words = ngettext("démarche que plus personne ne suit", "démarches que plus personne ne suit", len(found))
    lines = tuple(_unfollowed_line(each) for each in found[:FEW])
    return Waiting(len(found), words, lines[0].url, lines=lines)


def _unfollowed_line(case: Case) -> WaitingLine:
    subject = _("Démarche %(code)s") % {"code": case.code}
    question = _("Qui la suivait ne le fait plus\u00a0: à qui la confier\u00a0?")
    url = reverse("accompany:plan-case", args=[case.resident_id, case.pk])
    since = timezone.localdate(case.last_act_at)
    return WaitingLine(since, subject, question, _("à confier"), "bad", _("Confier"), url)


def line_of_case(case: Case) -> WaitingLine:
    """By its code: no name, and nothing of what the person asked, on a page that others see."""
    today, soon = clock.today(), clock.today() + SOON
    subject = _("Démarche %(code)s") % {"code": case.code}
    url = reverse("accompany:case", args=[case.resident_id, case.pk])
    if case.deadline_on and case.deadline_on <= soon:
        day = formats.dated(case.deadline_on)
        state = _("échéance passée") if case.deadline_on < today else _("échéance proche")
        kind = "bad" if case.deadline_on < today else "warn"
        text = _("Date limite le %(day)s\u00a0: que reste-t-il à faire\u00a0?") % {"day": day}
        since = max(case.deadline_on - SOON, timezone.localdate(case.opened_at))
        return WaitingLine(since, subject, text, state, kind, _("Ouvrir"), url)
    if case.meeting_at and case.last_act_at < case.meeting_at and _met(case) <= today:
        return _meeting_line(case, subject, url)
    if case.next_on and case.next_on <= today:
        text = _("Une étape était prévue le %(day)s\u00a0: est-elle faite\u00a0?")
        text %= {"day": formats.dated(case.next_on)}
        return WaitingLine(case.next_on, subject, text, _("à faire"), "warn", _("Ouvrir"), url)
    text = _("Rien n’est noté depuis trente jours\u00a0: où en est-elle\u00a0?")
    since = timezone.localdate(case.last_act_at)
    return WaitingLine(since, subject, text, _("sans nouvelles"), "", _("Ouvrir"), url)


def _met(case: Case) -> date:
    assert case.meeting_at
    return timezone.localdate(case.meeting_at)


def _meeting_line(case: Case, subject: str, url: str) -> WaitingLine:
    if case.meeting_at and case.meeting_at > clock.now():
        hour = formats.clock(timezone.localtime(case.meeting_at))
        text = _("Rendez-vous aujourd’hui à %(hour)s : tout est-il prêt ?") % {"hour": hour}
        return WaitingLine(_met(case), subject, text, _("rendez-vous"), "info", _("Ouvrir"), url)
    text = _("Rendez-vous du %(day)s : comment s’est-il passé ?")
    text %= {"day": formats.dated(_met(case))}
    return WaitingLine(_met(case), subject, text, _("à noter"), "warn", _("Ouvrir"), url)


def _line(mandate: Mandate) -> WaitingLine:
    assert mandate.expires_at
    day = formats.dated(timezone.localdate(mandate.expires_at))
    question = _("Il finit le %(day)s\u00a0: le renouveler\u00a0?") % {"day": day}
    url = reverse("accompany:mandate", args=[mandate.resident_id, mandate.pk])
    subject = _("Mandat %(code)s") % {"code": mandate.code}
    since = timezone.localdate(mandate.expires_at - BEFORE)
    return WaitingLine(since, subject, question, _("finit bientôt"), "warn", _("Renouveler"), url)


def mandates_told(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What notifications of mandates say today, by the code alone: no name. One query."""
    rows = scope(actor, "accompany.see_mandates", Mandate.objects.filter(NOT_ERASED))
    found = {}
    for each in rows.filter(pk__in=[key_of(one) for one in subjects]):
        if each.state == MandateState.SIGNED and each.expires_at:
            text = _("Le mandat %(code)s finit le %(day)s.")
            day = formats.dated(timezone.localdate(each.expires_at))
        else:
            text, day = _("Le mandat %(code)s est terminé."), ""
        url = reverse("accompany:mandate", args=[each.resident_id, each.pk])
        found[f"mandate:{each.pk}"] = Shown(text % {"code": each.code, "day": day}, url)
    return found
