"""What happened since: duplicates settled, sheets corrected, closures, rounds. Each happens once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from fabrique.demo.communes import DemoCommune
from fabrique.demo.entries import hours_fields
from fabrique.demo.geography import degrees
from fabrique.demo.sheets import Copy
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.actions.merging import refuse_pair, undo_merge
from fabrique.directory.actions.offers import close_place
from fabrique.directory.actions.places import edit_place, restore_value, verify_place, withdraw_place
from fabrique.directory.actions.stops import add_stop
from fabrique.directory.enums.lifecycle import PairState, PlaceState
from fabrique.directory.models import Closure, DuplicatePair, Place, SourceRecord, Stop
from fabrique.directory.resolving import MANUAL

_PARIS = ZoneInfo("Europe/Paris")
_WEEKS_BEFORE, _WEEKS_AFTER = 6, 30


def settle_pairs(copies: Sequence[Copy], *, actor: str) -> None:
    """Search for duplicates, then decide as a person did of some; a pair already settled is left as it is."""
    search_duplicates(merge_certain=True, actor=actor)
    pairs = DuplicatePair.objects.select_related("left", "right")
    found = {frozenset({pair.left.external_id, pair.right.external_id}): pair for pair in pairs}
    for copy in copies:
        pair = found.get(frozenset({copy.of, copy.key}))
        if pair is None:
            continue
        if copy.verdict == "undone" and pair.state == PairState.MERGED:
            undo_merge(pair=pair, actor=actor)
        elif copy.verdict == "refused" and pair.state == PairState.QUEUED:
            refuse_pair(pair=pair, actor=actor)


def correct_sheets(places: Mapping[str, Place], *, actor: str) -> None:
    """Edits by hand, which leave their trace in the history, and sheets that somebody checked today."""
    edits: dict[str, dict[str, object]] = {
        "deux-rives": dict(hours_fields("Mardi au vendredi 10h-19h30, samedi 10h-18h, dimanche 10h-13h")),
        "habitat-cordiers": {"to_bring": "Votre numéro de locataire, en haut de la quittance."},
        "ponton": {"summary": "De 15 à 25 ans : stage, bourse, logement, permis. On ne juge pas, on écoute."},
        "isle": {"phone": ""},
    }
    edited = set(SourceRecord.objects.filter(source=MANUAL).values_list("place", flat=True))
    for key, changes in edits.items():
        if key in places and places[key].pk not in edited:
            edit_place(place=places[key], changes=changes, actor=actor)
    for key in ("deux-rives", "ccas-corderive", "fs-port-sablier"):
        place = places.get(key)
        if place and place.verified_on is None:
            verify_place(place=Place.objects.get(pk=place.pk), actor=actor)


def undo_one(places: Mapping[str, Place], *, actor: str) -> None:
    """A correction that was a mistake, and its undoing: both stay in the history."""
    place = Place.objects.get(pk=places["mjc-passerelle"].pk)
    if any(change["field"] == "to_bring" for change in place.history):
        return
    before = len(place.history)
    edited = edit_place(place=place, changes={"to_bring": "Rien du tout."}, actor=actor)
    rank = next(
        rank for rank, change in enumerate(edited.history) if rank >= before and change["field"] == "to_bring"
    )
    restore_value(place=edited, rank=rank, actor=actor)


def withdraw(place: Place, *, actor: str) -> None:
    """Take out of the guide a place that has closed for good."""
    place = Place.objects.get(pk=place.pk)
    if place.state == PlaceState.PUBLISHED:
        withdraw_place(place=place, actor=actor)


# Place, first and last day counted from today, reason, other hours in words ("" means closed).
_CLOSURES = (
    ("drisse", -4, 17, "Travaux d’isolation. L’accueil se fait au centre social Les Cordiers.", ""),
    ("bobine", 9, 20, "Semaines de formation de l’équipe : horaires réduits.", "Lundi au jeudi 9h-12h"),
    ("chanvres", 3, 3, "Inventaire annuel.", ""),
    ("mjc-passerelle", 12, 26, "Horaires de vacances.", "Lundi au vendredi 10h-17h"),
    ("fresquoy", 1, 2, "Le conseiller est en formation.", ""),
)


def close_some(places: Mapping[str, Place], *, today: date, actor: str) -> None:
    """Temporary closures and holiday hours around today, unless those of an earlier build still last."""
    for key, first, last, reason, hours in _CLOSURES:
        if key not in places:
            continue
        if Closure.objects.filter(place=places[key], reason=reason, ends_on__gte=today).exists():
            continue
        days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
        own = hours_fields(hours).get("hours", "")
        close_place(place=places[key], reason=reason, hours=own, actor=actor, **days)


# Stop, commune, kilometres east and north of its middle, week of the fortnight, from, to.
_VAN = (
    ("Parking du marché", "Brumelac", (0.3, 0.2), 0, time(9, 30), time(12, 0)),
    ("Place des Ajoncs", "Corderive", (0.2, 0.9), 0, time(14, 0), time(17, 0)),
    ("Place des Sables", "Noirsable", (0.1, 0.0), 1, time(9, 30), time(12, 0)),
    ("Devant l’ancienne école", "Cressonval", (0.0, 0.2), 1, time(14, 0), time(17, 0)),
)
# Stop, commune, hours in words.
_BUS = (
    ("Écluse-Haute, chemin de halage", "Les Deux-Écluses", "Lundi 9h30-12h30"),
    ("Mairie", "Pierremoire", "Lundi 14h-16h30"),
    ("Place de l’Église", "Ombreval", "Mercredi 9h30-12h"),
    ("Champ de foire", "Cressonval", "1er et 3e vendredi du mois 14h-17h"),
)


def send_round(
    places: Mapping[str, Place], members: Mapping[str, DemoCommune], *, today: date, actor: str
) -> None:
    """Give the van its dated visits and the bus its weekly stops, in the communes that are there."""
    known = set(Stop.objects.values_list("place", "name"))
    if van := places.get("passeur"):
        for name, commune, shift, week, start, end in _VAN:
            if commune in members and (van.pk, name) not in known:
                visits = list(_tuesdays(today, week, start, end))
                where = _where(members[commune], shift)
                add_stop(place=van, name=name, visits=visits, actor=actor, **where)
    if bus := places.get("bus-fs"):
        for name, commune, words in _BUS:
            if commune in members and (bus.pk, name) not in known:
                where = _where(members[commune], (0.1, 0.1))
                add_stop(place=bus, name=name, actor=actor, **where, hours=hours_fields(words)["hours"])


def _where(commune: DemoCommune, shift: tuple[float, float]) -> dict[str, Any]:
    point = np.array([commune.seeds[0]]) + np.array([shift])
    longitude, latitude = degrees(point)[0]
    return {
        "commune_code": commune.code,
        "commune_name": commune.name,
        "latitude": float(latitude),
        "longitude": float(longitude),
    }


def _tuesdays(today: date, week: int, start: time, end: time) -> Iterator[tuple[datetime, datetime]]:
    """Every other Tuesday around today; the fortnight is counted from a fixed day."""
    monday = today - timedelta(days=today.weekday())
    for ahead in range(-_WEEKS_BEFORE, _WEEKS_AFTER):
        tuesday = monday + timedelta(weeks=ahead, days=1)
        if tuesday.toordinal() // 7 % 2 == week:
            yield (
                datetime.combine(tuesday, start, tzinfo=_PARIS),
                datetime.combine(tuesday, end, tzinfo=_PARIS),
            )
