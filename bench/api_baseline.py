"""The baseline of bench/api.py: the same question answered the plain way, with Django's ORM.

A box in SQL, filters and distances in Python, then 50 rows of the national columns in a ``JsonResponse``.
Served by the same server with as many processes, through the whole stack of middleware.
"""

from __future__ import annotations

import os

import django
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fabrique.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from fabrique.directory.exports import full_row, published  # noqa: E402
from fabrique.directory.guide.options import BY_KEY  # noqa: E402
from fabrique.territory.distances import distance_m  # noqa: E402

BOX_DEGREES = 0.45  # about 50 km
COLUMNS = {"service": "services", "public": "publics", "acces": "access_modes", "frais": "fees"}


def places(request: HttpRequest) -> JsonResponse:
    """50 places around a point, by distance."""
    here = float(request.GET["lat"]), float(request.GET["lon"])
    rows = published().filter(
        latitude__range=(here[0] - BOX_DEGREES, here[0] + BOX_DEGREES),
        longitude__range=(here[1] - BOX_DEGREES, here[1] + BOX_DEGREES),
    )
    asked = {
        column: BY_KEY[name].by_slug[request.GET[name]]
        for name, column in COLUMNS.items()
        if name in request.GET
    }
    light = rows.values("pk", "latitude", "longitude", *asked)
    near = [one for one in light if all(code in one[column] for column, code in asked.items())]
    near.sort(key=lambda one: distance_m(here, (one["latitude"], one["longitude"])))
    whole = published().in_bulk([one["pk"] for one in near[:50]])
    found = [full_row(whole[one["pk"]]) for one in near[:50]]
    return JsonResponse({"total": len(near), "lieux": found})


settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.endswith(".ApiMiddleware")]
urlpatterns = [path("api/v1/lieux", places)]
application = get_wsgi_application()
