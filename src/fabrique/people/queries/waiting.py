"""What awaits those who look after organisations, for « Ma journée »."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.policies import Actor, can, scope
from fabrique.core.ui import formats
from fabrique.core.ui.portal import Waiting, WaitingLine
from fabrique.people.models import ApiToken, CarnetAlert, Organisation, Resident
from fabrique.people.queries.agreements import SOON, Coverage
from fabrique.people.queries.keeping import ends_of
from fabrique.people.queries.organisations import uncovered

KEY_SOON = timedelta(days=30)
FEW = 8


def agreements_waiting(actor: Actor) -> Waiting | None:
    """The organisations that work without an agreement, or whose agreement ends within 60 days."""
    seen = scope(actor, "people.see_organisation", Organisation.objects.all())
    found = uncovered(seen, clock.today())
    if not found:
        return None
    signs = can(actor, "people.manage_agreements")
    words = ngettext(
        "organisation sans convention, ou bientôt", "organisations sans convention, ou bientôt", len(found)
    )
    return Waiting(
        len(found),
        words,
        _of(actor, found[0][0]),
        lines=tuple(_line(*one, signs=signs) for one in found[:FEW]),
    )


def _of(actor: Actor, first: Organisation) -> str:
    """The list of all, for who has it; one's own sheet otherwise."""
    if can(actor, "people.manage_organisations"):
        return reverse("people:organisations")
    return reverse("people:agreements", args=[first.pk])


def _line(organisation: Organisation, coverage: Coverage, *, signs: bool) -> WaitingLine:
    url = reverse("people:agreements", args=[organisation.pk])
    gesture = _("Enregistrer la suivante") if signs else _("Lire les conventions")
    if coverage.missing or coverage.until is None:
        question = _("Aucune convention ne vaut aujourd’hui\u00a0: a-t-elle signé\u00a0?")
        return WaitingLine(
            None,
            organisation.name,
            question,
            _("sans convention"),
            "bad",
            gesture,
            url,
        )
    day = formats.dated(coverage.until)
    question = _("Sa convention finit le %(day)s\u00a0: la renouveler\u00a0?") % {"day": day}
    since = coverage.until - SOON
    return WaitingLine(since, organisation.name, question, _("finit bientôt"), "warn", gesture, url)


def erasures_waiting(actor: Actor) -> Waiting | None:
    """The files of one's own organisation that will be erased within the month. No name on this page."""
    rows = scope(actor, "people.keep_resident", Resident.objects.all())
    rows = rows.filter(warned_on__isnull=False, emptied_at__isnull=True, merged_into__isnull=True)
    count = rows.count()
    if not count:
        return None
    words = ngettext("dossier bientôt effacé", "dossiers bientôt effacés", count)
    first = list(rows.order_by("warned_on", "code")[:FEW])
    ends = ends_of(first)
    lines = tuple(_file_line(each, ends[each.pk]) for each in first)
    return Waiting(count, words, reverse("people:requests"), lines=lines)


def _file_line(resident: Resident, end: date) -> WaitingLine:
    subject = _("Dossier %(code)s") % {"code": resident.code}
    question = _("Il sera effacé le %(day)s : faut-il le garder ?") % {"day": formats.dated(end)}
    url = reverse("people:keep-resident", args=[resident.pk])
    return WaitingLine(
        resident.warned_on, subject, question, _("bientôt effacé"), "warn", _("Garder encore"), url
    )


def alerts_waiting(actor: Actor) -> Waiting | None:
    """What persons of one's organisation say by their carnet, the oldest first. No name on this page."""
    rows = scope(actor, "people.answer_alert", CarnetAlert.objects.all()).filter(answered_at__isnull=True)
    found = list(rows.select_related("resident").order_by("raised_at"))
    if not found:
        return None
    words = ngettext("signalement d’une personne", "signalements de personnes", len(found))
    lines = tuple(_alert_line(each) for each in found[:FEW])
    return Waiting(len(found), words, lines[0].url, lines=lines)


def _alert_line(alert: CarnetAlert) -> WaitingLine:
    subject = _("Dossier %(code)s") % {"code": alert.resident.code}
    url = reverse("people:answer-alert", args=[alert.resident_id, alert.pk])
    question = _("La personne dit : « %(kind)s ». Que s’est-il passé ?") % {"kind": alert.get_kind_display()}
    since = timezone.localdate(alert.raised_at)
    return WaitingLine(since, subject, question, _("à vérifier"), "bad", _("Répondre"), url)


def tokens_waiting(actor: Actor) -> Waiting | None:
    """The keys of one's own organisation that expire within 30 days."""
    now = clock.now()
    rows = scope(actor, "people.see_tokens", ApiToken.objects.all()).filter(
        organisation=getattr(actor, "organisation_id", None),
        revoked_at__isnull=True,
        expires_at__gt=now,
        expires_at__lte=now + KEY_SOON,
    )
    found = list(rows.order_by("expires_at", "pk"))
    if not found:
        return None
    words = ngettext("clé de l’API bientôt échue", "clés de l’API bientôt échues", len(found))
    url = reverse("people:tokens", args=[found[0].organisation_id])
    return Waiting(len(found), words, url, lines=tuple(_key_line(each, url) for each in found[:FEW]))


def _key_line(token: ApiToken, url: str) -> WaitingLine:
    day = formats.dated(timezone.localdate(token.expires_at))
    question = _("Elle cesse le %(day)s\u00a0: en faire une autre\u00a0?") % {"day": day}
    since = timezone.localdate(token.expires_at - KEY_SOON)
    return WaitingLine(since, token.name, question, _("bientôt échue"), "warn", _("Voir les clés"), url)
