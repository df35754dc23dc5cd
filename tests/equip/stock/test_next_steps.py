"""A refusal says what to do first, with its button; what one does next is at hand."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.equip.actions.entering import open_lot
from fabrique.equip.enums import BY_VERB, DeviceState, first_before
from fabrique.equip.models import Device
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.accompany.test_pages import text
from tests.factories.accounts import sign_in
from tests.factories.equip import received, site
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
S = DeviceState


@pytest.fixture
def ours() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def malo(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.REFURBISHER, Role.COORDINATOR, of=ours))
    return found


def page(name: str, *keys: object) -> str:
    return reverse(f"equip:{name}", args=keys)


@pytest.mark.parametrize(
    ("state", "verb", "first"),
    [
        (S.RECEIVED, "order_erasure", "identify"),
        (S.READY, "need_repair", "diagnose"),
        (S.READY, "hand_over", "reserve"),
        (S.RESERVED, "diagnose", "release"),
        (S.RECEIVED, "pass_check", ""),  # several moves away: no shorter word than its page
        (S.READY, "release", ""),  # it is where the move would lead
        (S.TO_REPAIR, "pause_repair", ""),
        (S.IN_USE, "lose", ""),  # no way to a loss
        (S.RECYCLED, "find", ""),
    ],
)
def test_the_one_move_that_comes_before(state: DeviceState, verb: str, first: str):
    found = first_before(state, verb)
    assert (found.verb if found else "") == first


def test_no_move_is_offered_from_where_it_cannot_be_made():
    for state in S:
        for verb in BY_VERB:
            if found := first_before(state, verb):
                assert state in found.origins
                assert found.target in BY_VERB[verb].origins


def test_a_refused_scan_says_what_comes_first_and_offers_it(
    client: Client, ours: Organisation, malo: Account
):
    device = received(ours)
    shown = client.post(page("scan"), {"code": device.code, "geste": "order_erasure"})
    assert "est « reçu ». D’abord : « Identifier »." in text(shown)
    action = page("move-device", device.pk, "identify")
    assert f'action="{action}"' in shown.content.decode()
    back = client.post(action, {"retour": "scanner"})
    assert back.headers["Location"] == page("scan")
    again = client.post(page("scan"), {"code": device.code, "geste": "order_erasure"})
    assert again.context["latest"].kind == "ok"


def form(ours: Organisation, **values: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "site": str(site(ours).pk), "kind": "laptop", "number": 1, **values}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", "0", "Combien, tous pareils ? Écrivez un nombre de 1 à"),
        ("number", "beaucoup", "Combien, tous pareils ? Écrivez un nombre de 1 à"),
        ("drive_gb", "0", "Taille du disque, en Go : écrivez un nombre de 1 à 500 000"),
        ("ram", "huit", "Mémoire vive, en Go : écrivez un nombre de 0 à 4096"),
        ("storage_gb", "-3", "Stockage, en Go : écrivez un nombre de 1 à 500 000"),
        ("made_year", "1066", "Année de fabrication : écrivez un nombre de 1980 à"),
    ],
)
def test_a_number_that_is_refused_names_its_field(
    client: Client, ours: Organisation, malo: Account, field: str, value: str, words: str
):
    shown = client.post(page("enter"), form(ours, **{field: value}))
    assert words in text(shown)
    assert not Device.objects.of(ours).exists()


def test_after_the_labels_one_finds_the_way_back_to_the_lot(
    client: Client, ours: Organisation, malo: Account
):
    lot = open_lot(site=site(ours), by=malo)
    answer = client.post(f"{page('enter')}?lot={lot.pk}", form(ours), follow=True)
    assert f"Revenir au lot {lot.code}" in text(answer)
    assert page("lot", lot.pk) in answer.content.decode()
    for asked in ({"lot": str(lot.pk)}, {"codes": Device.objects.of(ours).get().code}):
        assert f"Revenir au lot {lot.code}" in text(client.get(page("labels"), asked))
    sign_in(client, member(Role.REFURBISHER, of=organisation("La Bobine")))
    for value in (str(lot.pk), "x", str(uuid4())):
        assert "Revenir au lot" not in text(client.get(page("labels"), {"lot": value}))


def test_entering_and_labels_come_before_the_list(client: Client, ours: Organisation, malo: Account):
    received(ours)
    shown = text(client.get(page("stock")))
    assert (
        shown.index("Entrer des appareils") < shown.index("Imprimer des étiquettes") < shown.index("<table")
    )
