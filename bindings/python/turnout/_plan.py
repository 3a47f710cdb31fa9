"""solve(), verify() and the plan."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from turnout import _core, _frames
from turnout._options import bad_option, check_number, check_running, check_whole
from turnout._progress import Bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from turnout._options import Stop
    from turnout._problem import Problem, Source


class Plan:
    """Who goes where, what stays empty and why, and the proof.

    Immutable. Frames are of the kind of the problem's `needs` and are made when asked for.
    """

    __slots__ = ("_core", "_frames", "_problem")

    def __init__(self, problem: Problem, core: _core.Plan) -> None:
        self._problem = problem
        self._core = core
        self._frames: dict[str, Any] = {}

    def _frame(self, name: str) -> Any:
        if name not in self._frames:
            table = getattr(_core, name)(self._core)
            self._frames[name] = self._problem._frame(table)
        return self._frames[name]

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self._problem

    @property
    def policy(self) -> _core.Policy:
        """The rules and weights that were used."""
        return self._core.policy

    @property
    def assignments(self) -> Any:
        """need_id, role, member_id, start, end, km, cost and its parts."""
        return self._frame("assignments")

    @property
    def unfilled(self) -> Any:
        """need_id, role, short_by, below_min, cost, reason, message, fix."""
        return self._frame("unfilled")

    @property
    def loads(self) -> Any:
        """member_id, services, hours, history, cost: one row a member."""
        return self._frame("loads")

    @property
    def coverage(self) -> Any:
        """community, kind, week, seats, filled."""
        return self._frame("coverage")

    @property
    def terms(self) -> Any:
        """The objective split: its rows add up to it."""
        return self._frame("terms")

    @property
    def objective(self) -> int:
        """What the plan costs, in metres."""
        return self._core.objective

    @property
    def bound(self) -> int:
        """No plan costs less."""
        return self._core.bound

    @property
    def gap(self) -> float:
        """(objective - bound) / max(1, |objective|)."""
        return self._core.gap

    @property
    def gap_metres(self) -> int:
        """objective - bound."""
        return self._core.gap_metres

    @property
    def status(self) -> str:
        """ "optimal", "feasible", "timed_out" or "stopped"."""
        return self._core.status

    @property
    def seats(self) -> int:
        """Seats asked for."""
        return self._core.seats

    @property
    def filled(self) -> int:
        """Seats filled."""
        return self._core.filled

    @property
    def most_seats(self) -> dict[str, int] | None:
        """{"filled": ..., "at_most": ...}: no plan fills more; None unless it was asked for."""
        return self._core.most_seats

    @property
    def times(self) -> dict[str, float]:
        """Seconds of each stage. Not part of the receipt."""
        return self._core.times

    @property
    def receipt(self) -> dict[str, Any]:
        """What the plan claims, enough for `verify` to check it without the solver."""
        receipt: dict[str, Any] = json.loads(self.receipt_json)
        return receipt

    @property
    def receipt_json(self) -> str:
        """The receipt as the bytes of receipt.json."""
        return _core.receipt_json(self._core)

    def summary(self) -> str:
        """A few sentences: seats filled, kilometres, proof, reasons, policy, times."""
        return self._core.summary()

    def proof(self) -> str:
        """One sentence: how much better another plan could be at most."""
        return self._core.proof()

    def why_not(self, need: Any, member: Any) -> WhyNot:
        """Why this member does not serve that need, or what it would cost."""
        return why_not(self, need, member)

    def verify(self) -> Verdict:
        """The independent checker on this plan."""
        return verify(self._problem, self)

    def to_html(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        title: str | None = None,
        names: bool = False,
        homes: bool = False,
    ) -> str | None:
        """The page: map, timetable, coverage, one self-contained file.

        Writes it to `path`, or returns it when there is none. Members' names and homes are left
        out unless asked for.
        """
        page = _core.plan_html(self._core, title or "", names, homes)
        if path is None:
            return page
        _core.write_file(os.fspath(path), page.encode())
        return None

    def to_csv(
        self,
        folder: str | os.PathLike[str],
        *,
        force: bool = False,
        title: str | None = None,
        names: bool = False,
        homes: bool = False,
    ) -> None:
        """Writes assignments, unfilled, loads and coverage as CSV, receipt.json and plan.html.

        All are written beside and renamed. A folder that is not empty needs `force`.
        """
        files = _core.plan_files(self._core, title or "", names, homes)
        _core.write_folder(os.fspath(folder), files, force)

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Plan) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> tuple[Problem, _core.Plan]:
        return (self._problem, self._core)

    def __setstate__(self, state: tuple[Problem, _core.Plan]) -> None:
        self._problem, self._core = state
        self._frames = {}

    def __repr__(self) -> str:
        return (
            f"<turnout.Plan: {self.filled} of {self.seats} seats filled, "
            f"objective {self.objective}, bound {self.bound}, {self.status}>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(self.summary())}</pre>"


def solve(
    problem: Problem,
    policy: _core.Policy | None = None,
    *,
    seconds: float | None = None,
    work_limit: int | None = None,
    gap: float = 0.0,
    threads: int = 0,
    memory_limit: int | None = None,
    stop: Stop | None = None,
    progress: bool | Callable[[dict[str, Any]], object] | None = None,
    most_seats: bool = False,
) -> Plan:
    """Fill the needs at least cost; the plan says how good it is and proves it.

    seconds: wall-clock limit; the plan is then "timed_out" with a true bound.
    work_limit: the same in steps of the algorithm, which ends alike on every machine.
    gap: good enough, as a share of the objective.
    threads: 0 takes the CPUs that the process may use. The plan does not depend on it.
    memory_limit: bytes; LimitError says what would be needed.
    stop: anything with is_set(), such as threading.Event. Ctrl-C too ends the run: the best plan
        so far is returned with status "stopped".
    progress: True for a bar on a terminal, or a function of a dict with stage, done, objective
        and bound. It is called on this thread; what it raises stops the run and is raised here.
    most_seats: also prove how many seats any plan could fill.
    """
    check_number("seconds", seconds, least=0)
    check_number("gap", gap, least=0)
    check_whole("work_limit", work_limit)
    check_whole("threads", threads)
    check_whole("memory_limit", memory_limit)
    check_running(stop, progress)
    with Bar() as bar:
        callback = bar.callback if progress is True else (progress or None)
        core = _core.solve(
            problem._core,
            policy if policy is not None else _core.Policy(),
            seconds,
            work_limit,
            gap,
            threads,
            memory_limit,
            stop,
            callback,
            most_seats,
        )
    return Plan(problem, core)


class Verdict:
    """What `verify` found. True only if all holds."""

    def __init__(self, core: _core.Verdict, kind: _frames.Kind) -> None:
        self._kind = kind
        self.valid: bool = core.valid
        """Every hard rule holds."""
        self.as_issued: bool = core.as_issued
        """Tables, policy and plan hash to what the receipt says."""
        self.proven: bool = core.proven
        """Objective and bound recompute to the unit."""
        self.objective: int = core.objective
        """As recomputed."""
        self.bound: int = core.bound
        """As recomputed from the prices."""
        self.records: list[dict[str, Any]] = core.findings
        """What does not hold, as dicts: code, need_id, member_id, message."""

    @property
    def findings(self) -> Any:
        """What does not hold, as a frame: code, need_id, member_id, message."""
        from turnout._problem import frame_of_records

        columns = ("code", "need_id", "member_id", "message")
        return frame_of_records(self.records, columns, self._kind)

    def __bool__(self) -> bool:
        return self.valid and self.as_issued and self.proven

    def __repr__(self) -> str:
        return (
            f"<turnout.Verdict: valid={self.valid}, as_issued={self.as_issued}, "
            f"proven={self.proven}, {len(self.records)} findings>"
        )


def verify(
    problem: Problem,
    plan: Plan | Source,
    *,
    policy: _core.Policy | None = None,
    against: Plan | None = None,
    threads: int = 0,
) -> Verdict:
    """Check a plan without the solver.

    A Plan, the folder that one was written to, or a frame made by hand with need_id, member_id
    and optionally role. A hand-made plan is checked for validity and cost under `policy`, and
    compared with the bound of `against`. Never raises on a bad plan.
    """
    check_whole("threads", threads)
    if isinstance(plan, Plan):
        return Verdict(_core.verify_plan(problem._core, plan._core, threads), problem._kind)
    if isinstance(plan, str | os.PathLike) and os.path.isdir(plan):  # noqa: PTH112
        folder = os.fspath(plan)
        receipt_path = os.path.join(folder, "receipt.json")  # noqa: PTH118
        rows = _core.read_csv(os.path.join(folder, "assignments.csv"))  # noqa: PTH118
        receipt = _core.read_file(receipt_path)
        core = _core.verify_files(problem._core, rows, receipt, receipt_path, threads)
        return Verdict(core, problem._kind)
    rows = _frames.read(plan, "plan")
    if policy is None:
        policy = against.policy if against is not None else _core.Policy()
    core = _core.check_plan(
        problem._core, rows, policy, None if against is None else against._core, threads
    )
    return Verdict(core, problem._kind)


class WhyNot:
    """The answer of `why_not`: a sentence and the numbers behind it."""

    def __init__(self, core: _core.WhyNot) -> None:
        self.need_id: str = core.need_id
        self.member_id: str = core.member_id
        self.role: str = core.role
        """The role that the answer is about."""
        self.eligible: bool = core.eligible
        """Whether the pair breaks no hard rule by itself."""
        self.reason: str | None = core.reason
        """The code of what stands in the way; None where the member serves there."""
        self.rise: int | None = core.rise
        """Metres by which the plan would be dearer with this pair: exactly, or at most."""
        self.exact: bool = core.exact
        """Whether `rise` is exact."""
        self.least_rise: int | None = core.least_rise
        """Every plan with the pair is dearer by at least this."""
        self.message: str = core.message
        """All that in words."""
        self.changes: list[dict[str, Any]] = core.changes
        """From this plan to the other one: need_id, role, member_id, added."""

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<turnout.WhyNot {self.need_id}, {self.member_id}: {self.message}>"


def why_not(plan: Plan, need: Any, member: Any) -> WhyNot:
    """Why this member does not serve that need: which rule and by how much; or what it would
    cost and who would move."""
    return WhyNot(_core.why_not(plan._core, _id("need", need), _id("member", member)))


def _id(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise bad_option(name, value, "give its id")
    return str(int(value))
