"""Long runs: progress, stop, Ctrl-C, and a GIL that others can have."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
import turnout as to
from turnout import _core


@pytest.fixture(scope="module")
def town() -> to.Problem:
    """Large enough that planning it takes a while, small enough for tests."""
    city = _core.city((6_000, 400), 7)
    return to.Problem(city["members"], city["needs"], zone="Asia/Shanghai")


def test_progress_comes_on_the_calling_thread(town: to.Problem) -> None:
    seen: list[dict[str, Any]] = []
    threads = set()

    def progress(told: dict[str, Any]) -> None:
        seen.append(told)
        threads.add(threading.get_ident())

    plan = to.solve(town, progress=progress)
    assert threads == {threading.get_ident()}
    assert {"stage", "done", "objective", "bound"} == set(seen[0])
    assert plan.status in {"optimal", "feasible"}


def test_an_exception_in_progress_stops_the_run(town: to.Problem) -> None:
    def progress(_: dict[str, Any]) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        to.solve(town, progress=progress)


def test_stop_returns_the_best_so_far(town: to.Problem) -> None:
    stop = threading.Event()
    stop.set()
    plan = to.solve(town, stop=stop)
    assert plan.status in {"stopped", "optimal"}
    assert plan.bound <= plan.objective
    assert to.verify(town, plan)


def test_an_exception_in_stop_is_raised(town: to.Problem) -> None:
    class Broken:
        def is_set(self) -> bool:
            raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        to.solve(town, stop=Broken())


def test_ctrl_c_returns_the_best_so_far(town: to.Problem) -> None:
    def interrupt(_: dict[str, Any]) -> None:
        if not sent:
            sent.append(True)
            os.kill(os.getpid(), signal.SIGINT)

    sent: list[bool] = []
    plan = to.solve(town, progress=interrupt)
    assert sent
    # The run goes on while the signal travels, so it may have come to its own end.
    assert (plan.status, plan.receipt["ended_by"]) in {("stopped", "stop"), ("optimal", "itself")}
    assert to.verify(town, plan)


def test_a_limit_of_work_ends_alike(town: to.Problem) -> None:
    one = to.solve(town, work_limit=2_000, threads=1)
    two = to.solve(town, work_limit=2_000, threads=2)
    assert one.receipt_json == two.receipt_json
    assert one.status == "timed_out"
    assert one.receipt["ended_by"] == "work_limit"
    assert to.verify(town, one)


def test_a_limit_of_time(town: to.Problem) -> None:
    plan = to.solve(town, seconds=0)
    assert plan.status == "timed_out"
    assert to.verify(town, plan)


def test_others_run_meanwhile(town: to.Problem) -> None:
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    to.solve(town)
    done.set()
    thread.join()
    assert counted > 1


def test_runs_side_by_side(town: to.Problem) -> None:
    plans: list[to.Plan] = []
    threads = [threading.Thread(target=lambda: plans.append(to.solve(town))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plans[0] == plans[1]


def test_too_little_memory(town: to.Problem) -> None:
    with pytest.raises(to.LimitError):
        to.solve(town, memory_limit=1000)


def test_assign_hears_ctrl_c() -> None:
    code = """
import os, signal, threading
import numpy as np
import turnout as to

rng = np.random.default_rng(1)
n, pairs = 60_000, 30
need = np.repeat(np.arange(n), pairs)
member = (need * 7 + np.tile(np.arange(pairs), n) ** 3) % n
cost = rng.integers(0, 10**6, pairs * n)
timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
timer.start()
r = to.assign(need, member, cost, unfilled_cost=10**7)
timer.cancel()
print(r.status)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() in {"stopped", "optimal"}


def test_no_bar_where_there_is_no_terminal(
    town: to.Problem, capfd: pytest.CaptureFixture[str]
) -> None:
    to.solve(town, progress=True)
    assert capfd.readouterr() == ("", "")


def test_a_bar_on_a_terminal() -> None:
    pty = pytest.importorskip("pty")
    termios = pytest.importorskip("termios")
    here, there = pty.openpty()
    termios.tcsetwinsize(there, (24, 80))
    code = """
import turnout as to
from turnout import _core
city = _core.city((6_000, 400), 7)
to.solve(to.Problem(city["members"], city["needs"]), progress=True)
"""
    with subprocess.Popen([sys.executable, "-c", code], stderr=there) as run:
        os.close(there)
        told = b""
        # The terminal is gone, and reading it an error, when the program has ended.
        with contextlib.suppress(OSError):
            while part := os.read(here, 4096):
                told += part
    os.close(here)
    assert run.returncode == 0
    assert "Finding who could come" in told.decode()
    assert told.decode().rstrip("\r").endswith(" ")  # wiped when done
