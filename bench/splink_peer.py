"""splink 5 with DuckDB on the rows of bench/duplicates.py; run by it, with an interpreter that has
splink.

Usage: python splink_peer.py ROWS.csv CLUSTERS.json. It has the blocking and the comparisons that its
documentation advises for such data (names and addresses by Jaro-Winkler, contacts, distance),
unsupervised training, and its pairs and their connected components at several thresholds. Names and
addresses are given folded, as its users are told to do.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
import unicodedata
from collections import defaultdict
from typing import Any

import pyarrow
import splink
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

THRESHOLDS = (0.9, 0.99, 0.999, 0.9999, 0.99999)


def folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("’", " "))
    return " ".join("".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split())


def rows(path: str) -> list[dict[str, Any]]:
    result = []
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = folded(row["name"])
            words = sorted(name.split())
            result.append(
                {
                    "unique_id": row["id"],
                    "name": name or None,
                    "sorted_name": " ".join(words) or None,
                    "longest": max(words, key=len, default="") or None,
                    "address": folded(row["address"]) or None,
                    "commune": row["commune_code"] or None,
                    "postal_code": row["postal_code"] or None,
                    "latitude": float(row["latitude"]) if row["latitude"] else None,
                    "longitude": float(row["longitude"]) if row["longitude"] else None,
                    "siret": row["siret"] or None,
                    "phone": row["phone"] or None,
                    "email": row["emails"].split("|")[0] or None,
                    "site": row["websites"].split("|")[0] or None,
                    "typology": row["typologies"] or None,
                }
            )
    return result


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("phone"),
            block_on("email"),
            block_on("siret"),
            block_on("commune", "longest"),
            block_on("postal_code", "longest"),
            block_on("commune", "address"),
            block_on("commune", "substr(name, 1, 5)"),
            block_on("round(latitude, 3)", "round(longitude, 3)"),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("sorted_name", [0.97, 0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.85]),
            cl.DistanceInKMAtThresholds("latitude", "longitude", [0.06, 0.2, 1, 5]),
            cl.ExactMatch("commune"),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("email").configure(term_frequency_adjustments=True),
            cl.ExactMatch("site").configure(term_frequency_adjustments=True),
            cl.ExactMatch("siret"),
            cl.ExactMatch("typology"),
        ],
        retain_matching_columns=False,
    )


def main() -> None:
    source, target = sys.argv[1:3]
    data = rows(source)
    start, cpu = time.perf_counter(), time.process_time()
    database = DuckDBAPI()
    linker = Linker(database.register(pyarrow.Table.from_pylist(data)), settings(), log_level=40)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("commune", "sorted_name"), block_on("phone", "sorted_name")], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(
        block_on("commune", "longest"), record_sample_proportion=1.0
    )
    training.estimate_parameters_using_expectation_maximisation(
        block_on("phone"), record_sample_proportion=1.0
    )
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    found: dict[str, dict[str, list[list[str]]]] = {"paires": {}, "groupes": {}}
    edges = predicted.as_record_list()
    for threshold in THRESHOLDS:
        found["paires"][str(threshold)] = [
            [edge["unique_id_l"], edge["unique_id_r"]]
            for edge in edges
            if edge["match_probability"] >= threshold
        ]
        clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold
        )
        members: dict[str, list[str]] = defaultdict(list)
        for record in clustered.as_record_list():
            members[record["cluster_id"]].append(record["unique_id"])
        found["groupes"][str(threshold)] = [ids for ids in members.values() if len(ids) > 1]
    told = {
        "version": splink.__version__,
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "found": found,
    }
    with open(target, "w", encoding="utf-8") as file:
        json.dump(told, file)


if __name__ == "__main__":
    main()
