"""Areas of a calculation side by side: chosen in its list, said kindly when they are too few or too many."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from fabrique.observe.models import IndexRun
from fabrique.observe.views import runs
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.observe import WHOLE, brought, calculated
from tests.factories.people import organisation
from tests.factories.towns import two_communes
from tests.observe.pages import text


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    found = organisation()
    brought(found, of=WHOLE, shared=True)
    return found


@pytest.fixture
def run(holder: Organisation, by: Account) -> IndexRun:
    return calculated(holder, by=by)


def test_two_areas_side_by_side_and_a_way_to_publish(by: Account, run: IndexRun):
    client = Client()
    sign_in(client, by)
    address = f"/espace/observer/calculs/{run.pk}/"
    assert 'name="zones" value="00101"' in text(client.get(address))
    page = text(client.get(f"{address}cote-a-cote/", {"zones": ["00101", "00102"]}))
    assert "Côte à côte" in page
    assert "preparer/comparison/" in page
    again = text(client.get(address, {"zones": ["00101"]}))
    assert 'name="zones" value="00101" checked' in again
    assert f"{address}?zones=00101#liste" in text(client.get(f"{address}zones/00101/"))


def test_what_is_ticked_goes_from_page_to_page_and_is_said(
    by: Account, run: IndexRun, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runs, "SHOWN", 1)
    client = Client()
    sign_in(client, by)
    address = f"/espace/observer/calculs/{run.pk}/"
    first = text(client.get(address))
    form = first[first.index('action="#liste"') :]
    assert '<button name="page" value="2">' in form[: form.index("</form>")]
    (code,) = re.findall(r'name="zones" value="(\w+)"', first)
    second = text(client.get(address, {"zones": code, "zone": "", "page": "2"}))
    assert f'name="zones" value="{code}" checked' in second
    assert f"1 zone choisie : {run.names.get(code, code)}. Choisissez-en au moins une autre." in second
    other = next(found for found in re.findall(r'name="zones" value="(\w+)"', second) if found != code)
    both = text(client.get(address, {"zones": [code, other], "zone": "", "page": "2"}))
    assert f"2 zones choisies : {run.names.get(code, code)}, {run.names.get(other, other)}." in both
    assert f'formaction="{address}cote-a-cote/"' in both
    assert "Côte à côte" in text(client.get(f"{address}cote-a-cote/", {"zones": [code, other], "zone": ""}))


@pytest.mark.parametrize("zones", [[], ["00101"], ["00101", "00101"], ["ailleurs", "00101"]])
def test_too_few_areas_is_said_and_what_was_chosen_stays(by: Account, run: IndexRun, zones: list[str]):
    client = Client()
    sign_in(client, by)
    page = text(client.get(f"/espace/observer/calculs/{run.pk}/cote-a-cote/", {"zones": zones}))
    assert "de deux à quatre zones" in page
    assert ('value="00101" checked' in page) == ("00101" in zones)
