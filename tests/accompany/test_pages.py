"""The pages of mandates: what each role finds, what a stranger does not, and the page behind the code."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.accompany.actions.ending import revoke_authorisations
from fabrique.accompany.documents import mandate_data
from fabrique.accompany.enums import Asked, MandateState, Procedure
from fabrique.accompany.models import Mandate
from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.journal.models import JournalRead
from fabrique.people.enums import Protection, Role
from fabrique.people.models import Account, Organisation, Resident
from tests.accompany.test_signing import authorisation
from tests.core.test_received import PDF, PLACE, exif, jpeg
from tests.factories.accompany import drafted, helper, person, signed
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
PAGES = (
    "mandates",
    "draft",
    "mandate",
    "renew",
    "revoke",
    "sign-screen",
    "sign-paper",
    "mandate-pdf",
    "scan",
)
PAGES += ("attestation-pdf", "abandon")


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def page(name: str, mandate: Mandate) -> str:
    keys = {"pk": mandate.resident_id}
    return reverse(
        f"accompany:{name}", kwargs=keys if name in ("mandates", "draft") else keys | {"mandate": mandate.pk}
    )


def verifying(mandate: Mandate) -> str:
    return reverse("accompany:verify", args=[mandate.token])


@pytest.fixture
def ours() -> Organisation:
    return organisation("La Bobine")


@pytest.fixture
def odette(ours: Organisation) -> Resident:
    return person(ours)


@pytest.fixture
def ines(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := helper(ours))
    return found


def form(**values: Any) -> dict[str, Any]:
    return {
        "procedures": ["papiers", "argent"],
        "duration": "MONTH",
        "place": "Grandmesnil",
        "key": str(uuid4()),
    } | values


def only(of: Organisation) -> Mandate:
    return Mandate.objects.of(of).get()


def test_a_mandate_is_prepared_signed_on_the_screen_and_taken_back(
    client: Client, ours: Organisation, odette: Resident, ines: Account
):
    listed = client.get(reverse("people:resident", args=[odette.pk]))
    assert "Aucun mandat en cours" in text(listed)
    asked = client.get(reverse("accompany:draft", args=[odette.pk]))
    assert "R. 721-2" in text(asked)
    prepared = client.post(reverse("accompany:draft", args=[odette.pk]), form(language="en"), follow=True)
    assert "n’a pas encore signé" in text(prepared)
    assert "Traduction indicative" in text(prepared)
    mandate = only(ours)
    shown = client.get(page("sign-screen", mandate))
    assert "Je peux annuler mon autorisation à tout moment" in text(shown)
    unsigned = client.post(page("sign-screen", mandate), {"agreed": "on", "read_out": "on"})
    assert "signe dans le cadre" in text(unsigned)
    done = client.post(
        page("sign-screen", mandate), {"trace": "M1 2L30 40", "agreed": "on", "read_out": "on"}, follow=True
    )
    assert "Le mandat est signé" in text(done)
    assert reverse("accompany:open-case", args=[odette.pk]) in text(done)
    assert client.get(page("sign-screen", mandate)).headers["Location"] == page("mandate", mandate)
    mandate.refresh_from_db()
    assert (mandate.state, mandate.method, mandate.drawn) == ("signed", "screen", "M1 2L30 40")
    file = client.get(page("mandate-pdf", mandate))
    assert file.content.startswith(b"%PDF")
    assert client.get(page("attestation-pdf", mandate)).status_code == 404
    taking = {"procedures": ["argent"], "asked": "oral"}
    back = client.post(page("revoke", mandate), taking, follow=True)
    assert "C’est annulé dès maintenant" in text(back)
    again = client.post(page("revoke", mandate), taking, follow=True)
    assert "C’est déjà fini" in text(again)
    assert client.get(page("attestation-pdf", mandate)).content.startswith(b"%PDF")
    assert authorisation(mandate, Procedure.MONEY).ended_by == ines
    assert "Mandat " + mandate.code in text(client.get(reverse("people:resident", args=[odette.pk])))


def test_a_typed_name_signs_where_nothing_can_be_drawn(
    client: Client, ours: Organisation, odette: Resident, ines: Account
):
    mandate = drafted(odette, by=ines)
    client.post(page("sign-screen", mandate), {"name": "Odette Marsonval", "agreed": "on", "read_out": "on"})
    mandate.refresh_from_db()
    assert mandate.drawn == "Odette Marsonval"


@pytest.mark.parametrize("missing", ["agreed", "read_out"])
def test_nothing_is_signed_without_both_ticks(client: Client, odette: Resident, ines: Account, missing: str):
    mandate = drafted(odette, by=ines)
    given = {"name": "Odette Marsonval", "agreed": "on", "read_out": "on"}
    del given[missing]
    assert client.post(page("sign-screen", mandate), given).status_code == 200
    mandate.refresh_from_db()
    assert mandate.state == MandateState.DRAFT


def test_a_scan_is_kept_encrypted_and_without_its_place(client: Client, odette: Resident, ines: Account):
    mandate = drafted(odette, by=ines)
    sent = SimpleUploadedFile("../odette.jpg", jpeg(exif(6)), content_type="text/html")
    client.post(page("sign-paper", mandate), {"scan": sent, "read_out": "on"})
    mandate.refresh_from_db()
    assert mandate.scan
    kept = files.path_of(mandate.scan).read_bytes()
    assert b"JFIF" not in kept
    opened = client.get(page("scan", mandate))
    assert PLACE not in opened.content
    assert opened.headers["Content-Type"] == "image/jpeg"
    assert opened.headers["Content-Disposition"] == f'attachment; filename="mandat-{mandate.code}.jpg"'
    client.post(page("sign-paper", mandate), {"scan": SimpleUploadedFile("b.pdf", PDF), "read_out": "on"})
    assert client.get(page("scan", mandate)).content == PDF


def test_what_is_no_scan_is_refused_in_words_and_signs_nothing(
    client: Client, odette: Resident, ines: Account
):
    mandate = drafted(odette, by=ines)
    sent = SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>")
    answer = client.post(page("sign-paper", mandate), {"scan": sent, "read_out": "on"})
    assert "Envoyez un PDF" in text(answer)
    mandate.refresh_from_db()
    assert (mandate.state, mandate.scan) == (MandateState.DRAFT, None)


def test_a_fresh_proof_is_asked_before_a_signature(client: Client, odette: Resident, ines: Account):
    mandate = drafted(odette, by=ines)
    session = client.session
    session["proved_at"] = (clock.now() - timedelta(hours=2)).timestamp()
    session.save()
    for name in ("sign-screen", "sign-paper"):
        answer = client.get(page(name, mandate))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("people:confirm"))


def test_who_may_not_sign_is_told_why_before_anything_is_typed(
    client: Client, ours: Organisation, ines: Account
):
    protected = person(ours, protection=Protection.GUARDIANSHIP)
    url = reverse("accompany:draft", args=[protected.pk])
    for answer in (client.get(url), client.post(url, form())):
        assert "tutelle" in text(answer)
        assert '<form method="post" novalidate autocomplete' not in text(answer)
    for name in ("people:resident", "accompany:mandates"):
        assert url not in text(client.get(reverse(name, args=[protected.pk])))
    assert not Mandate.objects.of(ours).exists()


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.COORDINATOR, Role.RECEPTION, Role.FUNDER])
def test_another_role_reads_at_most(client: Client, ours: Organisation, odette: Resident, role: Role):
    mandate = signed(odette, by=helper(ours))
    sign_in(client, member(role, of=ours))
    reads = role in (Role.MEDIATOR, Role.COORDINATOR)
    assert client.get(page("mandate", mandate)).status_code == (200 if reads else 404)
    for name in ("draft", "renew", "sign-screen", "sign-paper"):
        assert client.get(page(name, mandate)).status_code == 404
    assert client.get(page("revoke", mandate)).status_code == (200 if role == Role.COORDINATOR else 404)


@pytest.mark.parametrize("name", PAGES)
def test_every_address_is_closed_to_another_organisation(client: Client, ours: Organisation, name: str):
    """D6: theirs looks like a missing one, also nested in a file of ours."""
    mine, theirs = person(ours), signed(person(organisation("L’Ancre")), by=helper(organisation("L’Ancre")))
    sign_in(client, helper(ours))
    nested = page(name, theirs).replace(str(theirs.resident_id), str(mine.pk))
    missing = page(name, theirs).replace(str(theirs.resident_id), str(uuid4()))
    urls = [page(name, theirs), missing] + ([nested] if name not in ("mandates", "draft") else [])
    method = client.post if name == "abandon" else client.get
    answers = [method(url) for url in urls]
    assert {answer.status_code for answer in answers} == {404}
    assert len({bare(answer) for answer in answers}) == 1


def bare(answer: Any) -> str:
    """A page without what differs each time: tokens of forms, and its own address."""
    return re.sub(r"[0-9a-f-]{36}|\b\w{64}\b|nonce=\S+", "", text(answer))


def test_a_mandate_of_another_person_of_ours_is_not_found_under_this_one(
    client: Client, ours: Organisation, ines: Account
):
    mine, other = signed(person(ours), by=ines), person(ours)
    url = page("mandate", mine).replace(str(mine.resident_id), str(other.pk))
    assert client.get(url).status_code == 404


def test_looking_is_noted(client: Client, odette: Resident, ines: Account):
    mandate = signed(odette, by=ines)
    before = JournalRead.objects.count()
    client.get(page("mandate-pdf", mandate))
    assert JournalRead.objects.count() == before + 1


def test_words_of_a_person_stay_words(client: Client, ours: Organisation, ines: Account):
    hostile = person(ours, first_name="<script>alert(1)</script>", last_name='#image("/etc/passwd") {{ x }}')
    mandate = signed(hostile, by=ines)
    shown = client.get(page("mandate", mandate)).content
    assert b"<script>alert" not in shown
    assert client.get(page("mandate-pdf", mandate)).content.startswith(b"%PDF")
    assert b"<script>alert" not in client.get(verifying(mandate)).content


def test_the_list_costs_the_same_with_one_and_with_three(client: Client, odette: Resident, ines: Account):
    counts = []
    for more in (1, 2):
        for _each in range(more):
            signed(odette, Procedure.PAPERS, Procedure.MONEY, by=ines)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accompany:mandates", args=[odette.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- the public page


def modules(svg: str) -> list[list[int]]:
    """The dark and white modules of a code, read from its drawing, without the white around it."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    drawn = [[0] * side for _each in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        for at in range(int(x), int(x) + int(length)):
            drawn[int(y)][at] = 1
    return [row[4:-4] for row in drawn[4:-4]]


