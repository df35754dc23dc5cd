"""URLs of the API: the owner of ``directory/urls.py`` includes them under ``/api/v1/``."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _

from fabrique.directory.api import documentation, openapi, parameters
from fabrique.directory.api.contract import PARAMETERS, api
from fabrique.directory.api.problems import Problem
from fabrique.directory.api.serving import View, open_view

_REPEATED = {*parameters.FILTERS, "commune", "champs", "fields"}
_PARAMETERS: dict[str, type[Any]] = {
    "lieux": parameters.PlacesQuery,
    "lieux-geojson": parameters.PlacesQuery,
    "communes": parameters.CommunesQuery,
    "changements": parameters.ChangesQuery,
}


def _unknown(request: HttpRequest) -> HttpResponse:
    """Any other address."""
    raise Problem(404, _("Il n’y a rien à cette adresse. Les adresses sont décrites sur /api/v1/."))


def _opened(pattern: URLPattern) -> URLPattern:
    """A pattern of django-ninja with our way of serving."""
    model = {**PARAMETERS, **_PARAMETERS}.get(str(pattern.name))
    known = {name: name in _REPEATED for name in model.model_fields} if model else {}
    pattern.callback = open_view(cast(View, pattern.callback), known)
    return pattern


app_name = "api"
api_urls = [
    path("", documentation.show, name="documentation"),
    path("openapi.json", open_view(openapi.show, {}), name="openapi"),
    *(_opened(one) for one in cast(list[URLPattern], api.urls[0]) if one.name != "api-root"),
    re_path(r"^(?:.*)$", open_view(_unknown, {}), name="unknown"),
]
urlpatterns = api_urls
