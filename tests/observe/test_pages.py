"""The pages of the observatory: reading, bringing a file, keeping a data set."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabrique.core import clock, uploads
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import StoredFile
from fabrique.observe import uploading
from fabrique.observe.forms import data as forms
from fabrique.observe.forms.data import MOST_COLUMNS
from fabrique.observe.models import DataSet
from fabrique.people.acting import CHOSEN, act_for
from fabrique.people.actions.members import add_member
from fabrique.people.enums import Role
from fabrique.people.models import Membership, Organisation
from tests.factories.observe import brought
from tests.factories.people import member, organisation
from tests.observe.pages import signed, text

HOME, BRING = "/espace/observer/", "/espace/observer/apporter/"
CENSUS = """CODGEO;LIBGEO;P21_POP;P21_H65P;P21_F65P
00101;Grandmesnil;1000;90;110
00102;Port-Sablier;500;60;40
"""
PARTNER = """code commune;commune;nb locataires;part sans courriel
00101;Grandmesnil;120;12,5
00102;Port-Sablier;80;30
"""
SAID = {
    "title": "Recensement",
    "producer": "INSEE",
    "vintage": "2021",
    "licence": "Licence Ouverte 2.0",
}


def coordinator(holder: Organisation) -> Client:
    return signed(member(Role.COORDINATOR, of=holder))


def sent(client: Client, content: str, name: str = "chiffres.csv") -> str:
    """The page on which a file that was sent is examined."""
    response = client.post(BRING, {"file": SimpleUploadedFile(name, content.encode())})
    assert response.status_code == 302, text(response)
    return response.headers["Location"]


def filled(page: str) -> dict[str, str]:
    """What the form of the examination sends when nothing is changed in it."""
    form = page[page.index('name="lu"') - 200 : page.index('name="verifier"')]
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        named, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if named and (not re.search('type="(checkbox|radio)"', tag) or " checked" in tag):
            values[named[1]] = value[1] if value else "on" if 'type="checkbox"' in tag else ""
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', form, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[name] = chosen[1] if chosen else ""
    values.pop("csrfmiddlewaretoken", None)
    return values


def test_nothing_is_there_yet_and_what_to_do_is_said(holder: Organisation):
    assert "Aucune donnée pour l’instant" in text(coordinator(holder).get(HOME))


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_asks_the_same_number_of_queries(
    holder: Organisation, number: int, django_assert_num_queries: Any
):
    for rank in range(number):
        brought(holder, slug=f"jeu-{rank}", title=f"Jeu {rank}")
    client = coordinator(holder)
    client.get(HOME)
    with django_assert_num_queries(10):
        page = text(client.get(HOME))
    assert f"Jeu {number - 1}" in page
    assert "Part des ménages d’une personne" in page


def test_an_indicator_says_what_each_value_is_and_where_it_comes_from(holder: Organisation):
    brought(holder)
    page = text(coordinator(holder).get("/espace/observer/indicateurs/households_one_person_rate/"))
    assert "2 valeurs connues sur 2" in page
    assert "40,0 %" in page
    assert "Recensement, INSEE, 2021" in page
    missing = text(coordinator(holder).get("/espace/observer/indicateurs/rien/"))
    assert "404" in missing or "introuvable" in missing


def test_a_file_of_the_census_is_recognised_examined_and_imported(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, CENSUS)
    page = text(client.get(address))
    assert "reconnu : Population par âge et par commune" in page
    assert not DataSet.objects.everywhere("test").exists()
    response = client.post(address, {**filled(page), **SAID, "importer": "oui"}, follow=True)
    page = text(response)
    assert "les valeurs sont dans l’observatoire" in page
    found = DataSet.objects.everywhere("test").get()
    assert (found.spec, found.vintage, found.origin, found.rows) == (
        "insee-rp-commune-population",
        "2021",
        "producer",
        2,
    )
    page = text(client.get("/espace/observer/indicateurs/share_65_plus/"))
    assert "20,0 %" in page


def test_what_the_form_lacks_is_said_and_nothing_is_written(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, CENSUS)
    page = text(client.post(address, {**SAID, "title": "", "importer": "oui"}))
    assert 'href="#id_title"' in page
    assert not DataSet.objects.everywhere("test").exists()


def test_the_file_of_a_partner_is_read_as_a_person_corrects_it(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, PARTNER, "locataires.csv")
    page = text(client.get(address))
    assert "Cette disposition est nouvelle pour nous" in page
    values = filled(page)
    values |= {**SAID, "title": "Locataires", "colonne3-label": "Part sans courriel"}
    page = text(client.post(address, {**values, "importer": "oui"}))
    assert "Vous avez changé la lecture" in page
    assert not DataSet.objects.everywhere("test").exists()
    page = text(client.post(address, {**filled(page), "importer": "oui"}, follow=True))
    assert "les valeurs sont dans l’observatoire" in page
    found = DataSet.objects.everywhere("test").get()
    assert found.origin == "partner"
    assert "Part sans courriel" in found.mapping
    assert {each.label for each in found.columns.all()} >= {"Part sans courriel"}


def test_an_invalid_correction_stops_the_import_and_is_said(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, PARTNER)
    values = {**filled(text(client.get(address))), **SAID, "colonne3-kind": "rien", "importer": "oui"}
    page = text(client.post(address, values))
    assert not DataSet.objects.everywhere("test").exists()
    assert "<title>À corriger :" in page
    assert page.count('class="summary"') == 1
    assert 'href="#id_colonne3-kind"' in page
    assert "part sans courriel : " in page


def test_a_column_that_was_made_a_measure_stays_open(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, "code commune;nb;remarque\n00101;1;bien\n00102;2;mal\n")
    values = filled(text(client.get(address)))
    assert values["colonne2-role"] == "ignored"
    page = text(client.post(address, {**values, "colonne2-role": "measure", "verifier": "oui"}))
    assert page.count('<details class="card" open>') == 3


def test_two_columns_that_a_person_names_alike_and_at_length_are_read(holder: Organisation):
    client = coordinator(holder)
    long = "à" * 150 + " " + "b" * 40
    address = sent(client, f"code commune;nb;rem;autre {long * 2}\n00101;1;bien;5\n00102;2;mal;6\n")
    values = {**filled(text(client.get(address))), **SAID, "colonne2-role": "measure"}
    values |= {"colonne1-label": long, "colonne2-label": long}
    page = text(client.post(address, values))
    assert "<title>À corriger" not in page
    client.post(address, {**filled(page), "importer": "oui"})
    columns = DataSet.objects.everywhere("test").get().columns.all()
    assert len({each.code for each in columns}) == 3


def test_enter_checks_again_and_each_column_is_named(holder: Organisation):
    client = coordinator(holder)
    page = text(client.get(sent(client, PARTNER)))
    assert page.index('name="verifier"') < page.index('name="importer"')
    assert '<legend class="sr">Colonne « part sans courriel »</legend>' in page


def test_a_file_of_very_many_columns_is_examined_and_given_up(
    holder: Organisation, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    shown = 8  # so many forms are long to write: that the real limit fits is reckoned from one of them
    monkeypatch.setattr(forms, "MOST_COLUMNS", shown)
    client = coordinator(holder)
    heads, figures = [f"col {n}" for n in range(20)], [str(7 * n % 13) for n in range(20)]
    rows = [";".join([code, *figures]) for code in ("00101", "00102")]
    address = sent(client, "\n".join([";".join(["code commune", *heads]), *rows]))
    page = text(client.get(address))
    assert "13 autres ne sont pas reprises" in page
    asked = [name for name in filled(page) if name.startswith("colonne1-")]
    others = [name for name in filled(page) if not name.startswith("colonne")]
    most = MOST_COLUMNS * (len(asked) + 1) + len(others) + 20  # one more for the common measure; the boxes
    assert most < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    response = client.post(address, {**filled(page), **SAID, "verifier": "oui"})
    assert response.status_code == 200
    assert f"<dd>{shown - 1}</dd>" in text(response)
    assert client.post(address, {"annuler": "oui"}).status_code == 302


def test_a_file_that_cannot_be_read_is_refused_by_its_own_name(holder: Organisation):
    client = coordinator(holder)
    page = text(client.post(BRING, {"file": SimpleUploadedFile("notes.csv", b"bonjour\n")}, follow=True))
    assert "notes.csv" in page
    assert "500" not in page[:200]
    assert "Choisissez un fichier" in text(client.post(BRING, {}))
    assert client.get(f"{BRING}faux/").status_code == 404


def test_an_examined_file_may_be_given_up(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, CENSUS)
    assert client.post(address, {"annuler": "oui"}).headers["Location"] == BRING
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert uploads.forget_old_uploads() == 1
    assert "n’est plus là" in text(client.get(address, follow=True))


def test_nobody_else_reads_what_was_sent_nor_its_name(holder: Organisation):
    helene = member(Role.COORDINATOR, of=holder, name="Hélène Corvant")
    first, second = signed(helene), coordinator(holder)
    address = sent(first, CENSUS, "liste d’Hélène.csv")
    assert second.get(address).status_code == 404
    elsewhere = organisation("Ailleurs")
    add_member(account=helene, organisation=elsewhere, role=Role.COORDINATOR)
    moved = signed(act_for(helene, elsewhere))
    session = moved.session
    session[CHOSEN] = str(elsewhere.pk)
    session.save()
    assert moved.get(BRING).status_code == 200
    assert moved.get(address).status_code == 404
    own = sent(second, CENSUS, "le mien.csv")
    page = text(second.get(own))
    assert "le mien.csv" in page
    assert "Hélène.csv" not in page
    second.post(own, {"annuler": "oui"})
    session = first.session
    session[CHOSEN] = str(holder.pk)
    session.save()
    assert "liste d’Hélène.csv" in text(first.get(address))
    second.post(own, {**filled(page), **SAID, "importer": "oui"})
    assert DataSet.objects.everywhere("test").get().file_name == "le mien.csv"


def test_the_same_bytes_sent_again_are_kept_a_day_more(holder: Organisation):
    client, now = coordinator(holder), clock.now()
    with clock.frozen(now - timedelta(hours=23)):
        sent(client, CENSUS)
    address = sent(client, CENSUS)
    with clock.frozen(now + timedelta(hours=2)):
        assert uploads.forget_old_uploads() == 0
    assert client.get(address).status_code == 200


def test_a_long_file_is_read_in_the_background_and_a_refusal_is_told(
    holder: Organisation, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    monkeypatch.setattr(uploading, "LONG", 1)
    client = coordinator(holder)
    address = sent(client, CENSUS)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {**filled(text(client.get(address))), **SAID, "importer": "oui"})
    assert "est en route" in text(client.get(BRING))
    values = {**SAID, "slug": "recensement", "geography": None, "url": "", "shared": False}
    by = JournalEntry.objects.get(action="observe.request_import").actor
    stored = StoredFile.objects.get()
    made = uploading.run(str(stored.pk), values, actor=by, organisation=str(holder.pk))
    assert made is not None
    assert "est en route" not in text(client.get(BRING))
    gone = "00000000-0000-0000-0000-000000000000"
    assert uploading.run(gone, {**values, "slug": "autre"}, actor=by, organisation=str(holder.pk)) is None
    page = text(client.get(BRING))
    assert "est refusé" in page
    assert "n’est plus là" in page


def test_a_background_import_is_authorised_again_and_every_failure_is_noted(
    holder: Organisation, monkeypatch: pytest.MonkeyPatch
):
    by = member(Role.COORDINATOR, of=holder)
    client = signed(by)
    sent(client, CENSUS)
    stored = str(StoredFile.objects.get().pk)
    values = {**SAID, "slug": "recensement", "file_name": "chiffres.csv"}
    asked = {"actor": str(by.pk), "organisation": str(holder.pk)}
    with monkeypatch.context() as patched:
        patched.setattr(uploading, "import_upload", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            uploading.run(stored, values, **asked)
    assert "Une erreur est survenue" in text(client.get(BRING))
    Membership.objects.everywhere("test").filter(account=by).update(ended_at=clock.now())
    assert uploading.run(stored, values, **asked) is None
    assert not DataSet.objects.everywhere("test").exists()
    refused = JournalEntry.objects.filter(action="observe.refuse_import").order_by("seq").last()
    assert refused is not None
    assert "n’a plus le droit" in refused.summary["reason"]


def test_only_the_beginning_of_a_long_file_is_looked_at(
    holder: Organisation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploading, "LONG", 1)
    monkeypatch.setattr(uploading, "FIRST_ROWS", 1)
    client = coordinator(holder)
    page = text(client.get(sent(client, CENSUS)))
    assert "<dt>zones</dt><dd>1</dd>" in page
    assert "que les 1 premières lignes" in page
    assert "manque" not in page[page.index('id="verification"') :]
    found = uploading.examine(StoredFile.objects.get(), {})
    assert (len(found.read.panel.areas), found.rows) == (2, 0)


def test_a_data_set_is_kept_from_its_page(holder: Organisation):
    finding = {
        "key": "constant:population",
        "severity": "error",
        "title": "Population",
        "message": "Une seule valeur.",
        "reason": "Elle ne dit rien.",
        "mend": "Ôtez-la.",
    }
    found = brought(holder, findings=[finding])
    client = coordinator(holder)
    address = f"/espace/observer/donnees/{found.pk}/"
    assert "Une seule valeur." in text(client.get(address))
    page = text(client.post(f"{address}reponse/", {"key": finding["key"], "reason": "Voulu"}, follow=True))
    assert "Voulu" in page
    assert "Écrivez une raison" in text(client.post(f"{address}reponse/", {"key": "x"}, follow=True))
    assert "Toutes les organisations" in text(
        client.post(f"{address}partage/", {"partage": "oui"}, follow=True)
    )
    assert "Retiré" in text(client.post(f"{address}retirer/", follow=True))
    assert "C’est fait" in text(client.post(f"{address}remettre/", follow=True))
    assert client.post(f"{address}casser/").status_code == 404
    values = b"".join(client.get(f"{address}valeurs.csv")).decode().splitlines()
    assert values[0].startswith("id,name,population,population_status")
    assert values[3].endswith("missing")
    dictionary = b"".join(client.get(f"{address}dictionnaire.csv")).decode()
    assert "Part des ménages d’une personne" in dictionary


def test_another_organisation_sees_what_is_shared_and_changes_nothing(holder: Organisation):
    found = brought(holder)
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    address = f"/espace/observer/donnees/{found.pk}/"
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}valeurs.csv").status_code == 404
    DataSet.objects.everywhere("test").update(shared=True)
    assert "Tenir ce jeu" not in text(stranger.get(address))
    assert stranger.post(f"{address}retirer/").status_code == 404
    reader = signed(member(Role.FUNDER, of=holder))
    assert reader.get(BRING).status_code == 404
