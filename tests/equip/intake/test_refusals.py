"""Files that are cut, hostile or of another sort: always a sentence that says what to do, never an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.equip.intake import IntakeRefusal, read
from tests.equip.intake import samples
from tests.equip.intake.samples import bytes_of

ENTITIES = """<?xml version="1.0"?><!DOCTYPE n [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<node class="system" id="x"><product>&b;</product></node>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE n SYSTEM "file:///etc/passwd"><node class="system" id="x"/>"""
VIRTUAL = samples.lshw(make="innotek GmbH", model="VirtualBox")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b" \n\0", "vide"),
        (bytes_of(samples.lshw())[:700], "coupé pendant la copie"),
        (samples.lshw_xml()[:500].encode(), "abîmé"),
        (ENTITIES.encode(), "DOCTYPE"),
        (OUTSIDE.encode(), "DOCTYPE"),
        (b"[" * 5000, "prudence"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "prudence"),
        (b"<a>" * 500 + b"</a>" * 500, "prudence"),
        (b"type: Snapshot\na: &x [1]\nb: [*x, *x]\n", "renvois"),
        (b"type: Snapshot\na:\n" + b"- " * 50_000, "prudence"),  # the YAML library would end the process
        (b"type: Snapshot\na: " + b"[" * 50_000, "prudence"),
        (b"x" * 20_000_001, "20 Mo"),
        (b"<html><body>Connexion</body></html>", "page web"),
        (b"%PDF-1.7 \x00 ...", "PDF"),
        (b'{"a": 1}', "Fichiers accept"),
        (b"Bonjour,\nvoici le fichier.\n", "Fichiers accept"),
        (b"[2026/11/22 06:45:18]  notice: autre chose\n", "effacement"),
        (bytes_of(VIRTUAL), "virtuelle"),
        (bytes_of([{"smartctl": {}, "json_format_version": [1, 0]}]), "aucun disque"),
        (b"POWER_SUPPLY_NAME=\nPOWER_SUPPLY_ENERGY_FULL=\n", "vide"),
    ],
)  # fmt: skip
def test_each_refusal_says_what_is_wrong(content, said):
    with pytest.raises(IntakeRefusal, match=said):
        read(content)


def test_no_small_file_takes_long():
    """Each took minutes: a number in base sixty, the text between a million of elements; or an error."""
    sixty, sixteen = b"1" + b":1" * 100_000, b"0x" + b"f" * 50_000
    begun = perf_counter()
    for said in (sixty, sixty + b".5", sixteen):
        with suppress(IntakeRefusal):
            read(
                b"type: Snapshot\nsoftware: W\nuuid: a\ndevice: {type: Laptop, model: X, serialNumber: %s}"
                % said
            )
    with pytest.raises(IntakeRefusal):
        read(b'<node class="system" id="x">' + b"x" * 50 + (b"x" * 50 + b"<b/>") * 80_000 + b"</node>")
    assert perf_counter() - begun < 5


KEYS = """id class children type data device components content deviceid configuration capabilities size
    smartctl json_format_version 001#1#1#System 000#1#0#Machine user_capacity actions product serial"""
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_no_document_makes_an_error(document):
    said: list[str] = []
    for value in (document, {"class": "system", "id": "x", "children": [document]},
                  {"type": "Snapshot", "device": document, "components": [document]},
                  {"type": "Snapshot", "data": document},
                  {"type": "Snapshot", "data": {"inxi": document, "lshw": document, "smart": document}},
                  {"deviceid": "x", "content": document},
                  [{"000#1#0#Machine": [document], "001#1#0#Drives": document}]):  # fmt: skip
        try:
            read(json.dumps(value).encode())
        except IntakeRefusal as refusal:
            said.append(refusal.message)
    assert all(message.endswith(".") for message in said)


JUNK = (None, 5, "x", [], {}, [5], {"a": 5}, True, -1, 10**30, "\ud800", [[]])
WHOLE = (
    samples.lshw(),
    [samples.lshw()],
    samples.glpi(),
    samples.inxi(),
    samples.smartctl(),
    samples.legacy_snapshot() | {"data": {"lshw": samples.lshw(), "smart": [samples.smartctl()]}},
    samples.workbench_snapshot(),
    {"type": "Snapshot", "data": {"inxi": samples.inxi(), "smartctl": [samples.smartctl()], "dmidecode": ""}},
)


@pytest.mark.parametrize("rank", range(len(WHOLE)))
def test_no_value_in_the_place_of_another_makes_an_error(rank):
    """Each value of each sample, replaced by two others in turn."""
    document, turn = deepcopy(WHOLE[rank]), 0
    for holder, key in list(places(document)):
        kept = holder[key]
        for _time in range(2):
            turn += 1
            holder[key] = JUNK[turn % len(JUNK)]
            with suppress(IntakeRefusal):
                read(json.dumps(document).encode())
        holder[key] = kept
    assert turn > 20


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where each value of a document lies: what holds it, and under which key."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@pytest.mark.parametrize("part", ["[" * 900 + "]" * 900, "1" * 5000, '{"children":' * 900 + "1" + "}" * 900])
def test_a_trap_inside_a_part_is_a_refusal_too(part):
    for name in ("lshw", "inxi", "smart", "smartctl"):
        with suppress(IntakeRefusal):
            read(json.dumps({"type": "Snapshot", "data": {name: part, "inxi": ""}}).encode())
