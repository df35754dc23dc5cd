"""Importing from the desk: examined first, confirmed, refused, in the background, reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabrique.core import clock, files, uploads
from fabrique.core import worker as queue
from fabrique.core.models import JournalEntry, StoredFile
from fabrique.directory import uploading
from fabrique.directory.actions.uploads import request_import
from fabrique.directory.models import ImportRun, Place, Source
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.factories.accounts import sign_in
from tests.factories.files import LIBRARY, WORKSHOP, national_csv
from tests.factories.people import member

PAGE = "/espace/guide/imports/"
GONE = "5b8e2f0a-3c61-5c5e-9a53-6d0f5a1d7e42"
ATTACK = "<script>alert(1)</script>"


def send(client: Client, path: Path, *rows: dict[str, Any], source: str = "Ville de Bègles") -> Any:
    national_csv(path / "lieux.csv", *rows)
    upload = SimpleUploadedFile("lieux <b>.csv", (path / "lieux.csv").read_bytes())
    return client.post(PAGE, {"file": upload, "source": source})


def test_a_file_is_examined_then_imported(signed_in: Client, tmp_path: Path):
    trial = send(signed_in, tmp_path, LIBRARY, {**WORKSHOP, "nom": "", "telephone": ATTACK})
    html = signed_in.get(trial.headers["Location"]).content.decode()
    assert "Voici ce que l’import ferait" in html
    assert "Cette ligne n’a pas de nom" in html
    assert ATTACK not in html
    assert "<b>.csv" not in html
    assert not Place.objects.exists()
    done = signed_in.post(trial.headers["Location"], {"importer": "oui"})
    run = ImportRun.objects.get()
    assert done.headers["Location"] == f"{PAGE}{run.pk}/"
    assert (run.source_id, run.counts["created"], run.counts["rejected"]) == ("ville-de-begles", 1, 1)
    assert Place.objects.get().name == "Médiathèque des Deux-Rives"
    assert "ville-de-begles" in signed_in.get(PAGE).content.decode()
    signed_in.post(trial.headers["Location"], {"importer": "oui"})
    assert Place.objects.count() == 1


def test_a_doubt_on_the_commune_shows_those_that_are_possible(signed_in: Client, tmp_path: Path):
    nowhere = {"commune": "", "code_insee": "", "latitude": "", "longitude": "", "code_postal": "24290"}
    trial = send(signed_in, tmp_path, LIBRARY | nowhere | {"adresse": "1 rue Haute"})
    html = signed_in.get(trial.headers["Location"]).content.decode()
    assert "Le lieu n’est situé que par son code postal." in html
    assert "Montignac-Lascaux (24291)" in html


def test_the_report_is_read_by_severity_and_downloaded(signed_in: Client, tmp_path: Path):
    trial = send(signed_in, tmp_path, LIBRARY, {**WORKSHOP, "nom": ""})
    signed_in.post(trial.headers["Location"], {"importer": "oui"})
    url = f"{PAGE}{ImportRun.objects.get().pk}/"
    html = signed_in.get(url).content.decode()
    assert "02 61 91 00 01" in html
    errors = signed_in.get(f"{url}?gravite=error&page=99").content.decode()
    assert "Cette ligne n’a pas de nom" in errors
    assert "02 61 91 00 01" not in errors
    assert signed_in.get(f"{url}?page={'9' * 5000}").status_code == 200
    report = signed_in.get(f"{url}rapport.jsonl")
    assert report.headers["Content-Disposition"].startswith('attachment; filename="import-ville-de-begles-')
    assert b'"+33261910001"' in b"".join(report.streaming_content)  # type: ignore[attr-defined]


def test_a_source_that_shrinks_needs_a_tick(signed_in: Client, tmp_path: Path):
    rows = [{**LIBRARY, "id": f"m{n}", "nom": f"Lieu {n}"} for n in range(3)]
    signed_in.post(send(signed_in, tmp_path, *rows).headers["Location"], {"importer": "oui"})
    trial = send(signed_in, tmp_path, rows[0]).headers["Location"]
    html = signed_in.get(trial).content.decode()
    assert "perdrait 2 lieux sur 3" in html
    assert "--allow-shrink" not in html
    refused = signed_in.post(trial, {"importer": "oui"})
    assert "Cochez la case" in refused.content.decode()
    assert Place.objects.filter(state="published").count() == 3
    signed_in.post(trial, {"importer": "oui", "admettre": "oui"})
    assert Place.objects.filter(state="published").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Ce fichier est vide"),
        (b"couleur;taille\nrouge;3\n", "la disposition de ce fichier"),
        (b"nom;commune\n", "aucun"),
        (bytes(range(256)) * 40, "lieux.csv"),
    ],
)
def test_a_file_that_cannot_be_taken_is_answered(signed_in: Client, content: bytes, words: str):
    upload = SimpleUploadedFile("lieux.csv", content)
    response = signed_in.post(PAGE, {"file": upload, "source": "ville"}, follow=True)
    html = response.content.decode()
    assert words in html or "lieux.csv" in html
    assert "suggest-mapping" not in html
    assert 'value="ville"' in html  # nothing typed is lost
    assert not Source.objects.exists()


def test_a_form_without_file_or_source_says_so(signed_in: Client):
    html = signed_in.post(PAGE, {"source": "!!!"}).content.decode()
    assert "Choisissez un fichier." in html
    assert "Écrivez un nom avec des lettres" in html


def test_neither_cancelling_nor_importing_erases_what_another_may_examine(signed_in: Client, tmp_path: Path):
    trial = send(signed_in, tmp_path, LIBRARY).headers["Location"]
    assert signed_in.post(trial, {"annuler": "oui"}).headers["Location"] == PAGE
    assert StoredFile.objects.exists()
    signed_in.post(trial, {"importer": "oui"})
    assert StoredFile.objects.exists()
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert uploads.forget_old_uploads() == 1


def test_nobody_else_reads_what_was_sent(signed_in: Client, tmp_path: Path):
    trial = send(signed_in, tmp_path, LIBRARY).headers["Location"]
    other = Client()
    sign_in(other, member(Role.ADMINISTRATOR, of=Organisation.objects.get(carries_instance=True)))
    assert other.get(PAGE).status_code == 200
    assert other.get(trial).status_code == 404


def test_an_address_that_was_made_up_or_is_old_is_a_missing_page(
    signed_in: Client, tmp_path: Path, at_noon: datetime
):
    trial = send(signed_in, tmp_path, LIBRARY).headers["Location"]
    assert signed_in.get(f"{PAGE}essai/faux/").status_code == 404
    assert signed_in.get(trial[:-3] + "x/").status_code == 404
    with clock.frozen(at_noon + timedelta(days=2)):
        assert uploads.forget_old_uploads() == 1
    assert "n’est plus là" in signed_in.get(trial, follow=True).content.decode()


def test_a_long_file_is_imported_in_the_background(
    signed_in: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
):
    monkeypatch.setattr(uploading, "LONG", 1)
    trial = send(signed_in, tmp_path, LIBRARY, source="ville").headers["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(trial, {"importer": "oui"})
    assert not Place.objects.exists()
    assert "L’import de «\u00a0ville\u00a0» est en route" in signed_in.get(PAGE).content.decode()
    stored = StoredFile.objects.get()
    assert uploading.run(str(stored.pk), "ville", allow_shrink=False, actor="a") is not None
    assert Place.objects.count() == 1
    assert "est en route" not in signed_in.get(PAGE).content.decode()


def test_a_background_import_that_is_refused_says_why(signed_in: Client):
    assert uploading.run(GONE, "ville", allow_shrink=False, actor="a") is None
    assert JournalEntry.objects.filter(action="directory.refuse_import").count() == 1
    assert "Ce fichier n’est plus là" in signed_in.get(PAGE).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_job_runs_in_the_queue(tmp_path: Path):
    with national_csv(tmp_path / "a.csv", LIBRARY).open("rb") as stream:
        stored = uploads.keep_upload(stream=stream, name="a.csv")
    path = files.path_of(stored)
    request_import(stored=stored, source="ville", allow_shrink=False)
    queue.drain("essai")
    assert Place.objects.get().name == "Médiathèque des Deux-Rives"
    assert path.exists()


def test_bytes_kept_for_another_reason_stay(tmp_path: Path, db: None):
    with national_csv(tmp_path / "a.csv", LIBRARY).open("rb") as stream:
        stored = files.keep(stream, name="logo", media_type="image/png")
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert uploads.forget_old_uploads() == 0
    assert StoredFile.objects.filter(pk=stored.pk).exists()


def test_a_new_layout_is_guessed_and_said_before_it_is_imported(signed_in: Client):
    rows = [
        f"Atelier {n};{n} rue des Filins;00110;Corderive;02 61 91 70 0{n};lundi 9h-12h;x{n}" for n in "123"
    ]
    text = "\n".join(["Lieu;Adresse postale;CP;Ville;Tel;Horaires d'accueil;Contact", *rows])
    upload = SimpleUploadedFile("recu.csv", text.encode())
    trial = signed_in.post(PAGE, {"file": upload, "source": "recu"})
    html = signed_in.get(trial.headers["Location"]).content.decode()
    assert "Ce fichier est nouveau pour nous" in html
    assert "Lieu → nom" in html
    assert "Colonnes laissées de côté : Contact" in html
    assert not Place.objects.exists()
    signed_in.post(trial.headers["Location"], {"importer": "oui"})
    assert sorted(Place.objects.values_list("name", flat=True)) == ["Atelier 1", "Atelier 2", "Atelier 3"]
    assert ImportRun.objects.get().mapping == "devine-recu"
    assert Source.objects.get().name == "recu"
    assert set(Place.objects.values_list("contact_name", flat=True)) == {""}


def test_a_new_layout_without_a_name_is_left_to_somebody_else(signed_in: Client):
    text = "CP;Tel;Tarif\n" + "\n".join(f"00110;02 61 91 70 0{n};oui" for n in "123")
    trial = signed_in.post(PAGE, {"file": SimpleUploadedFile("recu.csv", text.encode()), "source": "recu"})
    html = signed_in.get(trial.headers["Location"], follow=True).content.decode()
    assert "Demandez à la personne qui tient le serveur" in html
