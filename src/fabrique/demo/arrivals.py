"""What arrives from outside: a partner's file with its faults, errors that visitors report, a place that is
asked for, and what silent places are asked."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from fabrique.core import clock
from fabrique.core.tabular import write_csv
from fabrique.directory.actions import reports
from fabrique.directory.actions.campaigns import start_campaign
from fabrique.directory.actions.claims import claim_place
from fabrique.directory.actions.confirming import confirm_place
from fabrique.directory.actions.planning import plan
from fabrique.directory.enums.lifecycle import ReportMotive
from fabrique.directory.fields import FIELDS
from fabrique.directory.imports import import_places
from fabrique.directory.models import Campaign, Confirmation, ErrorReport, ImportRun, Place, PlaceClaim
from fabrique.people.models import Organisation

PARTNER = "departement"
_COLUMNS = ["id", *(one.column for one in FIELDS if one.column)]
# Places that the Département knows as well, and its own words about their hours.
_KNOWN = (
    ("fs-port-sablier", "Du lundi au vendredi de 9h30 à 12h30 et de 13h30 à 17h30"),
    ("bobine", "L-J 9h/12h30 - 13h30/18h ; V 9h-12h30"),
    ("habitat-cordiers", "9h-12h, l’après-midi sur RDV"),
    ("ccas-corderive", "Sur RDV le matin"),
    ("deux-rives", "Mardi au samedi, sauf jours fériés, 10h-18h. Fermé en août"),
)


def receive_file(places: Mapping[str, Place], *, actor: str) -> None:
    """Import the file of a partner as a person does: rows to clean, one refused, one that comes twice."""
    if ImportRun.objects.filter(source=PARTNER).exists():
        return
    rows = [_row(key, places[key], hours) for key, hours in _KNOWN]
    nameless = {**rows[0], "id": "dep-sans-nom", "nom": ""}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lieux-du-departement.csv"
        write_csv(
            path, _COLUMNS, ([row.get(name, "") for name in _COLUMNS] for row in [*rows, nameless, rows[-1]])
        )
        import_places(path=path, source=PARTNER, actor=actor)


def _row(key: str, place: Place, hours: str) -> dict[str, Any]:
    """Some columns of the national schema, written as people write."""
    number = place.phone.replace("+33", "0")
    seen_on = clock.today() - timedelta(days=200)
    return {
        "id": f"dep-{key}",
        "nom": place.name.upper(),
        "commune": place.commune_name.upper(),
        "adresse": place.address,
        "latitude": str(place.latitude).replace(".", ","),
        "longitude": str(place.longitude).replace(".", ","),
        "telephone": ".".join(number[rank : rank + 2] for rank in range(0, len(number), 2)),
        "horaires": hours,
        "services": "; ".join(place.services),
        "date_maj": f"{seen_on:%d/%m/%Y}",
    }


CONFIRM_HOME = "http://127.0.0.1:8000/guide/confirmer/"
SILENT_DAYS = 80  # in the town: a cyber-espace that nobody confirmed for three years, and some younger ones


def ask_for_a_place(places: Mapping[str, Place], organisation: Organisation, *, actor: str) -> None:
    """An organisation says that a place is its own; nobody has answered yet."""
    if not PlaceClaim.objects.of(organisation).exists():
        words = "Nous y tenons une permanence le jeudi, et nous en avons les clés."
        claim_place(place=places["forge"], organisation=organisation, words=words, actor=actor)


def ask_the_silent(places: Mapping[str, Place], *, actor: str) -> None:
    """A campaign to the places of the first pattern that nobody confirmed lately, once; one has answered."""
    if Campaign.objects.everywhere("the demonstration asks once").exists():
        return
    rows = Place.objects.filter(pk__in=[place.pk for place in places.values()])
    if plan(rows, SILENT_DAYS).count:
        campaign = start_campaign(rows=rows, days=SILENT_DAYS, home=CONFIRM_HOME, actor=actor)
        asked = Confirmation.objects.filter(campaign=campaign, place=places["epicerie-brumelac"]).first()
        if asked:
            confirm_place(asked=asked)


# Place, what is wrong, words, days ago, and what became of it: an action of the desk, its answer.
_REPORTS = (
    ("fs-port-sablier", ReportMotive.HOURS, "Le jeudi, ils ferment à 18 h depuis la rentrée.", 0, "", ""),
    ("bobine", ReportMotive.OTHER, "La rampe est de l’autre côté, rue des Cardeurs.", 2, "", ""),
    ("mairie-corderive", ReportMotive.PHONE, "Le numéro sonne dans le vide.", 4, "take", ""),
    ("deux-rives", ReportMotive.HOURS, "Ouvert aussi le dimanche.", 9, "correct", "C’est noté, merci."),
    ("chanvres", ReportMotive.CLOSED, "Toujours fermé.", 15, "dismiss", "Elle ouvre le mercredi."),
)  # fmt: skip


def receive_reports(places: Mapping[str, Place], *, actor: str) -> None:
    """Errors that visitors reported these last days: some wait, one is in hand, two are answered."""
    if ErrorReport.objects.exists():
        return
    for key, motive, words, days, verb, answer in _REPORTS:
        with clock.frozen(clock.now() - timedelta(days=days, hours=3)):
            report = reports.report_error(place=places[key], motive=motive, words=words)
        if verb:
            reports.take_report(report=report, actor=actor)
        if answer:
            reports.close_report(report=report, corrected=verb == "correct", answer=answer, actor=actor)
