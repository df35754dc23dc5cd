"""Who may receive, at what price: the boundaries of the caps against a reading of the decree made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fabrique.equip.enums import DeviceKind, HandoverBasis, Recipient, SellerStatus, Terms
from fabrique.equip.handing.caps import caps_on, versions
from fabrique.equip.handing.checklists import items, items_for
from fabrique.equip.handing.rules import Proposed, faults

# Euros, tax included, as the decree of 7 November 2022 was read (facts of the field, § 6).
EUROS = {
    DeviceKind.LAPTOP: 180,
    DeviceKind.DESKTOP: 150,
    DeviceKind.ALL_IN_ONE: 150,
    DeviceKind.TABLET: 100,
    DeviceKind.SMARTPHONE: 100,
    DeviceKind.SCREEN: 30,
    DeviceKind.PRINTER: 30,
    DeviceKind.MULTIFUNCTION: 170,
}
DAY = date(2026, 11, 30)


def proposed(kind: DeviceKind = DeviceKind.LAPTOP, **values: Any) -> Proposed:
    given = {
        "recipient": Recipient.RESIDENT,
        "terms": Terms.SALE,
        "basis": HandoverBasis.PRECARITY,
        "on": DAY,
    }
    return Proposed(kind, **{**given, **values})


@pytest.mark.parametrize("kind", list(DeviceKind))
@pytest.mark.parametrize("cents", [-1, 0, 1])
def test_a_price_is_within_its_cap_to_the_cent(kind: DeviceKind, cents: int):
    cap = EUROS.get(kind)
    told = faults(proposed(kind, price_cents=(cap or 50) * 100 + cents))
    if cap is None:
        assert [field for field, _why in told] == ["price"]
        assert "Aucun plafond" in told[0][1]
    else:
        assert bool(told) == (cents == 1)
        assert all("dépasse le plafond" in why for _field, why in told)


@pytest.mark.parametrize("cents", [None, 0, -500])
def test_a_sale_has_a_price(cents: int | None):
    assert faults(proposed(price_cents=cents)) == [("price", "Écrivez le prix, en euros.")]


@pytest.mark.parametrize("terms", [Terms.GIFT, Terms.LOAN])
def test_a_gift_and_a_loan_have_none(terms: Terms):
    assert faults(proposed(terms=terms)) == []
    assert faults(proposed(terms=terms, price_cents=100)) == [("price", "Un don ou un prêt n’a pas de prix.")]


def test_before_the_decree_nothing_is_sold():
    first = versions()[0]
    assert caps_on(date(2022, 11, 9)) is None
    assert caps_on(first.since) == first
    assert "Aucun plafond" in faults(proposed(price_cents=100, on=date(2022, 11, 9)))[0][1]


@pytest.mark.parametrize(
    ("beside", "price", "alone", "refused"),
    [
        (0, 3000, False, False),
        (12000, 3000, False, False),
        (12001, 3000, False, True),
        (12001, 3000, True, False),
    ],
)
def test_a_desktop_and_what_goes_with_it_have_one_cap(beside: int, price: int, alone: bool, refused: bool):
    told = faults(proposed(DeviceKind.SCREEN, price_cents=price, beside_cents=beside, with_desktop=not alone))
    assert bool(told) == refused


GRID = [
    # recipient, basis, terms, public, status, what is refused
    ("resident", "precarity", "sale", True, "", {"seller_status"}),
    ("resident", "precarity", "sale", True, "public_utility", set()),
    ("resident", "precarity", "sale", True, "equips", set()),
    ("resident", "precarity", "sale", False, "", set()),
    ("resident", "other", "sale", True, "equips", {"basis"}),
    ("resident", "other", "gift", True, "", set()),
    ("resident", "helper", "gift", False, "", {"basis"}),
    ("association", "helper", "sale", True, "equips", set()),
    ("association", "other", "sale", False, "", {"basis"}),
    ("association", "other", "loan", True, "", set()),
    ("school", "school", "gift", True, "", set()),
    ("school", "school", "sale", False, "equips", {"basis"}),
    ("public_body", "other", "gift", True, "", set()),
    ("public_body", "precarity", "gift", True, "", {"basis"}),
]


@pytest.mark.parametrize(("recipient", "basis", "terms", "public", "status", "refused"), GRID)
def test_what_a_public_body_gave_is_not_sold_to_anybody(
    recipient: str, basis: str, terms: str, public: bool, status: str, refused: set[str]
):
    told = faults(
        proposed(
            recipient=Recipient(recipient),
            basis=HandoverBasis(basis),
            terms=Terms(terms),
            public=public,
            seller_status=SellerStatus(status),
            price_cents=4500 if terms == "sale" else None,
        )
    )
    assert {field for field, _why in told} == refused


@pytest.mark.parametrize("kind", list(DeviceKind))
def test_every_kind_has_something_to_check(kind: DeviceKind):
    assert any(item.required for item in items_for(kind))


def test_the_checklist_names_each_thing_once():
    codes = [item.code for item in items()]
    assert len(codes) == len(set(codes))
