"""The legal frame: who may give what to whom, which paper, which receipt, and the year of a public donor."""

from __future__ import annotations

from datetime import date

import pytest

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.entering import DeviceFacts, enter_device
from fabrique.equip.actions.framing import Receipt, note_frame, note_receipt, note_reformed
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.documents.account import account_data, account_pdf
from fabrique.equip.documents.agreement import agreement_data, agreement_pdf
from fabrique.equip.enums import DeviceKind, DonorKind, Handing, ReceiptForm, ReceiverCategory
from fabrique.equip.giving.fleets import Item
from fabrique.equip.giving.frame import BASES, Level, examine, target_percent
from fabrique.equip.guards import guards
from fabrique.equip.models import Device, Donation, GiftFrame, Lot
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.queries.figures.results import reuse_by_year
from fabrique.equip.queries.matching import matching_of
from fabrique.equip.queries.receivers import seller_status_of
from fabrique.equip.queries.reuse import account_of
from fabrique.people.models import Organisation
from tests.factories.equip import moved, received, site
from tests.factories.giving import made, promise, receiving
from tests.factories.handing import handed, ready
from tests.factories.people import organisation

C = ReceiverCategory
SIRET = "00000000000000"


@pytest.mark.parametrize(
    "category", [C.PARENTS, C.SCHOOL_SUPPORT, C.STUDENTS, C.RUP, C.ESUS_REUSE, C.EQUIP_TRAIN]
)
def test_a_public_body_gives_to_those_that_the_code_names(category: ReceiverCategory):
    found = examine(DonorKind.PUBLIC_BODY, [category], unit_value_cents=300_00)
    assert {each.level for each in found} == {Level.OK}


@pytest.mark.parametrize("categories", [[], [C.GENERAL_INTEREST]])
def test_a_public_body_gives_to_nobody_else(categories: list[str]):
    assert examine(DonorKind.PUBLIC_BODY, categories, unit_value_cents=1)[0].level == Level.STOP


@pytest.mark.parametrize("kind", [DonorKind.PERSON, DonorKind.COMPANY, DonorKind.ASSOCIATION])
def test_others_give_to_whom_they_like(kind: DonorKind):
    assert [each.level for each in examine(kind, [], unit_value_cents=999_99)] == [Level.OK]


@pytest.mark.parametrize(("cents", "level"), [(None, Level.WARN), (300_00, Level.OK), (300_01, Level.STOP)])
def test_a_public_gift_is_worth_300_euros_a_thing_at_most(cents: int | None, level: Level):
    found = examine(DonorKind.PUBLIC_BODY, [C.RUP], unit_value_cents=cents)
    assert level in {each.level for each in found if "300" in each.words}


def test_protected_data_and_old_age_leave_the_path_of_reuse():
    found = examine(DonorKind.PUBLIC_BODY, [C.RUP], unit_value_cents=1, too_old=4, protected_data=True)
    assert [each.level for each in found[:2]] == [Level.STOP, Level.WARN]
    assert examine(DonorKind.COMPANY, [], protected_data=True)[0].level == Level.STOP


def test_targets_rise_with_the_years():
    assert [target_percent(year) for year in (2022, 2023, 2024, 2025, 2030)] == [None, 25, 35, 50, 50]


def test_every_basis_names_its_sources():
    assert set(BASES) == set(DonorKind)
    assert all(basis.sources and basis.paper and basis.rule for basis in BASES.values())


pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return receiving(organisation("Atelier Le Rouet"), C.EQUIP_TRAIN)


@pytest.mark.parametrize("category", list(C))
def test_only_two_kinds_of_bodies_sell_on_what_a_public_body_gave(category: ReceiverCategory):
    status = seller_status_of(receiving(organisation("Atelier Le Rouet"), category))
    assert bool(status) == (category in {C.RUP, C.EQUIP_TRAIN})


def public(ours: Organisation, number: int = 10) -> Donation:
    return made(ours, promise(number, kind=DonorKind.PUBLIC_BODY, siret=SIRET))[0]


@pytest.mark.parametrize("kind", list(DonorKind))
def test_each_donor_has_its_paper(ours: Organisation, kind: DonorKind):
    donation, _token = made(ours, promise(kind=kind))
    said = str(agreement_data(donation))
    assert ("ne le revend pas" in said) == (kind == DonorKind.PUBLIC_BODY)
    assert bool(agreement_data(donation)["value"]) == (kind == DonorKind.PUBLIC_BODY)
    assert agreement_pdf(donation).startswith(b"%PDF")


def test_a_receipt_is_noted_and_fits_its_donor(ours: Organisation):
    donation, _token = made(ours)
    good = Receipt(ReceiptForm.CERFA_16216, "2026-014", "Fondation de l’Estuaire", clock.today())
    assert note_receipt(donation=donation, receipt=good, by=None).receipt_number == "2026-014"
    wrong = Receipt(ReceiptForm.CERFA_11580, "1", "Fondation", clock.today())
    with pytest.raises(DomainRefusal, match="n’existe pas pour cette sorte"):
        note_receipt(donation=donation, receipt=wrong, by=None)
    late = Receipt(ReceiptForm.CERFA_16216, "1", "Fondation", date(2999, 1, 1))
    with pytest.raises(DomainRefusal, match="à venir"):
        note_receipt(donation=donation, receipt=late, by=None)


