"""The data sets to download."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import public
from fabrique.directory.api import datasets
from fabrique.directory.api.answering import matches

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)


@public
@require_safe
def download(request: HttpRequest, file: str) -> HttpResponseBase:
    """A whole file."""
    kind = datasets.FILES[file]
    path, version = datasets.file_of(kind)
    return _sent(request, path, version, kind.media_type)


@public
@require_safe
def absent(request: HttpRequest, file: str) -> HttpResponseBase:
    """What a file had to leave out."""
    path, version = datasets.absent_from(datasets.FILES[file])
    return _sent(request, path, version, "text/csv; charset=utf-8")


@public
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """The licence and the sources."""
    response = HttpResponse(datasets.notice(), content_type="text/plain; charset=utf-8")
    return _described(response)


def _sent(request: HttpRequest, path: Path, version: str, media_type: str) -> HttpResponseBase:
    """The file, streamed; or a 304 to whoever has it."""
    etag = f'"{version}-{path.name}"'
    if matches(request, etag):
        response: HttpResponseBase = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        name = f"{path.name.partition('.')[0]}-{clock.today():%Y-%m-%d}.{path.name.partition('.')[2]}"
        response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media_type)
        response.headers["Last-Modified"] = http_date(path.stat().st_mtime)
    response.headers["ETag"] = etag
    return _described(response)


def _described(response: AnyResponse) -> AnyResponse:
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Link"] = f'<{datasets.LICENCE_URL}>; rel="license"'
    return response
