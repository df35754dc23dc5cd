"""Invented numbers pass every check and never meet."""

from stdnum.fr import siren, siret

from fabrique.demo import numbering
from fabrique.demo.communes import SIREN


def test_sirets_pass_luhn_and_start_with_zeros():
    for rank in (1, 10_100, 20_001, 99_999):
        number = numbering.siret(rank, rank % 7 + 1)
        assert siret.is_valid(number)
        assert siren.is_valid(numbering.siren(rank))
        assert number.startswith("000")
    assert numbering.siren(numbering.EPCI_RANK) == SIREN


def test_phones_never_meet_nor_reach_the_help_line():
    phones = {numbering.phone(rank) for rank in range(1, 9_999)}
    assert len(phones) == 9_998
    assert all(len(phone) == 12 and phone.startswith("+3326191") for phone in phones)
    assert "+33261910000" not in phones


def test_slugs_keep_plain_letters():
    assert numbering.slug("L’Écluse – Été !") == "lecluse-ete"
