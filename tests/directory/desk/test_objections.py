"""A person who asks not to be named disappears everywhere, and stays away at the next import."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions import offers, places
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.actions.objections import object_contact, places_naming
from fabrique.directory.actions.records import Entry, enter_records, register_source
from fabrique.directory.imports import import_places
from fabrique.directory.models import ContactObjection, ImportRun, Place, Service, SourceRecord
from tests.factories.directory import MEDIATHEQUE, entered, place_of, queue_pair
from tests.factories.files import LIBRARY, national_csv

WHO = {"name": "Mireille Tavronne", "email": "m.tavronne@deux-rives.example", "phone": "02 61 91 00 55"}
DESK = "accueil@deux-rives.example"


def row(**fields: Any) -> Entry:
    """A row that names her in every way."""
    values = {
        **MEDIATHEQUE, "contact_name": "Mme Mireille TAVRONNE", "emails": [WHO["email"], DESK],
        "phone": "+33261910055", "description": "Demandez Mireille Tavronne, tous les jours.", **fields,
    }  # fmt: skip
    raw = {"contact": "TAVRONNE Mireille", "tel": "02.61.91.00.55", "mel": f"{WHO['email']};{DESK}",
           "portable": 33261910055, "texte": "Mireille-Tavronne vous attend."}  # fmt: skip
    return Entry("1", 0, values, raw, ("phone-extra:+33261910055", "hours-missing"))


def everything() -> str:
    """All that the database holds of the directory, and the journal."""
    models = (Place, SourceRecord, Service, ContactObjection, JournalEntry)
    return "".join(serializers.serialize("json", model.objects.all()) for model in models).casefold()


def test_she_disappears_everywhere_and_a_later_import_changes_nothing(db: None):
    entered("ville", row())
    places.edit_place(place=place_of("ville", "1"), changes={"summary": "Mireille Tavronne vous aide."})
    places.edit_place(place=place_of("ville", "1"), changes={"summary": "Deux conseillères."})
    offers.create_service(
        name="Atelier CV", contact_name="Mireille Tavronne", phone="+33261910055", email=WHO["email"]
    )
    removal = object_contact(**WHO, actor="a")
    place = place_of("ville", "1")
    assert (place.contact_name, place.phone, place.emails) == ("", "", [DESK])
    assert place.description == "Demandez …, tous les jours."
    assert (removal.records, removal.places, removal.services) == (1, 1, 1)
    kept = everything()
    assert not [word for word in ("tavronne", "0055", "00.55", "910055") if word in kept]
    outcome = entered("ville", row())
    assert outcome.unchanged == ("1",)
    assert "tavronne" not in everything()
    changed = entered("ville", row(hours="Mo 09:00-12:00"))
    assert changed.updated == ("1",)
    assert "tavronne" not in everything()
    assert "910055" not in everything()


def test_a_first_import_after_the_objection_never_names_her(db: None):
    object_contact(**WHO)
    entered("ville", row())
    assert "tavronne" not in everything()
    assert place_of("ville", "1").contact_name == ""


def test_one_objection_after_the_other_gives_what_both_at_once_would(db: None):
    both = "Mireille Tavronne et Paul Sorquais, puis Mireille Tavronne Sorquais"
    entered("ville", row(description=both))
    object_contact(name="Mireille Tavronne")
    object_contact(name="Paul Sorquais")
    assert entered("ville", row(description=both)).unchanged == ("1",)
    assert object_contact(name="Paul Sorquais").records == 0
    assert ContactObjection.objects.count() == 2


def test_only_digests_are_kept_and_the_journal_says_nothing_of_her(db: None):
    object_contact(**WHO, actor="a")
    assert set(ContactObjection.objects.values_list("kind", flat=True)) == {"name", "email", "phone"}
    assert all(len(digest) == 64 for digest in ContactObjection.objects.values_list("digest", flat=True))
    assert JournalEntry.objects.get(action="directory.object_contact").summary == {
        "kinds": ["email", "name", "phone"], "records": 0, "places": 0,
    }  # fmt: skip


def test_the_digest_depends_on_the_instance_key(settings: Any):
    one = scrubbing.digest_of("name", "mireille tavronne")
    settings.SECRET_KEY = "another"
    scrubbing.digest_of.cache_clear()
    assert scrubbing.digest_of("name", "mireille tavronne") != one
    scrubbing.digest_of.cache_clear()


def test_merged_sheets_forget_her_too(db: None):
    entered("ville", row())
    entered("region", row())
    left, right = SourceRecord.objects.order_by("pk")
    confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    object_contact(**WHO)
    assert "tavronne" not in everything()
    assert "910055" not in everything()


def test_others_stay(db: None):
    texts = {
        "contact_name": "Mireille Dupont",
        "description": "Avenue Tavronne. Mireille. Tavronne-les-Bains.",
    }
    entered("ville", row(emails=["mireille.tavronne@deux-rives.example"], phone="+33261910001", **texts))
    object_contact(name="Mireille Tavronne")
    place = place_of("ville", "1")
    assert {name: getattr(place, name) for name in texts} == texts
    assert place.emails == ["mireille.tavronne@deux-rives.example"]


def test_a_place_named_after_her_keeps_a_name(db: None):
    entered("ville", row(name="Mireille Tavronne"))
    object_contact(name="Mireille Tavronne")
    assert place_of("ville", "1").name == "…"
    assert entered("ville", row(name="Mireille Tavronne")).unchanged == ("1",)


def test_nobody_writes_her_name_again_by_hand(place: Place):
    object_contact(name="Mireille Tavronne")
    with pytest.raises(DomainRefusal, match="demandé à ne plus l’être") as refusal:
        places.edit_place(place=place, changes={"contact_name": "Tavronne Mireille"})
    assert refusal.value.field == "contact_name"


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, ""), ({"name": "Mireille"}, "name"), ({"email": "mireille"}, "email"), ({"phone": "12"}, "phone")],
)
def test_what_is_not_enough_is_refused(db: None, given: dict[str, str], field: str):
    with pytest.raises(DomainRefusal) as refusal:
        object_contact(**given)
    assert refusal.value.field == field
    assert not ContactObjection.objects.exists()


def test_an_import_prepared_before_the_objection_is_refused(db: None, monkeypatch: pytest.MonkeyPatch):
    source, empty = register_source(slug="ville"), scrubbing.current()
    object_contact(**WHO)
    answers = [scrubbing.current(), empty]
    monkeypatch.setattr(scrubbing, "current", answers.pop)
    with pytest.raises(DomainRefusal, match="Recommencez l’import"):
        enter_records(source=source, entries=[row()])
    assert not Place.objects.exists()


def test_objections_cost_an_import_two_queries(db: None):
    counts = []
    for n in range(2):
        with CaptureQueriesContext(connection) as seen:
            entered(f"s{n}", *[Entry(str(i), i, MEDIATHEQUE, {"nom": "x"}) for i in range(1 + 20 * n)])
        counts.append(sum("contactobjection" in query["sql"] for query in seen))
    assert counts == [2, 2]


@pytest.mark.parametrize("hostile", ["1", "a.", "9h-", "12h30-", "a'b"])
def test_a_long_word_costs_its_length_and_hides_nobody(db: None, hostile: str):
    """Each of these words took minutes when every one of its letters was tried as a beginning."""
    object_contact(email=WHO["email"])
    long = hostile * (200_000 // len(hostile))
    scrubber = scrubbing.current()
    assert scrubber.value(long) == long
    assert scrubber.value(f"{long} {WHO['email']}") == f"{long} {scrubbing.MARK}"
    assert scrubber.value(f"({WHO['email']})") == ""


def test_the_desk_removes_a_person_and_keeps_nothing(signed_in: Client, place: Place):
    page = "/espace/guide/ne-plus-nommer/"
    assert "prénom et le nom" in signed_in.post(page, {"name": "Mireille"}).content.decode()
    seen = signed_in.post(page, {"name": "Mireille Tavronne"}).content.decode()
    assert "1 fiche à corriger" in seen
    assert place.name in seen
    place.refresh_from_db()
    assert place.contact_name == "Mireille Tavronne"  # nothing before it is confirmed
    assert not ContactObjection.objects.exists()
    sent = {"name": "Mireille Tavronne", "confirmer": "oui"}
    html = signed_in.post(page, sent, follow=True).content.decode()
    assert "1 fiche corrigée" in html
    assert "Tavronne" not in html
    place.refresh_from_db()
    assert place.contact_name == ""


def test_a_name_that_nobody_bears_is_told_before_and_after(signed_in: Client, place: Place):
    page, sent = "/espace/guide/ne-plus-nommer/", {"name": "Mireile Tavrone"}
    seen = signed_in.post(page, sent).content.decode()
    assert "Aucune fiche trouvée" in seen
    assert 'value="Mireile Tavrone"' in signed_in.post(page, {**sent, "corriger": "oui"}).content.decode()
    done = signed_in.post(page, {**sent, "confirmer": "oui"}, follow=True).content.decode()
    assert "Aucune fiche ne contenait ce nom" in done
    assert "C’est fait" not in done


def test_what_would_be_corrected_is_what_is_corrected(db: None):
    entered("ville", row())
    entered("ville2", Entry("9", 0, {**MEDIATHEQUE, "name": "Ailleurs", "contact_name": ""}, {}, ()))
    service = offers.create_service(name="Atelier CV", contact_name="Mireille Tavronne")
    offers.offer_service(service=service, places=[place_of("ville2", "9")])
    foreseen = {one.code for one in places_naming(**WHO)}
    assert foreseen == {place_of("ville", "1").code, place_of("ville2", "9").code}
    assert object_contact(**WHO).places == len(foreseen)
    assert places_naming(**WHO) == []


def test_an_older_report_is_read_without_her(signed_in: Client, tmp_path: Path, db: None):

    import_places(
        path=national_csv(tmp_path / "a.csv", {**LIBRARY, "telephone": WHO["phone"]}), source="ville"
    )
    object_contact(phone=WHO["phone"])
    url = f"/espace/guide/imports/{ImportRun.objects.get().pk}/"
    text = b"".join(signed_in.get(f"{url}rapport.jsonl").streaming_content).decode()  # type: ignore[attr-defined]
    for said in (signed_in.get(url).content.decode(), text):
        assert "61 91 00 55" not in said
        assert "261910055" not in said
    assert [json.loads(line) for line in text.splitlines()]
