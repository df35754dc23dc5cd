"""What was scanned or typed is understood, from any scanner."""

from __future__ import annotations

from uuid import UUID

import pytest

from fabrique.equip.reading import readings

AZERTY = str.maketrans("1234567890-/:.aqzwmAQZWM_", "&é\"'(-è_çà)!M:qawz,QAWZ?°")  # an American scanner here


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("ROU-PO-26-0001", "device", "ROU-PO-26-0001"),
        (" rou po 26 1 ", "device", "ROU-PO-26-0001"),
        ("ROUPO260001", "device", "ROU-PO-26-0001"),
        ("ROU-PO-26-12345", "device", "ROU-PO-26-12345"),
        ("https://stock.exemple.fr/a/ROU-PO-26-0001/", "device", "ROU-PO-26-0001"),
        (f"https://x.fr/espace/appareils/{UUID(int=7)}/", "key", str(UUID(int=7))),
        ("ROU-E-A12", "shelf", "ROU"),
        ("rou-f-012", "supply", "ROU"),
        ("k7f2qx", "lot", "K7F-2QX"),
        ("G-ORDER-ERASURE", "move", "order_erasure"),
        ("G-NOTHING", "serial", "G-NOTHING"),
        ("PF0XK001", "serial", "PF0XK001"),
        ("http://[", "serial", "http://["),
        (f"/espace/appareils/{'-' * 36}/", "serial", f"/espace/appareils/{'-' * 36}/"),
    ],
)  # fmt: skip
def test_each_kind_of_code(text: str, kind: str, part: str):
    first = next(readings(text))
    assert (first.kind, first.parts[0]) == (kind, part)


@pytest.mark.parametrize(
    "text", ["ROU-PO-26-0001", "https://stock.exemple.fr/a/ROU-PO-26-0001/", "ROU-E-A12", "G-ORDER-ERASURE"]
)
def test_a_scanner_that_believes_in_another_keyboard_is_understood(text: str):
    scrambled = text.translate(AZERTY)
    assert scrambled != text
    assert next(readings(text)) in list(readings(scrambled))


@pytest.mark.parametrize("text", ["", "  ", "\0", "é" * 5_000])
def test_nothing_is_nothing_and_too_much_is_cut(text: str):
    assert all(len(part) <= 300 for read in readings(text) for part in read.parts)
