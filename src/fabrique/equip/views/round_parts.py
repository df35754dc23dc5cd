"""What the pages of rounds share: the round and the stop of an address, the way back, the map."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.directory.documents.sketch import sketch_svg
from fabrique.equip.enums import RoundState, StopOutcome
from fabrique.equip.models import Round, RoundStop
from fabrique.equip.queries.rounds import outlines_of, positions_of
from fabrique.equip.queries.timetable import depot_of


def round_of(request: HttpRequest, action: str, pk: UUID) -> Round:
    """The round of an address; another organisation's looks like a missing one."""
    rows = Round.objects.all().select_related("organisation", "site", "vehicle")
    return fetch(request.user, action, rows, pk=pk)


def stop_of(held: Round, pk: UUID) -> RoundStop:
    """A stop of that very round."""
    rows = RoundStop.objects.of(held.organisation).filter(round=held)
    found = rows.select_related("round__organisation", "donation__donor").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def crumbs(words: str, held: Round | None = None, *, index: bool = True) -> list[Crumb]:
    """The way back: the day, the rounds, this round."""
    steps = [Crumb(_("Ma journée"), reverse("web:desk"))]
    steps += [Crumb(_("Tournées de collecte"), reverse("equip:rounds"))] if index else []
    steps += [Crumb(held.code, reverse("equip:round", args=[held.pk]))] if held else []
    return [*steps, Crumb(words)]


def leaving(held: Round, stops: Sequence[RoundStop]) -> dict[str, bool]:
    """Whether it would leave on another day than planned, and whether it may still be called back."""
    return {
        "other_day": held.state == RoundState.PLANNED and held.on != clock.today(),
        "untouched": held.state == RoundState.UNDER_WAY
        and all(each.outcome == StopOutcome.WAITING for each in stops),
    }


def map_of(held: Round, stops: Sequence[RoundStop]) -> str:
    """The sketch of a round: contours of the communes, stops by rank, the workshop as a ring."""
    donations = [stop.donation for stop in stops]
    places = positions_of(donations)
    dots = [
        (str(rank), places[stop.donation_id])
        for rank, stop in enumerate(stops, start=1)
        if stop.donation_id in places
    ]
    return sketch_svg(outlines_of(donations), dots, depot_of(held.site), threaded=True)
