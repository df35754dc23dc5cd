"""The documentation page of the API, made from the OpenAPI document itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fabrique.core.policies import public
from fabrique.core.ui.parts import Column
from fabrique.directory.api.catalogue import COLUMNS, DETAILS
from fabrique.directory.api.contract import EXAMPLES
from fabrique.directory.api.openapi import document
from fabrique.directory.api.problems import TITLES

_FEW = 6  # values shown in the table; longer lists are in /vocabulaires


@dataclass(frozen=True, slots=True)
class Shown:
    """An address as shown: ``rows`` are its parameters, ``examples`` links that run."""

    anchor: str
    path: str
    title: str
    text: str
    rows: list[list[str]]
    errors: str
    examples: tuple[tuple[str, str], ...]


_EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "/api/v1/lieux": (
        ("Ouverts maintenant, gratuits", "?quand=maintenant&comment=gratuit"),
        (
            "« imprimer un CV », trois champs, dix lieux",
            "?q=imprimer+un+CV&champs=nom,telephone,commune&limite=10",
        ),
        ("Les fiches les plus fraîches", "?tri=fraicheur&limite=5"),
    ),
    "/api/v1/lieux.geojson": (("Les dix premiers lieux", "?limite=10"),),
    "/api/v1/lieux/{reference}": (),
    "/api/v1/communes": (("Les communes du territoire", ""), ("Un nom mal écrit", "?q=st+etiene")),
    "/api/v1/changements": (("Depuis le début", "?limite=5"),),
    "/api/v1/vocabulaires": (("Toutes les valeurs", ""),),
    "/api/v1/sources": (("Toutes les sources", ""),),
    "/api/v1/organisation": (),
}


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page."""
    columns = [Column(_("Paramètre")), Column(_("Ce qu’il fait")), Column(_("Valeurs"))]
    fields = [[one.name, _(one.meaning), _("national") if one.standard else _("le nôtre")] for one in COLUMNS]
    fields += [[one.name, _(one.meaning), _("fiche seule")] for one in DETAILS]
    context = {
        "addresses": [
            _shown(path, next(iter(methods.values()))) for path, methods in document()["paths"].items()
        ],
        "columns": columns,
        "fields": fields,
        "field_columns": [Column(_("Champ")), Column(_("Ce qu’il dit")), Column(_("Schéma"))],
        "errors": [[str(status), _(title)] for status, title in TITLES.items()],
        "error_columns": [Column(_("Code")), Column(_("Ce qu’il dit"))],
        "rate": settings.API_RATE,
    }
    return render(request, "directory/api/documentation.html", context)


def _shown(path: str, operation: dict[str, Any]) -> Shown:
    rows = [
        [one["name"], one.get("description", "") or one["schema"].get("description", ""), _values(one)]
        for one in operation.get("parameters", ())
        if one["in"] == "query"
    ]
    errors = ", ".join(status for status in sorted(map(str, operation["responses"])) if status >= "4")
    examples = tuple((words, path + query) for words, query in (EXAMPLES | _EXAMPLES).get(path, ()))
    return Shown(
        operation["operationId"],
        path,
        operation["summary"],
        operation.get("description", ""),
        rows,
        errors,
        examples,
    )


def _values(parameter: dict[str, Any]) -> str:
    """What a parameter admits, in short."""
    schema = parameter["schema"]
    known = [one for one in schema.get("items", schema).get("enum", ()) if one]
    if known:
        more = _(" … (voir /vocabulaires)") if len(known) > _FEW else ""
        return ", ".join(known[:_FEW]) + more
    numbers: dict[str, Any] = next((one for one in schema.get("anyOf", [schema]) if "maximum" in one), {})
    if numbers:
        least = numbers.get("minimum", numbers.get("exclusiveMinimum"))
        return _("de %(least)s à %(most)s") % {"least": f"{least:g}", "most": f"{numbers['maximum']:g}"}
    return _("code INSEE") if parameter["name"] in ("commune", "habite") else _("texte")
