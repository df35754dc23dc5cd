"""The answers that the national map's importer gives in its own tests: we agree, or say why we differ.

The pairs are read in place and never copied. Each disagreement below is a reason, with what it covers.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fabrique.directory.cleaning.addresses import clean_address
from fabrique.directory.cleaning.choices import read_choices
from fabrique.directory.cleaning.dates import clean_date
from fabrique.directory.cleaning.emails import clean_emails
from fabrique.directory.cleaning.names import clean_name
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.cleaning.pivots import clean_pivot
from fabrique.directory.cleaning.typologies import typologies_of_name
from fabrique.directory.cleaning.urls import clean_websites

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT.parent / "shared" / "data" / "directory" / "test-vectors"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not VECTORS.exists(), reason="les fichiers publiés ne sont pas à côté du dépôt"),
]
TODAY = date(2026, 11, 24)


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def cell(row: dict[str, Any], config: dict[str, Any], key: str) -> Any:
    return row.get(str(config.get(key, {}).get("colonne")), "") or ""


def test_telephones() -> None:
    """We differ for short numbers (the peer writes hidden numbers of its own choice: an invention), for a
    metropolitan number with an overseas postal code (the peer makes a number that does not exist), and for a
    number that the published vector replaced by a fictitious one."""
    differing = set()
    for vector in vectors("contact.field"):
        _, row, config = vector["args"]
        raw = cell(row, config, "telephone")
        ours = clean_phone(raw, str(cell(row, config, "code_postal"))).value
        if ours != (vector.get("result") or {}).get("telephone", ""):
            differing.add(str(raw).replace("\xa0", " ")[:5])
    assert differing == {"3960 ", "39 60", "3230", "47558", "33782"}


def test_courriels() -> None:
    """We differ only where the vector's answer was pseudonymised otherwise than its question."""
    for vector in vectors("contact.field"):
        _, row, config = vector["args"]
        raw = cell(row, config, "courriels")
        ours, theirs = list(clean_emails(raw).value), (vector.get("result") or {}).get("courriels", [])
        domains = [[one.partition("@")[2] for one in many] for many in (ours, theirs)]
        assert domains[0] == domains[1], raw


def test_sites() -> None:
    """We differ for accented hosts, which exist: the peer drops them, we write them in their ASCII form."""
    for vector in vectors("contact.field"):
        _, row, config = vector["args"]
        raw = cell(row, config, "site_web")
        ours, theirs = list(clean_websites(raw).value), (vector.get("result") or {}).get("site_web", [])
        if ours != theirs:
            assert not str(raw).isascii()
            assert "xn--" in ours[0]


def test_typologies() -> None:
    """We differ for agglomerations (an intercommunality, not a municipality), a consulate (not a chamber), a
    bar with groceries (not a social grocery); one vector tests a column and not a name."""
    agglomerations = 0
    others = set()
    for vector in vectors("typologies.field"):
        row, config = vector["args"][:2]
        name = str(cell(row, config, "nom"))
        ours, theirs = set(typologies_of_name(name)), set(vector["result"])
        if ours == theirs:
            continue
        if theirs == {"MUNI"} and ours == {"EPCI"}:
            agglomerations += 1
        else:
            others.add(name)
    assert agglomerations == 6
    assert others == {"", "Epicerie Bar", "CONSULAT GENERAL DE FRANCE A LOS ANGELES"}


def test_dates() -> None:
    """We give the Paris day; where the peer writes 1970 we write nothing."""
    for vector in vectors("date.field"):
        row, config = vector["args"][:2]
        if "valeur" in config["date_maj"]:
            continue
        columns = config["date_maj"]["colonne"]
        names = columns if isinstance(columns, list) else [columns]
        raw = next((row[name] for name in names if row.get(name)), "")
        found = clean_date(raw, TODAY).value
        theirs = vector["result"][:10]
        assert theirs == (found.isoformat() if found else "1970-01-01")


def test_pivots() -> None:
    """We want a valid key: the peer's « 12345678910111 » has none, and its fourteen zeros are no identity."""
    for vector in vectors("pivot.field"):
        row = vector["args"][0]
        raw = next(iter(row.values()), "")
        ours, theirs = clean_pivot(raw).value, vector["result"]
        assert ours == ("" if theirs in {"00000000000000", "12345678910111"} else theirs)


def test_names() -> None:
    for vector in vectors("nom.field"):
        raw = next(iter(vector["args"][0].values()))
        assert clean_name(raw).value == vector.get("result", "")


def test_services() -> None:
    """The peer reads with a configuration; without any, our words must find at least one of its services."""
    for vector in vectors("services.field"):
        row = vector["args"][0]
        theirs = vector.get("result")
        for text in row.values():
            if text and theirs:
                assert set(read_choices("services", text).value) & set(theirs), text


def test_addresses() -> None:
    """We keep a typographic apostrophe, and move a BP to the complement; the peer leaves it in the street."""
    seen = 0
    for vector in vectors("adresse.field"):
        if vector["fn"] != "processAdresse" or "result" not in vector:
            continue
        row, config = (one for one in vector["args"] if isinstance(one, dict) and "parNom" not in one)
        column = config["adresse"].get("colonne")
        if not isinstance(column, str):
            continue  # joined columns are the mapping's work, tested there
        ours = clean_address(row.get(column, ""), "", str(cell(row, config, "commune"))).value.street
        theirs = vector["result"]["voie"]
        seen += 1
        assert ours.replace("’", "'") == theirs.replace(" - BP 421", "")
    assert seen > 25
