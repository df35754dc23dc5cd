"""Files that are cut, hostile or of another sort: always a sentence that says what to do, never an error."""

from __future__ import annotations

import json

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