def test_the_printed_code_holds_the_address_of_the_page(client: Client, odette: Resident, ines: Account):
    """D1: theirs holds the word « None »."""
    mandate = signed(odette, by=ines)
    address = f"http://testserver{verifying(mandate)}"
    printed = modules(mandate_data(mandate, address)["qr"])
    assert printed == [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    assert printed != [list(row) for row in segno.make("None", error="m", micro=False).matrix]
    assert client.get(verifying(mandate)).status_code == 200


def test_it_shows_initials_dates_and_procedures_and_nothing_else(
    client: Client, ours: Organisation, odette: Resident, ines: Account
):
    mandate = signed(odette, Procedure.PAPERS, Procedure.MONEY, by=ines)
    revoke_authorisations(mandate=mandate, procedures=["argent"], asked=Asked.DESK, by=ines)
    client.logout()
    answer = client.get(verifying(mandate))
    for words in ("authentique", "O. M.", "La Bobine", "autorisée", "plus depuis le"):
        assert words in text(answer)
    for words in ("Odette", "Marsonval", "1948", ines.name, odette.code, str(odette.pk), str(mandate.pk)):
        assert words not in text(answer)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_says_when_nothing_is_signed_and_when_something_was_altered(
    client: Client, odette: Resident, ines: Account
):
    mandate = drafted(odette, by=ines)
    assert "n’est pas signé" in text(client.get(verifying(mandate)))
    mandate = signed(odette, by=ines)
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert "ne permet plus rien" in text(client.get(verifying(mandate)))
    Mandate.objects.of(odette.organisation).filter(pk=mandate.pk).update(
        expires_at=clock.now() + timedelta(days=9000)
    )
    altered = text(client.get(verifying(mandate)))
    assert "n’est pas authentique" in altered
    assert "O. M." not in altered


def test_an_address_that_proves_nothing_is_a_calm_404_and_many_are_braked(client: Client):
    """D5: an unknown id is never an error of ours."""
    answers = [client.get(f"/mandat/rien-{number}/").status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


def test_a_paper_that_is_read_often_is_never_braked(client: Client, odette: Resident, ines: Account):
    mandate = signed(odette, by=ines)
    assert {client.get(verifying(mandate)).status_code for _each in range(25)} == {200}


def test_the_secret_is_long_and_only_its_digest_can_be_searched(odette: Resident, ines: Account):
    one, two = signed(odette, by=ines), signed(odette, by=ines)
    assert len(one.token) >= 43
    assert one.token != two.token
    stored = str(Mandate.objects.of(odette.organisation).filter(pk=one.pk).values_list("token_digest")[0][0])
    assert one.token not in stored


def test_it_awaits_the_helpers_of_the_organisation(
    client: Client, ours: Organisation, odette: Resident, ines: Account
):
    mandate = signed(odette, by=ines)
    assert mandate.expires_at
    with clock.frozen(mandate.expires_at - timedelta(days=12)):
        sign_in(client, ines)
        assert f"Mandat {mandate.code}" in text(client.get(reverse("web:desk")))
        sign_in(client, helper(organisation("L’Ancre")))
        assert f"Mandat {mandate.code}" not in text(client.get(reverse("web:desk")))


# --- renewing


def test_it_is_renewed_from_its_page(client: Client, ours: Organisation, odette: Resident, ines: Account):
    """D7."""
    former = signed(odette, by=ines)
    shown = client.get(page("renew", former))
    assert re.search(r'value="papiers"[^>]*checked', text(shown))
    client.post(page("renew", former), form(procedures=["papiers"]))
    newer = Mandate.objects.of(ours).get(renews=former)
    assert newer.state == MandateState.DRAFT
    revoke_authorisations(mandate=former, procedures=None, asked=Asked.DESK, by=ines)
    refused = client.get(page("renew", former), follow=True)
    assert "ne se renouvelle plus" in text(refused)


def test_what_is_prepared_is_abandoned(client: Client, odette: Resident, ines: Account):
    mandate = drafted(odette, by=ines)
    assert "abandonné" in text(client.post(page("abandon", mandate), follow=True))
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ABANDONED
    assert "n’est pas signé" in text(client.get(verifying(mandate)))
