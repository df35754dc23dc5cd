"""The territory's stylesheet and logo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from fabrique.core import files
from fabrique.core.models import StoredFile
from fabrique.core.policies import public
from fabrique.web.context import territory


@public
@require_safe
def theme(request: HttpRequest) -> HttpResponseBase:
    """The theme as custom properties; an address that carries its version never needs to be asked again."""
    place = territory()
    version = place.theme_version
    lasting = "max-age=31536000, immutable" if request.GET.get("v") == version else "no-cache"
    return _cached(request, place.theme.css().encode(), "text/css; charset=utf-8", version, lasting)


@public
@require_safe
def logo(request: HttpRequest) -> HttpResponseBase:
    """The territory's logo, from the instance's files. A drawing that carries a script could not run it."""
    stored = StoredFile.objects.filter(sha256=territory().theme.logo[3:]).first()
    if stored is None:
        raise Http404
    content = files.path_of(stored).read_bytes()
    response = _cached(request, content, stored.media_type, stored.sha256[:12], "max-age=3600")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _cached(request: HttpRequest, content: bytes, kind: str, version: str, lasting: str) -> HttpResponseBase:
    etag = quote_etag(version)
    whole = HttpResponse(content, content_type=kind)
    response = get_conditional_response(request, etag=etag, response=whole) or whole
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, {lasting}"
    return response
