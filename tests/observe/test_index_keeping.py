"""A signature is withdrawn, a calculation erased: what stays, and what is refused."""

from __future__ import annotations

import pytest

from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import indices
from fabrique.observe.models import IndexRun
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.observe import asked, calculated, defined
from tests.factories.people import member, organisation
from tests.observe.pages import signed, text


@pytest.fixture
def holder(db: None) -> Organisation:
    return organisation()


@pytest.fixture
def by(holder: Organisation) -> Account:
    return member(Role.COORDINATOR, of=holder, name="Anaïs Corbel")


def test_a_signature_is_withdrawn_by_its_signer_and_stays_in_sight(holder: Organisation, by: Account):
    definition = defined(holder, by=by)
    indices.sign_definition(definition=definition, quality="Élue", by=by)
    address = f"/espace/observer/indices/{definition.pk}/"
    colleague = signed(member(Role.COORDINATOR, of=holder))
    assert "Retirer ma signature" not in text(colleague.get(address))
    assert "n’avez pas signé" in text(colleague.post(f"{address}signer/retirer/", follow=True))
    client = signed(by)
    assert "Retirer ma signature" in text(client.get(address))
    assert "1 signature" in text(client.get("/espace/observer/indices/"))
    page = text(client.post(f"{address}signer/retirer/", follow=True))
    assert "signature retirée le" in page
    assert "Retirer ma signature" not in page
    assert "pas encore signée" in text(client.get("/espace/observer/indices/"))
    assert JournalEntry.objects.filter(action="observe.withdraw_signature").count() == 1
    with pytest.raises(DomainRefusal):
        indices.withdraw_signature(definition=definition, by=by)
    indices.sign_definition(definition=definition, quality="Élue", by=by)
    assert "signature retirée le" not in text(client.get(address))


def test_a_calculation_is_erased_once_confirmed_while_nothing_rests_on_it(holder: Organisation, by: Account):
    run = calculated(holder, by=by)
    address = f"/espace/observer/calculs/{run.pk}/"
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    assert stranger.post(f"{address}effacer/", {"certain": "oui"}).status_code == 404
    client = signed(by)
    assert "Cochez la case" in text(client.post(f"{address}effacer/", follow=True))
    scenario = asked(holder)
    type(scenario).objects.of(holder).update(run=run)
    assert "Un scénario" in text(client.post(f"{address}effacer/", {"certain": "oui"}, follow=True))
    type(scenario).objects.of(holder).update(run=None)
    assert "est effacé" in text(client.post(f"{address}effacer/", {"certain": "oui"}, follow=True))
    assert not IndexRun.objects.of(holder).exists()
    entry = JournalEntry.objects.order_by("-seq")[0]
    assert (entry.action, entry.summary["run"]) == ("observe.erase_run", str(run.pk))
    assert client.post(f"{address}effacer/", {"certain": "oui"}).status_code == 404


def test_a_calculation_that_is_refused_says_so_beside_the_level(holder: Organisation, by: Account):
    definition = defined(holder, by=by)
    address = f"/espace/observer/indices/{definition.pk}/calculer/"
    page = text(signed(by).post(address, {"level": "iris"}))
    assert 'href="#id_level"' in page
    assert '<option value="iris" selected' in page
    assert "Aucun jeu de données ne donne" in page
