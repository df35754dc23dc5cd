"""Every field of every table is classified; what is sensitive is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fabrique.core import classification
from fabrique.core.classification import (
    NONE,
    Activity,
    Basis,
    Keep,
    Level,
    classified,
    classify,
    faults,
    personal,
    sensitive,
)

ACTIVITY = Activity("essai", "Essai", "Essayer", Basis.TASK, "Des gens", "Personne", "La structure")
KEEP = Keep("essai", "Un jour", event="à la demande")
PRIVATE = sensitive(ACTIVITY, "Récit", KEEP)


def test_every_field_is_classified_and_what_is_sensitive_is_encrypted():
    assert faults(beside="tests.") == []


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Classify the tables of the tests only, and give the faults found in one of them."""
    monkeypatch.setattr(classification, "_tables", {})

    def found(kinds: dict[Any, str]) -> list[str]:
        classify("vault.Sheet", kinds)
        return [fault for fault in faults() if fault.startswith("vault.Sheet")]

    return found


ALL = {NONE: "id born state name_year", PRIVATE: "name note story"}


def test_a_table_that_is_well_classified_has_no_fault(vault: Any):
    assert vault(ALL) == []


@pytest.mark.parametrize(
    ("kinds", "fault"),
    [
        ({**ALL, NONE: "id state name_year"}, "born : ce champ n’est pas classé"),
        ({**ALL, NONE: "id born state name_year gone"}, "gone : ce champ n’existe pas"),
        ({**ALL, NONE: "id born born state name_year"}, "born : ce champ est classé deux fois"),
        (
            {NONE: "id born name_year", PRIVATE: "name note story state"},
            "state : ce champ sensible n’est pas",
        ),
        ({NONE: "id born state name_year name", PRIVATE: "note story"}, "name : ce champ chiffré n’est pas"),
        (
            {NONE: "id born name_year", PRIVATE: "name note story", personal(ACTIVITY, "", KEEP): "state"},
            "state : il manque l’activité",
        ),
        (
            {
                NONE: "id born name_year",
                PRIVATE: "name note story",
                personal(ACTIVITY, "x", Keep("k", "k", job="core.nothing")): "state",
            },
            "aucun travail ne s’appelle « core.nothing »",
        ),
    ],
)
def test_each_fault_is_found(vault: Any, kinds: dict[Any, str], fault: str):
    found = vault(kinds)
    assert len(found) == 1
    assert fault in found[0]


def test_a_sensitive_field_in_clear_says_why(vault: Any):
    why = sensitive(ACTIVITY, "État", KEEP, in_clear="c’est un essai")
    assert vault({NONE: "id born name_year", PRIVATE: "name note story", why: "state"}) == []


def test_a_table_that_is_not_classified_at_all_is_found(vault: Any):
    vault(ALL)
    assert any(fault.startswith("vault.Trace.digest") for fault in faults())
    classify("vault.Gone", {NONE: "id"})
    assert "vault.Gone : cette table n’existe pas" in faults()


def test_nobody_looks_for_a_person_in_clear():
    """The sensitive fields in clear are these, and each for a reason that was weighed."""
    in_clear = {f"{each.table}.{each.field}" for each in classified() if each.kind.in_clear}
    assert in_clear == {
        "mfa.Authenticator.data", "people.Account.password", "people.DeskLock.code",
        "people.PrintedCode.digest", "people.CarnetAccess.digest", "people.LinkCode.digest",
        "people.Resident.by_name", "people.Resident.by_phone", "people.Resident.person",
    }  # fmt: skip
    assert {each.kind.level for each in classified()} == set(Level)
