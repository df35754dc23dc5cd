"""The OpenAPI 3.1 document: django-ninja's, with the media types and the headers that it does not know."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from fabrique.directory.api.answering import GEOJSON, answer
from fabrique.directory.api.contract import PREFIX, api
from fabrique.directory.api.problems import MEDIA_TYPE, TITLES

_HEADERS: dict[str, str] = {
    "ETag": "Empreinte de la réponse, à rendre dans If-None-Match.",
    "Link": 'La page suivante (rel="next").',
    "RateLimit-Limit": "Demandes admises par minute.",
    "RateLimit-Remaining": "Demandes qui restent.",
    "RateLimit-Reset": "Secondes jusqu’à un crédit entier.",
    "Retry-After": "Secondes à attendre.",
}
_SEEN_IN = {200: tuple(_HEADERS)[:5], 429: tuple(_HEADERS)[2:]}


@cache
def document() -> dict[str, Any]:
    """The document, made once for each process."""
    # As JSON has it: keys are texts, and nothing is shared with django-ninja.
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    found["info"]["license"] = {"name": "Licence Ouverte 2.0", "identifier": "etalab-2.0"}
    keyed = found["paths"][f"{PREFIX}organisation"]["get"]
    keyed["security"] = [{"cle": []}]
    found["components"]["securitySchemes"] = {"cle": {"type": "http", "scheme": "bearer"}}
    for path, methods in found["paths"].items():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                _complete(path, int(status), response)
    return found


def _complete(path: str, status: int, response: dict[str, Any]) -> None:
    content = response.get("content", {})
    if "application/json" in content and (status >= 400 or path.endswith(".geojson")):
        media_type = MEDIA_TYPE if status >= 400 else GEOJSON
        response["content"] = {media_type: content["application/json"]}
    if status >= 400:
        response["description"] = str(TITLES[status])
    elif status == 200:
        response["description"] = "La réponse"
    elif status == 301:
        response["description"] = "Ce lieu est fusionné : l’en-tête Location mène à celui qui le remplace."
        response["headers"] = {"Location": {"schema": {"type": "string"}}}
    for name in _SEEN_IN.get(status, ()):
        headers = response.setdefault("headers", {})
        headers[name] = {"description": _HEADERS[name], "schema": {"type": "string"}}


@cache
def _written() -> bytes:
    return json.dumps(document(), ensure_ascii=False).encode()


def show(request: HttpRequest) -> HttpResponse:
    """The document itself."""
    return answer(request, _written())
