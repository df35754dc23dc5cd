"""The search API on 20,000 places: requests a second and latencies, beside the plain way of writing it.

    .venv/bin/python -m bench.api [--places 20000] [--seconds 10] [--runs 3] [--connections 16] [--home DIR]

Promise: with 2 processes, at least 1,000 requests/s and p95 under 20 ms, for 50 places around a point with
two filters. The client asks one of 200 addresses at random; the server keeps no whole answer from one request
to the next. The client (wrk, else a slower one in Python) runs on the same cores as the server.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
WORKERS, ADDRESSES, LIMIT = 2, 200, 50
FILTERS = [
    ("service", "aide-aux-demarches-administratives"),
    ("service", "acces-internet-et-materiel-informatique"),
    ("public", "seniors"),
    ("public", "jeunes"),
    ("acces", "se-presenter"),
    ("acces", "telephoner"),
    ("frais", "gratuit"),
]
LUA = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
function init(args) math.randomseed(os.time()) end
function request() return wrk.format("GET", paths[math.random(#paths)]) end
function done(summary, latency, requests)
  local e = summary.errors
  local errors = e.status + e.timeout + e.connect + e.read + e.write
  io.write(string.format("FOUND %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), errors))
end
"""


def main() -> None:
    """Build, serve, load, print."""
    options = _options()
    home = options.home or Path(tempfile.mkdtemp(prefix="fabrique-bench-"))
    environment = {**os.environ, "FABRIQUE_HOME": str(home), "FABRIQUE_API_RATE": "0"}
    environment.pop("DATABASE_URL", None)
    try:
        if not (home / "fabrique.sqlite3").exists():
            command = [sys.executable, "-m", "bench.api_instance", str(options.places)]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)
        paths = home / "paths.txt"
        paths.write_text("\n".join(_paths(home / "fabrique.sqlite3")) + "\n")
        print(f"load before: {os.getloadavg()[0]:.2f}; client: {'wrk' if shutil.which('wrk') else 'Python'}")
        for name, command in _servers().items():
            with _served(command, environment) as port:
                _measure(name, port, paths, options)
    finally:
        if options.home is None:
            shutil.rmtree(home)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--places", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--home", type=Path, help="keep the instance here, or take the one that is here")
    return parser.parse_args()


def _paths(database: Path) -> list[str]:
    rng = random.Random(11)
    rows = sqlite3.connect(database).execute(
        "select latitude, longitude from directory_place where latitude is not null"
    )
    points = sorted(rows.fetchall())
    found = []
    for latitude, longitude in rng.choices(points, k=ADDRESSES):
        first = rng.choice(FILTERS)
        second = rng.choice([one for one in FILTERS if one[0] != first[0]])
        where = [("lat", f"{latitude:.4f}"), ("lon", f"{longitude:.4f}"), ("rayon", "50000")]
        # The baseline reads the rest and leaves the radius to its box.
        found.append("/api/v1/lieux?" + urlencode([*where, first, second, ("limite", LIMIT)]))
    return found


def _servers() -> dict[str, list[str]]:
    scripts = Path(sys.executable).parent
    plain = ["--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws"]
    return {
        "fabrique": [str(scripts / "fabrique"), "serve", "--workers", str(WORKERS), "--port"],
        "baseline (ORM)": [str(scripts / "granian"), *plain, "bench.api_baseline:application", "--port"],
    }


@contextmanager
def _served(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*command, str(port)],
        env={**environment, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait(port: int) -> None:
    for _attempt in range(240):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("the server did not start")


def _measure(name: str, port: int, paths: Path, options: argparse.Namespace) -> None:
    first = paths.read_text().split()[0]
    size = _check(port, first)
    load = _with_wrk if shutil.which("wrk") else _with_python
    load(port, paths, 3, options.connections)  # every process has read its memory
    runs = [load(port, paths, options.seconds, options.connections) for _run in range(options.runs)]
    best = max(runs)
    print(f"{name}: {size / 1000:.0f} kB an answer, {options.connections} connections, best of {len(runs)}")
    for rate, p50, p95, p99, errors in runs:
        mark = " *" if rate == best[0] else ""
        print(
            f"  {rate:8.0f} requests/s   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   p99 {p99:6.1f} ms"
            f"   errors {errors}{mark}"
        )
    print(f"  load after: {os.getloadavg()[0]:.2f}")


def _check(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body[:300]
    assert len(json.loads(body)["lieux"]) > 0
    return len(body)


Figures = tuple[float, float, float, float, int]


def _with_wrk(port: int, paths: Path, seconds: int, connections: int) -> Figures:
    script = paths.with_name("wrk.lua")
    script.write_text(LUA)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script)]
    result = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"],
        env={**os.environ, "PATHS": str(paths)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"FOUND (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", result.stdout)
    assert found, result.stdout
    requests, micros, p50, p95, p99, errors = (int(one) for one in found.groups())
    return requests / (micros / 1e6), p50 / 1e3, p95 / 1e3, p99 / 1e3, errors


def _with_python(port: int, paths: Path, seconds: int, connections: int) -> Figures:
    """Slower than wrk: the client is then the limit."""
    known, times, errors = paths.read_text().split(), list[float](), list[int]()
    end = time.monotonic() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            started = time.perf_counter()
            connection.request("GET", random.choice(known))
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - started) * 1e3)
            if answer.status != 200:
                errors.append(answer.status)

    threads = [threading.Thread(target=ask) for _one in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    p50, p95, p99 = (times[int(len(times) * part)] for part in (0.5, 0.95, 0.99))
    return len(times) / seconds, p50, p95, p99, len(errors)


if __name__ == "__main__":
    main()
