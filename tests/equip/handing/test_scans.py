"""The scan of a signed agreement: harmful, it signs nothing; kept, the page says whether it was looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import SealedFile
from fabrique.equip.enums import HandoverState
from fabrique.equip.models import Handover
from tests.core.test_received import PDF
from tests.factories.accounts import sign_in
from tests.factories.clamd import EICAR, clamd
from tests.factories.handing import handler, prepared

pytestmark = pytest.mark.django_db
INFECTED = PDF.replace(b"%%EOF", EICAR + b"\n%%EOF")


def sent(client: Client, handover: Handover, content: bytes) -> str:
    url = reverse("equip:handover-paper", args=[handover.pk])
    answer = client.post(url, {"scan": SimpleUploadedFile("a.pdf", content)}, follow=True)
    return answer.content.decode()


def test_an_infected_scan_signs_nothing_and_is_noted(client: Client, tmp_path: Path, settings: LazySettings):
    settings.CLAMAV = str(tmp_path / "clamd.ctl")
    handover = prepared()
    sign_in(client, handler())
    with clamd(tmp_path / "clamd.ctl"):
        assert "Refaites la photo" in sent(client, handover, INFECTED)
    handover.refresh_from_db()
    assert handover.state == HandoverState.PREPARED
    assert not SealedFile.objects.exists()
    entry = JournalEntry.objects.get(action="equip.refuse_scan")
    assert entry.summary["found"] == "Eicar-Test-Signature"


@pytest.mark.parametrize(("running", "told"), [(True, "analysé, rien trouvé"), (False, "non analysé")])
def test_a_kept_scan_says_whether_it_was_looked_at(
    client: Client, tmp_path: Path, settings: LazySettings, running: bool, told: str
):
    settings.CLAMAV = str(tmp_path / "clamd.ctl") if running else ""
    handover = prepared()
    sign_in(client, handler())
    with clamd(tmp_path / "clamd.ctl"):
        assert f"({told})" in sent(client, handover, PDF)
