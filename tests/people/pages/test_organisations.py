"""The list of organisations and the sheet of each."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.people.actions import register_organisation
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.people.queries.organisations import siret_words
from tests.factories.people import member, organisation
from tests.people.pages.conftest import House, browser, text, url

SIRET = "13002526500013"


def test_the_list_is_searched_whatever_the_accents(signed_in: Client, at_noon: object):
    register_organisation(name="Médiathèque des Écluses", siret=SIRET)
    organisation("La Bobine")
    for words, found in (
        ("ecluses", ["Médiathèque des Écluses"]),
        ("130 025 265", ["Médiathèque des Écluses"]),
        ("bobine", ["La Bobine"]),
        ("rien", []),
    ):
        html = text(signed_in.get(url("organisations"), {"q": words}))
        names = ["Médiathèque des Écluses", "La Bobine"]
        assert [name for name in names if f">{name}</a>" in html] == found, words
    assert "Aucune organisation ne correspond" in html


def test_a_long_list_goes_by_pages(signed_in: Client, at_noon: object):
    made = [
        Organisation(name=f"Organisation {n:04d}", created_at=at_noon, updated_at=at_noon)
        for n in range(1001)
    ]
    Organisation.objects.bulk_create(made)
    last = text(signed_in.get(url("organisations"), {"page": "21"}))
    assert "Organisation 1000" in last
    assert "Organisation 0000" not in last
    assert "1\u202f002 organisations" in last.replace("&nbsp;", "\u202f").replace("\u00a0", "\u202f")
    assert "Organisation 0999" in text(signed_in.get(url("organisations"), {"q": "0999"}))


@pytest.mark.parametrize(
    "name", ["organisations", "members", "teams", "agreements", "tokens", "organisation"]
)
def test_three_rows_cost_as_much_as_one(administrator: Account, ours: House, name: str):
    client, holder = browser(administrator), ours.organisation
    address = url(name) if name == "organisations" else url(name, holder.pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    cost()
    once = cost()
    from tests.people.samples import agreement, colleague, invitation, team, token

    for _ in range(3):
        for make in (agreement, colleague, invitation, team, token):
            make(holder, administrator)
    organisation("Le Rouet"), organisation("La Navette")
    assert cost() == once


def test_it_is_registered_once_and_corrected(signed_in: Client, at_noon: object):
    values = {"name": "La Bobine", "siret": SIRET, "type": "association"}
    first = signed_in.post(url("register"), values)
    again = signed_in.post(url("register"), values)
    assert first.headers["Location"] == again.headers["Location"]
    found = Organisation.objects.get(siret=SIRET)
    assert (found.name, found.type) == ("La Bobine", "ASSO")
    other = signed_in.post(url("register"), {**values, "name": "Autre nom"}, follow=True)
    assert "était déjà connue sous ce SIRET" in text(other)
    signed_in.post(
        url("edit-organisation", found.pk), {"name": "La Bobine bleue", "siret": SIRET, "type": ""}
    )
    found.refresh_from_db()
    assert (found.name, found.type) == ("La Bobine bleue", "")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"siret": "13002526500014"}, "Ce SIRET n’est pas valable"),
        ({"name": ""}, "Il manque une réponse à"),
        ({"type": "centre"}, "Plusieurs types correspondent"),
        ({"type": "martien"}, "Ce type n’est pas dans la liste"),
        ({"name": "x" * 201}, "200"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(signed_in: Client, values: dict[str, str], words: str):
    html = text(signed_in.post(url("register"), {"name": "La Bobine", "siret": "", "type": "", **values}))
    assert words in html
    assert all(f'value="{value}"' in html for value in values.values() if value)
    assert not Organisation.objects.filter(carries_instance=False).exists()


def test_a_siret_of_another_is_refused(signed_in: Client):
    register_organisation(name="Le Rouet", siret=SIRET)
    ours = organisation("La Bobine")
    html = text(signed_in.post(url("edit-organisation", ours.pk), {"name": "La Bobine", "siret": SIRET}))
    assert "Une autre organisation a déjà ce SIRET." in html


def test_a_coordinator_finds_her_own_and_no_list(coordinator: Client, ours: House):
    response = coordinator.get(url("own-organisation"), follow=True)
    html = text(response)
    assert "La Bobine" in html
    assert "Conventions" in html
    assert url("edit-organisation", ours.organisation.pk) not in html
    assert coordinator.get(url("organisations")).status_code == 404
    assert coordinator.get(url("register")).status_code == 404


def test_a_colleague_sees_names_roles_and_teams_only(ours: House):
    client = browser(member(Role.REFURBISHER, of=ours.organisation, name="Ondine Tréval"))
    sheet = text(client.get(url("organisation", ours.organisation.pk)))
    assert url("tokens", ours.organisation.pk) not in sheet
    assert url("agreements", ours.organisation.pk) not in sheet
    html = text(client.get(url("members", ours.organisation.pk)))
    assert "Médiation La Bobine" in html
    for hidden in ("@estuaire.example", "Salarié", "depuis le", "Retirer", "labobine@"):
        assert hidden not in html, hidden
    for name in ("agreements", "tokens", "teams", "invite"):
        assert client.get(url(name, ours.organisation.pk)).status_code == 404


def test_a_search_tells_nothing_that_the_list_hides(coordinator: Client, ours: House):
    """S-05: the address is no way to find somebody for whom it is not shown."""
    words = {"q": ours.member.account.email}
    colleague = browser(member(Role.TRAINER, of=ours.organisation))
    assert "Médiation La Bobine" in text(coordinator.get(url("members", ours.organisation.pk), words))
    html = text(colleague.get(url("members", ours.organisation.pk), words))
    assert "Médiation La Bobine" not in html
    assert "Personne ne correspond" in html


def test_a_number_is_written_by_groups():
    assert siret_words(SIRET) == "130\u00a0025\u00a0265\u00a000013"
    assert siret_words("") == ""