def test_old_devices_of_a_list_are_counted_in_the_frame(ours: Organisation):
    old = clock.today().year - 11
    items = (
        Item(DeviceKind.LAPTOP, promise().lines[0].condition, promise().lines[0].data, year=old, number=4),
        Item(
            DeviceKind.LAPTOP, promise().lines[0].condition, promise().lines[0].data, year=old + 1, number=6
        ),
    )
    given = promise(10)
    donation, _token = made(ours, type(given)(given.donor, given.lines, given.handing, "", items))
    assert GiftFrame.objects.of(ours).get(donation=donation).too_old == 4


def test_the_year_of_a_public_donor_counts_what_is_signed_and_still_serves(ours: Organisation):
    signed, unsigned, year = public(ours), public(ours, 5), clock.today().year
    for donation in (signed, unsigned):
        accept_donation(donation=donation, how=Handing.PICK_UP, by=None)
        line = lines_of(donation).get()
        lot = receive_donation(donation=donation, counts={line.pk: line.promised}, site=site(ours), by=None)
        with guards.holding():
            facts = DeviceFacts(DeviceKind.LAPTOP)
            moved(enter_device(site=site(ours), facts=facts, by=None, lot=lot), "identify", "recycle")
    note_frame(
        donation=signed, unit_value_cents=80_00, too_old=2, protected_data=False,
        signed_on=clock.today(), by=None,
    )  # fmt: skip
    found = account_of(ours, SIRET, year)
    assert found
    assert (found.given, found.unsigned, found.too_old, found.scrapped, found.reused) == (10, 5, 2, 1, 7)
    assert (found.percent, "Il manque" in found.verdict) == (None, True)
    note_reformed(organisation=ours, siret=SIRET, year=year, held=16, excluded=2, by=None)
    found = account_of(ours, SIRET, year)
    assert found
    assert (found.percent, found.target, "atteint" in found.verdict) == (50, 50, True)
    assert account_pdf(ours, found).startswith(b"%PDF")
    assert account_of(organisation("Un autre atelier"), SIRET, year) is None


def signed_gift(ours: Organisation, number: int, *, protected: bool = False) -> Lot:
    """A public gift whose agreement is signed, and that has come."""
    donation = public(ours, number)
    accept_donation(donation=donation, how=Handing.PICK_UP, by=None)
    note_frame(
        donation=donation, unit_value_cents=80_00, too_old=0, protected_data=protected,
        signed_on=clock.today(), by=None,
    )  # fmt: skip
    return receive_donation(
        donation=donation, counts={lines_of(donation).get().pk: number}, site=site(ours), by=None
    )


def test_what_served_was_reused_whatever_became_of_it_and_parts_are_no_reuse(ours: Organisation):
    lot, year = signed_gift(ours, 10), clock.today().year
    served, stolen = ready(ours), ready(ours)
    parts, broken, _waits = (received(ours) for _each in range(3))
    Device.objects.of(ours).update(lot=lot)
    with guards.holding():
        move_device(device=handed(device=served).device, verb="recycle", by=None)
        move_device(device=handed(device=stolen).device, verb="report_theft", by=None)
        moved(parts, "use_for_parts")
        moved(broken, "use_for_parts", "recycle")
    found = account_of(ours, SIRET, year)
    assert found
    assert (found.given, found.scrapped, found.reused) == (10, 2, 8)
    workshop = reuse_by_year(Reach(ours))[0]
    assert (workshop.received, workshop.reused, workshop.scrapped) == (5, 2, found.scrapped)


def test_specially_protected_equipment_is_destroyed_and_counts_nowhere(ours: Organisation):
    signed_gift(ours, 10)
    lot, year = signed_gift(ours, 4, protected=True), clock.today().year
    received(ours)
    Device.objects.of(ours).update(lot=lot)
    found = account_of(ours, SIRET, year)
    assert found
    assert (found.given, found.protected, found.scrapped, found.reused) == (14, 4, 0, 10)
    rows = account_data(ours, found)["rows"]
    assert [row["value"] for row in rows if "données protégées" in row["words"]] == ["4"]
    assert reuse_by_year(Reach(ours)) == []


def test_a_donor_whose_whole_stock_is_left_out_owes_nothing(ours: Organisation):
    signed_gift(ours, 3)
    year = clock.today().year
    note_reformed(organisation=ours, siret=SIRET, year=year, held=14, excluded=14, by=None)
    found = account_of(ours, SIRET, year)
    assert found
    assert (found.base, found.percent) == (0, None)
    assert "rien ne compte cette année" in found.verdict


@pytest.mark.parametrize(("held", "excluded", "year"), [(5, 6, 2026), (-1, 0, 2026), (5, 0, 2022)])
def test_an_absurd_stock_is_refused(ours: Organisation, held: int, excluded: int, year: int):
    with pytest.raises(DomainRefusal):
        note_reformed(organisation=ours, siret=SIRET, year=year, held=held, excluded=excluded, by=None)


def test_announced_serials_are_recognised_at_arrival(ours: Organisation):
    line = promise().lines[0]
    items = tuple(Item(DeviceKind.LAPTOP, line.condition, line.data, serial=f"sn {n}") for n in range(3))
    given = promise(3)
    donation, _token = made(ours, type(given)(given.donor, given.lines, given.handing, "", items))
    lot = receive_donation(
        donation=donation, counts={lines_of(donation).get().pk: 3}, site=site(ours), by=None
    )
    for serial in ("SN0", "SN2", "AUTRE"):
        facts = DeviceFacts(DeviceKind.LAPTOP, {"serial": serial})
        enter_device(site=site(ours), facts=facts, by=None, lot=lot)
    found = matching_of(donation)
    assert (found.listed, found.seen, found.strangers, found.missing) == (3, 2, 1, ("sn 1",))
