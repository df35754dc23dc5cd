"""The pages of the bench: scan, one task each, refusals that lose nothing; strangers; constant queries."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.entering import open_lot
from fabrique.equip.documents.certificates import certificate_data
from fabrique.equip.enums import DeviceKind, DeviceState, DriveKind
from fabrique.equip.enums.intake import Door, Mark
from fabrique.equip.giving.sections import sections_of
from fabrique.equip.models import (
    Device,
    DeviceMark,
    ErasureCertificate,
    ErasureProof,
    InventoryFile,
    ObservationRecord,
    PartMove,
    RepairSession,
    StorageDrive,
)
from fabrique.equip.queries.certifying import certificates_of_gift
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, promised, received
from tests.factories.equip_bench import all_good, at_check, drive_of, erased, log_of, on_plates
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
# What a scanner that believes in an American keyboard writes on a French computer.
AS_IF_AMERICAN = str.maketrans("1234567890-AZQWM", "&é\"'(-è_çà)QWAZ?")
OF_ONE = (
    "bench-device", "bench-erasure", "note-drive", "bench-diagnosis", "bench-quality", "bench-repair",
    "bench-parts", "bench-software", "bench-grade",
)  # fmt: skip


@pytest.fixture
def holder() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def hands(client: Client, holder: Organisation) -> Account:
    sign_in(client, found := member(Role.REFURBISHER, of=holder))
    return found


def at(name: str, device: Device, **keys: Any) -> str:
    return reverse(f"equip:{name}", kwargs={"pk": device.pk, **keys})


def sent(content: bytes, name: str = "nwipe.log") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/plain")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_scan_opens_its_device_at_once(client: Client, holder: Organisation, hands: Account):
    device = received(holder)
    find = reverse("equip:bench-find")
    for scan in (
        device.code,
        f" {device.code.lower()} ",
        f"https://essai.example/a/{device.code}",
        f"https://essai.example/espace/appareils/{device.pk}/",
        device.code.replace("-", " "),
        device.code.translate(AS_IF_AMERICAN),
        device.serial,
    ):
        assert client.get(find, {"code": scan}).headers["Location"] == at("bench-device", device)
    begun = time.perf_counter()
    client.get(find, {"code": device.code})
    assert time.perf_counter() - begun < 0.1
    unknown = client.get(find, {"code": "ZZZ-PO-26-9999"})
    assert "Relisez l’étiquette." in text_of(unknown)
    assert 'value="ZZZ-PO-26-9999"' in text_of(unknown)  # what was scanned is not lost
    other = received(organisation("Ailleurs"))
    assert "Relisez" in text_of(client.get(find, {"code": other.code}))
    twin = received(holder, serial=device.serial)
    told = text_of(client.get(find, {"code": device.serial}))
    assert f"{device.code}, {twin.code}. Scannez l’étiquette" in told


def test_each_state_shows_its_next_gesture_and_what_stands_in_the_way(
    client: Client, holder: Organisation, hands: Account
):
    device = moved(on_plates(holder), "identify")
    page = text_of(client.get(at("bench-device", device)))
    assert "Effacer les supports" in page
    assert "d’occasion" in page
    client.post(at("order-erasure", device))
    client.post(at("bench-move", device), {"verb": "prove_erasure"})  # by hand: nothing proves it
    device.refresh_from_db()
    assert device.state == DeviceState.TO_ERASE
    assert "aucune preuve d’effacement" in text_of(client.get(at("bench-device", device)))


def test_a_log_is_put_in_judged_and_shown(client: Client, holder: Organisation, hands: Account):
    device, other = moved(on_plates(holder), "identify"), on_plates(holder)
    refused = client.post(at("bench-erasure", device), {"log": sent(log_of(other))})
    assert f"C’est celui d’un disque de {other.code}" in text_of(refused)
    assert "refusé" in text_of(refused)
    no_log = client.post(at("bench-erasure", device), {"log": sent(b"bonjour")})
    assert "n’est pas un journal de nwipe" in text_of(no_log)
    content = log_of(device)
    kept = client.post(at("bench-erasure", device), {"log": sent(content)})
    assert "prouvé, niveau Clear" in text_of(kept)
    page = text_of(client.get(at("bench-erasure", device)))
    assert "effacement prouvé" in page
    log = ErasureProof.objects.everywhere("tests").get().attempt.log
    assert client.get(reverse("equip:erasure-log", args=[log.pk])).content == content


@pytest.mark.parametrize(("kind", "name"), [("hdd", "sdX"), ("ssd", "sdX"), ("nvme", "nvme0")])
def test_the_disk_to_erase_is_found_and_compared_before_any_command(
    client: Client, holder: Organisation, hands: Account, kind: str, name: str
):
    device = moved(received(holder), "identify")
    StorageDrive.objects.of(holder).filter(device=device).update(kind=kind)
    page = text_of(client.get(at("bench-erasure", device)))
    found = page.index("lsblk -d -o NAME,MODEL,SERIAL,SIZE")
    told = page.index(f'a le n° <strong class="num">{drive_of(device).serial}</strong> : comparez', found)
    assert found < told < page.index(f"/dev/{name}")
    StorageDrive.objects.of(holder).filter(device=device).update(serial="")
    assert "Son numéro n’est pas connu ici" in text_of(client.get(at("bench-erasure", device)))


def test_logs_of_several_machines_find_their_drives(client: Client, holder: Organisation, hands: Account):
    devices = [moved(on_plates(holder), "identify") for _each in range(2)]
    files = [sent(log_of(*devices)), sent(b"{}", "releve.json")]
    page = text_of(client.post(reverse("equip:erasure-logs"), {"logs": files}))
    assert all(device.code in page for device in devices)
    assert "releve.json" in page
    assert ErasureProof.objects.everywhere("tests").count() == 2
    assert "Choisissez un fichier" in text_of(client.post(reverse("equip:erasure-logs"), {}))


def test_drives_are_noted_taken_out_and_destroyed_by_their_pages(
    client: Client, holder: Organisation, hands: Account
):
    device = moved(received(holder), "identify")
    given = {"kind": DriveKind.HDD, "serial": "NEUF-1", "size_gb": "500"}
    assert client.post(at("note-drive", device), given).status_code == 302
    again = client.post(at("note-drive", device), given)
    assert "déjà celui d’un support" in text_of(again)
    assert 'value="NEUF-1"' in text_of(again)
    for drive in StorageDrive.objects.of(holder).filter(device=device):
        url = at("take-drive-out", device, drive=drive.pk)
        assert "comment il a été détruit" in text_of(client.post(url, {"destroyed": "yes", "note": ""}))
        assert client.post(url, {"destroyed": "yes", "note": "Percé"}).status_code == 302
    device.refresh_from_db()
    assert device.state == DeviceState.DRIVE_REMOVED
    assert client.get(at("take-drive-out", device, drive=uuid4())).status_code == 404


def test_a_phone_is_attested_by_name(client: Client, holder: Organisation, hands: Account):
    phone = moved(received(holder, DeviceKind.SMARTPHONE), "identify")
    url = at("attest-reset", phone, drive=drive_of(phone).pk)
    assert "n’efface rien" in text_of(client.post(url, {"seen": "on"}))
    assert client.post(url, {"seen": "on", "encrypted": "on"}).status_code == 302
    assert ErasureProof.objects.everywhere("tests").get().by == hands


def test_a_check_is_filled_by_keyboard_and_loses_nothing(
    client: Client, holder: Organisation, hands: Account
):
    device = at_check(on_plates(holder))
    answers = all_good(device)
    missing = {key: value for key, value in answers.items() if key != "camera"}
    page = text_of(client.post(at("bench-quality", device), {**missing, "note": "Une rayure"}))
    assert "Répondez à « Caméra »" in page
    assert 'value="Une rayure"' in page
    assert client.post(at("bench-quality", device), answers).status_code == 302
    device.refresh_from_db()
    assert device.state == DeviceState.READY
    assert "reconditionné" in text_of(client.get(at("bench-device", device)))


def test_repair_parts_software_and_grade_by_their_pages(client: Client, holder: Organisation, hands: Account):
    device = received(holder, cpu="Intel Core i5-8250U", ram_mb=8000)
    donor = received(holder)
    Device.objects.of(holder).filter(pk=device.pk).update(state=DeviceState.TO_REPAIR)
    assert "entre 1 et 1440" in text_of(
        client.post(at("bench-repair", device), {"what": "Clavier", "minutes": "-3"})
    )
    client.post(at("bench-repair", device), {"what": "Clavier", "minutes": "20", "then": "more"})
    bare = {"rules": "emmaus-pc 2026", "then": "look"}
    lacking = text_of(client.post(at("bench-grade", device), bare))
    assert "Pour noter avec ces règles, complétez" in lacking
    assert at("correct-device", device) in lacking
    assert at("device-inventories", device) in lacking
    part = {"way": "fit", "part": "memory", "memory": "4", "other": "INCONNU"}
    assert "Relisez l’étiquette" in text_of(client.post(at("bench-parts", device), part))
    assert client.post(at("bench-parts", device), {**part, "other": donor.code}).status_code == 302
    assert client.post(at("bench-software", device), {"kind": "linux", "licence": "free"}).status_code == 302
    grade = {"rules": "fabrique-pc 2026-11", "appearance": "B"}
    seen = text_of(client.post(at("bench-grade", device), {**grade, "then": "look"}))
    assert "Note B" in seen
    assert "Un SSD change plus l’usage" in seen
    assert client.post(at("bench-grade", device), {**grade, "then": "give"}).status_code == 302
    page = text_of(client.get(at("bench-device", device)))
    assert f"prise dans {donor.code}" in page
    assert "règles fabrique-pc 2026-11" in page
    assert RepairSession.objects.everywhere("tests").get().minutes == 20
    assert PartMove.objects.everywhere("tests").get().source == donor


def test_rules_are_compared_on_the_stock(client: Client, holder: Organisation, hands: Account):
    received(holder, cpu_mark=3000, ram_mb=8192)
    url = reverse("equip:compare-rules")
    page = text_of(client.get(url, {"before": "emmaus-pc 2025", "after": "emmaus-pc 2026"}))
    assert "1 appareil du stock" in page
    assert text_of(client.get(reverse("equip:grading-rules"))).count("<section") == 6
    assert (
        client.post(reverse("equip:grading-rules"), {"file": sent(b"{")}).status_code == 200
    )  # not theirs to add
    assert "Ajouter une version" not in text_of(client.get(reverse("equip:grading-rules")))


def inventory(device: Device) -> None:
    """What an inventory said of a device: the health of its drive, the identifier of its board."""
    health = {"verdict": "watch", "reasons": ["12 secteurs remplacés"], "hours": 9000}
    file = InventoryFile.objects.of(device.organisation).create(
        organisation=device.organisation, sha256="0" * 64, format="smartctl", door=Door.PAGE,
        site=device.site, taken_at=clock.now(),
    )  # fmt: skip
    ObservationRecord.objects.of(device.organisation).create(
        file=file, device=device, seen_at=clock.now(),
        data={"drives": [{"serial": drive_of(device).serial, "health": health}]},
    )  # fmt: skip
    DeviceMark.objects.of(device.organisation).create(
        organisation=device.organisation, device=device, kind=Mark.UUID, value="UUID-1"
    )


def test_a_certificate_is_signed_printed_and_verified(client: Client, holder: Organisation, hands: Account):
    device = on_plates(holder)
    inventory(device)
    refused = client.post(at("certify-device", device), {"key": str(uuid4())}, follow=True)
    assert "aucune preuve d’effacement" in text_of(refused)
    erased(device, hands)
    key = str(uuid4())
    for _twice in range(2):
        client.post(at("certify-device", device), {"key": key})
    certificate = ErasureCertificate.objects.everywhere("tests").get()
    pdf = client.get(reverse("equip:erasure-certificate", args=[certificate.pk]))
    assert pdf.content.startswith(b"%PDF")
    data = certificate_data(certificate, "https://essai.example/")
    rows = dict(map(tuple, data["devices"][0]["drives"][0]["rows"]))
    assert rows["Méthode"] == "PRNG Stream"
    assert rows["Octets effacés, total"].endswith("(100,00\u00a0%)")
    assert rows["Preuve apportée par"] == hands.name
    assert rows["Santé du disque (SMART)"] == "à surveiller, 12 secteurs remplacés, 9000 heures de marche"
    assert rows["Identifiant de sa carte mère (UUID)"] == "UUID-1"
    assert data["devices"][0]["drives"][0]["claim"] == "Niveau Clear"
    client.logout()
    verify = reverse("equip:verify-erasure", args=[certificate.token])
    page = client.get(verify)
    assert f"Le certificat {certificate.code} est authentique" in text_of(page)
    assert f"<title>Le certificat d’effacement {certificate.code} est authentique" in text_of(page)
    assert 'Niveau <span lang="en">Clear</span> (effacement simple)' in text_of(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    serial = drive_of(device).serial
    assert serial[-4:] in text_of(page)
    assert serial not in text_of(page)
    assert client.get(reverse("equip:reprint-erasure", args=[certificate.token])).content == pdf.content
    ErasureCertificate.objects.everywhere("tests").update(text=certificate.text.replace("clear", "purge"))
    assert "n’est pas authentique" in text_of(client.get(verify))
    assert client.get(reverse("equip:verify-erasure", args=["x" * 43])).status_code == 404


def test_a_lot_is_certified_whole_or_not_at_all(client: Client, holder: Organisation, hands: Account):
    devices = [on_plates(holder) for _each in range(3)]
    gift = promised(holder)
    lot = open_lot(site=devices[0].site, by=None, donation=gift)
    Device.objects.of(holder).update(lot=lot)
    for device in devices:
        device.lot = lot
    erased(devices[0])
    erased(devices[1])
    url = reverse("equip:lot-erasure", args=[lot.pk])
    page = text_of(client.post(url, {"key": str(uuid4())}))
    assert f"{devices[2].code}, " in page
    assert "ne peut pas être signé" in page
    erased(devices[2])
    assert client.post(url, {"key": str(uuid4())}).status_code == 302
    certificate = ErasureCertificate.objects.everywhere("tests").get()
    assert certificates_of_gift(gift) == [certificate]
    told = [render_to_string(template, dict(values)) for template, values in sections_of(gift)]
    assert any(certificate.token in each for each in told)  # the donor finds it on the page of their gift
    sheet = text_of(client.get(reverse("equip:device", args=[devices[0].pk])))
    assert f"Certificat d’effacement {certificate.code}" in sheet
    assert reverse("equip:lot-erasure", args=[lot.pk]) in text_of(
        client.get(reverse("equip:lot", args=[lot.pk]))
    )
    assert (
        text_of(client.get(reverse("equip:verify-erasure", args=[certificate.token]))).count("finit par") == 3
    )


def test_another_organisation_finds_nothing(client: Client, holder: Organisation):
    device = on_plates(holder)
    sign_in(client, member(Role.REFURBISHER, of=organisation("Ailleurs")))
    for name in OF_ONE:
        assert client.get(at(name, device)).status_code == 404, name
    assert client.post(at("bench-move", device), {"verb": "identify"}).status_code == 404


@pytest.mark.parametrize("name", ["bench", "erasure-logs"])
def test_lists_cost_the_same_for_one_and_for_three(
    client: Client, holder: Organisation, hands: Account, name: str
):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse(f"equip:{name}")).status_code == 200
        return len(caught)

    client.post(at("order-erasure", moved(on_plates(holder), "identify")))
    client.get(reverse(f"equip:{name}"))
    one = cost()
    for _each in range(2):
        client.post(at("order-erasure", moved(on_plates(holder), "identify")))
    assert cost() == one
