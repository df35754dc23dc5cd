"""What the notifications of the guide say to their reader today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, scope
from fabrique.core.retention import key_of
from fabrique.core.ui.notifying import Shown
from fabrique.directory.enums.lifecycle import ClaimState, PlaceState, ReportMotive, ReportState
from fabrique.directory.models import ErrorReport, Place, PlaceClaim

FOLLOW = "directory.follow_places"


def changed_places(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """The places of one's own organisation that others have changed. One query."""
    rows = scope(actor, FOLLOW, Place.objects.filter(code__in=[key_of(each) for each in subjects]))
    found = {}
    for each in rows:
        published = each.state == PlaceState.PUBLISHED
        text = (
            _("La fiche « %(name)s » a changé.") if published else _("« %(name)s » n’est plus dans le guide.")
        )
        url = reverse("directory:place", args=[each.code]) if published else reverse("web:desk")
        found[f"place:{each.code}"] = Shown(text % {"name": each.name}, url)
    return found


def asked_claims(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """The places that organisations ask for, for who decides. One query."""
    rows = scope(actor, "directory.settle_claims", _claims(subjects))
    open_, closed = (
        _(
            "%(who)s demande le lieu « %(name)s ».",
        ),
        _("Demande du lieu « %(name)s » : close."),
    )
    return {
        f"claim:{each.pk}": Shown(
            (open_ if each.state == ClaimState.PENDING else closed)
            % {"who": each.organisation.name, "name": each.place.name},
            reverse("directory:desk-claim", args=[each.pk]),
        )
        for each in rows
    }


def decided_claims(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What was answered to one's own organisation. One query."""
    rows = scope(actor, "directory.follow_claim", _claims(subjects))
    said = {
        ClaimState.ACCEPTED: _("« %(name)s » est maintenant un de vos lieux."),
        ClaimState.REFUSED: _("Votre demande du lieu « %(name)s » est refusée : %(reason)s"),
    }
    return {
        f"claim:{each.pk}": Shown(
            said[ClaimState(each.state)] % {"name": each.place.name, "reason": each.reason},
            reverse("directory:desk-ours"),
        )
        for each in rows
        if each.state in said
    }


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
    return ErrorReport.objects.filter(code__in=[key_of(each) for each in subjects]).select_related(
        "place__merged_into"
    )


def _claims(subjects: Sequence[str]) -> QuerySet[PlaceClaim]:
    rows = PlaceClaim.objects.everywhere("narrowed by who reads them").filter(
        pk__in=[key_of(each) for each in subjects]
    )
    return rows.select_related("place", "organisation")
