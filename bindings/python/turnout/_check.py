"""check(): is this data fit to be planned with?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from turnout._errors import ISSUE_COLUMNS

if TYPE_CHECKING:
    from turnout import _core
    from turnout._problem import Problem

# Columns that a roster or a list of needs is expected to have, and what their absence means.
_EXPECTED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("members", ("lat", "lon"), "nobody's distance is known: there is no distance rule"),
    ("members", ("skills",), "nobody holds any skill"),
    ("members", ("free",), "everybody is always free"),
    ("needs", ("lat", "lon"), "no need has a place: there is no distance rule"),
)


class Check:
    """What `check` found. True unless a finding is an error."""

    def __init__(self, problem: Problem, records: list[dict[str, Any]]) -> None:
        self._problem = problem
        self.records: list[dict[str, Any]] = records
        """The findings as dicts: severity (error, warning or note), table, row, column, ..."""

    @property
    def findings(self) -> Any:
        """The findings as a frame of the kind of `needs`."""
        return self._problem._frame_of_records(self.records, ("severity", *ISSUE_COLUMNS))

    def __bool__(self) -> bool:
        return all(record["severity"] != "error" for record in self.records)

    def __str__(self) -> str:
        return "\n".join(sentence(record) for record in self.records) or "nothing to report"

    def __repr__(self) -> str:
        return f"<turnout.Check: {len(self.records)} findings, {'fit' if self else 'not fit'}>"


def check(problem: Problem, policy: _core.Policy | None = None) -> Check:
    """Looks over a problem that could be read: columns absent, oddities, skills misspelt.

    Bad rows never come this far: reading them raises InputError.
    """
    tables = {"members": problem._core.tables[0], "needs": problem._core.tables[1]}
    records = []
    for name, columns, meaning in _EXPECTED:
        present = tables[name].column_names
        missing = [column for column in columns if column not in present]
        if missing:
            records.append(
                _record(
                    "note",
                    tables[name].name,
                    ", ".join(missing),
                    "column_absent",
                    f"this column is absent: {meaning}",
                    "add it if that is not what you mean",
                )
            )
    records += [{"severity": "warning", **record} for record in problem._core.warnings]
    known = set(problem._core.skills)
    records += [
        _record(
            "warning",
            "policy",
            "idle_skill",
            "unknown_skill",
            "nobody holds this skill and no need asks for it",
            "compare it with the skills of the members",
            skill,
        )
        for skill in (policy.idle_skill if policy is not None else {})
        if skill not in known
    ]
    return Check(problem, records)


def sentence(record: dict[str, Any]) -> str:
    """One finding on one line."""
    where = record["table"]
    if record["row"] is not None:
        where += f", row {record['row']}"
    if record["column"]:
        where += f", {record['column']}"
    value = f" '{record['value']}'" if record["value"] else ""
    remedy = f"; {record['remedy']}" if record["remedy"] else ""
    return f"{record['severity']}: {where}{value}: {record['message']}{remedy}"


def _record(
    severity: str,
    table: str,
    column: str,
    code: str,
    message: str,
    remedy: str,
    value: str = "",
) -> dict[str, Any]:
    return {
        "severity": severity,
        "table": table,
        "row": None,
        "column": column,
        "value": value,
        "code": code,
        "message": message,
        "remedy": remedy,
    }
