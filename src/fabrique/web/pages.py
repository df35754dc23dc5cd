"""The pages that say how this site behaves: accessibility, personal data, open data, figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fabrique.core import outages
from fabrique.core.policies import public
from fabrique.core.ui import portal
from fabrique.core.ui.parts import Column
from fabrique.equip.views.give_draft import COOKIE as DRAFT
from fabrique.web.accessibility import status
from fabrique.web.carnet_visit import COOKIE
from fabrique.web.context import COMFORT_COOKIE


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for."""
    return render(request, "web/accessibility.html", {"status": status()})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What this site keeps of its visitors and of the people who sign in."""
    hours = int(timedelta(seconds=settings.SESSION_COOKIE_AGE).total_seconds() // 3600)
    columns = [Column(_("Nom")), Column(_("À quoi il sert")), Column(_("Durée"))]
    rows = [
        [COMFORT_COOKIE, _("Retenir votre choix « Confort de lecture »"), _("1 an")],
        [settings.CSRF_COOKIE_NAME, _("Protéger les formulaires contre les envois frauduleux"), _("1 an")],
        [
            settings.SESSION_COOKIE_NAME,
            _("Garder la connexion ouverte, pour les professionnels seulement"),
            _("%(hours)s heures") % {"hours": hours},
        ],
        [COOKIE, _("Garder votre carnet ouvert pendant que vous le lisez"), _("1 heure au plus")],
        [DRAFT, _("Retrouver la promesse de don que vous écrivez"), _("jusqu’à la fermeture du navigateur")],
    ]
    return render(request, "web/privacy.html", {"columns": columns, "rows": rows})


@dataclass(frozen=True, slots=True)
class ShownDataset:
    """An open data set as shown; ``links`` are (words, address) pairs."""

    title: str
    description: str
    licence: str
    links: list[tuple[str, str]]


@public
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The data sets that anyone may take and reuse."""
    shown = [
        ShownDataset(
            dataset.title,
            dataset.description,
            dataset.licence,
            [(words, reverse(url_name)) for words, url_name in dataset.links],
        )
        for dataset in portal.datasets
    ]
    return render(request, "web/open_data.html", {"datasets": shown})


@public
@require_safe
def counting(request: HttpRequest) -> HttpResponse:
    """How each public figure is counted."""
    return render(request, "web/counting.html", {"methods": list(portal.figures)})


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process serves and its database answers; for a proxy or a container, not for people."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        text, status = "bon", 200
    except Error:
        text, status = "base indisponible", outages.UNAVAILABLE
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone."""
    closed = ("web:desk", "web:gallery", "web:comfort")
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}" for name in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
