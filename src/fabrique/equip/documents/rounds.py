"""The driver's sheet: stops in order, hours, address, telephone, what to load, boxes to count and to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.ui import formats
from fabrique.equip.models import Round
from fabrique.equip.queries.rounds import address_of
from fabrique.equip.queries.timetable import TimedStop, Timetable, told_load

HERE = Path(__file__).parent


def round_pdf(held: Round, timetable: Timetable, drawn: str) -> bytes:
    """The sheet, as PDF/UA; ``drawn``: the map, as SVG."""
    return render(HERE / "round.typ", round_data(held, timetable, drawn), at=clock.now())


def round_data(held: Round, timetable: Timetable, drawn: str) -> dict[str, Any]:
    """What the template reads."""
    room = told_load(held.vehicle.litres, held.vehicle.grams)
    aboard = told_load(timetable.litres, timetable.grams)
    return {
        "title": _("Tournée %(code)s, %(day)s") % {"code": held.code, "day": formats.dated(held.on)},
        "subject": _("Feuille de route"),
        "setting": {"territory": held.organisation.name},
        "organisation": held.organisation.name,
        "code": held.code,
        "facts": [
            [_("Véhicule"), f"{held.vehicle.name} ({room})"],
            [_("Équipage"), held.crew or "—"],
            [_("Départ"), f"{formats.clock(timetable.leaves)}, {held.site.name}"],
            [_("Retour"), formats.clock(timetable.returns)],
            [_("En tout"), f"{formats.distance(timetable.metres)}, {aboard}"],
        ],
        "warnings": list(timetable.troubles),
        "map": drawn,
        "map-alt": _(
            "Plan simple\u00a0: les arrêts, numérotés comme ici, reliés tout droit. Le rond\u00a0: l’atelier."
        ),
        "stops": [_stop(rank, each) for rank, each in enumerate(timetable.stops, start=1)],
    }


def _stop(rank: int, timed: TimedStop) -> dict[str, Any]:
    donation = timed.stop.donation
    donor = donation.donor
    window = window_words(timed)
    return {
        "rank": rank,
        "hour": formats.clock(timed.begins),
        "window": window,
        "donor": donor.name,
        "contact": donor.contact,
        "phone": formats.phone(donor.phone) if donor.phone else "",
        "address": address_of(donation),
        "access": donation.access,
        "code": donation.code,
        "things": [{"kind": line.words, "promised": line.promised} for line in donation.lines.all()],
        "troubles": list(timed.troubles),
    }


def window_words(timed: TimedStop) -> str:
    """When the donor can be met, if not all day."""
    since, until = timed.stop.window_from, timed.stop.window_until
    if since and until:
        return _("entre %(since)s et %(until)s") % {
            "since": formats.clock(since),
            "until": formats.clock(until),
        }
    if since:
        return _("pas avant %(since)s") % {"since": formats.clock(since)}
    return _("avant %(until)s") % {"until": formats.clock(until)} if until else ""
