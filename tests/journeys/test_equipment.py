"""Forty laptops, from the company's list to the student who gets hers, in a browser.

``FABRIQUE_SHOTS`` names a folder that receives an image of each step, at 320 and at 1280 px.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page

from fabrique.core import clock
from fabrique.demo.giving import LIST
from fabrique.demo.inventories import Disk, erasure_log, lshw, model_of, nwipe
from fabrique.demo.workshop import Crew, finish
from fabrique.equip.enums import WITH_SOMEBODY, DeviceState, DriveKind
from fabrique.equip.giving.fleets import read_fleet
from fabrique.equip.models import Device, DeviceRequest, Donation, ErasureProof, Handover, Lot, Round
from fabrique.people.enums import Role
from fabrique.people.models import Organisation, Resident
from fabrique.territory.models import Territory
from tests.factories.asking import programme
from tests.factories.giving import receiving
from tests.factories.people import member, organisation, receive
from tests.factories.rounds import van, workshop
from tests.journeys.conftest import NARROW, OpenPage, assert_good, sign_in
from tests.journeys.test_rounds import draw
from tests.journeys.test_trust import Album, go, press

SERIALS = [item.serial for item in read_fleet(LIST).items][:39]  # the fortieth stays behind


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    holder = receiving(organisation("Atelier Le Rouet"))
    workshop(holder), van(holder)
    return holder


def test_forty_laptops_from_a_list_to_a_student(open_page: OpenPage, ours: Organisation):
    shot = Album()
    donor = open_page(reverse("equip:give"), width=NARROW)
    promises(donor, shot)
    donation = Donation.objects.of(ours).get()
    assert donation.lines.of(ours).count() > 1
    samir = member(Role.REFURBISHER, Role.COORDINATOR, of=ours, name="Samir Dolvenne")
    leonie = member(Role.REFURBISHER, of=ours, name="Léonie Carvasse")
    page = open_page("/connexion/")
    sign_in(page, samir.email)
    fetches(page, donation, shot)
    takes_in(page, Lot.objects.of(ours).get(), shot)
    crew = Crew(samir, leonie)
    failed, giver, *others = Device.objects.of(ours).order_by("code")
    proves(page, failed, shot)
    assert ErasureProof.objects.of(ours).count() == 39
    repairs(page, failed, giver, shot)
    checks(open_page("/connexion/", width=NARROW), leonie.email, failed, shot)
    for device in others[:2]:
        finish(device, crew, "B")
    lina = asks(open_page, organisation("La Bobine"), "Lina", "Étudier, se former", shot)
    asks(open_page, organisation("CCAS de Corderive"), "Mme Brévent", "Suivre l’école", shot)
    device = shares_out(page, lina, shot)
    hands_over(page, device, shot)
    lina.refresh_from_db()
    assert lina.state == "served"
    assert Handover.objects.of(ours).get().resident == lina.resident
    tells(donor, open_page(reverse("equip:counter"), width=NARROW), donation, shot)


def files(named: Sequence[tuple[str, bytes]]) -> list[Any]:
    """What an upload of these files sends."""
    return [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in named]


def promises(page: Page, shot: Album) -> None:
    """The company sends its list, reads what was understood, and says where to fetch it."""
    go(page, "Beaucoup de matériel")
    page.get_by_label("Votre liste").set_input_files(LIST)
    press(page, "Lire la liste")
    assert page.get_by_text("Nous avons lu 40 appareils").is_visible()
    assert_good(page)
    shot(page, "liste-lue")
    press(page, "Continuer avec cette liste")
    page.get_by_label("Demander un enlèvement").check()
    page.get_by_label("Adresse de l’enlèvement").fill("12 quai des Filatures")
    page.get_by_label("Commune").fill("44000 Nantes")
    press(page, "Continuer")
    page.get_by_label("Une entreprise").check()
    page.get_by_label("Votre nom, ou celui de l’organisme").fill("Filatures Réunies")
    page.get_by_label("Téléphone").fill("02 61 91 00 40")
    press(page, "Continuer")
    page.get_by_label("Ce matériel m’appartient").check()
    shot(page, "promesse-relue")
    press(page, "Envoyer ma promesse")
    shot(page, "promesse-envoyee")


def fetches(page: Page, donation: Donation, shot: Album) -> None:
    """The workshop accepts; a round counts 39 at the door, on a phone, and they are signed for."""
    page.goto(reverse("equip:donation", args=[donation.pk]))
    shot(page, "don")
    go(page, "Accepter")
    press(page, "Accepter")
    page.goto(reverse("equip:open-round"))
    page.locator("input[name=on]").fill(str(clock.today()))
    press(page, "Ouvrir la tournée")
    press(page, "Ajouter à la fin")
    press(page, "Prévoir cette tournée")
    shot(page, "tournee")
    held = Round.objects.of(donation.organisation).get()
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.goto(reverse("equip:road", args=[held.pk]))
    page.wait_for_load_state("networkidle")  # it keeps itself: a base in memory cannot do both
    press(page, "Partir")
    shot(page, "sur-la-route")
    go(page, "Compter et signer")
    first = page.locator("input[name^=count-]").first
    first.fill(str(int(first.input_value()) - 1))
    page.locator("input[name=gap]").fill("Un portable introuvable")
    page.locator("input[name=handed_by]").fill("Solène Kerdavel")
    draw(page)
    shot(page, "compter-et-signer")
    press(page, "Enregistrer ce qui est pris")
    press(page, "Terminer la tournée")
    assert page.get_by_text("5 comptés").is_visible(), "one lacks of the six that work badly"
    assert_good(page)
    shot(page, "tournee-finie")
    page.set_viewport_size({"width": 1280, "height": 900})


def takes_in(page: Page, lot: Lot, shot: Album) -> None:
    """Labels for the lot, then the inventories: each finds its machine by its number."""
    page.goto(f"{reverse('equip:enter')}?lot={lot.pk}")
    page.get_by_label("Combien, tous pareils").fill("39")
    page.get_by_label("Numéros de série").fill("\n".join(SERIALS))
    press(page, "Entrer")
    page.goto(reverse("equip:intake"))
    sent = [(f"{serial}.json", lshw(serial, rank)) for rank, serial in enumerate(SERIALS)]
    page.get_by_label("Fichiers").set_input_files(files(sent))
    press(page, "Verser")
    shot(page, "releves")
    held = Device.objects.of(lot.organisation).filter(lot=lot)
    assert held.filter(state=DeviceState.IDENTIFIED).exclude(make="").count() == 39
    page.goto(reverse("equip:lot", args=[lot.pk]))
    assert page.get_by_text("tout est entré").first.is_visible()
    shot(page, "lot")


def proves(page: Page, failed: Device, shot: Album) -> None:
    """A log that failed is refused and says why: the drive is taken out. The others prove 38 drives."""
    begun = clock.now() - timedelta(hours=2)
    disks = [model_of(serial).disk_of(serial) for serial in SERIALS]
    bad, *rest = disks
    page.goto(reverse("equip:bench-erasure", args=[failed.pk]))
    press(page, "Demander l’effacement")
    page.goto(reverse("equip:bench-erasure", args=[failed.pk]))
    sent = files([("echec.log", nwipe([bad], begun, failed=True))])
    page.get_by_label("Le journal de l’effacement").set_input_files(sent)
    press(page, "Déposer et juger")
    assert page.get_by_text("L’effacement a échoué").first.is_visible()
    assert_good(page)
    shot(page, "effacement-refuse")
    page.goto(reverse("equip:bench-erasure", args=[failed.pk]))
    go(page, "Retirer ou détruire")
    page.get_by_label("Détruit devant moi").check()
    page.get_by_label("Comment, ou pourquoi").fill("Percé en trois points")
    press(page, "Enregistrer")
    page.goto(reverse("equip:erasure-logs"))
    page.get_by_label("Les journaux d’effacement").set_input_files(files(logs(rest, begun)))
    press(page, "Déposer et juger")
    shot(page, "journaux-juges")


def logs(disks: Sequence[Disk], begun: Any) -> list[tuple[str, bytes]]:
    """One log for all the plates, one for each flash drive."""
    turning = [each for each in disks if each.kind == DriveKind.HDD]
    rest = [each for each in disks if each.kind != DriveKind.HDD]
    return [
        ("plateaux.log", nwipe(turning, begun)),
        *((f"{each.serial}.log", erasure_log(each, begun)) for each in rest),
    ]


def repairs(page: Page, failed: Device, giver: Device, shot: Album) -> None:
    """The proved drive of a machine that is dead goes into the one that lost its own."""
    page.goto(reverse("equip:bench-parts", args=[failed.pk]))
    page.get_by_label("Je pose une pièce ici").check()
    page.get_by_label("Disque", exact=True).check()
    page.get_by_label("Code de l’autre appareil").fill(giver.code)
    shot(page, "pieces")
    press(page, "Enregistrer")  # it has one drive: that one
    page.goto(reverse("equip:bench-device", args=[failed.pk]))
    press(page, "Mettre au diagnostic")
    press(page, "Il faut réparer")
    page.goto(reverse("equip:bench-repair", args=[failed.pk]))
    page.get_by_label("Qu’avez-vous fait").fill("Disque remplacé par celui d’un autre portable")
    page.get_by_label("En combien de minutes").fill("35")
    shot(page, "reparation")
    press(page, "Noter, c’est réparé")
    page.goto(reverse("equip:bench-software", args=[failed.pk]))
    page.get_by_label("Linux", exact=True).check()
    page.get_by_label("Logiciel libre").check()
    press(page, "Enregistrer")
    press(page, "Envoyer au contrôle")
    assert_good(page)
    shot(page, "etabli")


def checks(page: Page, email: str, device: Device, shot: Album) -> None:
    """Somebody else checks it, with a phone in one hand."""
    sign_in(page, email)
    page.goto(reverse("equip:bench-quality", args=[device.pk]))
    for box in page.locator("input[type=radio][value=good]").all():
        box.check()
    shot(page, "controle")
    press(page, "Enregistrer et conclure")
    device.refresh_from_db()
    assert device.state == DeviceState.READY
    shot(page, "pret")


def asks(open_page: OpenPage, holder: Organisation, called: str, use: str, shot: Album) -> DeviceRequest:
    """A prescriber asks for a person, in one screen."""
    programme()
    person: Resident = receive(holder, called=called)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, member(Role.PRESCRIBER, of=holder, name="Aude Tessanqui").email)
    page.goto(reverse("equip:ask-for", args=[person.pk]))
    page.get_by_label(use).check()
    page.get_by_label("Aucun ordinateur ni tablette au foyer").check()
    if called == "Lina":
        page.get_by_label("Élève ou étudiant boursier").check()
    shot(page, f"demander-{holder.pk.hex[:4]}")
    press(page, "Envoyer la demande")
    return DeviceRequest.objects.of(holder).get()


def shares_out(page: Page, asked: DeviceRequest, shot: Album) -> Device:
    """The calculation proposes with its reasons; a person accepts."""
    page.goto(reverse("equip:allocation"))
    press(page, "Calculer les propositions")
    shot(page, "propositions")
    go(page, asked.code)
    assert page.get_by_text("Rang 1 sur 2").is_visible()
    assert_good(page)
    shot(page, "raisons")
    press(page, "Accepter et garder l’appareil")
    return Device.objects.everywhere("tests").get(state=DeviceState.RESERVED)


def hands_over(page: Page, device: Device, shot: Album) -> None:
    """The agreement is signed on the screen, what matters is checked, the device changes hands."""
    page.goto(f"{reverse('equip:prepare-handover')}?appareil={device.code}")
    page.get_by_label("Don", exact=True).check()
    page.get_by_label("Personne en situation de précarité").check()
    page.get_by_label("Sa situation, comme elle la dit").select_option("student")
    shot(page, "preparer-la-remise")
    press(page, "Garder l’appareil")
    go(page, "Cocher ce qui est vérifié")
    for box in page.locator("input[name=checked]").all():
        box.check()
    press(page, "Noter les vérifications")
    page.set_viewport_size({"width": NARROW, "height": 900})
    go(page, "Signer à l’écran")
    draw(page)
    page.get_by_label("J’ai lu ou entendu ce texte").check()
    assert_good(page)
    shot(page, "signer")
    press(page, "Signer cette convention")
    shot(page, "signee")
    go(page, "Remettre l’appareil")
    page.get_by_label("Voulue", exact=True).check()
    press(page, "L’appareil est remis")
    shot(page, "remis")


def tells(donor: Page, counter: Page, donation: Donation, shot: Album) -> None:
    """The donor's page and the public counter say what the database holds, to the unit."""
    rows = Device.objects.everywhere("tests").filter(lot__donation=donation)
    used = rows.filter(state__in=WITH_SOMEBODY).count()
    ready = rows.filter(state__in=[DeviceState.READY, DeviceState.RESERVED]).count()
    assert (rows.count(), used, ready) == (39, 1, 2)
    donor.reload()
    told = f"Vous en avez donné 39 : {used} en usage, {ready} prêts à servir, {39 - used - ready} à l’atelier"
    assert told in " ".join(donor.locator("main").inner_text().split())
    assert_good(donor)
    shot(donor, "page-du-donateur")
    said = dict(re.findall(r"(\S[^\n]*)\n+(\d+)", counter.locator("dl.tally").inner_text()))
    everything = Device.objects.everywhere("tests")
    assert int(said["reçus"]) == everything.count() == 39
    assert int(said["chez quelqu’un"]) == everything.filter(state__in=WITH_SOMEBODY).count()
    assert int(said["à l’atelier"]) == 38
    assert_good(counter)
    shot(counter, "compteur")
