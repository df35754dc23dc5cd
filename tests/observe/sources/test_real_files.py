"""The published files, read in place: what is taken, refused, settled, secret."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fabrique.kernels.indicators.aggregate import aggregate
from fabrique.kernels.indicators.model import Status
from fabrique.observe.reading import open_table
from fabrique.observe.sources import ReadPanel, propose, read_panel, recognise
from fabrique.observe.sources.drafts import Role
from fabrique.observe.sources.parents import whole_parents

pytestmark = pytest.mark.real_data


@pytest.fixture
def data(shared_data: Path) -> Path:
    return shared_data / "observatory"


@cache  # several tests ask for the same file; nobody changes what was read
def read(path: Path) -> ReadPanel:
    table = open_table(path)
    spec = recognise(table.columns)
    assert spec is not None
    return read_panel(table, spec)


@pytest.mark.parametrize(
    ("name", "spec", "areas", "repeated", "refused"),
    [
        ("qpv/occitanie_qp.csv", "anct-qpv-fiches", 105, 0, 0),
        ("territoires_communes.csv", "fabrique-communes", 1549, 0, 0),
        ("france_services/liste-fs_2023.csv", "anct-france-services", 34901, 0, 0),
        ("france_services/france_services_2021-04.geojson", "anct-france-services", 34799, 0, 2),
        ("ifn_v1_mednum/Communes.csv", "insee-populations-legales", 34995, 0, 0),
        ("ifn_v1_mednum/commune-debit-beta.csv", "arcep-fixe-commune-2019", 35359, 0, 0),
        ("ifn_v1_mednum/data_scol_menage_demandeurEmplois.csv", "ifn2020-scolarite-menages", 34993, 1108, 0),
        ("ifn_v1_mednum/data_merge.csv", "ifn2020-ensemble", 35282, 1111, 0),
        ("ifn_v1_mednum/taux_couverture_THD.csv", "ifn2020-thd", 35359, 0, 0),
        ("ifn_v1_mednum/data_arsas.csv", "caf-iris", 13349, 0, 0),
        ("ifn_v1_mednum/data_DEFM2019_com.csv", "defm-commune", 1181, 0, 0),
        # its 134 codes of two communes glued together are no communes
        ("ifn_v1_mednum/data_DEMO_2020_V1_COM.csv", "insee-demo-commune", 657, 0, 134),
        ("ifn_v1_mednum/data_DEMO_2020_V1_QP.csv", "insee-demo-qpv", 1400, 0, 0),
    ],
)
def test_a_published_file_is_known_and_every_row_is_accounted_for(data, name, spec, areas, repeated, refused):
    found = read(data / name)
    counts = found.counts
    assert (found.spec.name, len(found.panel.areas)) == (spec, areas)
    assert (counts.repeated, counts.refused) == (repeated, refused)
    assert counts.rows == counts.taken + counts.repeated + counts.refused + counts.outside


def test_blanks_of_the_neighbourhoods_are_secrets(data: Path):
    found = read(data / "qpv/occitanie_qp.csv")
    status = found.panel.series["share_foreign"].status
    assert np.count_nonzero(status == Status.SECRET) == 17
    assert not np.any(status == Status.MISSING)


def test_the_communes_that_a_join_would_lose_keep_their_full_row(data: Path):
    found = read(data / "ifn_v1_mednum/data_scol_menage_demandeurEmplois.csv")
    assert {one.outcome for one in found.repeated} <= {"completed", "same"}
    rank = found.panel.rank_of()
    for code in ("33063", "44109", "80021", "13001"):  # Bordeaux, Nantes, Amiens, Aix
        assert found.panel.series["share_65_plus_of_15_plus"].known[rank[code]]


def test_the_classes_of_2019_make_the_premises(data: Path):
    series = read(data / "ifn_v1_mednum/commune-debit-beta.csv").panel.series
    total = series["premises_thd30"].values + series["premises_without_thd30"].values
    np.testing.assert_array_equal(total, series["premises"].values)


# A header alone says the usual quantity; only the description knows that these are of the 2020 files.
OF_2020 = {
    "tx_pauvrete": ("poverty_rate", "poverty_rate_2020"),
    "tx_peu_diplomes": ("share_low_diploma", "share_below_bac"),
    "tx_monoparentales": ("share_single_parent", "share_single_parent_households"),
    "tx_65plus": ("share_65_plus", "share_65_plus_of_15_plus"),
    "tx_moins25_rp": ("share_under_25", "share_15_24_of_15_plus"),
}


def test_our_own_table_is_guessed_as_it_is_described(data: Path):
    table = open_table(data / "territoires_communes.csv")
    draft = propose(table)
    guessed = {one.column: one.code for one in draft.of_role(Role.MEASURE)}
    spec = recognise(table.columns)
    assert spec is not None
    described = {rule.plus[0]: rule.measure.code for rule in spec.measures}
    assert guessed.keys() == described.keys()
    by_guess, by_spec = read_panel(table, draft.spec()).panel, read_panel(table, spec).panel
    for column, code in described.items():
        assert (guessed[column], code) == OF_2020.get(column, (code, code))
        np.testing.assert_allclose(
            by_guess.series[guessed[column]].values, by_spec.series[code].values, err_msg=column
        )


def test_two_quantities_of_the_2020_files_do_not_share_a_code(data: Path):
    """15,7 % are from 15 to 24 where 31,9 % are under 25, on the same 654 communes."""
    young = read(data / "ifn_v1_mednum/data_scol_menage_demandeurEmplois.csv").panel
    all_young = read(data / "ifn_v1_mednum/data_moins_25ans.csv").panel
    assert "share_under_25" not in young.series
    one, other = young.series["share_15_24_of_15_plus"], all_young.series["share_under_25"]
    ranks = young.rank_of()
    common = [(ranks[a], k) for k, a in enumerate(all_young.areas) if other.known[k] and a in ranks]
    here, there = (np.array(side) for side in zip(*common, strict=True))
    assert np.nanmean(one.values[here]) == pytest.approx(15.7, abs=0.1)
    assert np.mean(other.values[there]) == pytest.approx(31.9, abs=0.1)


@pytest.mark.parametrize("name", ["territoires_communes.csv", "ifn_v1_mednum/taux_pauvrete.csv"])
def test_the_poverty_of_2020_is_never_said_observed(data: Path, name: str):
    one = read(data / name).panel.series["poverty_rate_2020"]
    assert one.known.any()
    assert not np.any(one.status == Status.OBSERVED)


def test_thirty_six_communes_are_no_departement(data: Path):
    """Sicoval is not Haute-Garonne, and a part of the Var is not the Var."""
    found = read(data / "territoires_communes.csv").panel
    up = aggregate(found, whole_parents(found.areas, "commune", "departement"), "departement").panel
    status = dict(zip(up.areas, up.series["population"].status.tolist(), strict=True))
    assert status["31"] == status["83"] == Status.MISSING
    epci = aggregate(found, whole_parents(found.areas, "commune", "epci"), "epci").panel
    older = epci.series["share_65_plus_of_15_plus"]  # weighed by all the population: an approximation
    assert set(older.status[older.known].tolist()) == {Status.IMPUTED}
    rank = epci.rank_of()["243100633"]  # Sicoval, all of whose communes are there
    assert epci.series["population"].status[rank] == Status.OBSERVED
    assert epci.series["population"].values[rank] > 80_000
