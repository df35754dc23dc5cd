"""The doors by which files come in: the page, the station's key, the watched folder, the command."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fabrique.config.cli import main
from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.ui.formats import dated
from fabrique.equip import folder
from fabrique.equip.actions import intake
from fabrique.equip.actions.cpu_marks import import_marks
from fabrique.equip.actions.intake import take_file
from fabrique.equip.enums.intake import Door
from fabrique.equip.models import Device, InventoryFile, ObservationRecord
from fabrique.people.actions.tokens import make_token
from fabrique.people.enums import Role, TokenScope
from fabrique.people.models import Account, Organisation
from tests.equip.intake import samples
from tests.equip.intake.samples import bytes_of
from tests.equip.races import can_lose, unguarded
from tests.factories.accounts import sign_in
from tests.factories.equip import received, site
from tests.factories.people import member, organisation
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
KEYS = {"path", "status", "format", "make", "model", "serial", "cpu", "ram_mb", "drives", "reason"}


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def ours() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def worker(client: Client, ours: Organisation) -> Account:
    site(ours)
    sign_in(client, found := member(Role.REFURBISHER, of=ours))
    return found


def sent(*named: tuple[str, bytes]) -> dict[str, Any]:
    return {"sent": [SimpleUploadedFile(name, content) for name, content in named]}


def test_several_files_are_sent_at_once_and_each_is_told(client: Client, worker: Account, ours: Organisation):
    named = (
        ("a.json", bytes_of(samples.lshw())),
        ("coupé.json", bytes_of(samples.lshw())[:300]),
        ("d.txt", samples.DMIDECODE.encode()),
    )

    def send() -> str:
        return text(client.post(reverse("equip:intake"), {**sent(*named), "site": site(ours).pk}))

    said = send()
    for words in (
        "a.json",
        "Nouveau",
        "Portatif 14",
        "coupé.json",
        "Refusé",
        "coupé pendant la copie",
        "d.txt",
    ):
        assert words in said
    assert {file.door for file in InventoryFile.objects.of(ours)} == {Door.PAGE}
    assert "déjà été versé" in send()
    assert Device.objects.of(ours).count() == 2


def test_a_page_says_what_lacks(client: Client, worker: Account, ours: Organisation):
    said = text(client.post(reverse("equip:intake"), {"site": site(ours).pk}))
    assert "Choisissez au moins un fichier" in said


def test_what_differs_is_settled_on_the_page_of_the_device(
    client: Client, worker: Account, ours: Organisation
):
    for content in (samples.lshw(), samples.lshw(banks=(8 * samples.GIB,) * 2)):
        take_file(content=bytes_of(content), name="a", site=site(ours), by=None, door=Door.COMMAND)
    (device,) = Device.objects.of(ours)
    address = reverse("equip:device-inventories", args=[device.pk])
    assert device.code in text(client.get(reverse("equip:intake")))
    assert "lesquelles garder" in text(client.get(address))
    client.post(address, {"ram_mb": "1"})
    device.refresh_from_db()
    assert device.ram_mb == 16384
    assert "lesquelles garder" not in text(client.get(address))


def test_what_is_left_out_of_the_list_to_settle_is_counted_and_files_have_names(
    client: Client, worker: Account, ours: Organisation
):
    taken = take_file(content=bytes_of(samples.lshw()), name="a", site=site(ours), by=None, door=Door.PAGE)
    (device,) = Device.objects.of(ours)
    for _each in range(21):
        ObservationRecord.objects.create(
            file=taken.file, device=received(ours), seen_at=clock.now(), data={}, to_settle=True
        )
    page = text(client.get(reverse("equip:intake")))
    assert "Voici les 20 premiers sur 21" in page
    assert (
        f"{device.code} {device.make} {device.model} , " + dated(clock.today()).replace("\u00a0", " ") in page
    )


def test_a_measure_is_attached_and_the_raw_file_given_back(
    client: Client, worker: Account, ours: Organisation
):
    content = samples.BATTERY.encode("latin-1")
    file = take_file(content=content, name="b.ini", site=site(ours), by=None, door=Door.PAGE).file
    assert file is not None
    device = received(ours)
    client.post(reverse("equip:inventory-file", args=[file.pk]), {"code": device.code})
    device.refresh_from_db()
    assert device.battery == 50
    answer = client.get(reverse("equip:inventory-raw", args=[file.pk]))
    assert answer.content == content
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_mark_is_proposed_as_surely_as_it_is_known_and_noted_by_hand(
    client: Client, worker: Account, ours: Organisation, tmp_path: Path
):
    device = received(ours, cpu="Bidule ZX-4500 Turbo+")
    table = tmp_path / "notes.csv"
    table.write_text("name;mark\nBidule ZX 4500 Turbo;1200\n")
    import_marks(path=table)
    address = reverse("equip:device-inventories", args=[device.pk])
    assert "un nom proche seulement" in text(client.get(address))
    note = reverse("equip:note-cpu-mark", args=[device.pk])
    assert "un million" in text(client.post(note, {"mark": "0"}, follow=True))
    assert "La note est écrite" in text(client.post(note, {"mark": "1250"}, follow=True))
    device.refresh_from_db()
    assert device.cpu_mark == 1250


def test_another_organisations_files_are_missing_ones(client: Client, worker: Account):
    theirs = site(organisation("Atelier d’en face"))
    file = take_file(content=bytes_of(samples.lshw()), name="a", site=theirs, by=None, door=Door.PAGE).file
    assert file is not None
    device = Device.objects.of(theirs.organisation).get()
    for name, pk in (
        ("inventory-file", file.pk),
        ("inventory-raw", file.pk),
        ("device-inventories", device.pk),
    ):
        assert client.get(reverse(f"equip:{name}", args=[pk])).status_code == 404
    form = client.post(reverse("equip:intake"), {**sent(("a.json", b"{}")), "site": theirs.pk})
    assert "choix" in text(form).casefold()
    assert Device.objects.everywhere("tests").count() == 1


def post(client: Client, secret: str, content: bytes, query: str = "?nom=poste-3.json") -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    address = reverse("equip:station") + query
    return client.post(address, content, content_type="application/octet-stream", headers=headers)


def test_a_station_sends_with_a_key_and_again_without_fear(client: Client, ours: Organisation):
    place = site(ours)
    token, secret = make_token(
        organisation=ours,
        name="Poste 3",
        scopes=[TokenScope.DEVICES_INTAKE],
        days=9,
        by=member(Role.COORDINATOR),
    )
    content = bytes_of(samples.lshw())
    first, again = post(client, secret, content), post(client, secret, content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    (entry,) = first.json()["files"]
    assert entry.keys() >= KEYS
    assert (entry["path"], entry["code"][:3]) == ("poste-3.json", place.code)
    summary = JournalEntry.objects.get(action="equip.take_file").summary
    assert (summary["token"], summary["door"]) == (str(token.pk), "station")
    refused = post(client, secret, content[:300])
    assert (refused.status_code, refused.json()["files"][0]["status"]) == (422, "refused")
    assert post(client, secret, content, "?atelier=ZZZ").status_code == 422


def test_a_station_without_the_right_key_is_refused(client: Client, ours: Organisation):
    _token, other = make_token(
        organisation=ours,
        name="Site",
        scopes=[TokenScope.READ_ORGANISATION],
        days=9,
        by=member(Role.COORDINATOR),
    )
    assert "devices:intake" in post(client, other, b"{}").json()["error"]
    assert post(client, "fab_inconnue", b"{}").status_code == 403
    assert (
        not JournalEntry.objects.filter(action__startswith="equip.")
        .exclude(action="equip.open_site")
        .exists()
    )


def test_the_watched_folder_sorts_what_it_took(ours: Organisation, tmp_path: Path, settings: Any):
    site(ours)
    drop = tmp_path / "depot"
    drop.mkdir()
    (drop / "bon.json").write_bytes(bytes_of(samples.lshw()))
    (drop / "coupe.json").write_bytes(bytes_of(samples.lshw())[:300])
    (drop / ".cache").write_bytes(b"x")
    settings.INTAKE_FOLDER = str(drop)
    assert folder.watched() == drop
    now = (drop / "bon.json").stat().st_mtime
    assert folder.take_all(drop, now=now) == {"done": 0, "refused": 0}  # it may still be copied
    assert folder.take_all(drop, now=now + 60) == {"done": 1, "refused": 1}
    assert sorted(p.name for p in (drop / "refused").iterdir()) == ["coupe.json", "coupe.json.raison.txt"]
    assert "coupé" in (drop / "refused/coupe.json.raison.txt").read_text()
    (drop / "bon.json").write_bytes(bytes_of(samples.lshw()))
    folder.take_all(drop, now=now + 600)
    assert sorted(p.name for p in (drop / "done").iterdir()) == ["bon (2).json", "bon.json"]
    assert Device.objects.of(ours).count() == 1
    settings.INTAKE_FOLDER = str(tmp_path / "absent")
    assert folder.watched() is None


def fabrique(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_what_scripts_rely_on(tmp_path: Path):
    site(organisation("Atelier Le Rouet"))
    drop = tmp_path / "depot"
    drop.mkdir()
    good, bad = drop / "a.json", drop / "b.json"
    good.write_bytes(bytes_of(samples.lshw()))
    bad.write_bytes(b"{")
    result = fabrique("devices", "intake", drop, tmp_path / "absent.json", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["devices"], told["refused"]) == (1, 2)
    assert [(Path(f["path"]).name, f["status"]) for f in told["files"]] == [
        ("a.json", "created"), ("b.json", "refused"), ("absent.json", "refused"),
    ]  # fmt: skip
    assert all(each.keys() >= KEYS for each in told["files"])
    assert told["files"][0]["drives"] == [{"kind": "SSD", "size_gb": 240, "serial": "DISQUE0001"}]
    assert fabrique("devices", "intake", bad).exit_code == 1
    assert fabrique("devices", "intake", good, "--site", "ZZ", "--json").exit_code == 1


def send_all() -> tuple[list[str], int]:
    """As many stations as threads that send one machine; the status of each, and how many devices it made."""
    place, number = site(organisation("Atelier Le Rouet")), count()

    def send() -> str:
        content = bytes_of({**samples.lshw(), "rank": next(number)})  # files differ, the machine is one
        taken = take_file(content=content, name="a", site=place, by=None, door=Door.STATION)
        return str(taken.entries[0]["status"])

    return sorted(together(send)), Device.objects.of(place.organisation).count()


@pytest.mark.django_db(transaction=True)
def test_stations_that_send_one_machine_at_once_enter_it_once():
    assert send_all() == (["created"] + ["updated"] * (AT_ONCE - 1), 1)


@can_lose
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_each_station_would_enter_it(monkeypatch: pytest.MonkeyPatch):
    unguarded(monkeypatch, intake, "recognise")
    assert send_all() == (["created"] * AT_ONCE, AT_ONCE)
