"""The official geographic code as shipped, and an instance's own communes laid over it."""

from __future__ import annotations

import pytest

from fabrique.territory import cog as module
from fabrique.territory.cog import FormerKind, cog, departement_of, departements_of_postal_code, national_cog
from tests.territory.conftest import COMMUNES


def test_the_file_ships_with_its_licence_and_stays_small() -> None:
    assert module.FILE.stat().st_size < 900_000
    assert "MIT License" in (module.FILE.parent / "LICENSE-cog.txt").read_text()


def test_a_commune_has_all_that_is_known_of_it() -> None:
    bordeaux = cog().commune("33063")
    assert bordeaux is not None
    assert (bordeaux.name, bordeaux.departement, bordeaux.region, bordeaux.epci) == (
        "Bordeaux",
        "33",
        "75",
        "243300316",
    )
    assert "33000" in bordeaux.postal_codes
    assert (bordeaux.population or 0) > 200_000


def test_counts_are_those_of_the_source() -> None:
    known = cog()
    assert len(known) == 34_969
    assert len(known.epcis) == 1_255
    assert sum(one.kind is FormerKind.ARRONDISSEMENT for one in known.formers) == 45


def test_old_codes_lead_to_today() -> None:
    known = cog()
    paris, merged = known.commune("75111"), known.commune("01340")
    assert paris is not None
    assert paris.code == "75056"
    assert merged is not None
    assert merged.name == "Arboys en Bugey"
    former = known.former("01340")
    assert former is not None
    assert former.commune == "01015"
    assert known.former("01015") is None
    assert known.commune("99999") is None


def test_members_of_every_kind_of_code() -> None:
    known = cog()
    assert len(known.members_of("243300316")) == 28
    assert known.members_of("75111") == ("75056",)
    assert set(known.members_of("243300316")) < set(known.members_of("33")) < set(known.members_of("reg-75"))
    assert known.members_of("nulle-part") == ()


@pytest.mark.parametrize(
    ("code", "expected"), [("33063", "33"), ("2A004", "2A"), ("97411", "974"), ("98818", "988")]
)
def test_departement_of_a_commune_code(code: str, expected: str) -> None:
    assert departement_of(code) == expected
    assert cog().departement(expected) is not None


def test_departements_of_postal_codes() -> None:
    assert departements_of_postal_code("33076") == ("33",)
    assert departements_of_postal_code("20200") == ("2A", "2B")
    assert departements_of_postal_code("97150") == ("978", "971")
    assert departements_of_postal_code("") == ()


def test_overseas_collectivities_are_there() -> None:
    known = cog()
    for code in ("97502", "97701", "97801", "98613", "98735", "98818"):
        found = known.commune(code)
        assert found is not None
        assert known.region(found.region) is not None
    assert {one.name for one in known.by_postal_code("98800")} == {"Nouméa"}


def test_postal_codes_give_the_most_populous_first() -> None:
    served = cog().by_postal_code("16140")
    assert len(served) > 5
    assert [one.population for one in served] == sorted((one.population for one in served), reverse=True)
    assert cog().by_postal_code("99999") == ()


def test_own_communes_are_found_everywhere_and_leave_the_national_code_alone() -> None:
    own = national_cog().extended(
        [{**row, "epci": "000000001", "epci_name": "Val-d’Estuaire"} for row in COMMUNES]
    )
    assert len(own) == len(national_cog()) + len(COMMUNES)
    assert own.members_of("00") == own.members_of("000000001") == ("00101", "00102", "00103", "00104")
    assert [one.name for one in own.by_postal_code("00110")] == ["Corderive", "Sainte-Ysaure"]
    estuaire = own.epci("000000001")
    assert estuaire is not None
    assert estuaire.name == "Val-d’Estuaire"
    assert national_cog().commune("00101") is None
    assert national_cog().members_of("00") == ()


def test_own_communes_are_active_once_declared_and_gone_once_taken_off() -> None:
    module.use_extras(COMMUNES)
    first = cog()
    module.use_extras([dict(row) for row in COMMUNES])
    assert cog() is first
    assert "00101" in cog()
    module.use_extras(())
    assert cog() is national_cog()


@pytest.mark.parametrize("row", [{"code": "101", "name": "X"}, {"code": "00101"}, {"name": "Port-Sablier"}])
def test_an_own_commune_needs_a_code_and_a_name(row: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="cinq caractères"):
        module.commune_from(row)
