"""Devices in the formats of others, and in open data."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.tabular import read_table
from fabrique.equip.actions.bench import inspect_device
from fabrique.equip.cli.group import devices
from fabrique.equip.enums import DeviceKind, DeviceState, DriveKind, Purpose, SoftwareKind
from fabrique.equip.enums.intake import Mark
from fabrique.equip.exports.bolc import BOLC_STATE, TECTECH_STATE, bolc_rows, tectech_rows
from fabrique.equip.exports.glpi import archived, glpi_inventories
from fabrique.equip.exports.open_data import open_rows
from fabrique.equip.models import Device, DeviceMark, InstalledSoftware, StorageDrive
from fabrique.equip.queries.figures.reach import Reach
from fabrique.people.enums import Role
from tests.conftest import ROOT
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, received
from tests.factories.equip_bench import IMEI, all_good
from tests.factories.handing import handed
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
SCHEMA = ROOT / "src/fabrique/equip/intake/schemas/glpi-inventory.schema.json"


def laptop(**values: object) -> Device:
    """A device of which all is known, with a system."""
    given = {
        "make": "Estuaria", "model": "Portable 14", "serial": "SN;7", "cpu": "Core i5-8250U",
        "cpu_mark": 6_100, "ram_mb": 8_192, "screen_tenths": 140, "battery": 81, "grade": "B",
        "made_year": 2019, **values,
    }  # fmt: skip
    device = received(organisation("Atelier Le Rouet"), DeviceKind.LAPTOP, **given)
    InstalledSoftware.objects.of(device.organisation).create(
        device=device, kind=SoftwareKind.LINUX, name="Linux Mint 22", licence="free", at=clock.now(),
        by=member(Role.REFURBISHER, of=device.organisation),
    )  # fmt: skip
    return device


def rows() -> Reach:
    return Reach(organisation("Atelier Le Rouet"))


def test_a_bolc_row_has_thirty_five_fields_in_their_places():
    device = laptop()
    (row,) = bolc_rows(rows().devices())
    assert len(row) == 35
    assert (row[1], row[3], row[4], row[5]) == (device.code, "PC portable", "B", "En attente")
    assert (row[7], row[10], row[11], row[15]) == ("Estuaria", "Portable 14", "81", "Core i5-8250U")
    assert (row[16], row[17], row[20], row[23], row[26]) == ("SSD", "240", "8", "14,0", "6100")
    assert row[30] == "Linux Mint 22"


def test_every_state_has_its_word_and_who_left_the_workshop_is_not_stock():
    """None falls into a default: a new state has to be thought of."""
    S = DeviceState
    gone = {S.HANDED_OVER, S.IN_USE, S.AFTER_SALE, S.LOST, S.STOLEN}
    assert set(DeviceState) - set(BOLC_STATE) == gone
    assert set(TECTECH_STATE) == set(DeviceState)
    kept = laptop()
    handed()
    assert [row[1] for row in bolc_rows(rows().devices())] == [kept.code]
    for state, words in BOLC_STATE.items():
        Device.objects.of(kept.organisation).filter(pk=kept.pk).update(state=state)
        (row,) = bolc_rows(rows().devices())
        assert row[5] == words
    assert (BOLC_STATE[S.TO_REPAIR], BOLC_STATE[S.RETURNED]) == ("En reconditionnement",) * 2


def test_a_device_came_on_a_day_of_paris_and_memory_is_not_rounded_over_a_step():
    with clock.frozen(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)):
        laptop(ram_mb=3_584)
    (row,) = bolc_rows(rows().devices())
    assert (row[20], row[29]) == ("3,5", "01/01/2026")
    (named,) = tectech_rows(rows().devices())
    assert (named["RAM"], named["createdAt"]) == ("3,5", "2026-01-01T00:30:00+01:00")
    (month,) = open_rows(Reach())
    assert month[0] == "2026-01"


def test_the_bolc_file_is_not_broken_by_what_is_typed(tmp_path: Path):
    laptop(make="=Estuaria\n")
    target = tmp_path / "bolc.csv"
    done = CliRunner().invoke(devices, ["export", "--format", "bolc", "-o", str(target), "--json"])
    assert json.loads(done.output) == {"format": "bolc", "file": str(target), "rows": 1}
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert line.count(";") == 34
    assert ";'=Estuaria;" in line


def test_tectech_has_its_codes_and_comes_back_as_it_went(tmp_path: Path):
    device = laptop()
    moved(device, "identify")
    handed()
    target = tmp_path / "tectech.csv"
    CliRunner().invoke(devices, ["export", "--format", "tectech", "-o", str(target)])
    written = [row.values for row in read_table(target)]
    assert [each["statut"] for each in written] == ["A_TRAITER", "DISTRIBUE"]
    first = written[0]
    assert (first["numeroSerie"], first["typeMateriel"], first["RAM"]) == ("SN;7", "ORDINATEUR_PORTABLE", "8")
    assert (first["systemeExploitation"], first["categorie"]) == ("Linux", "B")
    assert first["commentaire"] == "batterie 81 % ; écran 14,0 pouces ; processeur 6100 points"
    assert len(list(tectech_rows(rows().devices()))) == 2


def test_tectech_has_the_imeis_of_a_telephone_those_of_inventories_first():
    holder = organisation("Atelier Le Rouet")
    phone = moved(received(holder, DeviceKind.SMARTPHONE), "identify")
    received(holder, DeviceKind.SMARTPHONE)
    mark = partial(DeviceMark.objects.of(holder).create, organisation=holder, device=phone)
    mark(kind=Mark.IMEI, value="356938035643809")
    mark(kind=Mark.MAC, value="00:11:22:33:44:55")
    answers = all_good(phone, imei=IMEI)
    by = member(Role.REFURBISHER, of=holder)
    for _each in range(2):
        inspect_device(device=phone, purpose=Purpose.DIAGNOSIS, answers=answers, by=by)
    found = [(row["IMEI1"], row["IMEI2"]) for row in tectech_rows(rows().devices())]
    assert found == [("356938035643809", IMEI), ("", "")]


def test_an_archive_goes_out_device_by_device(client: Client):
    for _each in range(3):
        received(organisation("Atelier Le Rouet"))
    pieces = archived(glpi_inventories(rows().devices()))
    first = next(pieces)
    assert first.startswith(b"PK")
    whole = zipfile.ZipFile(io.BytesIO(first + b"".join(pieces)))
    assert whole.testzip() is None
    assert len(whole.namelist()) == 3
    sign_in(client, member(Role.REFURBISHER, of=organisation("Atelier Le Rouet")))
    answer = client.get(reverse("equip:export-devices", args=["glpi"]))
    assert answer.streaming
    sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(sent)).namelist() == whole.namelist()


def test_a_glpi_inventory_is_of_its_schema(tmp_path: Path):
    device = laptop()
    StorageDrive.objects.of(device.organisation).create(
        organisation=device.organisation,
        device=device,
        origin=device,
        kind=DriveKind.HDD,
        seen_at=clock.now(),
    )
    received(device.organisation, DeviceKind.SMARTPHONE)
    received(device.organisation, DeviceKind.SCREEN)
    schema = jsonschema_rs.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    found = list(glpi_inventories(rows().devices()))
    assert len(found) == 2
    for each in found:
        schema.validate(each)
    assert found[0]["content"]["storages"][0]["disksize"] == 240_000
    target = tmp_path / "glpi.zip"
    CliRunner().invoke(devices, ["export", "--format", "glpi", "-o", str(target)])
    assert len(zipfile.ZipFile(target).namelist()) == 2


def test_open_data_counts_every_device_once_and_names_none(client: Client):
    laptop()
    handed()
    counted = sum(int(row[3]) for row in open_rows(Reach()))
    assert counted == Device.objects.everywhere("tests").count()
    for name in ("appareils", "personnes", "dictionnaire"):
        answer = client.get(reverse(f"equip:open-{name}"))
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert "SN" not in text
        assert text.startswith(("mois_arrivee,", "depuis,", "fichier,"))


@pytest.mark.parametrize("form", ["bolc", "tectech", "glpi"])
def test_who_keeps_the_stock_takes_it_out(client: Client, form: str):
    laptop()
    sign_in(client, member(Role.REFURBISHER, of=organisation("Atelier Le Rouet")))
    assert client.get(reverse("equip:export-devices", args=[form])).status_code == 200
    assert client.get(reverse("equip:export-devices", args=["autre"])).status_code == 404


def test_a_folder_is_no_file(tmp_path: Path):
    done = CliRunner().invoke(devices, ["export", "--format", "open", "-o", str(tmp_path)])
    assert "ne peut pas être écrit" in str(done.exception)
