"""Hiding what would give persons away: `python -m bench.disclosure [--tauargus-python PATH]`.

Invented tables of persons by area and category, with every total. For each: seconds, cells hidden beside the
small ones, the persons in them, and how many small cells an attacker bounds more than the rule lets. Next to
it, in the same run: the rule by hand (in each line with one hidden cell, hide the smallest other, until none
is alone), and Tau-Argus (MOD, and OPT on the smaller tables) where `pytauargus` is installed. Then a register
of releases.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import time
from collections.abc import Collection
from pathlib import Path

import numpy as np

from fabrique.kernels.disclosure import (
    Figure,
    Key,
    Publication,
    Reason,
    Releases,
    crossed,
    exposed,
    flat,
    protect,
)
from fabrique.kernels.disclosure.building import Axis

THRESHOLD = 11
PEER = Path(__file__).with_name("disclosure_peer.py")
LIMIT = 600  # seconds that the peer may take


def invented(groups: dict[str, list[str]], categories: int, mean: float, seed: int) -> Publication:
    """Persons by leaf and category: areas of very unequal sizes, like communes. A zero is told."""
    chance = np.random.default_rng(seed)
    inner = {code for among in groups.values() for code in among} - set(groups)
    leaves = sorted(inner)
    kinds = [f"k{rank}" for rank in range(categories)]
    sizes = chance.lognormal(0, 1.2, len(leaves))
    shares = chance.dirichlet(np.full(categories, 1.5), len(leaves))
    drawn = chance.poisson(mean * categories * sizes[:, None] * shares)
    values = {
        (leaf, kind): int(drawn[row, column])
        for row, leaf in enumerate(leaves)
        for column, kind in enumerate(kinds)
    }
    return crossed(values, [groups, flat(kinds)], zero_is_small=False)


def neighbourhoods() -> dict[str, list[str]]:
    communes = [f"C{rank:02}" for rank in range(24)]
    return {"Total": communes} | {one: [f"{one}Q{rank}" for rank in range(6)] for one in communes}


def communes(count: int) -> dict[str, list[str]]:
    """Départements of 20 EPCI, of 18 communes each."""
    epci = [f"E{rank:03}" for rank in range(-(-count // 18))]
    departments = {f"D{rank:02}": epci[20 * rank : 20 * rank + 20] for rank in range(-(-len(epci) // 20))}
    found = {"Total": list(departments), **departments}
    for rank in range(count):
        found.setdefault(epci[rank // 18], []).append(f"M{rank:04}")
    return found


def by_hand(publication: Publication) -> set[Key]:
    """The keys to hide when no line may have only one hidden cell."""
    hidden = {key for key, cell in publication.cells.items() if 0 < cell.value < THRESHOLD}
    lines = [(*one.parts, one.total) for one in publication.relations]
    again = True
    while again:
        again = False
        for line in lines:
            if sum(key in hidden for key in line) == 1:
                others = [key for key in line if key not in hidden and publication.cells[key].value]
                if others:
                    hidden.add(min(others, key=lambda key: (publication.cells[key].value, key)))
                    again = True
    return hidden


def told(name: str, publication: Publication, hidden: Collection[Key], seconds: float, cpu: float) -> None:
    beside = [key for key in hidden if publication.cells[key].value >= THRESHOLD]
    persons = sum(publication.cells[key].value for key in beside)
    given = exposed(publication, [key for key in publication.cells if key not in hidden])
    print(
        f"  {name:<22} {seconds:7.2f} s (processeur {cpu:7.2f} s) : {len(beside):4} cases tues en plus, "
        f"{persons:7} personnes ; {len(given):4} petites cases mal gardées",
        flush=True,
    )


def peer(python: str, publication: Publication, groups: Axis, method: str) -> None:
    """Tau-Argus on the same persons, one row each."""
    leaves = [key for key in publication.cells if key[0] not in groups and key[1] != "total"]
    persons = [list(key) for key in leaves for _person in range(publication.cells[key].value)]
    hierarchy = list[tuple[int, str]]()

    def below(code: str, depth: int) -> None:
        for part in groups.get(code, ()):
            hierarchy.append((depth, part))
            below(part, depth + 1)

    below("Total", 0)
    asked = {"persons": persons, "hierarchy": hierarchy, "rule": "FREQ(11,100)", "method": method}
    name = f"Tau-Argus {method[:3]}"
    try:
        ran = subprocess.run(
            [python, str(PEER)],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=True,
        )
    except subprocess.TimeoutExpired:
        print(f"  {name:<22} pas fini en {LIMIT} s")
        return
    except subprocess.CalledProcessError as failed:
        print(f"  {name:<22} en échec : {failed.stderr.strip().splitlines()[-1:]}")
        return
    found = json.loads(ran.stdout)
    hidden = {
        (area, "total" if category == "Total" else category)
        for area, category, _value, status in found["cells"]
        if status in ("U", "M")
    }
    told(name, publication, hidden, found["seconds"], found["cpu"])


def table(
    title: str,
    groups: dict[str, list[str]],
    categories: int,
    mean: float,
    options: argparse.Namespace,
    *,
    best: bool,
) -> None:
    publication = invented(groups, categories, mean, options.seed)
    small = sum(0 < cell.value < THRESHOLD for cell in publication.cells.values())
    print(f"{title} : {len(publication.cells)} cases, dont {small} de 1 à 10")
    started, cpu = time.perf_counter(), time.process_time()
    safe = protect(publication)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    assert sum(reason is Reason.SMALL for reason in safe.hidden.values()) == small
    told("la Fabrique", publication, safe.hidden, seconds, cpu)
    started, cpu = time.perf_counter(), time.process_time()
    hidden = by_hand(publication)
    told("ligne par ligne", publication, hidden, time.perf_counter() - started, time.process_time() - cpu)
    if options.tauargus_python:
        peer(options.tauargus_python, publication, groups, "MOD(1,5,1,0,0)")
        if best:
            peer(options.tauargus_python, publication, groups, "OPT(1,5)")


def releases(options: argparse.Namespace) -> None:
    """Figures by filters over places and months, one after another."""
    chance = np.random.default_rng(options.seed)
    counts = {(f"I{place:02}", month): int(chance.poisson(8)) for place in range(60) for month in range(24)}
    register, refused, longest, total = Releases(counts, zero_is_small=False), 0, 0.0, 0.0
    for number in range(options.figures):
        first, wide = int(chance.integers(0, 55)), int(chance.integers(3, 30))
        since, until = sorted(int(month) for month in chance.integers(0, 25, 2))
        places = {f"I{place:02}" for place in range(first, min(60, first + wide))}
        atoms = frozenset(one for one in counts if one[0] in places and since <= one[1] < until + 3)
        figure = Figure(str(number), atoms, sum(counts[one] for one in atoms))
        started = time.process_time()
        verdict = register.may_publish(figure)
        spent = time.process_time() - started
        longest, total = max(longest, spent), total + spent
        if verdict.allowed:
            register = Releases(counts, register.rule, register.zero_is_small, (*register.figures, figure))
        refused += not verdict.allowed
    print(
        f"Registre, {len(counts)} atomes : {options.figures} chiffres demandés, {refused} refusés ; "
        f"{total / options.figures * 1000:.0f} ms de processeur en moyenne, {longest * 1000:.0f} au plus"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=1_500)
    parser.add_argument("--figures", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--tauargus-python", default="", help="un Python où pytauargus est installé")
    options = parser.parse_args()
    table("24 communes × 6 quartiers × 8 situations", neighbourhoods(), 8, 25, options, best=True)
    table("200 communes × 10 catégories", communes(200), 10, 20, options, best=True)
    table(
        f"{options.communes} communes × 10 catégories",
        communes(options.communes),
        10,
        20,
        options,
        best=False,
    )
    releases(options)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{memory:.0f} Mo au plus")


if __name__ == "__main__":
    main()
