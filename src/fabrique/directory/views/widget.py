"""The guide in a page of another site: how to place it, and the framed page itself."""

from __future__ import annotations

import re
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import public
from fabrique.core.ui.parts import Choice
from fabrique.directory.guide import asking, search, snapshot, wording
from fabrique.directory.guide.cards import cards
from fabrique.directory.guide.needs import BY_CODE

SCRIPT = "/static/directory/widget.js"
SHOWN = 10
# A host as a policy of security admits it: nothing in it can end a directive or begin another.
_HOST = re.compile(r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)


def hosts() -> list[str]:
    """The sites that may show the guide; what is no host is left out."""
    return [host for host in settings.WIDGET_HOSTS if _HOST.fullmatch(host)]


@public
@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """How to place the guide in a page, with the lines to copy."""
    commune, theme = _asked(request)
    chosen = {name: value for name, value in (("commune", commune), ("theme", theme)) if value}
    options = "".join(f' data-{name}="{escape(value)}"' for name, value in chosen.items())
    preview = reverse("directory:widget-frame")
    context = {
        "commune": commune,
        "themes": [Choice("", _("Tous")), *_themes(theme)],
        "snippet": f'<script src="{request.build_absolute_uri(SCRIPT)}"{options} async></script>',
        "preview": f"{preview}?{asking.encode(list(chosen.items()))}" if chosen else preview,
        "hosts": hosts(),
    }
    return render(request, "directory/widget/explain.html", context)


@public
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """The framed page: a search and its first answers, without the shell of the site."""
    commune, theme = _asked(request)
    words = request.GET.get("q", "")[: asking.MAX_WORDS]
    directory, now = snapshot.current(), clock.now()
    asked = asking.read({"q": [words or theme], "ou": [commune]}, directory, now)
    answer = search.ask(directory, asked.question, now, first=SHOWN, found=asked.found)
    point = asked.origin.point if asked.origin else None
    context = {
        "commune": commune,
        "theme": theme,
        "words": words,
        "need": asked.need,
        "cards": cards(directory, answer, now, origin=point, need=asked.need),
        "count": wording.places(answer.total),
        "more": reverse("directory:search") + asked.link(),
        "notices": asked.notices,
        "hosts": " ".join(hosts()),
        "script": static("directory/widget-frame.js"),
    }
    return _framed(render(request, "directory/widget/frame.html", context))


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The commune as typed, and the theme if it is one of ours."""
    theme = request.GET.get("theme", "")
    return request.GET.get("commune", "")[:100].replace("\x00", ""), theme if theme in BY_CODE else ""


def _themes(chosen: str) -> list[Choice]:
    rows = [Choice(one.code, one.goal, checked=one.code == chosen) for one in BY_CODE.values()]
    return sorted(rows, key=lambda one: one.label)


def _framed(response: HttpResponse) -> HttpResponse:
    """Let the declared sites, and no other, show this page in a frame."""
    if allowed := hosts():
        untyped = cast(Any, response)
        untyped.xframe_options_exempt = True  # the older header knows no list of sites
        untyped._csp_replace = {"frame-ancestors": allowed}
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
