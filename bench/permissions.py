"""Rights on a list of 1,000 files: one question for all of them, against one for each.

    .venv/bin/python -m bench.permissions [--files 1000]
    DATABASE_URL=postgresql://… .venv/bin/python -m bench.permissions

Promise: the number of SQL queries does not depend on how long the list is; both ways answer the same. The
database must be empty and may be thrown away.
"""

# ruff: noqa: E402 - Django must be ready before its models
from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("FABRIQUE_HOME", tempfile.mkdtemp(prefix="fabrique-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"

import django

django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.people import agree, member, organisation, receive

from fabrique.config import running
from fabrique.core.policies import can, permitted
from fabrique.people.enums import Role
from fabrique.people.models import Account, Resident

ACTION = "people.see_resident"


def measured(call: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a call answers, how many queries it asks, how many milliseconds it takes."""
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = call()
    return answer, {"queries": len(asked), "ms": round((time.perf_counter() - began) * 1000, 1)}


def one_by_one(actor: Account, files: list[Resident]) -> frozenset[Any]:
    """The baseline: each file asked for by itself."""
    return frozenset(each.pk for each in files if can(actor, ACTION, each))


def main() -> None:
    """Print what was measured as one JSON object; fail when the two ways differ or the queries grow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=1_000)
    options = parser.parse_args()
    running.prepare()
    ours, theirs = organisation("La Bobine"), organisation("Le Rouet")
    for holder in (ours, theirs):
        agree(holder)
    files = [receive((ours, theirs)[number % 2], called=f"Mme {number}") for number in range(options.files)]
    actor = member(Role.MEDIATOR, of=ours)
    few, of_few = measured(lambda: permitted(actor, ACTION, files[:10]))
    all_at_once, of_all = measured(lambda: permitted(actor, ACTION, files))
    each, of_each = measured(lambda: one_by_one(actor, files))
    assert all_at_once == each
    assert len(few) == len(files[:10]) // 2
    assert of_few["queries"] == of_all["queries"], (of_few, of_all)
    found = {"database": connection.vendor, "files": len(files), "allowed": len(each)}
    print(json.dumps(found | {"ten": of_few, "all at once": of_all, "one by one": of_each}, indent=1))


if __name__ == "__main__":
    main()
