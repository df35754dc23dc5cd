"""Labels on sheets and rolls: the right number of pages, from the right place, readable and archivable."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.documents.labels import FORMATS, Label, labels_pdf
from fabrique.equip.enums import MOVES
from fabrique.people.enums import Role
from tests.factories.accounts import sign_in
from tests.factories.equip import received, shelved, supplied
from tests.factories.people import member, organisation

LABEL = Label("ROU-PO-26-0001", "https://stock.exemple.fr/a/ROU-PO-26-0001/", "Essai " * 30, "N° <é> 😀")


def pages(pdf: bytes) -> list[tuple[int, int]]:
    """(width, height) of each page in millimetres."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        boxes = [page.mediabox for page in opened.pages]
        return [(round(float(box[2]) * 25.4 / 72), round(float(box[3]) * 25.4 / 72)) for box in boxes]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_filled_from_the_first_free_place(name: str):
    shape = FORMATS[name]
    pdf = labels_pdf([LABEL] * 3, name, start=shape.number, territory="Atelier", at=clock.now())
    if shape.number == 1:
        assert pages(pdf) == [(shape.width, shape.height)] * 3
    else:  # one on the sheet that was begun, two on the next
        assert pages(pdf) == [(210, 297)] * 2


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.number > 1])
def test_a_sheet_holds_its_labels(name: str):
    shape = FORMATS[name]
    assert shape.left + shape.columns * shape.width + (shape.columns - 1) * shape.gap <= 210.01
    assert shape.top + shape.rows * shape.height <= 297.01


@pytest.mark.django_db
def test_what_an_address_names_is_printed(client: Client):
    ours = organisation("Atelier Le Rouet")
    device, shelf, supply = received(ours), shelved(ours), supplied(ours)
    sign_in(client, member(Role.REFURBISHER, of=ours))
    url = reverse("equip:labels-pdf")
    for query in ({"codes": f"{device.code},rien"}, {"etagere": shelf.pk}, {"lieu": shelf.site_id},
                  {"fourniture": supply.pk}):  # fmt: skip
        answer = client.get(url, query | {"format": "29x90"})
        assert pages(answer.content) == [(90, 29)], query
    assert (
        client.get(reverse("equip:labels"), {"codes": device.code}).context["form"].initial["format"]
        == "29x90"
    )
    for wrong in (
        {"codes": device.code, "format": "x"},
        {"codes": device.code, "format": "62", "depart": "0"},
        {},
    ):
        assert b"%PDF" not in client.get(url, wrong).content
    for query in ({"lot": "x"}, {"codes": "," * 5_000}):
        assert client.get(reverse("equip:labels"), query).context["labels"] == []
    for codes, words in (("", "Il manque une réponse"), ("ZZZ-99", "Aucun appareil de votre stock")):
        page = client.get(reverse("equip:labels"), {"codes": codes}).content.decode()
        assert f'<a href="#id_codes">{words}' in page
        assert 'aria-invalid="true"' in page
    assert 'class="summary"' not in client.get(reverse("equip:labels")).content.decode()


@pytest.mark.django_db
def test_the_moves_of_a_role_are_printed_to_be_scanned(client: Client):
    sign_in(client, member(Role.REFURBISHER, of=organisation("Atelier Le Rouet")))
    answer = client.get(reverse("equip:gestures-pdf"))
    assert len(pages(answer.content)) == -(
        -sum(each.action != "equip.reserve_device" for each in MOVES) // 10
    )
