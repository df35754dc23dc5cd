"""Walking along a hand-drawn network: ways as OpenStreetMap says, parts that do not meet, who is cut off."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pyproj import Transformer

from fabrique.config.cli import main
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.access import Network, walks
from fabrique.observe.standalone.access.osm import read_network

# A square of about 1 km whose south side is a motorway and whose diagonal is private, an islet far east.
NODES = {1: (47.0, 0.0), 2: (47.01, 0.0), 3: (47.01, 0.01), 4: (47.0, 0.01), 5: (47.0, 0.1), 6: (47.01, 0.1)}
WAYS = [
    ((1, 2, 3), {"highway": "footway"}),
    ((3, 4), {"highway": "residential"}),
    ((4, 1), {"highway": "motorway"}),
    ((1, 3), {"highway": "track", "access": "private"}),
    ((5, 6), {"highway": "path"}),
    ((1, 4), {"waterway": "river"}),
]


def drawn(path: Path, ways=WAYS) -> Path:
    nodes = "".join(
        f'<node id="{i}" version="1" lat="{lat}" lon="{lon}"/>' for i, (lat, lon) in NODES.items()
    )
    lines = "".join(
        f'<way id="{number}" version="1">'
        + "".join(f'<nd ref="{ref}"/>' for ref in refs)
        + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        + "</way>"
        for number, (refs, tags) in enumerate(ways, 1)
    )
    path.write_text(f'<osm version="0.6">{nodes}{lines}</osm>', encoding="utf-8")
    return path


def plane() -> Transformer:
    local = "+proj=tmerc +lon_0=0 +lat_0=47 +k=1 +ellps=GRS80 +units=m"
    return Transformer.from_crs("EPSG:4326", local, always_xy=True)


def test_only_ways_for_walkers_are_kept(tmp_path):
    found = read_network(drawn(tmp_path / "a.osm"), plane())
    assert len(found.nodes) == 6
    assert len(found.segments) == 4
    assert found.length == pytest.approx([1111.7, 760.5, 1111.7, 1111.7], rel=1e-3)


def test_what_is_said_of_walkers_comes_first(tmp_path):
    ways = [
        ((1, 2), {"highway": "trunk", "foot": "yes"}),
        ((2, 3), {"highway": "residential", "foot": "no"}),
        ((3, 4), {"highway": "service", "access": "private", "foot": "designated"}),
        ((4, 1), {"highway": "pedestrian", "area": "yes"}),
    ]
    assert len(read_network(drawn(tmp_path / "a.osm", ways), plane()).segments) == 2


def test_a_way_cut_at_the_edge_of_the_extract_has_no_bridge_over_what_is_missing(tmp_path):
    found = read_network(drawn(tmp_path / "a.osm", [((1, 2, 99, 3, 4), {"highway": "path"})]), plane())
    assert len(found.segments) == 2
    assert found.length.max() < 1200


def test_a_file_that_is_no_extract_is_refused(tmp_path):
    wrong = tmp_path / "a.osm.pbf"
    wrong.write_text("bonjour", encoding="utf-8")
    with pytest.raises(DomainRefusal, match="n’est pas un extrait"):
        read_network(wrong, plane())
    with pytest.raises(DomainRefusal, match="aucun chemin"):
        read_network(drawn(tmp_path / "b.osm", [((1, 4), {"waterway": "river"})]), plane())


def test_the_shortest_path_and_who_is_cut_off():
    # A line 0–100–300 m with a shortcut of 50 m between the ends, twice the same segment; an island.
    nodes = np.array([[0.0, 0], [100, 0], [300, 0], [9_000, 0], [9_100, 0]])
    segments = np.array([[0, 1], [1, 2], [2, 0], [0, 2], [1, 1], [3, 4]])
    network = Network(nodes, segments, np.array([100.0, 200.0, 50.0, 400.0, 5.0, 100.0]))
    people = np.array([[100.0, 30], [300, 0], [9_000, 0], [50_000, 0], [300, 40]])
    sites = np.array([[0.0, 10], [0, 7_000]])
    found = walks(network, people, sites, reach=170)
    assert found.cut_off.tolist() == [False, False, True, True, False]
    assert found.astray.tolist() == [False, True]
    cost, which = found.table.nearest(np.array([True, True]))
    assert cost.tolist() == [140.0, 60.0, np.inf, np.inf, 100.0]  # 30 + 100 + 10; 50 + 10; 40 + 50 + 10
    assert which.tolist() == [0, 0, -1, -1, 0]
    assert walks(network, people, sites, reach=139).table.nearest(np.array([True, True]))[0][0] == np.inf
    minutes = walks(network, people, sites, reach=2, scale=1 / 75).table.nearest(np.array([True, True]))[0]
    assert minutes[0] == pytest.approx(140 / 75)
    with pytest.raises(ValueError, match="no segment"):
        walks(Network(nodes, segments[:0], np.zeros(0)), people, sites, reach=1)


def test_two_nodes_at_one_place_are_still_joined():
    nodes = np.array([[0.0, 0], [0, 0], [10, 0]])
    network = Network(nodes, np.array([[0, 1], [1, 2]]), np.array([0.0, 10.0]))
    found = walks(network, np.array([[10.0, 0]]), np.array([[0.0, 0]]), reach=100)
    assert found.table.nearest(np.array([True]))[0] == pytest.approx([10], abs=0.01)
    assert not found.cut_off.any()


def walk(tmp_path: Path, *more: str):
    (tmp_path / "demand.csv").write_text(
        "id,lat,lon,population\ncoin,47.0,0.01,10\nilot,47.0,0.1,5\nperdu,47.5,0.5,1\n", encoding="utf-8"
    )
    (tmp_path / "supply.csv").write_text("id,lat,lon,capacity\nS,47.0,0.0,3\n", encoding="utf-8")
    network = drawn(tmp_path / "ville.osm")
    options = ["--demand", tmp_path / "demand.csv", "--supply", tmp_path / "supply.csv", "--network", network]
    return CliRunner().invoke(main, ["observe", "access", *map(str, options), *more])


def test_the_command_walks_around_the_motorway_and_names_who_is_cut_off(tmp_path):
    out = tmp_path / "out.csv"
    result = walk(tmp_path, "--method", "nearest", "--catchment", "4km", "-o", str(out), "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert (facts["cut_off"], facts["sites_off_network"], facts["out_of_reach"]) == (2, 0, 2)
    lines = dict(line.split(",") for line in out.read_text().splitlines()[1:])
    around = 2 * 1111.7 + 760.5  # north, east, south: not the 760 m of the motorway
    assert float(lines["coin"]) == pytest.approx(around, rel=1e-3)
    assert (lines["ilot"], lines["perdu"]) == ("", "")
    assert "Origines coupées de tout lieu" in result.stderr
    assert ": 2 (ilot, perdu)." in result.stderr


def test_minutes_on_foot(tmp_path):
    out = tmp_path / "out.csv"
    result = walk(tmp_path, "--method", "nearest", "--catchment", "60min", "-o", str(out))
    assert result.exit_code == 0, result.output
    found = float(out.read_text().splitlines()[1].split(",")[1])
    assert math.isclose(found, (2 * 1111.7 + 760.5) / 75, rel_tol=1e-3)  # 4.5 km/h is 75 m a minute
    slow = walk(tmp_path, "--method", "2sfca", "--catchment", "30min", "--json")
    assert json.loads(slow.stdout)["out_of_reach"] == 3


def test_a_network_needs_degrees_and_a_catchment(tmp_path):
    assert walk(tmp_path, "--method", "nearest").exit_code == 2
    for name, column in (("demand", "population"), ("supply", "capacity")):
        (tmp_path / f"{name}.csv").write_text(f"id,x,y,{column}\nA,0,0,1\n", encoding="utf-8")
    files = ["--demand", str(tmp_path / "demand.csv"), "--supply", str(tmp_path / "supply.csv")]
    network = ["--network", str(tmp_path / "ville.osm"), "--catchment", "1km"]
    result = CliRunner().invoke(main, ["observe", "access", *files, *network])
    assert result.exit_code == 1
    assert "donnez « lat » et « lon »" in result.stderr
