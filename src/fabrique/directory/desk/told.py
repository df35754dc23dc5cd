"""What the notifications of the guide say to their reader today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, scope
from fabrique.core.ui.notifying import Shown
from fabrique.directory.enums.lifecycle import PlaceState, ReportMotive, ReportState
from fabrique.directory.models import ErrorReport, Place

FOLLOW = "directory.follow_places"


def changed_places(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """The places of one's own organisation that others have changed. One query."""
    rows = scope(actor, FOLLOW, Place.objects.filter(code__in=_codes(subjects)))
    found = {}
    for each in rows:
        published = each.state == PlaceState.PUBLISHED
        text = (
            _("La fiche « %(name)s » a changé.") if published else _("« %(name)s » n’est plus dans le guide.")
        )
        url = reverse("directory:place", args=[each.code]) if published else reverse("web:desk")
        found[f"place:{each.code}"] = Shown(text % {"name": each.name}, url)
    return found


def received_reports(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """The reports to answer. One query."""
    rows = scope(actor, "directory.answer_reports", _reports(subjects))
    said = _("Signalement sur « %(name)s » : %(motive)s"), _("Signalement sur « %(name)s » : il a sa réponse")
    return {
        f"report:{each.code}": Shown(
            said[bool(each.answered_at)]
            % {"name": each.place.name, "motive": ReportMotive(each.motive).label},
            reverse("directory:desk-report", args=[each.code]),
        )
        for each in rows
    }


def reports_on_ours(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """Where the reports on the places of one's own organisation are. Two queries."""
    held = scope(actor, FOLLOW, Place.objects.all()).values("pk")
    rows = _reports(subjects).filter(Q(place__in=held) | Q(place__merged_into__in=held))
    said = {
        ReportState.CORRECTED: _("La fiche « %(name)s » a été corrigée après un signalement."),
        ReportState.DISMISSED: _("Un signalement sur « %(name)s » a été lu : la fiche ne change pas."),
    }
    open_ = _("Quelqu’un a signalé une erreur sur la fiche « %(name)s ».")
    return {
        f"report:{each.code}": Shown(
            said.get(ReportState(each.state), open_) % {"name": each.place.name},
            reverse("directory:place", args=[(each.place.merged_into or each.place).code]),
        )
        for each in rows
    }


def _reports(subjects: Sequence[str]) -> QuerySet[ErrorReport]:
    return ErrorReport.objects.filter(code__in=_codes(subjects)).select_related("place__merged_into")


def _codes(subjects: Sequence[str]) -> list[str]:
    return [each.partition(":")[2] for each in subjects]
