"""The public observatory: what is published, an edition, its files. Nobody signs in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core.policies import public
from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.parts import Crumb
from fabrique.directory.api.answering import matches
from fabrique.observe.enums import PublicationState
from fabrique.observe.models import Publication, PublishedFile
from fabrique.observe.queries.publications import WHY, content_of, edition_of, editions_of, files_of, listed
from fabrique.observe.views.showing import shown

YEAR = 31_536_000  # seconds


@public
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is published, found by title or by place."""
    sought = request.GET.get("q", "").strip()[:200]
    page: Pages[Publication] = page_of(listed(request.user, sought), request.GET.get("page"), size=30)
    base = f"?{urlencode({'q': sought})}&page="
    context = {"page": page, "sought": sought, "base": base}
    return render(request, "observe/observatory/index.html", context)


@public
@never_cache
@require_safe
def edition(request: HttpRequest, slug: str, edition: int = 0) -> HttpResponse:
    """An edition, the one that serves unless another is asked for; one that was withdrawn says why."""
    found = edition_of(request.user, slug, edition)
    if found is None:
        raise Http404
    editions = list(editions_of(request.user, found))
    serving = next((each for each in editions if each.state == PublicationState.PUBLISHED), None)
    context: dict[str, Any] = {
        "publication": found,
        "serving": serving,
        "others": [each for each in editions if each.pk != found.pk],
        "crumbs": _crumbs((found.title, "")),
    }
    if found.state == PublicationState.WITHDRAWN:
        return render(request, "observe/observatory/withdrawn.html", context, status=410)
    context |= shown(content_of(found), every="cartes" in request.GET)
    context["files"] = files_of(found)
    return render(request, "observe/observatory/edition.html", context)


@public
@require_safe
def file(request: HttpRequest, slug: str, edition: int, name: str) -> HttpResponse:
    """A file of an edition: it never changes, so that whoever has it need not ask again."""
    found = edition_of(request.user, slug, edition)
    rows = PublishedFile.objects.everywhere(WHY)
    asked = rows.filter(publication=found, name=name.replace("\0", "")).defer("content")  # no base holds it
    held = asked.first() if found else None
    if found is None or held is None or not edition:
        raise Http404
    if found.state == PublicationState.WITHDRAWN:
        return HttpResponse(_("Cette publication est retirée.") + "\n", status=410, content_type="text/plain")
    etag = f'"{held.sha256[:32]}"'
    if matches(request, etag):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(bytes(held.content), content_type=held.media_type)
        inline = held.media_type in ("image/svg+xml", "image/png", "application/pdf")
        told = content_disposition_header(not inline, f"{slug}-{edition}-{name}")
        response.headers["Content-Disposition"] = told or "attachment"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _kept(found)
    if not found.audience_id:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _kept(found: Publication) -> str:
    """What is for a partner stays with who asked."""
    return "private, no-cache" if found.audience_id else f"public, max-age={YEAR}, immutable"


def _crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    return [
        Crumb(_("Observatoire"), reverse("observe:observatory")),
        *(Crumb(label, url) for label, url in steps),
    ]
