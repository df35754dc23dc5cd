"""What the notifications of people say to their reader today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor, acts_for, scope
from fabrique.core.retention import key_of
from fabrique.core.ui import formats
from fabrique.core.ui.notifying import Shown
from fabrique.people.models import CarnetAlert, Membership, Organisation
from fabrique.people.queries.agreements import coverage_of


def accepted_invitations(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """Who has joined, as long as they are there and the reader looks after members. One query."""
    rows = scope(actor, "people.manage_members", Membership.objects.all()).filter(
        account__in=[key_of(each) for each in subjects], ended_at__isnull=True
    )
    own, found = acts_for(actor), dict[str, Shown]()
    for each in rows.select_related("account", "organisation").order_by("created_at"):
        text = _("a rejoint l’organisation %(name)s.") % {"name": each.organisation.name}
        shown = Shown(text, reverse("people:members", args=[each.organisation_id]), who=str(each.account))
        subject = f"account:{each.account_id}"
        if subject not in found or each.organisation_id == own:
            found[subject] = shown
    return found


def raised_alerts(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What persons say by their carnet, by the code of the file alone. One query."""
    rows = scope(actor, "people.answer_alert", CarnetAlert.objects.all())
    found = {}
    for each in rows.filter(pk__in=[key_of(one) for one in subjects]).select_related("resident"):
        text = (
            _("Le signalement du dossier %(code)s a sa réponse.")
            if each.answered_at
            else _("Dossier %(code)s : la personne dit « %(kind)s ».")
        )
        url = reverse("people:answer-alert", args=[each.resident_id, each.pk])
        if each.answered_at:
            url = reverse("people:resident", args=[each.resident_id])
        said = {"code": each.resident.code, "kind": each.get_kind_display()}
        found[f"alert:{each.pk}"] = Shown(text % said, url)
    return found


def ending_agreements(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """Until when an organisation is covered, said as it is today. Two queries."""
    rows = scope(actor, "people.see_organisation", Organisation.objects.all())
    held = list(rows.filter(pk__in=[key_of(each) for each in subjects]))
    coverage = coverage_of(held, clock.today())
    found = {}
    for each in held:
        until = coverage[each.pk].until
        if coverage[each.pk].missing:
            text = _("Plus aucune convention ne couvre %(name)s.")
        elif coverage[each.pk].soon and until:
            text = _("La convention de %(name)s finit le %(day)s.")
        else:
            text = _("La convention de %(name)s a été prolongée.")
        said = text % {"name": each.name, "day": formats.dated(until) if until else ""}
        found[f"organisation:{each.pk}"] = Shown(said, reverse("people:agreements", args=[each.pk]))
    return found
