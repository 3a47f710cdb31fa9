"""Long runs: progress, stop, Ctrl-C, and a GIL that others can have."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import turnout as to
from turnout import _core

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def hears_ctrl_c() -> Iterator[None]:
    """A shell that starts tests in the background lets them ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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


@pytest.fixture(scope="module")
def war() -> dict[str, Any]:
    """More asked than there is, at costs alike: takes far longer than a signal does."""
    rng = np.random.default_rng(1)
    needs, each, members = 160_000, 40, 120_000
    need = np.repeat(np.arange(needs), each)
    member = (need * 7 + np.tile(np.arange(each), needs) ** 3) % members
    first = np.unique(need * members + member, return_index=True)[1]
    need, member = need[first], member[first]
    return {
        "need_or_matrix": need,
        "member": member,
        "cost": rng.integers(0, 1000, len(need)),
        "unfilled_cost": 10**7,
        "seats": 2,
    }


def expect_true(war: dict[str, Any], r: to.AssignResult) -> None:
    """Valid, and the bound follows from the prices."""
    assert (np.bincount(r.member) <= 1).all()
    assert (np.bincount(r.need, minlength=len(r.short)) + r.short == 2).all()
    need, member, cost = war["need_or_matrix"], war["member"], war["cost"]
    reduced = cost - r.need_prices[need] + r.member_prices[member]
    assert (r.need_prices <= war["unfilled_cost"]).all()
    bound = 2 * r.need_prices.sum() - r.member_prices.sum() + np.minimum(reduced, 0).sum()
    assert r.bound <= bound + 1
    assert r.bound <= r.objective
    assert r.objective == cost[r.pairs].sum() + war["unfilled_cost"] * r.short.sum()


def test_assign_hears_ctrl_c(war: dict[str, Any]) -> None:
    def interrupt(_: dict[str, Any]) -> None:
        if not sent:
            sent.append(True)
            os.kill(os.getpid(), signal.SIGINT)

    sent: list[bool] = []
    r = to.assign(**war, progress=interrupt)
    assert sent
    assert r.status == "stopped"
    expect_true(war, r)


def test_assign_hears_stop_and_limits(war: dict[str, Any]) -> None:
    stop = threading.Event()
    r = to.assign(**war, stop=stop, progress=lambda _: stop.set())
    assert r.status == "stopped"
    expect_true(war, r)
    r = to.assign(**war, seconds=0)
    assert r.status == "timed_out"
    expect_true(war, r)
    stop.set()
    matrix = np.ones((2_100, 2_100))
    r = to.assign(matrix, stop=stop)
    assert (r.status, len(r.pairs)) == ("stopped", 0)
    assert r.bound == -np.inf
    with pytest.raises(LookupError, match="enough"):
        to.assign(**war, progress=enough)


def enough(_: dict[str, Any]) -> None:
    raise LookupError("enough")


def test_progress_of_assign_rises(war: dict[str, Any]) -> None:
    seen: list[dict[str, Any]] = []
    stop = threading.Event()

    def watch(told: dict[str, Any]) -> None:
        seen.append(told)
        if len(seen) == 5:
            stop.set()

    to.assign(**war, stop=stop, progress=watch)
    assert {told["stage"] for told in seen} == {"flow"}
    done = [told["done"] for told in seen]
    assert done == sorted(done)
    assert 0 <= done[0] <= done[-1] <= 1


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
