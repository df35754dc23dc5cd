"""From an invitation to a journal that nobody can bend: the whole of what trust is made of, in a browser.

``FABRIQUE_SHOTS`` names a folder that receives an image of each step, at 320 and at 1280 px.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.db import connection, transaction
from playwright.sync_api import Page

from fabrique.accompany.models import CaseAct
from fabrique.core import worker
from fabrique.core.journal.cli import verify
from fabrique.core.journal.damage import FRENCH, Kind
from fabrique.core.models import JournalEntry
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation, Resident
from fabrique.territory.models import Territory
from tests.conftest import lift_triggers
from tests.core.journal.test_verifying import FORGED, ZEROS, go_back, renumber
from tests.core.test_received import PDF
from tests.factories.accounts import code_now
from tests.factories.people import PASSWORD, agree, member, organisation
from tests.journeys.conftest import NARROW, WIDE, OpenPage, follow, sign_in
from tests.journeys.test_mandates import draw

SHOTS = os.environ.get("FABRIQUE_SHOTS", "")
HELPER = "odile@estuaire.example"
DONE_IN_PLACE = "Pré-demande déposée à l’ANTS"
DONE_WITH = "Situation relue ensemble sur caf.fr"


@dataclass
class Album:
    """One image of each step, of whoever's page it is."""

    number: int = field(default=0)

    def __call__(self, page: Page, name: str) -> None:
        self.number += 1
        if not SHOTS:
            return
        size = page.viewport_size
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            path = Path(SHOTS) / f"{self.number:02}-{name}-{width}.png"
            page.screenshot(path=path, full_page=True)
        page.set_viewport_size(size or {"width": WIDE, "height": 900})


def press(page: Page, name: str) -> None:
    """Press the button of these words."""
    follow(page.locator("main").get_by_role("button", name=re.compile(f"^{name}")).first)


def go(page: Page, name: str) -> None:
    """Follow the link of these words."""
    follow(page.locator("main").get_by_role("link", name=name).first)


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    agree(found := organisation("La Bobine"))
    return found


def test_trust_from_an_invitation_to_a_journal_that_nobody_can_bend(
    open_page: OpenPage, ours: Organisation, administrator: Account, tmp_path: Path
):
    shot = Album()
    link = invites(open_page("/connexion/"), member(Role.COORDINATOR, of=ours, name="Ondine Tréval"), shot)
    page = open_page(link)
    enters(page, shot)
    meets(page, shot)
    file = page.url
    odette = Resident.objects.of(ours).get()
    assert (odette.email, odette.informed_at is not None) == ("", True)
    signs(page, shot)
    page.goto(file)
    acts(page, file, shot)
    assert set(CaseAct.objects.of(ours).values_list("manner", flat=True)) == {"in_place", "with_person"}
    page.goto(file)
    code = gives_a_carnet(page, shot)
    reads_it(open_page("/carnet/", width=NARROW, java_script_enabled=False), code, shot)
    page.goto(file)
    takes_back(page, shot)
    is_refused(page, file, shot)
    assert CaseAct.objects.of(ours).count() == 2
    head = verifies(open_page("/connexion/"), administrator, tmp_path, shot)
    for kind, bend in BENT.items():
        assert told_after(bend, head) == FRENCH[kind]
    assert told_after(lambda last: None, head) == ""


def invites(page: Page, coordinator: Account, shot: Album) -> str:
    """The coordinator invites a helper; the page gives the link to whoever stands beside."""
    sign_in(page, coordinator.email)
    shot(page, "coordination")
    page.goto("/espace/organisation/")
    go(page, "Membres")
    go(page, "Inviter une personne")
    page.get_by_label("Adresse électronique de la personne").fill(HELPER)
    page.get_by_label("Aide sous mandat").check()
    page.get_by_label("Salarié ou agent").check()
    shot(page, "inviter")
    press(page, "Envoyer l’invitation")
    shot(page, "invitee")
    return page.locator(".secret").inner_text()


