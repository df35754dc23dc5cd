"""The service keeps the contract that its OpenAPI document makes, whatever one asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fabrique.directory.api.openapi import document

pytestmark = pytest.mark.django_db
PATHS = sorted(document()["paths"])
ASKING = [
    path
    for path in PATHS
    if any(one["in"] == "query" for one in document()["paths"][path]["get"].get("parameters", ()))
]
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# A schema cannot say that lat goes with lon, nor list all the communes: such questions may be refused.
UNSAID = [positive_data_acceptance]
BOUNDED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request does not close the connection of the test, as with Django's own client."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    ("path", "mode"), [*((path, POSITIVE) for path in PATHS), *((path, NEGATIVE) for path in ASKING)]
)
def test_answers_keep_the_contract(places: None, path: str, mode: GenerationMode):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    operation = schema[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @BOUNDED
    def conforms(case: schemathesis.Case) -> None:
        response = case.call(headers={"Host": "testserver"})
        case.validate_response(response, excluded_checks=UNSAID)

    conforms()
