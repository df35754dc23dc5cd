"""One field for all that a member may find: within her rights, exact keys for persons, without a trace."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core.journal.models import JournalEntry, JournalRead
from fabrique.core.ui import discretion
from fabrique.directory.actions.places import create_place
from fabrique.directory.actions.reports import report_error
from fabrique.directory.models import Place
from fabrique.people.enums import Role
from fabrique.people.models import Account, Resident
from tests.factories.accompany import followed, helper, person, signed
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation, receive

pytestmark = pytest.mark.django_db
PAGE = "/espace/chercher/"
PHONE = "02 61 91 12 34"
_PARTS = ["Goff 1948", "Le Goff", "Le Goff-Marsonval", "Marson 1948", "1948", "Le Goff-Marsonval 1949", "%"]
_ODD = ["", "   ", "\x00\x00", "x" * 101, "a" * 1_000_000, "a\u202eb\u200f\x00c", "(" * 100, "%_*?[]{}()\\"]
ODETTE = {"first_name": "Odette", "last_name": "Le Goff-Marsonval", "birth_year": "1948", "phone": PHONE}


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def find(client: Client, words: str, **more: str) -> str:
    """What the page answers, without the field that shows the question."""
    return answers(client.post(PAGE, {"q": words, **more}, follow=True))


def answers(response: Any) -> str:
    assert response.status_code == 200
    return "".join(text(response).partition('<h2 id="trouve"')[1:]).partition("</main>")[0]


@pytest.fixture
def mediator(client: Client) -> Account:
    who = member(Role.MEDIATOR, name="Inès Brumeral")
    sign_in(client, who)
    return who


@pytest.fixture
def odette(mediator: Account) -> Resident:
    return receive(organisation(), **ODETTE)


@pytest.mark.parametrize(
    "words",
    [
        "le goff marsonval 1948",
        "Odette LE GOFF-MARSONVAL 1948",
        "Le Goff-Marsonval Odette 1948",
        PHONE,
        "+33261911234",
    ],
)
def test_a_person_is_found_by_exact_keys_and_that_is_noted(client: Client, odette: Resident, words: str):
    html = find(client, words)
    assert f"Dossier {odette.code}" in html
    assert "Odette" not in html
    subjects = JournalRead.objects.values_list("subject", flat=True)
    assert set(subjects) == {f"resident:{odette.pk}"}
    shown = len(subjects)
    find(client, "02 61 91 99 99")
    assert len(subjects.all()) == shown
    client.get(f"/espace/personnes/{odette.pk}/")
    assert len(subjects.all()) == shown + 1


@pytest.mark.parametrize(
    "words",
    [*_PARTS, "Le Goff-Mars% 1948", "02 61 91", ".*", "' OR 1=1 --", "Mme"],
)
def test_a_person_is_never_found_by_a_part(client: Client, odette: Resident, words: str):
    assert odette.code not in find(client, words)


def test_a_file_s_code_is_found_with_or_without_its_hyphen(client: Client, odette: Resident):
    assert f"Dossier {odette.code}" in find(client, odette.code.lower().replace("-", ""))


def test_another_organisation_s_things_are_as_those_that_do_not_exist(client: Client, mediator: Account):
    rouet = organisation("Le Rouet")
    theirs = receive(rouet, **ODETTE)
    mandate = signed(person(rouet), by=helper(of=rouet))
    member(Role.MEDIATOR, of=rouet, name="Samir Rouet")
    nothing = find(client, "ZZZ-ZZZ")
    assert "Rien de trouvé" in nothing
    case = followed(theirs, by=helper(of=rouet))
    codes = (theirs.code, mandate.code, case.code)
    for words in (*codes, PHONE, "Le Goff-Marsonval 1948", "Samir Rouet", "Rouet"):
        assert find(client, words) == nothing, words


def test_colleagues_are_found_by_name_and_hidden_with_the_other_names(client: Client, mediator: Account):
    member(Role.RECEPTION, name="Hélène Dolvenne")
    assert "Hélène Dolvenne" in find(client, "helene dol")
    session = client.session
    session[discretion.KEY] = True
    session.save()
    html = find(client, "helene dol")
    assert "H. D." in html
    assert "Hélène" not in html


def test_mandates_places_reports_organisations_and_pages_are_found(client: Client, administrator: Account):
    place = create_place(values={"name": "Médiathèque des Embruns", "commune_code": "44001"})
    report = report_error(place=place, motive="phone")
    sign_in(client, administrator)
    assert "Médiathèque des Embruns" in find(client, "mediatheque embruns")
    assert f"Signalement {report.code}" in find(client, report.code.upper())
    assert "/espace/journal/" in find(client, "journal")
    assert "Val-d’Estuaire Métropole" in find(client, "estuaire")
    ours = organisation("La Bobine")
    mandate = signed(person(ours), by=(who := helper(of=ours)))
    sign_in(other := Client(), who)
    assert f"Mandat {mandate.code}" in find(other, mandate.code)
    case = followed(person(ours), by=who)
    assert f"Démarche {case.code}" in find(other, case.code)
    assert report.code not in find(other, report.code)


def test_a_group_shows_a_few_then_all(client: Client, mediator: Account):
    for number in range(7):
        member(Role.RECEPTION, name=f"Camille N{number}")
    html = find(client, "camille")
    assert (html.count("Camille N"), "Voir tout" in html) == (5, True)
    html = find(client, "camille", groupe="people-colleagues")
    assert (html.count("Camille N"), "Voir tout" in html) == (7, False)


def test_what_is_typed_is_in_no_address_and_starts_anew(client: Client, odette: Resident):
    entries = JournalEntry.objects.count()
    response = client.post(PAGE, {"q": "Le Goff-Marsonval 1948"})
    assert response.headers["Location"] == f"{PAGE}?trouve"
    assert "no-store" in client.get(f"{PAGE}?trouve").headers["Cache-Control"]
    assert "Marsonval" not in str(dict(client.session.items()))
    assert odette.code in answers(client.get(f"{PAGE}?trouve"))
    for address in (PAGE, f"{PAGE}?trouve", f"{PAGE}?q={odette.code}"):
        assert odette.code not in answers(client.get(address))
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize(
    "number", ["1 48 05 44 109 020 87", "4970 1012 3456 7893", "Marsonval 4970101234567893"]
)
def test_a_secret_number_is_refused_and_kept_nowhere(client: Client, mediator: Account, number: str):
    response = client.post(PAGE, {"q": number})
    html = text(response)
    assert response.status_code == 200
    assert "ce numéro doit rester secret" in html
    assert number not in html
    assert "search_all" not in client.session


@pytest.mark.parametrize(
    "words",
    [*_ODD, "٣٤٥ 1948", "１９４８ 1948", "\U0001f600" * 100],
)
def test_nothing_that_is_typed_breaks_it_nor_takes_long(client: Client, odette: Resident, words: str):
    began = time.perf_counter()
    response = client.post(PAGE, {"q": words}, follow=True)
    assert time.perf_counter() - began < 1
    assert len(response.content) < 60_000
    assert odette.code not in answers(response)


def test_a_hundred_rows_cost_as_much_as_one(
    client: Client, mediator: Account, django_assert_num_queries: Callable[..., Any]
):

    member(Role.RECEPTION, name="Camille")
    client.post(PAGE, {"q": "camille"})
    client.get(f"{PAGE}?trouve")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{PAGE}?trouve")
    for number in range(3):
        member(Role.RECEPTION, name=f"Camille {number}")
    with django_assert_num_queries(len(one)):
        client.get(f"{PAGE}?trouve")


def test_nothing_found_says_what_one_can_look_for(client: Client):
    sign_in(client, member(Role.FUNDER))
    html = find(client, "zzzz")
    assert "Rien de trouvé" in html
    assert "Lieux" in html
    assert "Dossiers de personnes" not in html
    assert not Place.objects.exists()
