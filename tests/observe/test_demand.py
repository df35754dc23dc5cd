"""Where the people are: from the finest counts that one sees, and all that is not known is told."""

from __future__ import annotations

import numpy as np
import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Panel, Series, Status, series
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.enums import Level
from fabrique.observe.packing import unpack_arrays
from fabrique.observe.queries.demand import DemandPoints, demand_points
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.observe import PEOPLE, brought, calculated, contoured, square
from tests.factories.people import organisation


def counted(level: str = "commune", **counts: float) -> Panel:
    """So many people in each area; a number below zero stands for a secret."""
    values = np.array(list(counts.values()), float)
    status = np.where(values < 0, Status.SECRET, Status.OBSERVED).astype(np.uint8)
    held = Series(PEOPLE, np.where(values < 0, np.nan, values), status)
    return Panel(level, 2026, tuple(name.lstrip("c") for name in counts), {"population": held})


def by_commune(found: DemandPoints) -> dict[str, float]:
    communes, people = np.array(found.people.commune), found.people.people
    return {code: float(people[communes == code].sum()) for code in sorted(set(communes))}


def test_the_people_of_a_commune_are_spread_in_its_contour_and_this_is_told(
    holder: Organisation, by: Account
):
    contoured()
    brought(holder, of=counted(c00101=1000, c00102=400))
    found = demand_points(by)
    assert by_commune(found) == {"00101": pytest.approx(1000), "00102": pytest.approx(400)}
    assert 3_500 < len(found.people) < 4_500
    first = np.array(found.people.commune) == "00101"
    assert (found.people.longitude[first] < -2.95).all()
    assert found.level == Level.COMMUNE
    assert "c’est une estimation" in found.told[0]
    assert [one["title"] for one in found.sources] == ["Recensement"]
    assert found.communes == {"00101": "Grandmesnil", "00102": "Port-Sablier"}


def test_people_of_a_priority_neighbourhood_are_placed_in_it_first(holder: Organisation, by: Account):
    contoured()
    contoured("qpv", ("QN00101A", square(0, at=(0.02, 0.02), size=0.01)), ("QN00102B", square(1, size=0.01)))
    brought(holder, of=counted(c00101=1000, c00102=400))
    brought(holder, of=counted("qpv", QN00101A=600), slug="quartiers", title="Quartiers")
    found = demand_points(by)
    inside = found.people.priority == 1
    communes = np.array(found.people.commune)
    assert found.people.people[inside & (communes == "00101")].sum() == pytest.approx(600, rel=1e-6)
    assert 3 < found.people.people[inside & (communes == "00102")].sum() < 5  # a hundredth of its ground
    assert by_commune(found)["00101"] == pytest.approx(1000)
    said = " ".join(found.told)
    assert "Ceux de 1 quartier prioritaire y sont placés d’abord, d’après « Quartiers », 2021" in said
    assert "La population de 1 quartier prioritaire n’est pas connue" in said


def test_a_neighbourhood_never_has_more_people_than_its_commune(holder: Organisation, by: Account):
    contoured()
    contoured("qpv", ("QN00101A", square(0, at=(0.02, 0.02), size=0.01)))
    brought(holder, of=counted(c00101=1000, c00102=400))
    brought(holder, of=counted("qpv", QN00101A=5000), slug="quartiers", title="Quartiers")
    assert by_commune(demand_points(by))["00101"] == pytest.approx(1000)


def test_a_secret_or_a_missing_commune_is_told_and_never_empty(holder: Organisation, by: Account):
    contoured()
    brought(holder, of=counted(c00101=1000, c00102=-1))
    found = demand_points(by)
    assert by_commune(found) == {"00101": pytest.approx(1000)}
    assert "1 commune est laissée de côté" in found.told[-1]
    assert "Port-Sablier" in found.told[-1]
    assert "pas vide" in found.told[-1]
    extra = Territory.objects.get()
    extra.extra_communes[1]["population"] = 650
    extra.save()
    official = demand_points(by)
    assert by_commune(official)["00102"] == pytest.approx(650)
    assert any("celui du code officiel est pris (Port-Sablier)" in one for one in official.told)


def test_a_commune_where_nobody_lives_is_no_commune_that_is_left_out(holder: Organisation, by: Account):
    contoured()
    brought(holder, of=counted(c00101=1000, c00102=0))
    found = demand_points(by)
    assert by_commune(found) == {"00101": pytest.approx(1000)}
    assert not any("laissée de côté" in one for one in found.told)


