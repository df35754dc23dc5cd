"""The organisations of the story, their services, and the account of the person who coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fabrique.demo import numbering
from fabrique.demo.communes import DemoCommune
from fabrique.demo.entries import hours_fields
from fabrique.demo.sheets import Sheet, load, organisation_ranks
from fabrique.directory.actions.offers import create_service, offer_service
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.models import Place, Service
from fabrique.people.actions import add_member, carry_instance, create_account, register_organisation
from fabrique.people.actions.cards import draw_card
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation

EMAIL = "helene.brissane@val-destuaire.example"
NAME = "Hélène Brissane"
PASSWORD = "la marée monte deux fois par jour"  # noqa: S105 — shown to all: nothing here is secret
# Of the account's printed card. Each serves once; building the demonstration again renews them all.
CODES = [f"{number:04d}2026" for number in range(1, 51)]


def enter_organisations() -> dict[str, Organisation]:
    """The organisations by their key in the data file."""
    ranks, _seats = organisation_ranks()
    return {
        row["key"]: register_organisation(
            name=row["name"], siret=numbering.siret(ranks[row["key"]]), type=row["type"]
        )
        for row in load("organisations.toml")["organisation"]
    }


def attach_places(
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    sheets: Sequence[Sheet],
    *,
    actor: str,
) -> None:
    """Say of each place which organisation holds it, when the story knows; again changes nothing."""
    _ranks, seats = organisation_ranks()
    for one in sheets:
        owner = one.org or seats.get(one.key, "")
        if owner and one.key in places:
            attach_organisation(place=places[one.key], organisation=organisations[owner], actor=actor)


def enter_services(
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    members: Mapping[str, DemoCommune],
    *,
    today: date,
) -> int:
    """Describe the services whose places are there, once. The number of services described."""
    known = set(Service.objects.values_list("name", flat=True))
    count = 0
    for row in load("services.toml")["service"]:
        offered = [places[key] for key in row["places"] if key in places]
        if not offered:
            continue
        count += 1
        if row["name"] not in known:
            service = create_service(
                name=row["name"],
                organisation=organisations[row["org"]],
                updated_on=today - timedelta(days=row["age"]),
                residence_codes=_residence(row.get("residence", ""), members),
                **_details(row),
            )
            own = hours_fields(row.get("hours", "")).get("hours", "")
            offer_service(service=service, places=offered, hours=own, note=row.get("note", ""))
    return count


_APART = {"name", "org", "places", "hours", "note", "residence", "age"}


def _details(row: Mapping[str, Any]) -> dict[str, Any]:
    host = numbering.slug(row["org"])
    details = {name: value for name, value in row.items() if name not in _APART}
    return {"email": f"services@{host}.example", **details}


def _residence(text: str, members: Mapping[str, DemoCommune]) -> list[str]:
    """A commune's name as its code; « epci » as the SIREN of the Métropole."""
    if text == "epci":
        return [numbering.siren(numbering.EPCI_RANK)]
    return [members[text].code] if text in members else []


def open_account(organisations: Mapping[str, Organisation]) -> Account:
    """The account of the person who coordinates and administers, for the Métropole, with its card."""
    carrying = carry_instance(organisation=organisations["metropole"])
    found = Account.objects.filter(email=EMAIL).first()
    if found is None:
        found = create_account(email=EMAIL, name=NAME, password=PASSWORD)
        for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
            add_member(account=found, organisation=carrying, role=role)
    draw_card(account=found, codes=CODES)
    return found
