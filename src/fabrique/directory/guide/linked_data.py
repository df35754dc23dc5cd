"""A place for search engines: JSON-LD of schema.org, safe inside a page."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from fabrique.directory.guide.opening import day_of
from fabrique.directory.guide.sheet import Sheet
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.osm import clock

# Nothing of a place's text can end the script element or open another.
_SAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def linked_data(sheet: Sheet, url: str, calendar: Calendar) -> SafeString:
    """The JSON-LD of a place; its hours are those of this week, day by day."""
    place = sheet.place
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": url,
        "url": url,
        "name": place.name,
        "description": place.summary or place.description[:280],
        "telephone": place.phone,
        "email": place.emails[0] if place.emails else "",
        "sameAs": [site.url for site in sheet.websites],
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": place.postal_code,
            "addressLocality": place.commune_name,
            "addressCountry": "FR",
        },
    }
    if place.latitude is not None and place.longitude is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    if "Gratuit" in place.fees:
        data["isAccessibleForFree"] = True
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "opens": clock(span.start),
            "closes": clock(min(span.end, 1439)),
            "validFrom": line.on.isoformat(),
            "validThrough": line.on.isoformat(),
        }
        for line in sheet.week
        for span in day_of(place, line.on, calendar).spans
    ]
    if hours:
        data["openingHoursSpecification"] = hours
    kept = {key: value for key, value in data.items() if value not in ("", [], None)}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_SAFE))  # noqa: S308 - every sign that HTML could read is escaped
