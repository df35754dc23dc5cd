"""A file that the antivirus finds harmful is kept nowhere, and the journal says so."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fabrique.accompany.models import CaseDocument
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import SealedFile
from tests.accompany.test_pages import text
from tests.core.test_received import PDF
from tests.factories.accompany import drafted, followed, helper, person
from tests.factories.accounts import sign_in
from tests.factories.clamd import EICAR, clamd

pytestmark = pytest.mark.django_db
INFECTED = PDF.replace(b"%%EOF", EICAR + b"\n%%EOF")


@pytest.fixture
def path(tmp_path: Path, settings: LazySettings) -> Path:
    settings.CLAMAV = str(tmp_path / "clamd.ctl")
    return tmp_path / "clamd.ctl"


def sent(client: Client, url: str, content: bytes, **values: object) -> str:
    given = {"name": "Avis", "key": str(uuid4()), "document": SimpleUploadedFile("a.pdf", content)}
    return text(client.post(url, given | values, follow=True))


def test_an_infected_document_is_refused_and_noted(client: Client, path: Path):
    by = helper()
    case = followed(person(), by=by)
    sign_in(client, by)
    url = reverse("accompany:receive-document", args=[case.resident_id, case.pk])
    with clamd(path):
        assert "fichier dangereux" in sent(client, url, INFECTED)
        assert not CaseDocument.objects.of(case.organisation).exists()
        assert "analysé, rien trouvé" in sent(client, url, PDF)
    assert "non analysé" in sent(client, url, PDF)  # the daemon is gone
    entry = JournalEntry.objects.get(action="accompany.refuse_file")
    assert entry.summary == {"found": "Eicar-Test-Signature"}
    assert entry.subject == f"resident:{case.resident_id}"
    assert SealedFile.objects.count() == 2


def test_an_infected_scan_signs_no_mandate(client: Client, path: Path):
    by = helper()
    mandate = drafted(person(), by=by)
    sign_in(client, by)
    url = reverse("accompany:sign-paper", args=[mandate.resident_id, mandate.pk])
    with clamd(path):
        given = {"scan": SimpleUploadedFile("a.pdf", INFECTED), "read_out": "on"}
        assert "fichier dangereux" in text(client.post(url, given))
    mandate.refresh_from_db()
    assert mandate.state == "draft"
