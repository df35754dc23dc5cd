"""The addresses of the API as django-ninja knows them: it reads parameters and describes answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from fabrique import __version__
from fabrique.core import outages
from fabrique.directory.api import changes, organisation, places, reference, schemas
from fabrique.directory.api.memory import answered
from fabrique.directory.api.parameters import ChangesQuery, CommunesQuery, PlacesQuery
from fabrique.directory.api.problems import Problem, from_validation

PREFIX = "/api/v1/"
_log = logging.getLogger("fabrique.api")

api = NinjaAPI(
    title="L’annuaire des lieux",
    version=__version__,
    description="Où trouver de l’aide avec le numérique : lieux, communes, changements. Libre, sans compte.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
_REFUSED = {
    400: schemas.ProblemOut,
    422: schemas.ProblemOut,
    429: schemas.ProblemOut,
    500: schemas.ProblemOut,
}


PARAMETERS: dict[str, type[Any]] = {}  # what other apps' addresses admit, by name
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {}  # of these addresses: (words, query)


def operation(
    name: str,
    path: str,
    summary: str,
    answer: Any,
    more: dict[int, Any] | None = None,
    *,
    parameters: type[Any] | None = None,
    examples: tuple[tuple[str, str], ...] = (),
) -> Callable[[Any], Any]:
    """A GET with the errors that all of them may give.

    An app above adds its own when it loads, with its parameters and its examples: its address is then served,
    limited and documented as the others.
    """
    if parameters:
        PARAMETERS[name] = parameters
    if examples:
        EXAMPLES[PREFIX + path.lstrip("/")] = examples
    responses = {200: answer, **(more or {}), **_REFUSED}
    decorate: Callable[[Any], Any] = api.get(
        path, operation_id=name, url_name=name, summary=summary, response=responses
    )
    return decorate


@operation("lieux", "/lieux", "Chercher des lieux", schemas.PlacesOut)
def list_places(request: HttpRequest, query: Query[PlacesQuery]) -> HttpResponse:
    """Deux filtres : « et ». Deux valeurs d’un filtre : « ou » (« et » pour quand et comment)."""
    return answered(request, query, places.list_places)


@operation("lieux-geojson", "/lieux.geojson", "Chercher des lieux, en GeoJSON", schemas.FeaturesOut)
def list_features(request: HttpRequest, query: Query[PlacesQuery]) -> HttpResponse:
    """Les mêmes questions, pour une carte. Un lieu sans position connue a une géométrie nulle."""
    return answered(request, query, places.list_features)


@operation(
    "fiche",
    "/lieux/{reference}",
    "Lire une fiche",
    schemas.SheetOut,
    {301: None, 404: schemas.ProblemOut, 410: schemas.ProblemOut},
)
def one_place(request: HttpRequest, reference: str) -> HttpResponse:
    """Par le code ou l’identifiant. Fusionné, il mène à celui qui reste (301) ; retiré, il le dit (410)."""
    return places.one_place(request, reference)


@operation("communes", "/communes", "Lister ou reconnaître des communes", schemas.CommunesOut)
def list_communes(request: HttpRequest, query: Query[CommunesQuery]) -> HttpResponse:
    """Sans q : les communes du territoire. Avec q : celle du texte, avec une confiance, puis les autres."""
    return answered(request, query, reference.list_communes)


@operation("changements", "/changements", "Suivre les changements", schemas.ChangesOut)
def list_changes(request: HttpRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """Dans l’ordre. Gardez le dernier curseur. Un changement peut être dit deux fois, jamais oublié."""
    return answered(request, query, changes.list_changes)


@operation("vocabulaires", "/vocabulaires", "Connaître les valeurs des filtres", schemas.VocabulariesOut)
def list_vocabularies(request: HttpRequest) -> HttpResponse:
    """Chaque filtre, ses valeurs, leurs mots, et le nombre de lieux de chacune."""
    return reference.list_vocabularies(request)


@operation("sources", "/sources", "Connaître les sources", schemas.SourcesOut)
def list_sources(request: HttpRequest) -> HttpResponse:
    """D’où viennent les lieux, sous quelle licence, et quand ils ont été lus."""
    return reference.list_sources(request)


@operation(
    "organisation",
    "/organisation",
    "Lire la fiche de son organisation",
    schemas.OrganisationOut,
    {401: schemas.ProblemOut, 403: schemas.ProblemOut},
)
def one_organisation(request: HttpRequest) -> HttpResponse:
    """La seule adresse qui demande une clé : elle donne ce qui est à l’organisation de la clé."""
    return organisation.show(request)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response(request)


@api.exception_handler(ValidationError)
def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return from_validation(error.errors).response(request)


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return Problem(400, _("Cette demande ne peut pas être lue : elle est trop longue ou abîmée.")).response(
        request
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return Problem(404, _("Il n’y a rien à cette adresse.")).response(request)


@api.exception_handler(Exception)
def _failure(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("unexpected failure at %s", request.path, exc_info=error)
    if outages.status_of(error):
        text = _("Le service est indisponible un instant. Réessayez dans une minute.")
        headers = {"Retry-After": str(outages.RETRY_AFTER)}
        return Problem(outages.UNAVAILABLE, text, headers=headers).response(request)
    return Problem(500, _("Quelque chose s’est mal passé chez nous. Réessayez plus tard.")).response(request)
