"""Codes of a perimeter, and help with wrong ones."""

from __future__ import annotations

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.territory.cog import national_cog
from fabrique.territory.perimeter import communes_of, split_codes, suggestions


def test_codes_of_every_kind_are_put_together() -> None:
    cog = national_cog()
    found = communes_of(["243300316", "33063", "75111", "974"], cog)
    assert len(found) == 28 + 1 + 24
    assert list(found) == sorted(found)
    assert communes_of(["1"], cog) == communes_of(["01"], cog)
    assert communes_of(["REG-94"], cog) == tuple(sorted(communes_of(["2a"], cog) + communes_of(["2B"], cog)))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("243300361", "243300316 (Bordeaux Métropole)"),
        ("33000", "33063 (Bordeaux)"),
        ("3306A", "33063 (Bordeaux)"),
        ("Talence", "33522 (Talence)"),
        ("Bordeaux Metropole", "243300316 (Bordeaux Métropole)"),
        ("reg-74", "reg-75 (Nouvelle-Aquitaine)"),
    ],
)
def test_a_wrong_code_is_refused_with_its_kin(wrong: str, right: str) -> None:
    with pytest.raises(DomainRefusal) as refused:
        communes_of([wrong], national_cog())
    assert wrong in refused.value.message
    assert right in refused.value.message or right in suggestions(wrong, national_cog(), limit=10)
    assert refused.value.field == "codes"


def test_no_code_at_all_is_refused() -> None:
    with pytest.raises(DomainRefusal, match="au moins un code"):
        communes_of([], national_cog())
    with pytest.raises(DomainRefusal, match="ni une intercommunalité"):
        communes_of(["@@"], national_cog())


def test_codes_typed_in_one_go() -> None:
    assert split_codes(" 33063, 33318;33522  33281 ") == ["33063", "33318", "33522", "33281"]
