"""check(): is this data fit to be planned with?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from turnout import _core
from turnout._errors import ISSUE_COLUMNS

if TYPE_CHECKING:
    from turnout._problem import Problem


def check(problem: Problem, policy: _core.Policy | None = None) -> Any:
    """What is odd about the data under this policy, as a frame of the kind of `needs`.

    Columns: severity ("note" or "warning"), table, row, column, value, code, message, remedy.
    What is wrong never comes this far: reading it raises InputError.
    """
    records = findings(problem, policy)
    return problem._frame_of_records(records, ("severity", *ISSUE_COLUMNS))


def findings(problem: Problem, policy: _core.Policy | None = None) -> list[dict[str, Any]]:
    """The same as dicts."""
    return _core.check(problem._core, policy if policy is not None else _core.Policy())
