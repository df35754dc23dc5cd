"""The donor's page, the counters and the list of the stock count the same devices, to the unit."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.enums import GROUPS, IN_STOCK, DeviceKind, DeviceState, Handing
from fabrique.equip.models import Device, Donation, Lot
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.figures import results, stock
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.queries.giving import collection_of, fates_of
from fabrique.equip.queries.stock import Wanted, tally
from fabrique.people.enums import Role
from tests.factories.equip import received, site
from tests.factories.giving import collecting, made, promise
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def come(laptops: int, **extra: int) -> tuple[Donation, Lot]:
    """A gift that was counted: so many laptops, and other kinds."""
    holder = organisation("Atelier Le Rouet")
    donation, _token = made(holder, promise(laptops))
    lot = receive_donation(
        donation=donation, counts={lines_of(donation).get().pk: laptops}, site=site(holder), by=None,
        extra={DeviceKind(kind): number for kind, number in extra.items()}, gap="Avec autre chose",
    )  # fmt: skip
    donation.refresh_from_db()
    return donation, lot


def entered(lot: Lot, *kinds: DeviceKind) -> list[Device]:
    """Devices of the lot, each with its label."""
    made = [received(lot.organisation, kind) for kind in kinds]
    Device.objects.of(lot.organisation).filter(pk__in=[each.pk for each in made]).update(lot=lot)
    return made


def test_donors_and_the_counter_agree_and_what_has_no_label_yet_is_said(client: Client):
    K = DeviceKind
    first, one = come(3, mouse=4, screen=4)
    entered(one, K.LAPTOP, K.LAPTOP, K.ALL_IN_ONE)  # counted as three laptops: nothing is missing
    second, two = come(2)
    entered(two, K.LAPTOP, K.LAPTOP, K.LAPTOP)  # one too many makes up for nothing in the other gift
    received(one.organisation)  # of no gift
    computers, screens, mice = fates_of(first)
    assert (computers.words(), screens.words(), mice.words()) == (
        "3 à l’atelier",
        "4 à l’atelier",
        "4 à l’atelier",
    )
    given = sum(fate.received for gift in (first, second) for fate in fates_of(gift))
    counts, left = results.counts_of(Reach()), results.unlabelled_of(Reach(one.organisation))
    assert (left.waiting, left.by_number) == (4, 4)
    assert given + 1 == counts.received + left.waiting + left.by_number
    page = unescape(client.get(reverse("equip:counter")).content.decode())
    assert "+ 4 comptés à l’arrivée, pas encore étiquetés" in page
    assert "+ 4 claviers, souris ou chargeurs" in page


@pytest.mark.parametrize("state", DeviceState)
def test_a_device_is_in_stock_on_every_page_or_on_none(state: DeviceState):
    _gift, lot = come(1)
    (device,) = entered(lot, DeviceKind.LAPTOP)
    Device.objects.of(lot.organisation).filter(pk=device.pk).update(state=state)
    here = int(state in IN_STOCK)
    keeper = member(Role.REFURBISHER, of=lot.organisation)
    groups = {name: states for name, _words, states in GROUPS}
    listed = sum(number for each, number in tally(keeper, Wanted()) if each in groups["stock"])
    counts = results.counts_of(Reach(lot.organisation))
    told = sum(line.total for line in stock.stock_by_state(Reach(lot.organisation), clock.now()))
    (fate,) = fates_of(lot.donation)
    donor = sum(fate.outcomes[key] for key in ("ready", "work", "parts"))
    assert (listed, counts.in_stock, told, donor) == (here,) * 4
    assert counts.received == counts.in_stock + counts.with_somebody + counts.recycled + counts.gone == 1


def test_stock_out_and_over_share_the_states():
    groups = {name: states for name, _words, states in GROUPS}
    shared = [*groups["stock"], *groups["sorti"], *groups["fini"]]
    assert sorted(shared) == sorted(DeviceState)


def test_the_stock_is_told_by_the_time_in_its_state():
    holder = organisation("Atelier Le Rouet")
    for days in (0, 6, 7, 29, 30, 89, 90, 400):
        device = received(holder)
        since = clock.now() - timedelta(days=days, minutes=1)
        Device.objects.of(holder).filter(pk=device.pk).update(state_at=since, received_at=since)
    line = stock.stock_by_state(Reach(holder), clock.now())[0]
    assert (line.state, line.bands, line.total) == (DeviceState.RECEIVED, (2, 2, 2, 2), 8)
    assert len(stock.band_names()) == len(line.bands)


def test_what_was_counted_takes_the_place_of_what_was_promised():
    campaign = collecting()
    holder = campaign.organisation
    whole, _token = made(holder, promise(40), campaign=campaign)
    made(holder, promise(2), campaign=campaign)
    accept_donation(donation=whole, how=Handing.PICK_UP, by=None)
    receive_donation(
        donation=whole, counts={lines_of(whole).get().pk: 39}, site=site(holder), by=None, gap="Un de moins"
    )
    found = collection_of(campaign.slug)
    assert found
    assert (found.promised, found.received, found.gifts) == (41, 39, 2)