def test_a_contour_that_is_not_known_leaves_its_commune_out(holder: Organisation, by: Account):
    contoured("commune", ("00101", square(0)))
    brought(holder, of=counted(c00101=1000, c00102=400))
    assert "Port-Sablier" in demand_points(by).told[-1]


def test_nobody_is_placed_without_contours_or_counts(holder: Organisation, by: Account):
    with pytest.raises(DomainRefusal, match="On ne sait pas où vivent les habitants"):
        demand_points(by)
    brought(holder, of=counted(c00101=1000, c00102=400))
    with pytest.raises(DomainRefusal, match="On ne sait pas où vivent les habitants"):
        demand_points(by)


def test_cells_say_where_they_are_and_the_communes_that_they_miss_come_from_elsewhere(
    holder: Organisation, by: Account
):
    contoured()
    cells = {"CRS3035RES200mN2740600E3337200": 30.0, "CRS3035RES200mN2740600E3337400": 50.0, "CRS9": 7.0}
    brought(holder, of=counted("cell", **cells), slug="carreaux", title="Carreaux")
    brought(holder, of=counted(c00101=1000, c00102=400))
    found = demand_points(by)
    assert by_commune(found) == {"00101": pytest.approx(80), "00102": pytest.approx(400)}
    assert found.level == Level.CELL
    assert "carreaux de 200 m" in found.told[0]


def test_a_cell_astride_a_border_is_not_the_whole_of_a_commune(holder: Organisation, by: Account):
    contoured()
    territory = Territory.objects.get()
    territory.extra_communes = [{**one, "population": 1000} for one in territory.extra_communes]
    territory.save()
    brought(
        holder, of=counted("cell", CRS3035RES200mN2740600E3337200=30.0), slug="carreaux", title="Carreaux"
    )
    brought(holder, of=counted(c00101=1000, c00102=400))
    found = demand_points(by)
    assert by_commune(found) == {"00101": pytest.approx(1000), "00102": pytest.approx(400)}
    assert found.level == Level.COMMUNE


def test_iris_are_taken_when_all_those_of_a_commune_are_known(holder: Organisation, by: Account):
    contoured()
    contoured(
        "iris",
        ("001010101", square(0, size=0.05)),
        ("001010102", square(0, at=(0.05, 0.05), size=0.05)),
        ("001020101", square(1, size=0.05)),
    )
    counts = counted("iris", **{"001010101": 700.0, "001010102": 200.0, "001020101": 10.0, "001020102": 90.0})
    brought(holder, of=counts, slug="iris", title="Îlots")
    brought(holder, of=counted(c00101=1000, c00102=400))
    found = demand_points(by)
    assert by_commune(found) == {"00101": pytest.approx(900), "00102": pytest.approx(400)}
    assert found.level == Level.IRIS


def test_what_one_does_not_see_counts_nobody(holder: Organisation, by: Account):
    contoured()
    other = organisation("Ailleurs")
    data_set = brought(other, of=counted(c00101=1000, c00102=400))
    with pytest.raises(DomainRefusal):
        demand_points(by)
    share_data_set(data_set=data_set, shared=True, by=by)
    assert by_commune(demand_points(by))["00101"] == pytest.approx(1000)


def test_an_index_weighs_people_by_the_probability_of_their_area(holder: Organisation, by: Account):
    contoured()
    brought(holder, of=counted(c00101=1000, c00102=400))
    run = calculated(holder, by=by)
    found = demand_points(by, run=run)
    assert found.people.weight is not None
    chances = dict(zip(run.areas, unpack_arrays(run.results)["p_top"], strict=True))
    first = np.array(found.people.commune) == "00101"
    assert found.people.weight[first] == pytest.approx(float(chances["00101"]))
    assert np.isnan(chances["00102"])
    share = float(run.summary["top_share"])
    assert found.people.weight[~first] == pytest.approx(share)
    assert found.people.aimed.sum() == pytest.approx(1000 * float(chances["00101"]) + 400 * share)
    assert "400 personnes vivent dans une zone que l’indice ne classe pas" in found.told[-1]


def test_other_counts_than_people_are_placed_too_and_nothing_is_guessed_for_them(
    holder: Organisation, by: Account
):
    contoured()
    panel = counted(c00101=1000)
    homes = {"households": series(PEOPLE.__class__("households", "Ménages", "ménages", PEOPLE.kind), [300.0])}
    brought(holder, of=Panel(panel.level, panel.geography, panel.areas, homes))
    found = demand_points(by, "households")
    assert by_commune(found) == {"00101": pytest.approx(300)}
    assert "Port-Sablier" in found.told[-1]
