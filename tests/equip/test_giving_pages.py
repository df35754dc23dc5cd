"""Pages of giving: five screens, a draft that is found again, a list, the donor's page, the desk."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.promising import PromisedLine
from fabrique.equip.enums import DataOnIt, DeviceKind, DonationState, Handing
from fabrique.equip.forms.giving import name_of
from fabrique.equip.giving.sections import DonorSection, donor_sections
from fabrique.equip.models import AnnouncedItem, Donation, DonationDraft
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import open_campaign_of
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.people.signing import throttle
from tests.factories.accounts import sign_in
from tests.factories.equip import site
from tests.factories.giving import collecting, dropped_at, made, promise, receiving
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
WHO = {"kind": "company", "name": "Filatures Réunies", "phone": "02 61 91 00 40"}
HANDING = {"how": "enlevement", "address": "3 quai des Filatures", "commune": "44000 Nantes"}


def step(name: str) -> str:
    return reverse("equip:give-step", args=[name])


def text(response: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def ours() -> Organisation:
    return receiving(organisation("Atelier Le Rouet"))


@pytest.fixture
def coordinator(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.COORDINATOR, of=ours))
    return found


def only() -> Donation:
    return Donation.objects.everywhere("tests").get()


def fill(client: Client, **more: Any) -> str:
    """The first four screens; gives the code of the draft."""
    client.post(reverse("equip:give"), {"laptop": 40, "mouse": 12, **more})
    client.post(
        step("etat"), {"laptop-condition": "works", "laptop-data": "yes", "mouse-condition": "unknown"}
    )
    client.post(step("remise"), HANDING)
    response = client.post(step("vous"), WHO)
    assert response.headers["Location"] == step("relire")
    return str(client.cookies["don"].value)


def test_five_screens_make_a_promise(client: Client, ours: Organisation):
    code = fill(client)
    check = text(client.get(step("relire")))
    assert "40 ordinateurs portables, 12 souris" in check
    assert "Question 5 sur 5" in check
    response = client.post(step("relire"), {"owner": "on", "note": "Au sous-sol"}, follow=True)
    donation = only()
    assert [(line.kind, line.promised) for line in lines_of(donation)] == [("laptop", 40), ("mouse", 12)]
    assert (donation.organisation, donation.commune_code, donation.note) == (ours, "44109", "Au sous-sol")
    page = text(response)
    assert donation.code in page
    assert " ".join(code[at : at + 4] for at in range(0, 16, 4)) in page
    assert not DonationDraft.objects.exists()


def test_a_double_click_on_the_last_screen_promises_once(client: Client, ours: Organisation):
    code = fill(client)
    first = client.post(step("relire"), {"owner": "on"})
    client.cookies["don"] = code
    again = client.post(step("relire"), {"owner": "on"})
    assert again.headers["Location"] == first.headers["Location"]
    assert only().code


def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, ours: Organisation):
    response = client.post(reverse("equip:give"), {"laptop": "-3", "mouse": "12"})
    assert 'value="12"' in response.content.decode()
    assert "écrivez un nombre de 0 à 20" in text(response)
    assert "écrivez au moins un nombre" in text(client.post(reverse("equip:give"), {}))
    client.post(reverse("equip:give"), {"laptop": 2})
    client.post(step("etat"), {"laptop-condition": "works", "laptop-data": "no"})
    late = client.post(
        step("remise"), {**HANDING, "commune": "Nulle-Part-sur-Rien", "free_until": "2001-02-03"}
    )
    assert "n’est pas reconnue" in text(late)
    assert "3 quai des Filatures" in late.content.decode()
    nobody = client.post(step("vous"), {"kind": "person", "name": "Odette"})
    assert nobody.status_code == 302  # not yet: the third screen has no answer
    client.post(step("remise"), {"how": "atelier"})
    assert "il en faut un pour vous répondre" in text(
        client.post(step("vous"), {"kind": "person", "name": "Odette"})
    )


def test_a_screen_waits_for_those_before_it(client: Client, ours: Organisation):
    assert client.get(step("vous")).headers["Location"] == reverse("equip:give")
    client.post(reverse("equip:give"), {"laptop": 2})
    assert client.get(step("relire")).headers["Location"] == step("etat")
    assert client.get(step("inconnu")).status_code == 404


def test_a_draft_is_resumed_elsewhere_and_a_promise_found_again(client: Client, ours: Organisation):
    code = fill(client)
    elsewhere = Client()
    spoken = f"{code[:4]} {code[4:8].lower()}-{code[8:12]} {code[12:]}"
    response = elsewhere.post(reverse("equip:give-resume"), {"code": spoken})
    assert response.headers["Location"] == step("relire")
    promised = elsewhere.post(step("relire"), {"owner": "on"}).headers["Location"]
    found = Client().post(reverse("equip:give-resume"), {"code": code})
    assert found.headers["Location"] == promised
    wrong = Client().post(reverse("equip:give-resume"), {"code": "0" * 16})
    assert "n’ouvre rien" in text(wrong)
    number = Donation.objects.of(ours).get().code
    for typed in (number, number.replace("-", " ").lower()):
        said = text(Client().post(reverse("equip:give-resume"), {"code": typed}))
        assert "C’est le numéro d’un don, à dire au téléphone" in said


def test_too_many_promises_are_braked_and_nothing_is_lost(client: Client, ours: Organisation):
    for _each in range(30):
        Client().post(reverse("equip:give"), {"laptop": 1})
    response = client.post(reverse("equip:give"), {"laptop": 7})
    assert response.status_code == 429
    assert 'value="7"' in response.content.decode()
    assert "ce que vous avez écrit est resté" in text(response)


def test_nobody_receives_is_said_before_anything_is_typed(client: Client):
    assert "Personne ne reçoit de dons" in text(client.get(reverse("equip:give")))


def test_a_writer_may_erase_their_draft(client: Client, ours: Organisation):
    fill(client)
    asked = client.get(reverse("equip:give-drop"))
    assert "n’ouvre plus rien" in text(asked)
    assert DonationDraft.objects.exists()
    done = client.post(reverse("equip:give-drop"), follow=True)
    assert "Votre saisie est effacée" in text(done)
    assert not DonationDraft.objects.exists()
    assert client.get(reverse("equip:give-drop")).headers["Location"] == reverse("equip:give")


def test_an_empty_first_screen_leads_to_a_number_and_names_it(client: Client, ours: Organisation):
    nothing = client.post(reverse("equip:give"), {}).content.decode()
    assert '<a href="#id_laptop">Dites ce que vous donnez' in nothing
    answer = client.post(reverse("equip:give"), {"laptop": "-3", "screen": "deux"})
    wrong = answer.content.decode().replace("\u00a0", " ")
    for name, words in (("laptop", "Ordinateurs portables"), ("screen", "Écrans")):
        assert f'<a href="#id_{name}">{words} : écrivez un nombre de 0 à 20 000</a>' in wrong


def test_one_screen_is_said_in_the_singular(client: Client, ours: Organisation):
    client.post(reverse("equip:give"), {"laptop": 2, "screen": 1})
    assert "2 ordinateurs portables, 1 écran Changer" in text(client.get(step("etat")))


def test_a_point_that_filled_up_meanwhile_is_refused_on_the_last_screen(client: Client, ours: Organisation):
    point = dropped_at(ours, capacity=60)
    fill(client)
    client.post(step("remise"), {"how": f"point:{point.pk}"})
    made(ours, promise(30, handing=type(promise().handing)(Handing.DROP_OFF, point)))
    response = client.post(step("relire"), {"owner": "on", "note": "Au sous-sol"})
    assert "plus de place que pour 30" in text(response)
    assert "Au sous-sol" in response.content.decode()


def test_a_fleet_is_promised_by_its_list(client: Client, ours: Organisation):
    rows = [f"Portable;Marque A;Modèle 14;SN{n:04};bon;oui;2019" for n in range(40)]
    rows += ["Portable;Marque A;Modèle 14;SN0007;bon;oui;2019", "Zorglub;;;;;;"]
    sent = "Type;Marque;Modèle;N° série;État;Données;Année\n" + "\n".join(rows)
    page = client.post(reverse("equip:give-list"), {"file": SimpleUploadedFile("parc.csv", sent.encode())})
    assert "Nous avons lu 40 appareils" in text(page)
    assert "2 lignes laissées de côté" in text(page)
    assert "42 N° série ce numéro de série est déjà ligne 9." in text(page)
    assert not Donation.objects.everywhere("tests").exists()
    kept = client.post(reverse("equip:give-list"), {"garder": "oui"})
    assert client.get(step("remise")).context["back"] == reverse("equip:give-list")
    assert kept.headers["Location"] == step("remise")
    client.post(step("remise"), HANDING)
    client.post(step("vous"), WHO)
    client.post(step("relire"), {"owner": "on"})
    assert [(line.kind, line.promised) for line in lines_of(only())] == [("laptop", 40)]
    assert AnnouncedItem.objects.everywhere("tests").filter(serial__startswith="SN", quantity=1).count() == 40


def test_the_donors_page_opens_by_its_secret_only_and_shows_what_others_enlist(client: Client):
    donation, token = made()
    url = reverse("equip:gift", args=[token])
    assert "ne l’a pas encore regardée" in text(client.get(url))
    assert client.get(reverse("equip:gift", args=["x" * 43])).status_code == 404
    accept_donation(donation=donation, how=Handing.PICK_UP, by=None)
    assert client.get(reverse("equip:gift-correct", args=[token])).status_code == 404
    section = DonorSection("equip/giving/gift_state.html", lambda gift: {"donation": gift})
    with donor_sections.holding(essai=section):
        assert text(client.get(url)).count("vous dirons quel jour") == 2
    pdf = client.get(reverse("equip:gift-agreement", args=[token]))
    assert pdf.content.startswith(b"%PDF")


def test_a_donor_corrects_and_withdraws_by_their_page(client: Client):
    donation, token = made(given=promise(3, handing=promise().handing))
    line = lines_of(donation).get()
    data = {**HANDING, f"line-{line.pk}": 5, "note": ""}
    client.post(reverse("equip:gift-correct", args=[token]), data)
    assert lines_of(donation).get().promised == 5
    client.post(reverse("equip:gift-withdraw", args=[token]))
    donation.refresh_from_db()
    assert donation.state == DonationState.WITHDRAWN


def test_a_promise_is_answered_and_counted_at_the_desk(
    client: Client, ours: Organisation, coordinator: Account
):
    site(ours)
    data = {**WHO, **HANDING, "laptop": 40, "condition": "works", "data_on_it": "yes"}
    client.post(reverse("equip:donation-new"), {**data, "key": "8d7cf0a2-2c0a-4c0e-9f0e-0d6c0f6f0a11"})
    donation = only()
    one = [donation.pk]
    assert donation.code in text(client.get(reverse("equip:donations")))
    assert "1 promesse de don à répondre" in text(client.get(reverse("web:desk")))
    client.post(reverse("equip:donation-accept", args=one), {"how": "enlevement"})
    line = lines_of(donation).get()
    form = {f"line-{line.pk}": 39, "site": str(site(ours).pk), "key": "8d7cf0a2-2c0a-4c0e-9f0e-0d6c0f6f0a12"}
    refused = client.post(reverse("equip:donation-receive", args=one), form)
    assert "dites pourquoi" in text(refused)
    client.post(reverse("equip:donation-receive", args=one), {**form, "gap": "Un est resté au bureau"})
    donation.refresh_from_db()
    assert (donation.state, lines_of(donation).get().counted) == (DonationState.RECEIVED, 39)
    assert "39 à l’atelier" in text(client.get(reverse("equip:donation", args=one)))


@pytest.mark.parametrize(
    "name", ["donation", "donation-correct", "donation-accept", "donation-decline", "donation-withdraw",
             "donation-receive", "donation-items", "donation-forget", "donation-link",
             "donation-frame", "donation-agreement"],
)  # fmt: skip
def test_another_organisations_promise_looks_like_a_missing_one(
    name: str, client: Client, coordinator: Account
):
    theirs, _token = made(organisation("Un autre atelier"))
    assert client.get(reverse(f"equip:{name}", args=[theirs.pk])).status_code == 404
    mine, _token = made(coordinator_organisation(coordinator))
    assert client.get(reverse(f"equip:{name}", args=[mine.pk])).status_code == 200


def coordinator_organisation(account: Account) -> Organisation:
    return Organisation.objects.get(pk=str(account.organisation_id))


def test_the_link_is_shown_once(client: Client, ours: Organisation, coordinator: Account):
    donation, token = made(ours)
    url = reverse("equip:donation-link", args=[donation.pk])
    shown = re.search(r"/donner/suivi/([\w-]+)/", client.post(url).content.decode())
    assert shown
    assert client.get(reverse("equip:gift", args=[shown[1]])).status_code == 200
    assert client.get(reverse("equip:gift", args=[token])).status_code == 404
    assert shown[1] not in client.get(url).content.decode()


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_lists_ask_as_much_for_three_rows_as_for_one(
    client: Client, ours: Organisation, coordinator: Account
):
    urls = [
        reverse(f"equip:{name}") for name in ("donations", "points", "collections", "desk-points", "give")
    ]

    def one_more() -> None:
        campaign, point = collecting(ours), dropped_at(ours, capacity=100)
        handing = type(promise().handing)(Handing.DROP_OFF, point)
        made(ours, promise(handing=handing), campaign=campaign)

    one_more()
    for url in urls:
        client.get(url)
    before = [queries(client, url) for url in urls]
    one_more()
    one_more()
    for url in urls:
        client.get(url)  # the guide is read again once, as after any new place
    assert [queries(client, url) for url in urls] == before


def test_kinds_of_devices_have_a_plural_each():
    assert len({name_of(kind) for kind in DeviceKind}) == len(DeviceKind)


def test_lists_are_read_so_many_times_an_hour_for_one_address(
    client: Client, ours: Organisation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(throttle.RULES, "donation_list", {"address": (1, throttle.HOUR)})
    client.post(reverse("equip:give"), {"mouse": 1})  # the draft that goes on costs no more
    answers = [
        client.post(
            reverse("equip:give-list"), {"file": SimpleUploadedFile("parc.csv", b"Sorte\nPortable\n")}
        )
        for _each in range(2)
    ]
    assert [each.status_code for each in answers] == [200, 429]
    assert "Attendez" in text(answers[1])


def test_an_address_with_a_zero_byte_names_no_campaign(client: Client, ours: Organisation):
    assert client.get(reverse("equip:give"), {"collecte": "rentree\0"}).status_code == 200
    assert open_campaign_of("rentree\0") is None


def test_two_lines_that_differ_by_their_data_are_told_apart(client: Client, ours: Organisation):
    given = promise(36)
    line = given.lines[0]
    wiped = PromisedLine(line.kind, 1, line.condition, DataOnIt.NO)
    _donation, token = made(ours, type(given)(given.donor, (line, wiped), given.handing))
    page = text(client.get(reverse("equip:gift", args=[token])))
    assert "36 × ordinateur portable, fonctionne, données à effacer" in page
    assert "1 × ordinateur portable, fonctionne" in page
    assert page.count("données à effacer") == 1
