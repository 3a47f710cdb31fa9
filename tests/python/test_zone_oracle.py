"""Our zones are Python's zones: names with odd pasts, at and around every change of a century."""

from __future__ import annotations

import random
import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = datetime(1970, 1, 1)
NAMES = [
    "Africa/Cairo", "Africa/Casablanca", "Africa/Monrovia", "America/Godthab", "America/Havana",
    "America/New_York", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll",
    "Asia/Gaza", "Asia/Kathmandu", "Asia/Pyongyang", "Asia/Shanghai", "Asia/Tehran",
    "Australia/Lord_Howe", "Europe/Dublin", "Europe/London", "Europe/Moscow", "Pacific/Apia",
    "Pacific/Chatham", "Pacific/Kiritimati", "Etc/GMT+5", "EST5EDT",
]  # fmt: skip


def seconds(wall: datetime) -> int:
    return (wall - EPOCH) // timedelta(seconds=1)


@pytest.mark.parametrize("name", NAMES)
def test_same_local_times_and_instants(oracle: Callable[..., str], name: str) -> None:
    try:
        zone = zoneinfo.ZoneInfo(name)
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("skipped: no zone files on this machine")
    if oracle("zone", name).startswith("refused"):
        pytest.skip("skipped: zone files only inside Python")
    rng = random.Random(name)
    instants = [rng.randrange(-2_000_000_000, 8_000_000_000) for _ in range(1500)]
    # Near the changes: halve every half-year in which the offset differs.
    for start in range(-1_500_000_000, 4_200_000_000, 15_000_000):
        low, high = start, start + 15_000_000

        def offset(t: int) -> timedelta | None:
            return datetime.fromtimestamp(t, UTC).astimezone(zone).utcoffset()

        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        instants += [high - 1, high, *(high + rng.randrange(-7200, 7200) for _ in range(6))]

    walls = []
    for t in instants:
        there = datetime.fromtimestamp(t, UTC).astimezone(zone).replace(tzinfo=None)
        walls.append(there)
    answer = oracle("zone", name, text="".join(f"u {t}\n" for t in instants)).split()
    assert [int(a) for a in answer] == [seconds(w) for w in walls]

    walls += [w + timedelta(seconds=rng.randrange(-7200, 7200)) for w in walls]
    lines = oracle("zone", name, text="".join(f"l {seconds(w)}\n" for w in walls)).splitlines()
    for wall, line in zip(walls, lines, strict=True):
        kind, first, last = (int(part) for part in line.split())
        early, late = (datetime.timestamp(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
        if kind == 2:  # Skipped: PEP 495 counts on from before and from after the jump.
            assert late <= first <= early
            assert late != early
        else:
            assert (first, last) == (early, late), wall
            assert (kind == 1) == (early != late)
