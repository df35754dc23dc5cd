"""What a place answers: all is right, something changed, or leave us in peace. And applying what it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of
from fabrique.core.states import advance
from fabrique.directory import scrubbing
from fabrique.directory.actions.offers import close_place
from fabrique.directory.actions.places import edit_place, verify_place
from fabrique.directory.actions.planning import of_live_campaigns
from fabrique.directory.actions.reports import close_report, report_error
from fabrique.directory.enums.lifecycle import (
    CONFIRMATION_MACHINE,
    CampaignState,
    ConfirmationState,
    PlaceState,
    ReportMotive,
    ReportOrigin,
)
from fabrique.directory.models import Confirmation, ErrorReport, MailRefusal, Place


def find_confirmation(secret: str) -> Confirmation | None:
    """What the link of this secret asks, if it still opens."""
    rows = Confirmation.objects.select_related("campaign__organisation", "place__merged_into")
    return rows.filter(of_live_campaigns(), digest=digest_of(secret)).first()


def place_of(asked: Confirmation) -> Place:
    """The place that is asked, or the one into which it was merged since."""
    return asked.place.merged_into or asked.place


@transaction.atomic
def confirm_place(*, asked: Confirmation, seen: str = "", actor: str = "") -> Confirmation:
    """The sheet is right as it is. ``seen`` is the instant of the sheet that was read: refused if it changed.

    Saying it again changes nothing.
    """
    place, asked = _locked(asked)
    if asked.state == ConfirmationState.CONFIRMED:
        return asked
    if seen and seen != place.changed_at.isoformat():
        raise DomainRefusal(_("La fiche vient de changer. Relisez-la, puis répondez de nouveau."))
    advance(CONFIRMATION_MACHINE, asked, "confirm", answered_at=clock.now(), answered_by=actor)
    verify_place(place=place, actor=actor)
    _record("confirm_place", asked, actor)
    return asked


@transaction.atomic
def propose_change(
    *,
    asked: Confirmation,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any],
    closure: Mapping[str, Any] | None = None,
    gone: bool = False,
    words: str = "",
) -> Confirmation:
    """Something changed: a report for those who keep the guide, with what the sheet should say.

    ``gone``: the place closed for good or moved. Saying it again changes nothing.
    """
    place, asked = _locked(asked)
    if asked.state == ConfirmationState.CHANGED:
        return asked
    scrubbing.refuse_objectors({"words": words, **changes, **(closure or {})}, field="words")
    proposed: dict[str, Any] = {}
    if changes:
        proposed |= {"changes": dict(changes), "seen": {name: seen[name] for name in changes}}
    if closure:
        proposed["closure"] = dict(closure)
    if not proposed and not words.strip() and not gone:
        raise DomainRefusal(
            _("Dites ce qui a changé, ou revenez à la fiche et choisissez « Tout est exact ».")
        )
    motive = _motive(changes, gone=gone)
    report = report_error(
        place=place, motive=motive, words=words, origin=ReportOrigin.CAMPAIGN, proposed=proposed
    )
    advance(CONFIRMATION_MACHINE, asked, "change", answered_at=clock.now(), answered_by="", report=report)
    _record("propose_change", asked, "")
    return asked


def _motive(changes: Mapping[str, Any], *, gone: bool) -> ReportMotive:
    if gone:
        return ReportMotive.CLOSED
    if "hours" in changes:
        return ReportMotive.HOURS
    return ReportMotive.PHONE if "phone" in changes else ReportMotive.OTHER


@transaction.atomic
def note_change(*, asked: Confirmation, actor: str) -> Confirmation:
    """On the telephone, the place said that something changed: whoever called corrects the sheet."""
    _place, asked = _locked(asked)
    if asked.state != ConfirmationState.CHANGED:
        advance(CONFIRMATION_MACHINE, asked, "change", answered_at=clock.now(), answered_by=actor)
        _record("propose_change", asked, actor)
    return asked


@transaction.atomic
def refuse_mail(*, asked: Confirmation, actor: str = "") -> Confirmation:
    """The place wants no more of these messages. Saying it again changes nothing."""
    place, asked = _locked(asked)
    _refusal, made = MailRefusal.objects.get_or_create(place=place, defaults={"created_at": clock.now()})
    if asked.state == ConfirmationState.WAITING:
        advance(CONFIRMATION_MACHINE, asked, "object", answered_at=clock.now(), answered_by=actor)
    if made:
        _record("refuse_mail", asked, actor)
    return asked


@transaction.atomic
def accept_mail(*, asked: Confirmation, actor: str = "") -> None:
    """The place that was asked may be written to again."""
    _refuse_lost(asked)
    place = place_of(asked)
    if MailRefusal.objects.filter(place=place).delete()[0]:
        journal.record("directory.accept_mail", actor=actor, subject=f"place:{place.code}")


@transaction.atomic
def apply_proposal(
    *,
    report: ErrorReport,
    fields: Collection[str],
    closure: bool,
    answer: str,
    seen: Mapping[str, Any],
    actor: str = "",
) -> ErrorReport:
    """Write these fields of what a report proposes, its closure if so, and answer that it is corrected.

    ``EditConflict`` when a field is no longer what the person saw.
    """
    place = report.place.merged_into or report.place
    told = report.proposed.get("changes", {})
    changes = {name: told[name] for name in told if name in fields}
    if changes:
        edit_place(place=place, changes=changes, seen=seen, actor=actor)
    if closure and (days := report.proposed.get("closure")):
        close_place(
            place=place,
            starts_on=date.fromisoformat(days["starts_on"]),
            ends_on=date.fromisoformat(days["ends_on"]),
            reason=days.get("reason", ""),
            actor=actor,
        )
    return close_report(report=report, corrected=True, answer=answer, actor=actor)


def _locked(asked: Confirmation) -> tuple[Place, Confirmation]:
    """The place and what it is asked, as they are now: one answer at a time."""
    place = Place.objects.select_for_update().get(pk=place_of(asked).pk)
    rows = Confirmation.objects.select_related("campaign", "place__merged_into")
    asked = rows.get(pk=asked.pk)
    if place.state != PlaceState.PUBLISHED:
        raise DomainRefusal(_("Ce lieu n’est plus dans le guide."))
    if asked.campaign.state != CampaignState.OPEN:
        raise DomainRefusal(_("Ce lien ne sert plus : la campagne est finie."))
    _refuse_lost(asked)
    return place, asked


def _refuse_lost(asked: Confirmation) -> None:
    """An organisation asks its own places: what it does not hold any more is answered to it no more."""
    holder = asked.campaign.organisation_id
    if holder and place_of(asked).organisation_id != holder:
        raise DomainRefusal(_("Ce lieu n’est plus tenu par l’organisation qui demande."))


def _record(verb: str, asked: Confirmation, actor: str) -> None:
    journal.record(
        f"directory.{verb}",
        actor=actor,
        organisation=asked.campaign.organisation_id or "",
        subject=f"confirmation:{asked.pk}",
        summary={"place": place_of(asked).code, "campaign": str(asked.campaign_id)},
    )
