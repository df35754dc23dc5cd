"""What changes the territory: its perimeter, its identity, its contours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import phonenumbers
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.theme import from_json as theme_from_json
from fabrique.territory import contours
from fabrique.territory.cog import commune_from, national_cog, use_extras
from fabrique.territory.enums import AreaKind, HolidayZone, SchoolZone, zones_of
from fabrique.territory.imports import ContoursReport, place
from fabrique.territory.models import Area, Territory
from fabrique.territory.perimeter import communes_of

BATCH = 500
# Overseas numbering plans, by zone of public holidays.
_PLANS: dict[str, str] = {
    HolidayZone.GUADELOUPE: "GP",
    HolidayZone.GUYANE: "GF",
    HolidayZone.LA_REUNION: "RE",
    HolidayZone.MARTINIQUE: "MQ",
    HolidayZone.MAYOTTE: "YT",
    HolidayZone.NOUVELLE_CALEDONIE: "NC",
    HolidayZone.POLYNESIE_FRANCAISE: "PF",
    HolidayZone.SAINT_BARTHELEMY: "BL",
    HolidayZone.SAINT_MARTIN: "MF",
    HolidayZone.SAINT_PIERRE_ET_MIQUELON: "PM",
    HolidayZone.WALLIS_ET_FUTUNA: "WF",
}


@transaction.atomic
def initialise_territory(
    *,
    codes: Iterable[str],
    name: str,
    actor: str = "",
    extra_communes: Iterable[Mapping[str, Any]] = (),
    fictional: bool = False,
    school_zone: str = "",
    holiday_zone: str = "",
) -> Territory:
    """Say what this instance serves; doing it again replaces all that is given here and keeps the rest.

    ``codes`` as in :func:`communes_of`. ``extra_communes`` are communes of the instance's own. Zones
    are those of the département with most communes, unless given. Raises DomainRefusal.
    """
    name = " ".join(name.split())
    if not name or len(name) > 150:
        raise DomainRefusal(_("Donnez un nom au territoire, en 150 lettres au plus."), field="name")
    extra, given = [dict(row) for row in extra_communes], [code.strip() for code in codes if code.strip()]
    for row in extra:
        try:
            commune_from(row)
        except ValueError as error:
            raise DomainRefusal(_("Commune ajoutée refusée : %(why)s.") % {"why": error}) from None
    cog = national_cog().extended(extra) if extra else national_cog()
    members = communes_of(given, cog)
    inside = Counter(one.departement for code in members if (one := cog.commune(code)))
    school, holidays = zones_of(inside.most_common(1)[0][0])
    _check_zone(school_zone, SchoolZone.values)
    _check_zone(holiday_zone, HolidayZone.values)
    values = {
        "name": name,
        "slug": slugify(name)[:80] or "territoire",
        "given_codes": given,
        "commune_codes": list(members),
        "extra_communes": extra,
        "school_zone": school_zone or school,
        "holiday_zone": holiday_zone or holidays,
        "fictional": fictional,
        "updated_at": clock.now(),
    }
    territory, created = Territory.objects.update_or_create(
        pk=1, defaults=values, create_defaults={**values, "created_at": clock.now()}
    )
    summary = {"codes": given, "communes": len(members), "created": created}
    journal.record("territory.initialise", actor=actor, subject="territory:1", summary=summary)
    use_extras(extra)
    return territory


def _check_zone(zone: str, known: Iterable[str]) -> None:
    if zone and zone not in known:
        raise DomainRefusal(_("La zone « %(zone)s » n’existe pas.") % {"zone": zone})


@transaction.atomic
def present_territory(
    *,
    actor: str = "",
    helpline_phone: str | None = None,
    helpline_hours: str | None = None,
    theme: Mapping[str, Any] | None = None,
) -> Territory:
    """Set how the territory shows itself: its help line, its colours and logo. None leaves a value as it is.

    Raises DomainRefusal when there is no territory yet, or when the theme cannot be read on screen.
    """
    territory = _territory()
    changes: dict[str, Any] = {}
    if helpline_phone is not None:
        changes["helpline_phone"] = _phone(helpline_phone.strip(), territory)
    if helpline_hours is not None:
        changes["helpline_hours"] = helpline_hours.strip()[:200]
    if theme is not None:
        changes["theme"] = theme_from_json(theme).to_json() if theme else {}
    for key, value in changes.items():
        setattr(territory, key, value)
    territory.updated_at = clock.now()
    territory.save(update_fields=[*changes, "updated_at"])
    journal.record(
        "territory.present", actor=actor, subject="territory:1", summary={"fields": sorted(changes)}
    )
    return territory


def _phone(written: str, territory: Territory) -> str:
    """A number as E.164 in the territory's numbering plan; a short number (39 49) as its digits."""
    digits = "".join(filter(str.isdigit, written))
    if not written or (3 <= len(digits) <= 6):
        return digits
    try:
        number = phonenumbers.parse(written, _PLANS.get(territory.holiday_zone, "FR"))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        message = _("Le numéro « %(phone)s » n’est pas un numéro de téléphone.") % {"phone": written}
        raise DomainRefusal(message, field="helpline_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _territory() -> Territory:
    """The territory, locked until the end of the transaction where the database can."""
    territory = Territory.objects.select_for_update().first()
    if territory is None:
        raise DomainRefusal(_("Dites d’abord quel est le territoire : « fabrique init --territory … »."))
    return territory


def import_contours(
    *, path: Path, kind: str, source: str, vintage: str = "", actor: str = "", dry_run: bool = False
) -> ContoursReport:
    """Read a GeoJSON file of contours and keep those of the perimeter, see :func:`register_contours`."""
    return register_contours(
        collection=contours.load(path),
        kind=kind,
        source=source or path.name,
        vintage=vintage,
        actor=actor,
        dry_run=dry_run,
    )


def register_contours(
    *,
    collection: Mapping[str, Any],
    kind: str,
    source: str,
    vintage: str = "",
    actor: str = "",
    dry_run: bool = False,
) -> ContoursReport:
    """Keep the contours of a FeatureCollection that lie in the perimeter; a code of a vintage is kept once.

    Reading and simplifying happen before the transaction, which only writes. With ``dry_run`` nothing is
    written. Raises DomainRefusal when there is no territory, or nothing usable in the file.
    """
    if kind not in AreaKind.values:
        raise DomainRefusal(_("Le type de contour « %(kind)s » n’existe pas.") % {"kind": kind}, field="kind")
    territory = Territory.objects.first()
    if territory is None:
        raise DomainRefusal(_("Dites d’abord quel est le territoire : « fabrique init --territory … »."))
    use_extras(territory.extra_communes)
    reading = contours.read(contours.checked(collection, source), AreaKind(kind))
    kept, report = place(reading, AreaKind(kind), territory)
    contours.simplify(kept)
    report.warnings[:0] = contours.fitting(kept, AreaKind(kind))
    if dry_run or not kept:
        return report
    with transaction.atomic():
        _write(kept, kind, source[:200], vintage[:10])
        Territory.objects.filter(pk=1).update(areas_version=uuid4().hex)
        journal.record(
            "territory.import_contours", actor=actor, subject="territory:1", summary=report.summary()
        )
    return report


def _write(kept: list[contours.Contour], kind: str, source: str, vintage: str) -> None:
    now, rows = clock.now(), []
    for one in kept:
        west, south, east, north = one.geometry.bounds
        rows.append(
            Area(
                kind=kind,
                code=one.code,
                name=one.name,
                commune_codes=one.commune_codes,
                geometry=contours.as_geojson(one.geometry, 6),
                simplified=contours.as_geojson(one.simplified or one.geometry, 5),
                west=west,
                south=south,
                east=east,
                north=north,
                vintage=vintage,
                source=source,
                imported_at=now,
            )
        )
    Area.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "code", "vintage"],
        update_fields=[
            "name", "commune_codes", "geometry", "simplified", "west", "south", "east", "north", "source",
            "imported_at",
        ],
    )  # fmt: skip
