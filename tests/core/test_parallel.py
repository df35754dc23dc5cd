"""Work shared between cores, in a process of its own: one that has a single thread, as commands have."""

import json
import os
import subprocess
import sys
import threading

import pytest

from fabrique.core import parallel

PREFIX = "import json, os, signal, sys\nfrom fabrique.core.parallel import work_out\nme = os.getpid()\n"
two_cores = pytest.mark.usefixtures("cores")


@pytest.fixture
def cores() -> None:
    assert len(os.sched_getaffinity(0)) > 1, "this test needs two cores"


def run(script: str) -> object:
    done = subprocess.run(
        [sys.executable, "-c", PREFIX + script], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


@two_cores
def test_two_processes_give_the_results_in_order():
    script = "found = work_out(lambda n: (n * n, os.getpid()), range(1001))\n"
    script += "print(json.dumps([[n for n, _ in found], len({pid for _, pid in found}), found[0][1] == me]))"
    assert run(script) == [[n * n for n in range(1001)], 2, True]


@two_cores
def test_a_copy_that_is_stopped_costs_time_only():
    """The system stops the greediest process when memory is short."""
    script = (
        "def work(n):\n    if os.getpid() != me and n == 900:\n        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    script += "    return n\nprint(json.dumps(work_out(work, range(1000)) == list(range(1000))))"
    assert run(script) is True


@two_cores
@pytest.mark.parametrize("item", [10, 990])
def test_an_error_is_told_whichever_process_meets_it(item: int):
    script = f"try:\n    work_out(lambda n: 1 // (n - {item}), range(1000))\n"
    script += "except ZeroDivisionError:\n    print(json.dumps('told'))"
    assert run(script) == "told"


def test_a_short_list_and_a_process_of_several_threads_stay_alone():
    assert parallel._may_fork(10) is False
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert parallel._may_fork(10_000) is False
        assert set(parallel.work_out(lambda _n: os.getpid(), range(1000))) == {os.getpid()}
    finally:
        ended.set()
        thread.join()


def test_the_count_is_told():
    told: list[int] = []
    parallel.work_out(str, range(250), tell=told.append)
    assert told == [100, 200]
