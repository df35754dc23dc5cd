"""The key of a form makes a thing once; the key of another organisation's thing makes nothing."""

from __future__ import annotations

from datetime import time
from uuid import UUID

import pytest

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.entering import open_lot
from fabrique.equip.actions.promising import promise_donation
from fabrique.equip.actions.rounds import open_round
from fabrique.people.models import Organisation
from tests.factories.equip import site
from tests.factories.giving import promise
from tests.factories.people import organisation
from tests.factories.rounds import van

pytestmark = pytest.mark.django_db


def lot(of: Organisation, key: UUID) -> object:
    return open_lot(site=site(of), by=None, key=key)


def donation(of: Organisation, key: UUID) -> object:
    return promise_donation(organisation=of, promise=promise(), once="x", key=key)[0]


def a_round(of: Organisation, key: UUID) -> object:
    return open_round(
        site=site(of), vehicle=van(of), on=clock.today(), leaves_from=time(9), back_before=time(17),
        by=None, key=key,
    )  # fmt: skip


@pytest.mark.parametrize("make", [lot, donation, a_round])
def test_a_key_makes_one_thing_of_one_organisation(make):
    ours, key = organisation("Atelier Le Rouet"), UUID(int=7)
    assert make(ours, key) == make(ours, key)
    with pytest.raises(DomainRefusal, match="déjà servi"):
        make(organisation("Ailleurs"), key)
