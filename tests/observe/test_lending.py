"""What a partner lends: shared under an open licence or an agreement, and noted when it leaves as a file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile

from fabrique.config.cli import main
from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry, JournalRead
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.actions.indices import share_run
from fabrique.observe.enums import Origin
from fabrique.observe.models import DataSet
from fabrique.observe.words import is_open
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.models import Account, Agreement, Organisation
from tests.factories.observe import brought, calculated
from tests.factories.people import agree, organisation
from tests.factories.towns import two_communes
from tests.observe.pages import signed, text
from tests.observe.test_pages import PARTNER, SAID, filled, sent

CLOSED = "Usage interne du bailleur"


@pytest.mark.parametrize(
    ("licence", "found"),
    [
        ("Licence Ouverte 2.0", True),
        ("ODbL", True),
        ("Etalab", True),
        ("CC-BY-SA 4.0", True),
        ("CC BY-NC", False),
        ("cc0", True),
        ("Convention avec la Métropole", False),
        ("Pas en licence ouverte : usage interne", False),
        ("", False),
    ],
)
def test_an_open_licence_is_known_by_its_name(licence: str, found: bool):
    assert is_open(licence) is found


def test_a_partners_file_is_shared_under_an_open_licence_or_an_agreement_that_holds(
    holder: Organisation, by: Account
):
    data_set = brought(holder, by=by, origin=Origin.PARTNER, licence=CLOSED)
    with pytest.raises(DomainRefusal, match="n’est pas une licence ouverte") as refused:
        share_data_set(data_set=data_set, shared=True, by=by)
    assert refused.value.field == "agreement"
    agree(holder)
    agreement = Agreement.objects.of(holder).get()
    over = clock.today() - timedelta(days=1)
    Agreement.objects.of(holder).update(ends_on=over)
    agreement.refresh_from_db()
    with pytest.raises(DomainRefusal, match="pas en cours"):
        share_data_set(data_set=data_set, shared=True, agreement=agreement, by=by)
    Agreement.objects.of(holder).update(ends_on=None)
    agreement.refresh_from_db()
    share_data_set(data_set=data_set, shared=True, agreement=agreement, by=by)
    data_set.refresh_from_db()
    assert (data_set.shared, data_set.agreement, data_set.licence) == (True, agreement, CLOSED)
    entry = JournalEntry.objects.order_by("-seq")[0]
    assert entry.summary["agreement"] == str(agreement.pk)
    share_data_set(data_set=data_set, shared=False, by=by)
    assert share_data_set(data_set=data_set, shared=True, licence="ODbL", by=by).licence == "ODbL"


def test_what_producers_publish_is_shared_as_it_is(holder: Organisation, by: Account):
    data_set = brought(holder, by=by, licence="Conditions du producteur")
    assert share_data_set(data_set=data_set, shared=True, by=by).shared


def test_the_page_asks_under_what_licence_or_agreement(holder: Organisation, by: Account):
    data_set = brought(holder, by=by, origin=Origin.PARTNER, licence=CLOSED)
    client, address = signed(by), f"/espace/observer/donnees/{data_set.pk}/"
    page = text(client.get(address))
    assert f'value="{CLOSED}"' in page
    said = {"partage": "oui", "partage-licence": "Usage du programme"}
    page = text(client.post(f"{address}partage/", said))
    assert 'href="#id_partage-agreement"' in page
    assert 'value="Usage du programme"' in page
    agree(holder)
    agreement = Agreement.objects.of(holder).get()
    sent_ = {**said, "partage-agreement": str(agreement.pk)}
    page = text(client.post(f"{address}partage/", sent_, follow=True))
    assert "Toutes les organisations le voient" in page
    assert f"{holder.name}, {agreement}" in page
    page = text(client.post(f"{address}partage/", {"partage": "non"}, follow=True))
    assert "Votre organisation seule le voit" in page


def test_a_file_is_brought_under_an_agreement_and_nothing_typed_is_lost(holder: Organisation, by: Account):
    agree(holder)
    agreement = Agreement.objects.of(holder).get()
    client = signed(by)
    address = sent(client, PARTNER)
    values = {**filled(text(client.get(address))), **SAID, "title": "Locataires", "licence": CLOSED}
    values |= {"shared": "on", "importer": "oui"}
    page = text(client.post(address, values))
    assert 'href="#id_agreement"' in page
    assert 'value="Locataires"' in page
    assert not DataSet.objects.everywhere("test").exists()
    client.post(address, {**values, "agreement": str(agreement.pk)})
    found = DataSet.objects.everywhere("test").get()
    assert (found.shared, found.agreement) == (True, agreement)


def test_an_agreement_of_others_is_not_offered(holder: Organisation, by: Account):
    other = organisation("Ailleurs")
    agree(other)
    client = signed(by)
    response = client.post(
        "/espace/observer/apporter/", {"file": SimpleUploadedFile("a.csv", PARTNER.encode())}
    )
    assert "Ailleurs" not in text(client.get(response.headers["Location"]))


def test_taking_what_is_not_shared_as_a_file_is_noted(holder: Organisation, by: Account):
    data_set, run = brought(holder, by=by), calculated(holder, by=by)
    client = signed(by)
    addresses = (
        f"/espace/observer/donnees/{data_set.pk}/valeurs.csv",
        f"/espace/observer/calculs/{run.pk}/liste.csv",
    )

    def noted() -> list[tuple[str, str]]:
        for each in addresses:
            assert b"".join(client.get(each))
        rows = JournalRead.objects.filter(subject__in=[f"data_set:{data_set.pk}", f"index_run:{run.pk}"])
        return sorted(rows.values_list("subject", "actor"))

    assert noted() == [(f"data_set:{data_set.pk}", str(by.pk)), (f"index_run:{run.pk}", str(by.pk))]
    share_data_set(data_set=data_set, shared=True, by=by)
    share_run(run=run, shared=True, by=by)
    assert len(noted()) == 2


def brought_by_command(path: Path, name: str, *more: str) -> Result:
    said = ["--producer", "Bailleur", "--vintage", "2024", "--licence", CLOSED, "--title", "Locataires"]
    return CliRunner().invoke(main, ["observe", "import", str(path), "--organisation", name, *said, *more])


@pytest.mark.django_db(transaction=True)
def test_a_command_names_the_agreement_under_which_a_file_is_shared(tmp_path: Path):
    two_communes()
    carrier, holder = carry_instance(organisation=organisation("Métropole")), organisation("Bailleur")
    path = tmp_path / "locataires.csv"
    path.write_text(PARTNER, encoding="utf-8")
    assert "dites quelle convention" in brought_by_command(path, holder.name, "--share").output
    agree(holder)
    Agreement.objects.of(holder).update(reference="CV-2026-4")
    wrong = brought_by_command(path, holder.name, "--share", "--agreement", "CV-0", "--dry-run")
    assert wrong.exit_code == 1
    assert "« CV-2026-4 », Bailleur" in wrong.output
    done = brought_by_command(path, holder.name, "--share", "--agreement", "CV-2026-4")
    assert done.exit_code == 0, done.output
    found = DataSet.objects.of(holder).get()
    assert (found.shared, found.origin, found.agreement) == (
        True, Origin.PARTNER, Agreement.objects.of(holder).get(),
    )  # fmt: skip
    theirs = brought_by_command(path, carrier.name, "--agreement", str(found.agreement_id))
    assert theirs.exit_code == 0, theirs.output  # who carries the instance signed them all
    other = organisation("Association")
    refused = brought_by_command(path, other.name, "--agreement", "CV-2026-4")
    assert "« Association ». Il y a : aucune." in refused.output
    Agreement.objects.of(holder).update(ends_on=clock.today() - timedelta(days=1))
    over = brought_by_command(path, holder.name, "--share", "--agreement", "CV-2026-4")
    assert (over.exit_code, "Aucune convention en cours" in over.output) == (1, True)
