"""Building the demo: everything goes through the actions of the applications, and only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.demo import (
    arrivals,
    contours,
    equipping,
    geography,
    giving,
    happenings,
    observing,
    organisations,
    persons,
    siting,
    studying,
    telling,
    travelling,
)
from fabrique.demo.communes import TERRITORY, DemoCommune, communes
from fabrique.demo.contours import DemoMap
from fabrique.demo.earlier import Past
from fabrique.demo.entries import SOURCES, Surveyor
from fabrique.demo.places import enter_all, entries_of, sheets_of
from fabrique.demo.sheets import Sheet, copies
from fabrique.directory.enums.lifecycle import PairState, PlaceState
from fabrique.directory.models import DuplicatePair, Place, SourceRecord
from fabrique.territory.actions import initialise_territory, present_territory, register_contours
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Territory

SCALES = ("town", "metropolis", "region")
HELPLINE = "02 61 91 00 00"
HELPLINE_HOURS = "du lundi au vendredi, de 9\u00a0h\u00a0à\u00a018\u00a0h"
_SOURCE = "Démonstration : contours inventés"

Teller = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the instance holds once built; ``places`` are the published ones."""

    scale: str
    territory: str
    communes: int
    residents: int
    neighbourhoods: int
    organisations: int
    places: int
    services: int
    pairs_to_examine: int
    email: str
    password: str
    codes: tuple[str, ...]


def build(
    *, scale: str = "metropolis", seed: int = 1, tell: Teller | None = None, past: Past | None = None
) -> Summary:
    """Build the fictional territory in this instance; doing it again changes nothing that is there.

    ``tell`` receives one line for each step. ``past``: the devices handed over before, the scale's unless
    given. Raises DomainRefusal when the instance serves a real territory,
    already holds places of its own, or was built at a larger scale; ValueError for an unknown scale.
    """
    if scale not in SCALES:
        raise ValueError(f"unknown scale: {scale}")
    say: Teller = tell or (lambda _line: None)
    members = communes(scale)
    _check_instance(members)
    say(_("Le territoire et ses contours"))
    drawn = _draw(scale, members, seed=seed)
    with transaction.atomic():
        _lay_territory(members, drawn)
        return _fill(scale, members, drawn, seed=seed, past=past or equipping.PAST[scale], say=say)


def _check_instance(members: tuple[DemoCommune, ...]) -> None:
    """The demo never touches what people entered for a real territory."""
    territory = Territory.objects.first()
    elsewhere = _("Choisissez un autre dossier de données (FABRIQUE_HOME) pour la démonstration.")
    if territory is None:
        if Place.objects.exists():
            raise DomainRefusal(_("Cette instance contient déjà des lieux.") + " " + elsewhere)
        return
    if not territory.fictional:
        told = _("Cette instance sert un vrai territoire, « %(name)s ».") % {"name": territory.name}
        raise DomainRefusal(f"{told} {elsewhere}")
    if set(territory.commune_codes) - {one.code for one in members}:
        told = _("Cette instance contient déjà une démonstration plus grande.")
        raise DomainRefusal(f"{told} {elsewhere}")


def _draw(scale: str, members: tuple[DemoCommune, ...], *, seed: int) -> DemoMap:
    """The map of a scale; the town is cut out of the metropolis."""
    if scale == "region":
        return contours.draw(members, bounds=geography.REGION_BOUNDS, seed=seed)
    whole = contours.draw(communes("metropolis"), bounds=geography.METROPOLIS_BOUNDS, seed=seed)
    inside = {one.code for one in members}
    return DemoMap(
        {code: shape for code, shape in whole.communes.items() if code in inside},
        tuple(one for one in whole.neighbourhoods if one.commune_code in inside),
    )


def _lay_territory(members: tuple[DemoCommune, ...], drawn: DemoMap) -> None:
    initialise_territory(
        codes=[one.code for one in members],
        name=TERRITORY,
        extra_communes=[one.as_extra() for one in members],
        fictional=True,
        school_zone="B",
        holiday_zone="metropole",
    )
    present_territory(helpline_phone=HELPLINE, helpline_hours=HELPLINE_HOURS)
    for kind, collection in (
        (AreaKind.COMMUNE, contours.commune_collection(members, drawn)),
        (AreaKind.EPCI, contours.epci_collection(members, drawn)),
        (AreaKind.QPV, contours.neighbourhood_collection(drawn)),
    ):
        register_contours(collection=collection, kind=kind, source=_SOURCE)


def _fill(
    scale: str, members: tuple[DemoCommune, ...], drawn: DemoMap, *, seed: int, past: Past, say: Teller
) -> Summary:
    today = clock.today()
    known = organisations.enter_organisations()
    account = organisations.open_account(known)
    actor = str(account.pk)
    people = persons.enter_people(
        known, password=organisations.PASSWORD, codes=organisations.CODES, actor=actor
    )
    say(_("Les lieux et leurs sources"))
    sheets = sheets_of(scale, members, seed=seed)
    surveyor = Surveyor(members, drawn, seed=seed, today=today)
    enter_all(entries_of(sheets, surveyor), actor=actor)
    say(_("Les doublons, les corrections, les services"))
    by_name = {one.name: one for one in members}
    arrivals.receive_file({key: record.place for key, record in _records(sheets).items()}, actor=actor)
    happenings.settle_pairs(copies(), actor=actor)
    places = {key: record.place for key, record in _records(sheets).items()}
    organisations.attach_places(known, places, sheets, actor=actor)
    happenings.correct_sheets(places, actor=actor)
    happenings.undo_one(places, actor=actor)
    happenings.close_some(places, today=today, actor=actor)
    happenings.send_round(places, by_name, today=today, actor=actor)
    for one in sheets:
        if one.withdrawn:
            happenings.withdraw(places[one.key], actor=actor)
    services = organisations.enter_services(known, places, by_name, today=today)
    arrivals.receive_reports(places, actor=actor)
    arrivals.ask_for_a_place(places, known["bobine"], actor=str(people["clement"].pk))
    arrivals.ask_the_silent(places, actor=actor)
    say(_("Le matériel donné, réparé, remis"))
    giving.enter_giving(known, places, by_name)
    equipping.enter_equipment(known, people, past)
    say(_("Les chiffres de l’observatoire"))
    observing.enter_figures(known, members, by=account, today=today, seed=seed)
    say(_("Où agir : deux scénarios"))
    siting.enter_scenarios(known["metropole"], members, drawn, by=account, today=today, seed=seed)
    travelling.enter_travel_times(known["metropole"], members, by=account, today=today)
    studying.enter_studies(known, people, by=account, today=today)
    telling.enter_publications(known, people, by=account)
    return Summary(
        scale=scale,
        territory=TERRITORY,
        communes=len(members),
        residents=sum(one.population for one in members),
        neighbourhoods=len(drawn.neighbourhoods),
        organisations=len(known),
        places=Place.objects.filter(state=PlaceState.PUBLISHED).count(),
        services=services,
        pairs_to_examine=DuplicatePair.objects.filter(state=PairState.QUEUED).count(),
        email=account.email,
        password=organisations.PASSWORD,
        codes=tuple(organisations.CODES),
    )


def _records(sheets: list[Sheet]) -> dict[str, SourceRecord]:
    """The records of the demo's own sources by their key, those of the first pattern only."""
    wanted = {one.key for one in sheets[:200]} | {one.key for one in copies()}
    slugs = [one.slug for one in SOURCES]
    rows = SourceRecord.objects.filter(source__in=slugs, external_id__in=wanted).select_related("place")
    return {record.external_id: record for record in rows}
