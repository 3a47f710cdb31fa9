"""candidates(): who could do what, for other tools and for the second door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from turnout import _core
from turnout._options import check_whole

if TYPE_CHECKING:
    from turnout._problem import Problem


def candidates(
    problem: Problem,
    policy: _core.Policy | None = None,
    *,
    nearest: int | None = None,
    cheapest: int | None = None,
    threads: int = 0,
    memory_limit: int | None = None,
) -> Any:
    """All pairs that pass every hard rule, with their costs: need_id, role, member_id, km, cost.

    nearest: of each role only so many pairs, those nearest by distance, ties by member_id.
    cheapest: likewise by cost; given both, the cheapest of the nearest. An answer over pairs that
        were kept proves nothing about those left out.
    threads: 0 takes the CPUs that the process may use. The frame does not depend on it.
    memory_limit: bytes; LimitError where all pairs together would not fit.

    A frame of the kind of `needs`, by need and role, then by member.

    >>> import turnout as to
    >>> week = to.Problem(
    ...     {"member_id": ["A", "B"], "lat": [39.9, 39.91], "lon": [116.2, 116.2]},
    ...     {"need_id": ["1"], "start": ["2026-10-05 09:00"], "end": ["2026-10-05 11:00"],
    ...      "seats": [1], "lat": [39.9], "lon": [116.2]},
    ... )
    >>> len(to.candidates(week)), len(to.candidates(week, nearest=1))
    (2, 1)
    """
    check_whole("nearest", nearest, below=2**32)
    check_whole("cheapest", cheapest, below=2**32)
    check_whole("threads", threads)
    check_whole("memory_limit", memory_limit)
    table = _core.candidates(
        problem._core,
        policy if policy is not None else _core.Policy(),
        nearest,
        cheapest,
        threads,
        memory_limit,
    )
    return problem._frame(table)
