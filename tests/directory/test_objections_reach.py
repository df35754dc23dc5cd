"""A person who asks not to be named is taken out of every text of the directory, whoever wrote it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import models

from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import offers, places, stops
from fabrique.directory.actions.objections import TEXTS, object_contact
from fabrique.directory.actions.reports import report_error
from fabrique.directory.enums.lifecycle import ReportMotive
from fabrique.directory.guide import snapshot
from fabrique.directory.models import Place
from tests.factories.directory import entered, entry, place_of

HER = "Mireille Tavronne"
# Codes, names of communes, and what is kept of nobody or for as long as an answer takes.
NO_NAMES = {
    "Service": {"type", "fees", "external_id"},
    "Stop": {"commune_code", "commune_name"},
    "ErrorReport": {"code", "answer_email", "handled_by"},
    "PlaceClaim": {"asked_by", "decided_by"},
}
# Worked out from the records, rewritten record by record, or never written by a visitor or about a person.
OTHERWISE = {
    "Place", "SourceRecord", "Source", "ImportRun", "DuplicatePair", "ContactObjection", "Revision",
    "StopVisit", "Campaign", "Confirmation", "MailRefusal",
}  # fmt: skip


def test_no_text_is_forgotten():
    for model in apps.get_app_config("directory").get_models():
        if model.__name__ in OTHERWISE:
            continue
        texts = {
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        }
        # The row of a source, whole, and what a place proposes are JSON: they name people as well.
        texts |= {"raw", "proposed"} & {field.name for field in model._meta.get_fields()}
        assert set(TEXTS[model]) == texts - NO_NAMES.get(model.__name__, set()), model.__name__


@pytest.fixture
def place(db: None) -> Place:
    entered("ville", entry("1"))
    return place_of("ville", "1")


def everything() -> str:
    return "".join(
        serializers.serialize("json", model._base_manager.all())
        for model in apps.get_app_config("directory").get_models()
    ).casefold()


def test_what_hangs_on_a_place_forgets_her_and_the_guide_says_so(place: Place):
    service = offers.create_service(name=f"CV avec {HER}", publics_detail=f"Écrire à {HER}")
    offers.offer_service(service=service, places=[place], note=f"Demandez {HER}.")
    stops.add_stop(place=place, name=HER, address="Halle", commune_code="00101", commune_name="Deux-Rives")
    offers.close_place(
        place=place, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 9), reason=f"Congés de {HER}"
    )
    report_error(place=place, motive=ReportMotive.CONTACT, words=f"Je suis {HER}.")
    shown = snapshot.current().places[0]
    assert shown.offers[0].name == f"CV avec {HER}"
    removal = object_contact(name=HER)
    assert (removal.records, removal.places, removal.services) == (0, 1, 1)
    assert "tavronne" not in everything()
    shown = snapshot.current().places[0]
    assert (shown.offers[0].name, shown.closures[0].reason, shown.stops[0].name) == (
        "CV avec …", "Congés de …", "…",
    )  # fmt: skip


@pytest.mark.parametrize(
    "write",
    [
        lambda place: offers.create_service(name="Atelier CV", description=f"Avec {HER}"),
        lambda place: offers.close_place(
            place=place, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 9), reason=f"Congés de {HER}"
        ),
        lambda place: stops.add_stop(place=place, name=f"Chez {HER}", commune_code="00101"),
        lambda place: places.create_place(values={"name": f"Chez {HER}", "postal_code": "00100"}),
    ],
    ids=["service", "closure", "stop", "place"],
)
def test_nobody_names_her_again_by_hand(place: Place, write: Any):
    object_contact(name=HER)
    with pytest.raises(DomainRefusal, match="ne plus l’être"):
        write(place)
