"""What pages read of the directory beyond the guide's memory. The number of queries is constant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fabrique.core.bulk import batched
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.fields import FIELDS
from fabrique.directory.models import Place, Source, SourceRecord, Stop
from fabrique.directory.models.hanging import HangingQuerySet
from fabrique.people.carnet import CarnetLine, CarnetPart
from fabrique.people.models import Resident
from fabrique.territory.queries import perimeter

MOST_PLACES = 3  # in a carnet, of the organisation that keeps it
# Fields that say nothing to a visitor.
TECHNICAL = frozenset(
    ("pivot", "commune_code", "latitude", "longitude", "hours_text", "updated_on", "source_url")
)


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Where one or several fields of a place come from."""

    fields: tuple[str, ...]
    sources: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True)
class Background:
    """Where a sheet comes from, for the public: what only professionals read is left to the desk's sheet.

    ``holder`` is the organisation that holds the place, unless it is called as the place is.
    """

    origins: tuple[FieldOrigin, ...]
    holder: str
    holder_id: UUID | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Each source once."""
        return tuple(dict.fromkeys(name for origin in self.origins for name in origin.sources))


def places_by_commune() -> dict[str, int]:
    """The published places of each commune of the perimeter. One query."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).order_by().values_list("commune_code")
    return dict(rows.annotate(n=Count("pk")))


def background_of(code: str) -> Background:
    """The background of a published place. Two queries."""
    place = Place.objects.select_related("organisation").get(code=code, state=PlaceState.PUBLISHED)
    keys = {key for origin in place.provenance.values() for key in origin.get("records", ())}
    sources = Source.objects.in_bulk({key.partition("/")[0] for key in keys})
    grouped: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for field in FIELDS:
        origin = place.provenance.get(field.name)
        if not origin or field.name in TECHNICAL:
            continue
        slugs = dict.fromkeys(key.partition("/")[0] for key in origin.get("records", ()))
        names = tuple(sources[slug].name if slug in sources else slug for slug in slugs)
        grouped.setdefault((names, origin.get("on") or ""), []).append(field.label)
    origins = tuple(
        FieldOrigin(tuple(fields), names, date.fromisoformat(on) if on else None)
        for (names, on), fields in grouped.items()
    )
    held_by = place.organisation.name if place.organisation else ""
    return Background(origins, "" if held_by == place.name else held_by, place.organisation_id)


def outside_the_territory() -> Q:
    """The condition of the places whose communes are all out of the perimeter (ADR 0012). Three queries.

    Only the communes that the directory has are named: a perimeter may be longer than what a query can hold.
    """
    served = perimeter()
    if not served:
        return Q(pk__in=[])
    stops: HangingQuerySet[Any] = Stop.objects.shown()
    known = Place.objects.order_by().values_list("commune_code", flat=True).distinct()
    stopped = stops.order_by().values_list("commune_code", flat=True).distinct()
    mine = stops.filter(shown_by=OuterRef("pk"))
    abroad = Q(commune_code__in=set(known) - served - {""})
    abroad |= Q(commune_code="") & Q(Exists(mine.exclude(commune_code="")))
    return abroad & ~Q(Exists(mine.filter(commune_code__in=set(stopped) & served)))


def unpublished(code: str) -> Place | None:
    """A place that the guide does not show: merged (with its survivor) or withdrawn; or None."""
    places = Place.objects.select_related("merged_into").exclude(state=PlaceState.PUBLISHED)
    return places.filter(code=code).first()


def places_of_records(external_ids: Collection[str]) -> dict[str, UUID]:
    """The place that each of these ids of data.inclusion feeds now: they name their source themselves.

    An id that leads to several places leads nowhere.
    """
    found: dict[str, set[UUID]] = {}
    for chunk in batched(sorted(external_ids)):
        rows = SourceRecord.objects.filter(external_id__in=chunk, withdrawn_at=None)
        for name, place in rows.values_list("external_id", "place"):
            found.setdefault(name, set()).add(place)
    return {name: min(places) for name, places in found.items() if len(places) == 1}


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """What a source already says under an id."""

    digest: str
    fields: Mapping[str, Any]


def records_that_share(
    source: str, identifiers: Collection[str], mark: str
) -> dict[str, dict[str, HeldRecord]]:
    """For each id that several rows share, in the file or in the source, its records by external id.

    Rows that share « D1 » are held as « D1 », « D1~a3f9 »…: an id, ``mark``, and what tells them apart.
    """
    marked = SourceRecord.objects.filter(source=source, external_id__contains=mark)
    columns = ("external_id", "digest", "fields")
    rows = list(marked.values_list(*columns))
    bases = {name.rpartition(mark)[0] for name, _digest, _fields in rows} | set(identifiers)
    for chunk in batched(sorted(bases)):
        plain = SourceRecord.objects.filter(source=source, external_id__in=chunk)
        rows += plain.values_list(*columns)
    found: dict[str, dict[str, HeldRecord]] = {}
    for name, digest, fields in rows:
        base = name if name in bases else name.rpartition(mark)[0]
        found.setdefault(base, {})[name] = HeldRecord(digest, fields)
    return found


def places_part(resident: Resident) -> CarnetPart | None:
    """For the carnet of a person: where they find the organisation that helps them, as the guide says."""
    organisation = resident.organisation
    rows = Place.objects.filter(organisation=organisation, state=PlaceState.PUBLISHED)
    lines = tuple(
        CarnetLine(each.name, detail=_where(each), phone=each.phone)
        for each in rows.order_by("name", "pk")[:MOST_PLACES]
    )
    title = _("Où trouver %(organisation)s") % {"organisation": organisation.name}
    return CarnetPart(title, lines, "") if lines else None


def _where(place: Place) -> str:
    town = f"{place.postal_code} {place.commune_name}".strip()
    return ", ".join(each for each in (place.address, town) if each)
