"""Whatever happened to an archive is named, and a hostile one harms nobody."""

from __future__ import annotations

import dataclasses
import gzip
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fabrique.core.backup import frame, keys, manifest
from fabrique.core.backup.examining import Examination, examine
from fabrique.core.backup.manifest import Entry, Manifest
from tests.core.backup.conftest import Made
from tests.core.backup.rebuilding import Change, rebuilt


def look(path: Path, made: Made) -> Examination:
    return examine(path, keys.read(made.keys))


def spans(made: Made) -> list[tuple[str, int, int]]:
    """Each part of the archive with the first and the last of its bytes."""
    found = look(made.archive, made).manifest
    assert found is not None
    raw = found.to_bytes()
    parts = [*((entry.path, entry.size) for entry in found.entries), ("manifest.json", len(raw))]
    parts += [("seal.json", frame.BLOCK)]
    placed, at = [], 0
    for name, size in parts:
        placed.append((name, at, at + frame.span(size) - 1))
        at += frame.span(size)
    return [*placed, ("seal.json", at, made.archive.stat().st_size - 1)]


def test_a_whole_archive_has_no_fault(made: Made):
    found = look(made.archive, made)
    assert (found.faults, found.signature) == ([], "ok")


def test_without_the_keys_the_signature_is_said_not_to_be_compared(made: Made):
    found = examine(made.archive, None)
    assert found.faults == []
    assert "non comparée" in found.signature


@pytest.mark.parametrize("seed", range(2))
def test_a_flipped_byte_is_found_and_its_part_named(made: Made, tmp_path: Path, seed: int):
    chance = random.Random(seed)
    whole = bytearray(made.archive.read_bytes())
    path = tmp_path / "flipped"
    for name, first, last in spans(made):
        for at in {first, last, *(chance.randint(first, last) for _ in range(8))}:
            changed = whole.copy()
            changed[at] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            parts = {fault.part for fault in examine(path, None).faults}
            assert name in parts, (name, at)


@pytest.mark.parametrize("kept", [0, 1, 511, 512, 5_000, -1, -512, -1024, -1025, -2048, -2049, -5_000])
def test_a_cut_archive_is_named_as_such(made: Made, tmp_path: Path, kept: int):
    path = tmp_path / "cut"
    path.write_bytes(made.archive.read_bytes()[: kept or None] if kept else b"")
    (fault,) = look(path, made).faults
    assert fault.part in {"archive", "seal.json"}


def test_a_longer_archive_is_named_as_such(made: Made, tmp_path: Path):
    path = tmp_path / "long"
    path.write_bytes(made.archive.read_bytes() + bytes(512))
    (fault,) = look(path, made).faults
    assert "ajoutés" in fault.what


def test_something_else_is_not_a_backup(made: Made, tmp_path: Path):
    path = tmp_path / "other"
    path.write_bytes(b"%PDF-1.7" * 1000)
    (fault,) = look(path, made).faults
    assert "n’est pas une sauvegarde" in fault.what


def without(name: str) -> Change:
    def change(found: Manifest, contents: dict[str, bytes]) -> Manifest:
        return dataclasses.replace(found, entries=[entry for entry in found.entries if entry.path != name])

    return change


def with_entry(name: str, data: bytes) -> Change:
    def change(found: Manifest, contents: dict[str, bytes]) -> Manifest:
        contents[name] = data
        entry = Entry(name, len(data), manifest.digest(data))
        return dataclasses.replace(found, entries=[*found.entries, entry])

    return change


def test_a_file_that_was_taken_out_is_named(made: Made, tmp_path: Path):
    found = look(made.archive, made).manifest
    assert found is not None
    name = found.entries[-1].path
    (fault,) = look(rebuilt(made, tmp_path / "less", without(name)), made).faults
    assert (fault.part, fault.what[:8]) == (name, "il manqu")


def test_a_file_that_was_added_is_named(made: Made, tmp_path: Path):
    name = manifest.path_of(manifest.digest(b"x"))
    (fault,) = look(rebuilt(made, tmp_path / "more", with_entry(name, b"x")), made).faults
    assert (fault.part, fault.what[:14]) == (name, "il est en trop")


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "files/../../evil", "files/aa/../evil", "keys.json", "a" * 90]
)
def test_a_name_that_would_go_elsewhere_is_refused(made: Made, tmp_path: Path, name: str):
    (fault,) = look(rebuilt(made, tmp_path / "hostile", with_entry(name, b"x")), made).faults
    assert (fault.part, "pas sa place" in fault.what) == (name, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile"]


def test_a_file_under_the_digest_of_another_is_refused(made: Made, tmp_path: Path):
    name = manifest.path_of("ab" * 32)
    (fault,) = look(rebuilt(made, tmp_path / "hostile", with_entry(name, b"x")), made).faults
    assert "impossible" in fault.what


def test_a_link_is_not_what_the_manifest_calls_for(made: Made, tmp_path: Path):
    name, first, _last = next(span for span in spans(made) if span[0].startswith("files/"))
    changed = bytearray(made.archive.read_bytes())
    changed[first + 156 : first + 157] = b"2"  # the type of a symbolic link
    (tmp_path / "link").write_bytes(changed)
    assert {fault.part for fault in look(tmp_path / "link", made).faults} == {name}


def test_a_bomb_is_not_unpacked_beyond_what_it_announces(made: Made, tmp_path: Path):
    bomb = gzip.compress(bytes(50_000_000))

    def change(found: Manifest, contents: dict[str, bytes]) -> Manifest:
        contents["database.sqlite3.gz"] = bomb
        entry = Entry("database.sqlite3.gz", len(bomb), manifest.digest(bomb))
        return dataclasses.replace(found, vendor="sqlite", raw_size=1000, entries=[entry])

    (fault,) = look(rebuilt(made, tmp_path / "bomb", change), made).faults
    assert "taille annoncée" in fault.what


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entries", {}),
        ("entries", [{"path": []}]),
        ("raw_size", "x"),
        ("keys", []),
        ("vendor", "x"),
        ("format", 9),
    ],
)
def test_a_manifest_of_another_shape_is_refused(made: Made, tmp_path: Path, field: str, value: object):
    class Odd(Manifest):
        def to_bytes(self) -> bytes:
            return manifest._canonical(dataclasses.asdict(self) | {field: value})

    def change(found: Manifest, contents: dict[str, bytes]) -> Manifest:
        return Odd(**{each.name: getattr(found, each.name) for each in dataclasses.fields(found)})

    (fault,) = look(rebuilt(made, tmp_path / "odd", change), made).faults
    assert fault.part == "manifest.json"


def test_somebody_elses_signature_is_refused(made: Made, tmp_path: Path):
    path = rebuilt(made, tmp_path / "signed", lambda found, _c: found, Ed25519PrivateKey.generate())
    (fault,) = look(path, made).faults
    assert (fault.part, "clé de cette instance" in fault.what) == ("seal.json", True)