def enters(page: Page, shot: Album) -> None:
    """She opens her account; nothing opens before a second factor."""
    page.get_by_label("Votre nom").fill("Odile Kermadec")
    page.get_by_label("Choisissez un mot de passe").fill(PASSWORD)
    shot(page, "invitation")
    press(page, "Ouvrir mon compte")
    page.get_by_label("Adresse électronique").fill(HELPER)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    shot(page, "connexion")
    press(page, "Se connecter")
    page.goto("/espace/personnes/")
    assert page.locator("h1").inner_text() == "Choisir une seconde preuve"
    shot(page, "seconde-preuve")
    go(page, "Ajouter une application")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Le code que montre").fill(code_now(secret))
    shot(page, "application")
    press(page, "Enregistrer")
    page.goto("/espace/")
    shot(page, "ma-journee")


def meets(page: Page, shot: Album) -> None:
    """She receives a person who has no e-mail, tells them what is kept, and notes what they accept."""
    follow(page.get_by_role("link", name="Recevoir une personne").first)
    page.get_by_label("Nom de famille").fill("Marsonval")
    page.get_by_label("Année de naissance").fill("1948")
    press(page, "Chercher")
    shot(page, "personne-inconnue")
    press(page, "Ouvrir un dossier")
    page.get_by_label("Comment appeler la personne").fill("Mme Marsonval")
    page.get_by_label("Prénom").fill("Odette")
    shot(page, "nouvelle-personne")
    press(page, "Ouvrir le dossier")
    shot(page, "dossier-ouvert")
    press(page, "Je viens de le lui lire")
    press(page, "Noter son accord")
    assert page.get_by_text("L’accord est noté").is_visible()
    shot(page, "accord")


def signs(page: Page, shot: Album) -> None:
    """The person signs a mandate for one kind of procedure, with a finger."""
    go(page, "Préparer un mandat")
    page.get_by_label("Papiers, citoyenneté").check()
    page.get_by_label("Dans quelle commune").fill("Grandmesnil")
    shot(page, "mandat-prepare")
    press(page, "Préparer le texte")
    shot(page, "mandat-texte")
    go(page, "Signer à l’écran")
    draw(page)
    page.get_by_label("J’ai lu ou entendu ce texte").check()
    page.get_by_label("Le professionnel").check()
    shot(page, "signature")
    press(page, "Signer ce mandat")
    shot(page, "mandat-signe")


