"""What turnout raises and warns. Errors are for people: where, what is wrong, what to do."""

from __future__ import annotations

from typing import Any


class Error(Exception):
    """Base of everything turnout raises on purpose."""


class InputError(Error, ValueError):
    """Bad input. The text lists the first 50 findings; `issues` has them as a frame."""

    def __init__(
        self, text: str, issues: list[dict[str, Any]] | None = None, total: int | None = None
    ) -> None:
        super().__init__(text)
        self.records: list[dict[str, Any]] = issues if issues is not None else []
        """The findings as dicts: table, row, column, value, code, message, remedy."""
        self.total: int = len(self.records) if total is None else total
        """How many findings there are in all; at most 10,000 are kept."""

    @property
    def issues(self) -> Any:
        """The findings as a pandas frame; where pandas is missing, as a list of dicts."""
        return records_to_frame(self.records, ISSUE_COLUMNS)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (str(self), self.records, self.total))


class LimitError(Error):
    """A limit given by the caller, such as `memory_limit`, cannot be kept."""


class RangeError(Error, ValueError):
    """A number leaves the range in which the engine is exact: totals past 2^53, for one."""


class DataWarning(UserWarning):
    """The data is odd, not wrong; `problem.warnings` has the list."""


ISSUE_COLUMNS = ("table", "row", "column", "value", "code", "message", "remedy")


def records_to_frame(records: list[dict[str, Any]], columns: tuple[str, ...]) -> Any:
    """A pandas frame, or the list itself where pandas is not installed."""
    try:
        import pandas as pd
    except ImportError:
        return records
    frame = pd.DataFrame(records, columns=list(columns))
    if "row" in columns:
        frame["row"] = frame["row"].astype("Int64")
    return frame


def input_error(
    table: str, column: str, value: object, code: str, message: str, remedy: str
) -> InputError:
    """An InputError with one finding, in the words of the C++ side."""
    shown = "" if value is None else str(value)
    shown = shown if len(shown) <= 80 else shown[:80] + "..."
    where = ", ".join(part for part in (table, column) if part)
    if shown:
        where += f" '{shown}'"
    text = f"{where}: {message}; {remedy}" if where else f"{message}; {remedy}"
    values = (table, None, column, shown, code, message, remedy)
    issue: dict[str, Any] = dict(zip(ISSUE_COLUMNS, values, strict=True))
    return InputError(text, [issue])
