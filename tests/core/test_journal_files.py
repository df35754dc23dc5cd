"""The journal is append-only; files are named by their content."""

import io
from pathlib import Path

import pytest

from fabrique.core import files, journal
from fabrique.core.models import JournalEntry, StoredFile

pytestmark = pytest.mark.django_db


def test_record_keeps_actor_as_opaque_text():
    entry = journal.record(
        "directory.edit_place", actor="abc", subject="place:x", summary={"fields": ["name"]}
    )
    assert JournalEntry.objects.get(seq__gt=0) == entry
    assert (entry.actor, entry.summary) == ("abc", {"fields": ["name"]})


def test_an_entry_cannot_be_changed_or_deleted():
    entry = journal.record("a.b")
    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()
    with pytest.raises(TypeError, match="append-only"):
        JournalEntry.objects.update(action="c.d")
    with pytest.raises(TypeError, match="append-only"):
        JournalEntry.objects.all().delete()


def test_the_same_bytes_are_kept_once(settings: object, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    first = files.keep(io.BytesIO(b"bonjour"), name="a.txt", media_type="text/plain")
    second = files.keep(io.BytesIO(b"bonjour"), name="b.txt", media_type="text/plain")
    assert first == second
    assert StoredFile.objects.count() == 1
    assert files.path_of(first).read_bytes() == b"bonjour"
    assert first.size == 7


def test_a_broken_stream_leaves_nothing_behind(settings: object, tmp_path: Path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("coupure")

    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(OSError, match="coupure"):
        files.keep(Broken(), name="a", media_type="text/plain")
    assert list(tmp_path.iterdir()) == []