def acts(page: Page, file: str, shot: Album) -> None:
    """Two procedures: one act in her place under the mandate, one with her; a paper is received."""
    opens(page, "papiers", "Renouveler la carte d’identité", DONE_IN_PLACE, "Fait à sa place")
    shot(page, "demarche-a-la-place")
    go(page, "Recevoir un document")
    page.get_by_label("Qu’est-ce que c’est").fill("Justificatif de domicile")
    page.get_by_label("Le fichier").set_input_files(
        {"name": "justificatif.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("La personne laisse le papier ici").check()
    shot(page, "document")
    press(page, "Enregistrer")
    shot(page, "document-recu")
    page.goto(file)
    opens(page, "social", "Demande d’allocation", DONE_WITH, "Fait avec la personne")
    shot(page, "demarche-avec")
    go(page, "La feuille du jour")
    shot(page, "feuille-du-jour")
    address = (
        page.locator("main").get_by_role("link", name=re.compile("Imprimer|PDF")).first.get_attribute("href")
    )
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert len(pdf.pages) == 1
    if SHOTS:
        (Path(SHOTS) / "feuille.pdf").write_bytes(answer.body())


def opens(page: Page, procedure: str, title: str, done: str, manner: str) -> None:
    """Open a procedure with its first act, in one form."""
    go(page, "Ouvrir une démarche")
    page.get_by_label("Quelle sorte de démarche").select_option(procedure)
    page.get_by_label("En quelques mots").fill(title)
    page.get_by_label("Qu’avez-vous fait").fill(done)
    page.get_by_label(manner).check()
    press(page, "Ouvrir la démarche")
    assert done in page.locator("main").inner_text()


def gives_a_carnet(page: Page, shot: Album) -> str:
    """She gives a code, on paper."""
    shot(page, "dossier-rempli")
    go(page, "Ouvrir la page du carnet")
    press(page, "Donner un code")
    shot(page, "code-du-carnet")
    return page.locator("main .panel b").inner_text()


def reads_it(page: Page, code: str, shot: Album) -> None:
    """The person opens the carnet on an old phone, without scripts, and reads what was done and by whom."""
    page.get_by_label("Le code de votre carnet").fill(code)
    shot(page, "carnet-code")
    press(page, "Ouvrir mon carnet")
    read = page.locator("main").inner_text()
    for words in (DONE_IN_PLACE, DONE_WITH, "Odile Kermadec", "Justificatif de domicile"):
        assert words in read, words
    shot(page, "carnet")
    box = page.get_by_role("button", name="Annuler ce mandat").bounding_box()
    assert box
    assert box["height"] < 90, "its words stand on two lines at most, in large type"
    press(page, "Fermer mon carnet")


def takes_back(page: Page, shot: Album) -> None:
    """The person changes their mind."""
    follow(page.get_by_role("link", name=re.compile("^Mandat ")).first)
    go(page, "La personne annule")
    assert page.get_by_label("Papiers, citoyenneté").is_checked(), "there is nothing else to take back"
    page.get_by_label("Sur place").check()
    shot(page, "annuler")
    press(page, "Annuler maintenant")
    shot(page, "mandat-annule")


def is_refused(page: Page, file: str, shot: Album) -> None:
    """To act in their place is refused from that moment, with the reason; what was typed stays."""
    page.goto(file)
    follow(page.get_by_role("link", name="Renouveler la carte d’identité").first)
    page.get_by_label("Qu’avez-vous fait").fill("Dossier complété")
    page.get_by_label("Fait à sa place").check()
    press(page, "Noter")
    said = page.locator("main").inner_text()
    assert "annul" in said
    assert page.get_by_label("Qu’avez-vous fait").input_value() == "Dossier complété"
    shot(page, "refus")


def verifies(page: Page, administrator: Account, folder: Path, shot: Album) -> Path:
    """The journal is found whole on its page; its signed head is kept elsewhere."""
    sign_in(page, administrator.email)
    page.goto("/espace/journal/")
    press(page, "Vérifier maintenant")
    worker.drain("w")
    page.reload()
    assert page.get_by_text("Intact", exact=True).is_visible()
    assert page.locator("table").get_by_text("Autorisations d’un mandat terminées").is_visible()
    shot(page, "journal")
    answer = page.request.get("/espace/journal/tete/")
    path = folder / "tete.json"
    path.write_bytes(answer.body())
    assert json.loads(path.read_text())["seq"] == JournalEntry.objects.latest("seq").seq
    return path


def sql(statement: str, *given: Any) -> None:
    """What the owner of the database runs."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def told_after(bend: Callable[[int], None], head: Path) -> str:
    """What ``fabrique journal verify`` calls the damage, which is then undone; empty when it finds none."""
    with transaction.atomic():
        lift_triggers()
        bend(JournalEntry.objects.latest("seq").seq)
        answer = CliRunner().invoke(verify, ["--head", str(head)])
        transaction.set_rollback(True)
    found = re.search(r"^abîmé \((.+?)\) : ", answer.output, re.MULTILINE)
    assert answer.exit_code == (1 if found else 0), answer.output
    return found[1] if found else ""


def altered(last: int) -> None:
    """What was done in the person's place is said to have been done with them."""
    sql("UPDATE core_journalentry SET summary = replace(summary, 'in_place', 'with_person') "
        "WHERE action = 'accompany.open_case'")  # fmt: skip


def inserted(last: int) -> None:
    sql(FORGED.format(seq=last + 1, previous="hash", hash=ZEROS, like=last))
    sql("UPDATE core_journalhead SET seq = %s, hash = %s", last + 1, "0" * 64)


def deleted(last: int) -> None:
    sql("DELETE FROM core_journalentry WHERE seq = %s", last - 5)
    renumber(sql, above=last - 5, by=-1)


def reordered(last: int) -> None:
    for before, after in ((last - 3, -1), (last - 6, last - 3), (-1, last - 6)):
        sql("UPDATE core_journalentry SET seq = %s WHERE seq = %s", after, before)


def truncated(last: int) -> None:
    sql("DELETE FROM core_journalentry WHERE seq > %s", last - 4)
    sql(
        "UPDATE core_journalhead SET seq = %s, hash = %s",
        last - 4,
        JournalEntry.objects.get(seq=last - 4).hash,
    )


def restored(last: int) -> None:
    go_back(sql, to=last - 4, hash=JournalEntry.objects.get(seq=last - 4).hash)


BENT = {
    Kind.ALTERED: altered, Kind.INSERTED: inserted, Kind.DELETED: deleted,
    Kind.REORDERED: reordered, Kind.TRUNCATED: truncated, Kind.RESTORED: restored,
}  # fmt: skip
