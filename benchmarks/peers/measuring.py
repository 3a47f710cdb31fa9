"""What all measured programs share: a city's arrays, a stopwatch, memory, a line of JSON.

A program is run in a process of its own and prints one line, which `run.py` reads:

    {"objective": ..., "build": [seconds, ...], "solve": [seconds, ...], "peak_bytes": ...}

`build` is what it takes to bring the caller's arrays into the library's own form, `solve` the
rest. `peak_bytes` is the memory taken above the input.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

REPEATS = 5
"""Runs of one program, at most."""
BUDGET = 12.0
"""Seconds after which no further run is begun."""


@dataclass(frozen=True)
class City:
    """A city as `make_pairs` wrote it: pairs ordered by need, then by member."""

    need: Numbers
    member: Numbers
    cost: Numbers
    seats: Numbers
    unfilled: Numbers
    slot: Numbers
    capacity: Numbers

    @classmethod
    def read(cls, folder: Path) -> City:
        return cls(
            **{name: np.fromfile(folder / f"{name}.i64", "<i8") for name in cls.__annotations__}
        )

    def slot_nodes(self) -> tuple[Numbers, Numbers]:
        """For each pair the number of its (member, slot), and the member of each such number."""
        slots = int(self.slot.max()) + 1
        key = self.member * slots + self.slot[self.need]
        used = np.zeros(len(self.capacity) * slots, dtype=bool)
        used[key] = True
        numbers = np.cumsum(used) - 1
        return numbers[key], np.flatnonzero(used) // slots


class Memory:
    """The most memory that this process holds from here on, above what it holds now."""

    def __init__(self) -> None:
        # The peak starts anew. Where that is not allowed the peak so far counts too, and the
        # figure may be too high, never too low.
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        self._before = self._field("VmRSS")

    @staticmethod
    def _field(name: str) -> int:
        status = Path("/proc/self/status").read_text()
        found = re.search(rf"{name}:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    def above(self) -> int:
        return self._field("VmHWM") - self._before


def measure(build: Callable[[], Any], solve: Callable[[Any], Any]) -> tuple[Any, dict[str, Any]]:
    """Runs both up to REPEATS times within BUDGET; the last answer and the times."""
    memory = Memory()
    times: dict[str, list[float]] = {"build": [], "solve": []}
    first = time.perf_counter()
    while True:
        start = time.perf_counter()
        model = build()
        built = time.perf_counter()
        answer = solve(model)
        solved = time.perf_counter()
        times["build"].append(built - start)
        times["solve"].append(solved - built)
        if len(times["solve"]) == REPEATS or solved - first > BUDGET:
            return answer, {**times, "peak_bytes": memory.above()}
        del model, answer


def report(record: dict[str, Any]) -> None:
    """The line for `run.py`."""
    print(json.dumps(record))
